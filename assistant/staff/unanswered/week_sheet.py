"""A week of the question log as a workbook: to be printed, talked over and filled in."""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.staff.unanswered.week import Missed, Week
from corpus.models import Town
from index.extras import Extra, require

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MISSED_SHEET, TOTALS_SHEET = "没答好的问题", "一周合计"
_HEADS = (
    ("名次", 6),  # and the column's width, in characters
    ("问题", 36),
    ("次数", 6),
    ("哪一种", 14),
    ("前面问过", 30),
    ("相近的说法", 36),
    ("群众写的理由", 24),
    ("当时的回答", 40),
    ("可能是哪一项", 40),
    ("最近一次", 16),
    ("办理意见", 24),  # for the reader
)
_TITLE = "{town}履职问答，{monday:%Y年%m月%d日}到{sunday:%m月%d日}"
NOTHING = "这一周没有没答好的问题。"


def file_name(week: Week) -> str:
    """The workbook's, of this week."""
    return f"履职问答一周_{week.monday:%Y-%m-%d}.xlsx"


def workbook(week: Week, town: Town) -> bytes:
    """The week as xlsx; ExtraMissing where openpyxl is not installed."""
    require(Extra.WEB)
    # Imported here: it takes 0.2 s, and few ask for it.
    from openpyxl import Workbook

    book = Workbook()
    missed = book.active
    assert missed is not None  # a new workbook has one
    missed.title = MISSED_SHEET
    title = _TITLE.format(town=town.name, monday=week.monday, sunday=week.sunday)
    rows = [_row(place, one, town) for place, one in enumerate(week.missed, start=1)]
    _fill(missed, [[title], [name for name, _ in _HEADS], *(rows or [[NOTHING]])])
    for column, (_, width) in enumerate(_HEADS, start=1):
        missed.column_dimensions[missed.cell(2, column).column_letter].width = width
    missed.freeze_panes = "C3"
    missed.page_setup.orientation = "landscape"
    missed.page_setup.fitToWidth, missed.page_setup.fitToHeight = 1, 0
    missed.sheet_properties.pageSetUpPr.fitToPage = True
    totals = book.create_sheet(TOTALS_SHEET)
    _fill(totals, [[title], ["项目", "数"], *_totals(week)])
    totals.column_dimensions["A"].width = 40
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _row(place: int, missed: Missed, town: Town) -> list[str | int]:
    group = missed.group
    return [
        place,
        group.first.question,
        group.times,
        "、".join(group.faults),
        " → ".join(group.first.thread),
        "\n".join(f"{one.question}（{one.times}）" for one in group.questions[1:]),
        "；".join(group.reasons),
        group.first.answer,
        "\n".join(f"{duty_id} {town.duty(duty_id).title}" for duty_id in missed.candidates),
        f"{group.first.last_asked:%m-%d %H:%M}",
        "",
    ]


def _totals(week: Week) -> list[list[str | int]]:
    usage = week.usage
    return [
        ["问题", usage.questions],
        ["没答上（拒答）", usage.refused],
        ["群众说帮上了", usage.helpful],
        ["群众说没帮上", usage.unhelpful],
        ["险情（先给了急救、报警电话，原话不保存）", week.emergencies],
        ["骂人的话", week.abuse],
        *_counts({f"回答里第一个部门：{name}": n for name, n in usage.departments.items()}),
        *_counts({f"{one.day:%m-%d} 的问题": one.answered + one.refused for one in usage.days}),
    ]


def _counts(counts: Mapping[str, int]) -> Iterator[list[str | int]]:
    return ([name, count] for name, count in counts.items())


def _fill(sheet: "Worksheet", rows: Sequence[Sequence[str | int]]) -> None:
    """The title, the headings and the rows; what people typed is text, whatever it begins with."""
    from openpyxl.styles import Alignment, Font

    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=number > 1, vertical="top")
            cell.font = Font(bold=number < 3)
