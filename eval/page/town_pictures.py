"""Pictures for docs/towns.md, taken from a service with several towns, one in two versions."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from assistant.assistant import Assistant
from assistant.settings import Settings
from corpus.towns.exports import HEADINGS, ExportForm, exported
from corpus.towns.imports import import_town
from corpus.towns.registry import CARD_FILE, MODEL_FILE, TownFiles, TownRegistry
from index.building.standing import remove_index

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet
    from playwright.sync_api import Page

_MADE = Path(__file__).parents[2] / "tests" / "data" / "towns"
KEY, _OTHER = "shiqiao-picture", "bailu-picture"  # their indexes stand beside those of real towns
_FIRST = "2026-03-01"  # the day of the older version
_TYPE, _NUMBER, _TITLE, _HOLDERS, _UPPER = (
    HEADINGS.index(name) + 1
    for name in ("事项类型", "序号", "事项名称", "关联单位", "上级部门职责")
)


@contextmanager
def two_towns(data_dir: Path) -> Iterator[dict[str, str]]:
    """Import them below this folder and build the default's index; the service's settings."""
    for key, name in ((KEY, "shiqiao"), (_OTHER, "bailu")):
        import_town(_MADE / name / "list.docx", key, data_dir, lambda done, total: None)
    files = TownRegistry(data_dir).files(KEY)
    _date(files)
    path = data_dir / "newer.xlsx"
    path.write_bytes(exported(files.town, ExportForm.XLSX))
    _change(path)
    import_town(path, KEY, data_dir, lambda done, total: None)
    environment = {"LVZHI_DATA_DIR": str(data_dir), "LVZHI_TOWN": KEY}
    settings = Settings.from_environment().model_copy(update={"data_dir": data_dir, "town": KEY})
    try:
        Assistant.load(settings)
        yield environment
    finally:
        for key in (KEY, _OTHER):
            remove_index(settings.cache_dir, key)


def _date(files: TownFiles) -> None:
    for name, field in ((CARD_FILE, "named"), (MODEL_FILE, "version")):
        path = files.folder / name
        told = json.loads(path.read_text(encoding="utf-8")) | {field: _FIRST}
        path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def _change(path: Path) -> None:
    """The newer lists: a duty taken back, one gone, one led by another bureau."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    titles = {
        str(sheet.cell(row, _TITLE).value).lstrip("*"): row for row in range(2, sheet.max_row + 1)
    }
    taken_back = str(sheet.cell(sheet.max_row, _TYPE).value)
    moved = titles["做好义务教育阶段学生控辍保学"]
    sheet.cell(moved, _TYPE).value = taken_back
    led = titles["燃气安全排查整治"]
    for column in (_HOLDERS, _UPPER):
        cell = sheet.cell(led, column)
        cell.value = str(cell.value).replace("城市管理和综合执法局", "住房和城乡建设局")
    sheet.delete_rows(titles["社会抚养费征收"])
    _in_order(sheet)
    book.save(path)


def _in_order(sheet: "Worksheet") -> None:
    """The rows list by list, numbered anew."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    lists = list(dict.fromkeys(row[_TYPE - 1] for row in rows))
    rows.sort(key=lambda row: lists.index(row[_TYPE - 1]))
    numbers = dict.fromkeys(lists, 0)
    for place, row in enumerate(rows, start=2):
        numbers[row[_TYPE - 1]] += 1
        row[_NUMBER - 1] = numbers[row[_TYPE - 1]]
        for column, value in enumerate(row, start=1):
            sheet.cell(place, column).value = value


def chooser(page: "Page") -> None:
    """The page's head, where the town is chosen."""
    page.locator("form.lz-town select").focus()


def links(page: "Page") -> None:
    """What staff are asked about links."""
    page.get_by_role("tab", name="同一件事").click()
    page.locator("#staff-links ol").first.wait_for()
    _scroll_to(page, "#staff-links")


def versions(page: "Page") -> None:
    """What the newer lists change."""
    page.get_by_role("tab", name="新旧版对比").click()
    page.locator("#staff-versions h2").first.wait_for()
    _scroll_to(page, "#staff-versions")


def _scroll_to(page: "Page", part: str) -> None:
    page.locator(part).evaluate("one => scrollTo(0, one.getBoundingClientRect().top - 150)")
