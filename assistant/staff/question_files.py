"""Reading drafts of questions from the files that staff have: CSV out of Excel, JSON lines."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from assistant.staff.question_checks import Draft, Placed, QuestionError

_ENCODINGS = ("utf-8-sig", "gb18030")  # Excel in Chinese saves CSV as GBK
_COLUMNS = {
    "问题": "question",
    "事项": "duties",
    "事项编号": "duties",
    "部门": "departments",
    "提问人": "who",
}
_FIELDS = tuple(Draft.model_fields)


def read_drafts(path: Path) -> list[Placed]:
    """The lines of a CSV or JSONL file as drafts; QuestionError where there are none."""
    readers = {".csv": _csv_rows, ".jsonl": _json_rows}
    read = readers.get(path.suffix.lower())
    if read is None:
        raise QuestionError(
            f"{path}：后缀“{path.suffix}”不认识，应为 .csv 或 .jsonl；请另存后重试。"
        )
    rows = list(read(path, _text(path)))
    if not rows:
        raise QuestionError(f"{path}：文件里没有问题，应为每行一个；请检查是否选错文件。")
    return [Placed(f"{path.name}:{line}", _draft(row)) for line, row in rows]


def _draft(row: object) -> Draft | QuestionError:
    try:
        return Draft.model_validate(row)
    except ValidationError as error:
        return QuestionError(
            *(_sentence(one["type"], one["loc"], one["input"]) for one in error.errors())
        )


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise QuestionError(
            f"{path}：读不到文件，应为已有的文件且有读取权限；请检查路径。"
        ) from error
    if b"\0" not in data:
        for encoding in _ENCODINGS:
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise QuestionError(f"{path}：不是文本，应为 UTF-8 或 GBK 编码；请另存为 CSV UTF-8 后重试。")


def _json_rows(path: Path, text: str) -> Iterator[tuple[int, object]]:
    # Not splitlines(): a JSON string may hold U+2028, which is no line end here.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except ValueError:
                yield number, line  # which is no object, so the draft's check says so


def _csv_rows(path: Path, text: str) -> Iterator[tuple[int, object]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    header = [_COLUMNS.get(name.strip(), name.strip()) for name in next(reader, [])]
    wrong = [name for name in header if name not in _FIELDS]
    if wrong or not {"question", "duties"} <= set(header):
        raise QuestionError(
            f"{path.name}:1：表头是“{','.join(header)}”，应为 {','.join(_FIELDS)}"
            "（或 问题,事项,部门,提问人），至少有前两列；请改表头。"
        )
    start = reader.line_num + 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield start, _csv_row(header, cells)
        start = reader.line_num + 1  # a cell in quotes may span lines


def _csv_row(header: list[str], cells: list[str]) -> Mapping[str, str]:
    """The cells by field; empty ones are left out, surplus ones named by their number."""
    names = [*header, *(f"第{n}列" for n in range(len(header) + 1, len(cells) + 1))]
    return {name: cell.strip() for name, cell in zip(names, cells, strict=False) if cell.strip()}


def _sentence(kind: str, where: tuple[int | str, ...], value: object) -> str:
    name = str(where[0]) if where else ""
    if not name:
        return "这一行不是 JSON 对象，应为 {“question”: …, “duties”: […]}；请改正。"
    if kind == "missing":
        return f"缺少 {name}，每行至少要有 question 和 duties；请补上。"
    if kind == "extra_forbidden":
        return f"多出“{name}”，只认 {'、'.join(_FIELDS)}；请删去。"
    if name == "who":
        return f"who 的值“{value}”不对，应为 villager（群众）、staff（干部）或 keyword（关键词）。"
    return f"{name} 的值“{str(value)[:30]}”不对，应为文字；请改正。"
