"""The citation check against forged numbers, titles, lines and quotes."""

import pytest

from assistant.answer import Citation
from assistant.answering.citation import CitationChecker
from corpus.models import BlockKind, Town
from corpus.source import read_lines
from corpus.town import SOURCE_FILE, town_folder


@pytest.fixture(scope="module")
def checker(town: Town) -> CitationChecker:
    return CitationChecker(town, read_lines(town_folder("fuhe") / SOURCE_FILE))


@pytest.fixture
def honest(town: Town) -> Citation:
    duty = town.duty("配合-40")
    block = duty.parts(BlockKind.TOWNSHIP)[0]
    return Citation(
        duty_id=duty.duty_id,
        list=duty.list,
        number=duty.number,
        section=duty.section,
        title=duty.title,
        holder=town.name,
        quote=block.text,
        source_lines=block.source_lines,
        score=0.9,
    )


def test_an_honest_citation_passes(checker: CitationChecker, honest: Citation) -> None:
    assert checker.problem(honest) is None


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"duty_id": "配合-60", "number": 60}, "no duty 配合-60"),
        ({"number": 41}, "no duty 配合-40 with number 41"),
        ({"list": "上收"}, "no duty"),
        ({"title": "危房补助发放"}, "another title"),
        ({"section": "民生服务"}, "another title or section"),
        ({"source_lines": (1,)}, "does not stand on"),
        ({"source_lines": ()}, "does not stand on"),
        ({"source_lines": (99999,)}, "does not stand on"),
        ({"quote": "镇里负责发放危房改造补助每户五万元。"}, "quote"),
        ({"quote": "  "}, "quote"),
        ({"quote": "<p></p>"}, "quote"),
    ],
)
def test_a_forged_citation_is_found(
    checker: CitationChecker, honest: Citation, change: dict[str, object], problem: str
) -> None:
    forged = Citation.model_validate(honest.model_dump() | change)
    assert problem in (checker.problem(forged) or "")


def test_one_changed_character_is_found(checker: CitationChecker, honest: Citation) -> None:
    forged = honest.model_copy(update={"quote": honest.quote.replace("危房", "新房", 1)})
    assert checker.problem(forged) is not None


def test_a_quote_of_another_duty_is_found(
    checker: CitationChecker, honest: Citation, town: Town
) -> None:
    other = town.duty("配合-41").parts(BlockKind.TOWNSHIP)[0].text
    assert checker.problem(honest.model_copy(update={"quote": other})) is not None


def test_markup_and_white_space_do_not_matter(checker: CitationChecker, honest: Citation) -> None:
    spaced = "<p>" + " ".join(honest.quote) + "</p>"
    assert checker.problem(honest.model_copy(update={"quote": spaced})) is None


def test_a_part_over_two_pages_gives_a_quote_each(checker: CitationChecker, town: Town) -> None:
    duty = town.duty("配合-57")
    block = next(b for b in duty.blocks if b.holder == "巴林左旗林业和草原局")
    quotes = list(checker.quotable(block.items, block.source_lines))
    assert [lines for _, lines in quotes] == [(308,), (311,)]
    assert "\n".join(quote for quote, _ in quotes) == block.text


def test_every_block_of_every_duty_can_be_quoted(checker: CitationChecker, town: Town) -> None:
    for duty in town.duties:
        for block in duty.blocks:
            quotes = list(checker.quotable(block.items, block.source_lines))
            assert all(lines for _, lines in quotes), (duty.duty_id, block.holder)
