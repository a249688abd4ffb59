"""The question log as a file: CSV for a spreadsheet, JSON lines for a program."""

import csv
import json
from collections.abc import Iterable
from dataclasses import asdict
from enum import StrEnum
from io import StringIO

from assistant.log.entry import Entry
from assistant.log.spreadsheet import harmless

_HEADINGS = {
    "asked_at": "时间",
    "question": "问题",
    "kind": "类型",
    "list": "清单",
    "duties": "事项",
    "departments": "部门",
    "confidence": "把握",
    "refused": "拒答",
    "helpful": "有帮助",
    "reason": "理由",
    "answer": "回答（开头）",
    "latency_ms": "用时（毫秒）",
    "channel": "渠道",
    "index_version": "索引版本",
    "resolved": "理解为",
    "thread": "前面问过",
}
_YES_NO = {True: "是", False: "否", None: ""}
_BOM = "\ufeff"  # without it Excel reads Chinese as something else


class ExportFormat(StrEnum):
    """What can be written."""

    CSV = "csv"
    JSONL = "jsonl"


def exported(entries: Iterable[Entry], form: ExportFormat) -> str:
    """The entries as the text of a file; the ids by which answers are rated are left out."""
    return _csv(entries) if form is ExportFormat.CSV else _jsonl(entries)


def _jsonl(entries: Iterable[Entry]) -> str:
    rows = (
        {**asdict(entry), "asked_at": entry.asked_at.isoformat(timespec="seconds")}
        for entry in entries
    )
    return "".join(
        json.dumps({name: row[name] for name in _HEADINGS}, ensure_ascii=False) + "\n"
        for row in rows
    )


def _csv(entries: Iterable[Entry]) -> str:
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_HEADINGS.values())
    for entry in entries:
        row = asdict(entry) | {
            "asked_at": f"{entry.asked_at:%Y-%m-%d %H:%M:%S}",
            "duties": "；".join(entry.duties),
            "departments": "；".join(entry.departments),
            "thread": "；".join(entry.thread),
            "confidence": f"{entry.confidence:.3f}",
            "latency_ms": f"{entry.latency_ms:.1f}",
            "refused": _YES_NO[entry.refused],
            "helpful": _YES_NO[entry.helpful],
        }
        writer.writerow([harmless(row[name] or "") for name in _HEADINGS])
    return _BOM + text.getvalue()
