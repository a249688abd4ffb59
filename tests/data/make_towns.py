"""Writes the made-up towns as docx, xlsx, pdf, html and text, each with its truth.

`python -m tests.data.make_towns` writes them anew into `tests/data/towns/`.
"""

import json
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import asdict
from html import escape
from pathlib import Path

from docx import Document
from docx.document import Document as Paper
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import Workbook

from tests.data.made_towns import STYLES, MadeDuty, Style, Table, duties, tables
from tests.data.printed_pdf import print_pdf

FOLDER = Path(__file__).parent / "towns"


def cover(style: Style) -> list[str]:
    return [style.region, style.name, "履行职责事项清单", "2025年3月"]


def contents(printed: Sequence[Table]) -> list[str]:
    return ["目  录", *(f"{table.heading}……{3 * at + 1}" for at, table in enumerate(printed))]


def rows_of(table: Table) -> list[list[str]]:
    """The table's cells; a merged cell stands in its first place alone."""
    grid = [[""] * len(table.header) for _ in range(table.rows)]
    for cell in table.cells:
        grid[cell.row][cell.column] = cell.text
    return grid


def write_text(path: Path, style: Style, printed: Sequence[Table]) -> None:
    lines = [*cover(style), *contents(printed), *style.preface]
    for table in printed:
        lines += ["", table.heading]
        for row in rows_of(table):
            cells = [cell.replace("\n", "<br>") for cell in row]
            lines.append("\t".join(cells).rstrip("\t") if not any(cells[1:]) else "\t".join(cells))
    path.write_text("\n".join([*lines, "", *style.notes, ""]), encoding="utf-8")


def write_html(path: Path, style: Style, printed: Sequence[Table]) -> None:
    parts = [f"<h1>{''.join(cover(style)[:3])}</h1>", *(f"<p>{p}</p>" for p in style.preface)]
    for table in printed:
        parts.append(f"<p><b>{table.heading}</b></p><table><tbody>")
        for row in range(table.rows):
            cells = sorted((c for c in table.cells if c.row == row), key=lambda c: c.column)
            parts.append(
                "<tr>"
                + "".join(
                    f'<td rowspan="{c.rows}" colspan="{c.columns}">'
                    + "".join(f"<p>{escape(line)}</p>" for line in c.text.split("\n"))
                    + "</td>"
                    for c in cells
                )
                + "</tr>"
            )
        parts.append("</tbody></table>")
    parts += [f"<p>{note}</p>" for note in style.notes]
    path.write_text(
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>政务公开</title>"
        "<style>td{border:1px solid}</style></head><body>"
        "<nav><ul><li>首页</li><li>政务公开</li></ul></nav>"
        "<table class='layout'><tr><td>当前位置：首页 &gt; 政务公开</td></tr><tr><td>"
        + "\n".join(parts)
        + "</td></tr></table><script>var a = '<td>';</script>"
        "<div class='footer'>主办单位：某某办公室<br>上一篇　下一篇</div></body></html>",
        encoding="utf-8",
    )


def write_xlsx(path: Path, style: Style, printed: Sequence[Table]) -> None:
    book = Workbook()
    book.remove(book.active)
    front = book.create_sheet("封面")
    for line in (*cover(style), *style.preface):
        front.append([line])
    for table in printed:
        sheet = book.create_sheet(table.heading.split(style.name)[1].split("（")[0])
        sheet.cell(1, 1, table.heading)
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(table.header))
        for cell in table.cells:
            row, column = cell.row + 2, cell.column + 1
            value = int(cell.text) if cell.text.isdecimal() else cell.text
            sheet.cell(row, column, value)
            if cell.rows > 1 or cell.columns > 1:
                sheet.merge_cells(
                    start_row=row,
                    start_column=column,
                    end_row=row + cell.rows - 1,
                    end_column=column + cell.columns - 1,
                )
        for at, note in enumerate(style.notes):
            sheet.cell(table.rows + 3 + at, 1, note)
    book.save(path)


def write_docx(path: Path, style: Style, printed: Sequence[Table]) -> None:
    paper = Document()
    for line in (*cover(style), *contents(printed), *style.preface):
        paper.add_paragraph(line)
    for table in printed:
        paper.add_paragraph(table.heading)
        number_id = _number_list(paper) if style.automatic_numbers else 0
        made = paper.add_table(table.rows, len(table.header))
        for cell in table.cells:
            place = made.cell(cell.row, cell.column)
            if cell.rows > 1 or cell.columns > 1:
                last = (cell.row + cell.rows - 1, cell.column + cell.columns - 1)
                place = place.merge(made.cell(*last))
            if number_id and cell.text.isdecimal():
                _automatic(place.paragraphs[0]._p, number_id)
                continue
            place.text = cell.text.split("\n")[0]
            for line in cell.text.split("\n")[1:]:
                place.add_paragraph(line)
    for note in style.notes:
        paper.add_paragraph(note)
    paper.save(str(path))


def _number_list(paper: Paper) -> int:
    """A numbering `1.`, `2.` that starts anew."""
    numbering = paper.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), str(900 + len(numbering)))
    level = OxmlElement("w:lvl")
    level.set(qn("w:ilvl"), "0")
    for tag, value in (("start", "1"), ("numFmt", "decimal"), ("lvlText", "%1")):
        element = OxmlElement(f"w:{tag}")
        element.set(qn("w:val"), value)
        level.append(element)
    abstract.append(level)
    numbering.insert(0, abstract)
    added = numbering.add_num(int(abstract.get(qn("w:abstractNumId"))))
    return int(added.numId)


def _automatic(paragraph: object, number_id: int) -> None:
    properties = deepcopy(paragraph.get_or_add_pPr())  # type: ignore[attr-defined]
    numbers = properties.get_or_add_numPr()
    numbers.get_or_add_ilvl().val = 0
    numbers.get_or_add_numId().val = number_id
    paragraph.get_or_add_pPr().getparent().replace(paragraph.pPr, properties)  # type: ignore[attr-defined]


def write_truth(path: Path, style: Style) -> None:
    truth = {
        "name": style.name,
        "region": style.region,
        "duties": [{"list": duty.list_name} | _fields(duty) for duty in duties(style)],
    }
    path.write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _fields(duty: MadeDuty) -> dict[str, object]:
    return {name: value for name, value in asdict(duty).items() if name != "list_name"}


def main() -> None:
    for style in STYLES:
        folder = FOLDER / style.key
        folder.mkdir(parents=True, exist_ok=True)
        printed = tables(style)
        write_truth(folder / "truth.json", style)
        write_text(folder / "list.txt", style, printed)
        write_html(folder / "list.html", style, printed)
        write_xlsx(folder / "list.xlsx", style, printed)
        write_docx(folder / "list.docx", style, printed)
        print_pdf(folder / "list.pdf", style, printed, [*cover(style), *style.preface])


if __name__ == "__main__":
    main()
