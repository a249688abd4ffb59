"""Sets of duties as they are read: exact, negated, several at once, and never wider than read."""

import pytest

from assistant.answering.proof.sets import Sets
from assistant.understanding.scanner import scan
from assistant.understanding.sets.set_question import read_set_question
from assistant.understanding.statements.offices import settled
from assistant.understanding.statements.predicate import Kind, Predicate, all_pass
from assistant.understanding.words.lexicon import Lexicon
from corpus.departments import DepartmentNames
from corpus.models import Town
from tests.set_questions import COUNTS, POLICE, SETS, Test

# Read as asked, but with words that only the search knows, or that nothing does.
UNREAD = {
    "气象局一项处罚都没有吗，上收给气象局的有几项",
    "牵头单位不是局的配合事项有几项",
    "草原方面镇里还能罚的有几项",
    "应急局收回去的检查类事项有哪些",
}


@pytest.fixture(scope="module")
def lexicon(town: Town) -> Lexicon:
    return Lexicon(town, DepartmentNames(town))


@pytest.mark.parametrize("row", [row for row in SETS if row[0] not in UNREAD], ids=lambda r: r[0])
def test_a_question_is_read_as_its_set(
    row: tuple[str, *tuple[Test, ...]], town: Town, lexicon: Lexicon
) -> None:
    question, *tests = row
    asked = read_set_question(question, lexicon)
    assert asked is not None
    assert not asked.unread
    sets = [{d.duty_id for d in town.duties if all_pass(s.predicates, d)} for s in asked.sets]
    assert set().union(*sets) in [{d.duty_id for d in town.duties if t(d)} for t in tests]
    assert not any(own.topics for own in asked.sets)
    if counts := COUNTS.get(question):
        assert tuple(map(len, sets)) == counts


@pytest.mark.parametrize("question", sorted(UNREAD))
def test_words_that_are_not_read_are_kept_apart(question: str, lexicon: Lexicon) -> None:
    asked = read_set_question(question, lexicon)
    assert asked is not None
    assert asked.unread or any(own.topics for own in asked.sets)


def test_every_character_is_in_a_span(lexicon: Lexicon) -> None:
    for question, *_ in SETS:
        spans = settled(scan(question, lexicon))
        assert [span.start for span in spans[1:]] == [span.end for span in spans[:-1]]
        assert (spans[0].start, spans[-1].end) == (0, len(question))


@pytest.mark.parametrize("question", ["委员会定期来听民情吗", "基层有联络室,委员会来协商议事"])
def test_the_ending_of_an_office_s_name_alone_names_nobody(question: str, lexicon: Lexicon) -> None:
    assert not any(span.kind == "unknown" for span in settled(scan(question, lexicon)))


def test_a_set_and_its_negation_share_nothing(town: Town) -> None:
    sets = Sets(town)
    for kind in Kind:
        value = {
            Kind.LIST: ("配合",),
            Kind.SECTION: ("民生服务",),
            Kind.SUPPORT: ("经费",),
            Kind.HOLDERS: ("2", "99"),
            Kind.NUMBERS: ("3", "40"),
            Kind.DOES: (POLICE, "登记", "流动", "处置"),
            Kind.FIGURE: ("10", "工作日", "完成", "调查"),
        }.get(kind, (POLICE,))
        parts = (Predicate(Kind.PENALTY),) if kind in (Kind.BOTH, Kind.EACH) else ()
        stated = Predicate(kind, value, parts=parts)
        for one in (stated, stated.negation):
            own = {duty.duty_id for duty in town.duties if one.passes(duty)}
            assert own == sets.selected([one]), one
            truths = {duty.duty_id: sets.truth([one], [duty.duty_id]) for duty in town.duties}
            assert truths == {duty.duty_id: one.truth(duty) for duty in town.duties}, one
            told = {duty.duty_id: sets.settles([one], [duty.duty_id]) for duty in town.duties}
            assert told == {duty.duty_id: one.tells(duty) for duty in town.duties}, one
        assert not any(stated.passes(d) and stated.negation.passes(d) for d in town.duties)
