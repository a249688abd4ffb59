"""An office's corrections of what was read: a small text that is applied on every import."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.counts import Problem
from corpus.models import BlockKind, Town
from corpus.readers import Reading
from corpus.source import SourceError

TOWN = "乡镇"
NAME, REGION, SECTION, DEPARTMENTS, ENFORCEMENT = "名称", "地区", "类别", "部门", "行政执法"
_OF_DUTY = (NAME, SECTION, DEPARTMENTS, ENFORCEMENT)
_LINE = re.compile(r"(?P<subject>\S+)\s+(?P<field>\S+?)\s*[=＝]\s*(?P<value>.*)")
_YES_NO = {"是": True, "否": False}
_HEAD = """\
# {town}清单的更正：导入时先读清单，再照这里改。
# 一行一条，写法：事项编号 栏目 = 正确内容。栏目有 名称、类别、部门、行政执法。
#   配合-12 部门 = 县水利局、县农业农村局     （牵头部门写在最前）
#   基本-30 行政执法 = 是                     （是 或 否）
#   乡镇 名称 = 石桥镇 ；乡镇 地区 = 湖南省桃州市永宁县
# 开头带 # 的行不起作用。改好后再运行一次 lvzhi import。
"""
_DOUBTS = "\n# 下面是没有把握的地方：对照清单核对，读错了就去掉行首的 # 并改成正确内容。\n"


@dataclass(frozen=True)
class Correction:
    """`配合-12 部门 = 县水利局`."""

    line: int
    subject: str  # a duty's id, or 乡镇
    field: str
    value: str


def read_corrections(path: Path) -> tuple[Correction, ...]:
    """The corrections of a file, none where there is no file; SourceError names a bad line."""
    if not path.exists():
        return ()
    corrections = []
    for line, text in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(text.strip())
        allowed = (NAME, REGION) if match and match["subject"] == TOWN else _OF_DUTY
        if match is None or match["field"] not in allowed or not match["value"].strip():
            raise SourceError(
                f"{path} 第 {line} 行：“{text.strip()}”看不懂，应写成“配合-12 部门 = 县水利局”，"
                f"栏目只能是 {'、'.join(allowed)}。"
            )
        corrections.append(
            Correction(line, match["subject"], match["field"], match["value"].strip())
        )
    return tuple(corrections)


def corrected(town: Town, corrections: Sequence[Correction], path: Path) -> Town:
    """The town with all corrections; SourceError for one of a duty that isn't there."""
    data = town.model_dump()
    duties = {
        f"{part['name']}-{duty['number']}": duty
        for part in data["lists"]
        for duty in part["duties"]
    }
    for correction in corrections:
        if correction.subject == TOWN:
            _correct_town(data, town.name, correction)
        elif correction.subject in duties:
            _CORRECT[correction.field](duties[correction.subject], _value(correction, path))
            data["enforcement_marked"] |= correction.field == ENFORCEMENT
        else:
            raise SourceError(
                f"{path} 第 {correction.line} 行：清单里没有“{correction.subject}”这一项。"
            )
    return Town.model_validate(data)


def write_corrections(
    path: Path,
    town: Town,
    corrections: Iterable[Correction],
    problems: Iterable[Problem],
    reading: Reading,
) -> None:
    """The corrections in force, and below them what is in doubt as lines to uncomment."""
    kept = [f"{c.subject} {c.field} = {c.value}\n" for c in corrections]
    text = _HEAD.format(town=town.name) + "".join(kept)
    doubts = [problem for problem in problems if problem.mended_by]
    if doubts:
        text += _DOUBTS
    for problem in doubts:
        text += f"# {reading.place(problem.line)}：{problem.message}。\n"
        says = read_value(town, problem.duty_id, problem.mended_by)
        text += f"# {problem.duty_id} {problem.mended_by} = {says}\n"
    path.write_text(text, encoding="utf-8")


def read_value(town: Town, subject: str, field: str) -> str:
    """What stands in a field, as a correction writes it; "" where there is no such duty."""
    if subject == TOWN:
        return town.name if field == NAME else town.region
    try:
        duty = town.duty(subject)
    except KeyError:
        return ""
    return {
        NAME: duty.title,
        SECTION: duty.section,
        DEPARTMENTS: "、".join(duty.departments),
        ENFORCEMENT: "是" if duty.enforcement else "否",
    }[field]


def _value(correction: Correction, path: Path) -> str:
    if correction.field == ENFORCEMENT and correction.value not in _YES_NO:
        raise SourceError(
            f"{path} 第 {correction.line} 行：行政执法应写 是 或 否，写的却是“{correction.value}”。"
        )
    return correction.value


def _correct_town(data: dict[str, Any], name: str, correction: Correction) -> None:
    if correction.field == REGION:
        data["region"] = correction.value
        return
    data["name"] = correction.value
    for duty in (duty for part in data["lists"] for duty in part["duties"]):
        duty["departments"] = [correction.value if d == name else d for d in duty["departments"]]
        for block in duty["blocks"]:
            block["holder"] = correction.value if block["holder"] == name else block["holder"]


def _correct_departments(duty: dict[str, Any], value: str) -> None:
    """The departments; parts of one that is named no longer go to the lead."""
    before = set(duty["departments"])
    names = tuple(filter(None, re.split(r"[、，,；;\s]+", value)))
    duty["departments"] = names
    for block in duty["blocks"]:
        upper = block["kind"] not in (BlockKind.TOWNSHIP, BlockKind.SHARED)
        if upper and block["holder"] in before - set(names):
            block["holder"] = names[0]


def _correct_title(duty: dict[str, Any], value: str) -> None:
    duty["title"] = value
    for block in duty["blocks"]:
        if block["kind"] == BlockKind.TITLE:
            block["items"] = (value,)


def _correct_section(duty: dict[str, Any], value: str) -> None:
    duty["section"] = value


def _correct_enforcement(duty: dict[str, Any], value: str) -> None:
    duty["enforcement"] = _YES_NO[value]


_CORRECT: dict[str, Callable[[dict[str, Any], str], None]] = {
    NAME: _correct_title,
    SECTION: _correct_section,
    DEPARTMENTS: _correct_departments,
    ENFORCEMENT: _correct_enforcement,
}
