"""The proof knows no town: what another town's document says is proven, and a lie is not."""

import pytest

from assistant.answering.citation import CitationChecker
from assistant.answering.composer import Composer
from assistant.answering.lookup import Lookup
from assistant.answering.parts.of_duties import Enforcement, Verdict
from assistant.answering.proof.proof import Proof
from assistant.answering.proof.sets import Sets
from assistant.answering.telling.answers import retold
from assistant.understanding.statements.predicate import Kind, Predicate, Truth
from corpus.models import Duty, Town
from corpus.source import read_lines
from corpus.town import read_town
from tests.processes import ROOT

TOWNS = ROOT / "tests" / "data" / "towns"
ASKED = ("", "谁负责", "镇里要做什么", "有履职保障吗", "带星号吗")


def town_of(key: str) -> Town:
    town, _, _ = read_town(TOWNS / key / "list.txt", key)
    assert town is not None
    return town


def checker_of(town: Town) -> CitationChecker:
    return CitationChecker(town, read_lines(TOWNS / town.key / "list.txt"))


def is_quotable(duty: Duty, checker: CitationChecker) -> bool:
    """Whether each part stands on the lines of the file that it is said to stand on."""
    quotes = (checker.quotable(block.items, block.source_lines) for block in duty.blocks)
    return all(lines for own in quotes for _, lines in own)


@pytest.mark.parametrize("key", ["bailu", "shiqiao"])
@pytest.mark.parametrize("marked", [True, False])
def test_every_duty_of_another_town_is_told_and_proven(key: str, marked: bool) -> None:
    town = town_of(key).model_copy(update={"enforcement_marked": marked})
    checker = checker_of(town)
    lookup, proof = Lookup(town, Composer(town, checker)), Proof(town, checker)
    stand_there = [duty for duty in town.duties if is_quotable(duty, checker)]
    assert len(stand_there) >= 50  # cells of bailu go over several rows
    for duty in stand_there:
        for asked in ASKED:
            answer = lookup.answer(f"{duty.list}清单第{duty.number}项{asked}")
            assert answer is not None
            assert proof.problems(answer) == [], (duty.duty_id, asked)


def test_a_town_that_marks_nothing_says_so_and_no_more() -> None:
    town = town_of("bailu").model_copy(update={"enforcement_marked": False})
    checker = checker_of(town)
    duty = town.duties[0]
    honest = Lookup(town, Composer(town, checker)).answer(f"{duty.list}清单第1项带星号吗")
    assert honest is not None
    assert "看不出来" in honest.text
    for lie in (
        Enforcement(duty_id=duty.duty_id, marked=False),
        Verdict(duty_ids=(duty.duty_id,), truth=Truth.NO, claimed=(Predicate(Kind.ENFORCEMENT),)),
    ):
        told = retold(honest, [lie, *honest.parts[1:]], town)
        told = told.model_copy(update={"verdict": "no" if isinstance(lie, Verdict) else None})
        assert Proof(town, checker).problems(told), lie


def test_the_sets_of_another_town_are_the_same_by_either_way() -> None:
    for key in ("bailu", "shiqiao"):
        town = town_of(key)
        sets = Sets(town)
        lead = next(d.departments for d in town.duties if len(d.departments) > 1)
        for kind in (Kind.LEADS, Kind.JOINS, Kind.INVOLVED, Kind.NAMED):
            for stated in (Predicate(kind, lead), Predicate(kind, lead[1:], negated=True)):
                own = {duty.duty_id for duty in town.duties if stated.passes(duty)}
                assert sets.selected([stated]) == own, stated
