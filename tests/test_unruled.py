"""A pdf without rulings is read by where its text stands, however its rows are set."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from corpus.readers.grid import GridRow
from corpus.readers.pdf.page import page_text, rows_of
from corpus.town import read_town
from eval.documents.fields import shares, truths_of
from tests.towns import MADE

SIZE, LINE = 10.0, 14.0  # points


@pytest.mark.slow
@pytest.mark.parametrize("key", ["lanxi", "wenchang"])
def test_a_whole_town_is_read_by_positions(key: str) -> None:
    town, _, _ = read_town(MADE / key / "unruled.pdf", key)
    found = shares(town, truths_of(MADE / key))
    assert {field: share for field, share in found.items() if share < 0.97} == {}


def chars(text: str, x: float, y: float) -> Iterator[dict[str, Any]]:
    for char in text:
        width = SIZE / 2 if char.isascii() else SIZE
        box = {"x0": x, "x1": x + width, "top": y, "bottom": y + SIZE}
        yield {"text": char, "size": SIZE, **box}
        x += width


def rows(*placed: tuple[str, float, float]) -> list[GridRow]:
    """The rows of a page with these texts: at a place across, and at a line down."""
    drawn = [char for text, x, line in placed for char in chars(text, x, 100 + line * LINE)]
    return list(rows_of([page_text(1, 842.0, drawn, [])]))


def cells(found: Sequence[GridRow]) -> list[tuple[str, ...]]:
    return [row.cells for row in found]


HEADER = (("序 号", 50, 0), ("事项名称", 100, 0), ("对应上级部门", 200, 0))
TITLE = "做好义务教育阶段学"  # as wide as its column


def test_rows_set_close_begin_at_their_numbers() -> None:
    found = rows(
        *HEADER,
        *(("1", 60, 1), (TITLE, 100, 1), ("生控辍保学", 100, 2), ("县教育局", 200, 1)),
        *(("2", 60, 3), ("打击欺诈骗保", 100, 3), ("县医疗保障局", 200, 3)),
    )
    assert cells(found)[1:] == [
        ("1", "做好义务教育阶段学生控辍保学", "县教育局"),
        ("2", "打击欺诈骗保", "县医疗保障局"),
    ]


def test_a_number_may_stand_in_the_middle_of_its_row() -> None:
    found = rows(
        *HEADER,
        *((TITLE, 100, 1), ("生控辍保学，依法处", 100, 2), ("置。", 100, 3)),
        *(("1", 60, 2), ("县教育局", 200, 2)),
        *((TITLE, 100, 4), ("前教育登记，依法检", 100, 5), ("查。", 100, 6)),
        *(("2", 60, 5), ("县教育局", 200, 5)),
    )
    assert cells(found)[1:] == [
        ("1", "做好义务教育阶段学生控辍保学，依法处置。", "县教育局"),
        ("2", "做好义务教育阶段学前教育登记，依法检查。", "县教育局"),
    ]


def test_what_runs_over_the_columns_is_a_row_of_its_own() -> None:
    found = rows(
        *HEADER,
        ("一、民生服务（1项）", 50, 1),
        *(("1", 60, 2), ("打击欺诈骗保", 100, 2), ("县医疗保障局", 200, 2)),
        ("二、平安法治（1项）", 50, 3),
        *(("2", 60, 4), ("道路交通安全劝导", 100, 4), ("县公安局", 200, 4)),
    )
    assert [row.cells[0] for row in found] == [
        "序号",
        "一、民生服务（1项）",
        "1",
        "二、平安法治（1项）",
        "2",
    ]
    assert [row.wide for row in found] == [False, True, False, True, False]


def test_departments_of_one_duty_keep_their_own_texts() -> None:
    found = rows(
        *HEADER,
        ("职责", 300, 0),
        *(("1", 60, 1.5), ("打击欺诈骗保", 100, 1.5), ("县公安局", 200, 1.5)),
        *(("查处诈骗。", 300, 1.5), ("追缴赃款，返还。", 300, 2.5)),
        *(("县财政局", 200, 4), ("拨付资金。", 300, 4)),
        *(("2", 60, 6), ("道路交通安全劝导", 100, 6), ("县公安局", 200, 6), ("处罚。", 300, 6)),
    )
    assert cells(found)[1:] == [
        ("1", "打击欺诈骗保", "县公安局", "查处诈骗。\n追缴赃款，返还。"),
        ("", "", "县财政局", "拨付资金。"),
        ("2", "道路交通安全劝导", "县公安局", "处罚。"),
    ]


def test_a_list_and_its_notes_are_no_part_of_the_table() -> None:
    found = rows(
        ("石桥镇基本履职事项清单（1项）", 100, -3),
        *HEADER,
        *(("1", 60, 1), ("打击欺诈骗保", 100, 1), ("县医疗保障局", 200, 1)),
        ("注：1.本清单自印发之日起施行。", 50, 3),
        ("石桥镇配合履职事项清单（1项）", 100, 6),
        *((text, x, 8) for text, x, _ in HEADER),
        *(("1", 60, 9), ("道路交通安全劝导", 100, 9), ("县公安局", 200, 9)),
    )
    assert ["".join(row.cells) for row in found if row.form == "paragraph"] == [
        "石桥镇基本履职事项清单（1项）",
        "注：1.本清单自印发之日起施行。",
        "石桥镇配合履职事项清单（1项）",
    ]
