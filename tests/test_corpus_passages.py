"""Passages hold every item of every block once and whole, with its duty and holder."""

from collections import Counter

import pytest

from corpus.models import Block, BlockKind, Duty, DutyList, ListName, Town
from corpus.passages import MAX_ITEM_CHARS, MAX_TITLE_CHARS, Passage, passages_of
from corpus.town import load_town


@pytest.fixture(scope="module")
def fuhe() -> Town:
    return load_town("fuhe")


@pytest.fixture(scope="module")
def passages(fuhe: Town) -> tuple[Passage, ...]:
    return passages_of(fuhe)


def small_town(*items: str, title: str = "防汛", heading: str = "甲县水利局") -> Town:
    """A town with one assisted duty whose department has these items."""
    blocks = [
        Block(kind=BlockKind.TITLE, holder="甲县水利局", items=(title,), source_lines=(3,)),
        Block(
            kind=BlockKind.DEPARTMENT,
            holder="甲县水利局",
            heading=heading,
            items=items,
            source_lines=(3, 4),
        ),
    ]
    duty = Duty(
        list=ListName.ASSIST,
        number=1,
        section="平安法治",
        title=title,
        enforcement=False,
        departments=("甲县水利局",),
        blocks=tuple(blocks),
        source_lines=(3, 4),
    )
    part = DutyList(
        name=ListName.ASSIST,
        heading="配合履职事项清单",
        title="配合履职事项清单",
        declared=None,
        source_line=1,
        sections=(),
        duties=(duty,),
    )
    return Town(
        key="small",
        name="乙镇",
        region="甲县",
        source_name="",
        lists=(part,),
        enforcement_marked=True,
    )


def test_every_item_of_every_block_is_in_exactly_one_passage(
    fuhe: Town, passages: tuple[Passage, ...]
) -> None:
    in_blocks = Counter(
        (duty.duty_id, block.kind, block.holder, item)
        for duty in fuhe.duties
        for block in duty.blocks
        for item in block.items
    )
    in_passages = Counter(
        (passage.duty_id, passage.kind, passage.holder, item)
        for passage in passages
        for item in passage.items
    )
    assert in_passages == in_blocks


def test_passages_follow_the_document(fuhe: Town, passages: tuple[Passage, ...]) -> None:
    assert list(dict.fromkeys(p.duty_id for p in passages)) == [d.duty_id for d in fuhe.duties]
    items = [item for duty in fuhe.duties for block in duty.blocks for item in block.items]
    assert [item for passage in passages for item in passage.items] == items


def test_the_text_holds_its_items_uncut(passages: tuple[Passage, ...]) -> None:
    for passage in passages:
        assert "".join(passage.items) in passage.text


def test_passages_are_bounded_unless_one_item_is_longer(passages: tuple[Passage, ...]) -> None:
    for passage in passages:
        if len(passage.items) > 1:
            assert sum(map(len, passage.items)) <= MAX_ITEM_CHARS
        context = len(passage.text) - sum(map(len, passage.items))
        assert context <= MAX_TITLE_CHARS + 30  # a department's name and colon


def test_long_parts_are_really_split(passages: tuple[Passage, ...]) -> None:
    assert sum(p.duty_id == "配合-57" and p.holder == "巴林左旗水利局" for p in passages) == 2


def test_a_passage_knows_title_holder_and_lines() -> None:
    title, part = passages_of(small_town("1.巡查。", "2.上报。"))
    assert (title.text, title.kind, title.items) == ("防汛", BlockKind.TITLE, ("防汛",))
    assert part == Passage(
        duty_id="配合-1",
        kind=BlockKind.DEPARTMENT,
        holder="甲县水利局",
        text="防汛 甲县水利局：1.巡查。2.上报。",
        items=("1.巡查。", "2.上报。"),
        source_lines=(3, 4),
    )


def test_the_printed_heading_is_in_the_text() -> None:
    _, part = passages_of(small_town("检查。", heading="甲县水利局等相关部门"))
    assert part.text == "防汛 甲县水利局等相关部门：检查。"


def test_parts_are_split_between_items_at_the_bound() -> None:
    half = "水" * (MAX_ITEM_CHARS // 2)
    _, both, rest = passages_of(small_town(half, half, "雨"))
    assert both.items == (half, half)
    assert rest.items == ("雨",)


def test_an_item_longer_than_the_bound_stays_whole_and_alone() -> None:
    long = "水" * (MAX_ITEM_CHARS + 1)
    _, *parts = passages_of(small_town("雨。", long, "雪。"))
    assert [part.items for part in parts] == [("雨。",), (long,), ("雪。",)]
    assert long in parts[1].text


def test_a_long_title_is_cut_as_context_but_whole_as_a_title() -> None:
    long = "防" * (MAX_TITLE_CHARS + 5)
    title, part = passages_of(small_town("巡查。", title=long))
    assert title.text == long
    assert part.text == f"{long[:MAX_TITLE_CHARS]} 甲县水利局：巡查。"
