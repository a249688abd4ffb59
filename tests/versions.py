"""Newer versions of a town for tests: its duties changed by hand, and numbered anew."""

from collections.abc import Callable, Sequence
from typing import Any

from corpus.models import Town

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
