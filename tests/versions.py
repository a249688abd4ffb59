"""Newer versions of a town for tests: its duties changed by hand, and numbered anew."""

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.cli.main import app
from corpus.models import Town
from corpus.towns.exports import ExportForm, exported
from corpus.towns.registry import CARD_FILE
from tests.towns import imported

Change = Callable[["Draft"], None]


class Draft:
    """A town's lists while they are changed; duties are named by their ids in the older one."""

    def __init__(self, town: Town) -> None:
        self._data = town.model_dump(mode="json")
        self.lists: dict[str, list[dict[str, Any]]] = {
            part["name"]: part["duties"] for part in self._data["lists"]
        }
        self._known = {
            f"{name}-{duty['number']}": duty for name, ds in self.lists.items() for duty in ds
        }

    def remove(self, duty_id: str) -> None:
        self._of(duty_id).remove(self._known[duty_id])

    def add(self, name: str, title: str, *departments: str, at: int | None = None) -> None:
        duty = {
            "list": name,
            "number": 1,
            "section": self.lists[name][0]["section"],
            "title": title,
            "title_variants": [],
            "enforcement": False,
            "departments": list(departments) or [self._data["name"]],
            "blocks": [],
            "source_lines": [1],
        }
        duty["blocks"].append(_block("title", duty["departments"][0], [title]))
        if departments:
            for department in departments:
                duty["blocks"].append(_block("department", department, [f"负责{title}。"]))
        if name == "配合":
            duty["blocks"].append(_block("township", self._data["name"], [f"协助{title}。"]))
        self.lists[name].insert(len(self.lists[name]) if at is None else at, duty)

    def move(self, duty_id: str, name: str, *departments: str) -> None:
        """To another list, with the parts that are written of a duty there."""
        duty = self._known[duty_id]
        title = duty["title"]
        self.remove(duty_id)
        self.add(name, title, *departments)
        self.lists[name][-1]["enforcement"] = duty["enforcement"]

    def retitle(self, duty_id: str, title: str) -> None:
        duty = self._known[duty_id]
        duty["title"] = title
        for block in duty["blocks"]:
            if block["kind"] == "title":
                block["items"] = [title]

    def reword(self, duty_id: str, kind: str, old: str, new: str) -> None:
        """In the first part of this kind that has the words."""
        for block in self._known[duty_id]["blocks"]:
            if block["kind"] == kind and any(old in item for item in block["items"]):
                block["items"] = [item.replace(old, new) for item in block["items"]]
                return
        raise AssertionError(f"{duty_id} does not say {old}")

    def departments(self, duty_id: str, *names: str) -> None:
        """Other departments; a new one takes over the part of the one in its place."""
        duty = self._known[duty_id]
        for old, new in zip(duty["departments"], names, strict=False):
            for block in duty["blocks"]:
                block["holder"] = new if block["holder"] == old else block["holder"]
        for gone in duty["departments"][len(names) :]:
            duty["blocks"] = [block for block in duty["blocks"] if block["holder"] != gone]
        for new in names[len(duty["departments"]) :]:
            duty["blocks"].append(_block("department", new, ["参与处置。"]))
        duty["departments"] = list(names)

    def rename(self, old: str, new: str) -> None:
        """A department, wherever it stands."""
        for duty in self._known.values():
            duty["departments"] = [new if name == old else name for name in duty["departments"]]
            for block in duty["blocks"]:
                block["holder"] = new if block["holder"] == old else block["holder"]

    def enforce(self, duty_id: str, marked: bool) -> None:
        self._known[duty_id]["enforcement"] = marked

    def shorten(self, most: int) -> None:
        """To so many duties a list."""
        for duties in self.lists.values():
            del duties[most:]

    def shuffle(self, name: str) -> None:
        self.lists[name].reverse()

    def town(self, version: str) -> Town:
        for duties in self.lists.values():
            for number, duty in enumerate(duties, start=1):
                duty["number"] = number
        return Town.model_validate(self._data | {"version": version})

    def _of(self, duty_id: str) -> list[dict[str, Any]]:
        return self.lists[duty_id.partition("-")[0]]


def newer(town: Town, changes: Sequence[Change], version: str = "2026-11-20") -> Town:
    """The town after these changes."""
    draft = Draft(town)
    for change in changes:
        change(draft)
    return draft.town(version)


def _block(kind: str, holder: str, items: Sequence[str]) -> dict[str, Any]:
    return {
        "kind": kind,
        "holder": holder,
        "heading": "",
        "items": list(items),
        "source_lines": [1],
        "variants": [],
    }


POLICE, BUREAU = "永宁县公安局", "永宁县农业农村局"
CHANGES: tuple[Change, ...] = (
    lambda d: d.move("基本-26", "上收", BUREAU),
    lambda d: d.remove("配合-2"),
    lambda d: d.departments("配合-8", POLICE),
    lambda d: d.add("配合", "无人机飞行管理", POLICE, at=0),
    lambda d: d.reword("配合-9", "township", "宣传", "宣讲"),
)
OWN = (
    ("娃不上学谁管", ("配合-2",), ("永宁县教育局",)),
    ("社区矫正找哪个", ("配合-8",), ("永宁县司法局",)),
    ("环境卫生谁搞", ("基本-26",), ("石桥镇",)),
    ("娃落水谁管", ("配合-2", "配合-9"), ("永宁县教育局",)),
)
FIRST = "2026-03-01"


def made_versions(folder: Path) -> Path:
    """石桥镇 in two versions, the first of 1 March, with questions of its own.

    `once` has the first alone, `second.xlsx` is the second's document, `import.json` what
    importing that told.
    """
    files = imported("shiqiao", folder)
    dated(files.folder, FIRST)
    shutil.copytree(folder / "towns", folder / "once")
    own = folder / "questions" / "shiqiao" / "added.jsonl"
    own.parent.mkdir(parents=True)
    rows = [
        {"question": q, "duties": duties, "departments": names, "who": "villager"}
        for q, duties, names in OWN
    ]
    own.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    path = folder / "second.xlsx"
    path.write_bytes(exported(newer(files.town, CHANGES), ExportForm.XLSX))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LVZHI_DATA_DIR", str(folder))
        done = CliRunner().invoke(app, ["import", str(path), "--town", "shiqiao", "--json"])
    (folder / "import.json").write_text(done.stdout, encoding="utf-8")
    return folder


def dated(folder: Path, version: str) -> None:
    """The present version as if it had been imported on another day."""
    for name in (CARD_FILE, "town.json"):
        path = folder / name
        data = json.loads(path.read_text(encoding="utf-8"))
        data["named" if name == CARD_FILE else "version"] = version
        path.write_text(json.dumps(data), encoding="utf-8")
