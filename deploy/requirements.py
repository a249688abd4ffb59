"""Prints the packages to be installed, each with its version and hashes from requirements.lock.

python deploy/requirements.py api        # what the API image holds: a dependency group
python deploy/requirements.py test       # the project with an extra
python deploy/requirements.py            # the project, to build model engine and index

torch is not locked: see `no-emit-package` in pyproject.toml.
"""

import re
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
UNLOCKED = frozenset(("torch",))
_NAME = re.compile(r"[\w.-]+")
_PACKAGE = re.compile(r"^(?P<name>[a-z].*?)==.*\n(?:    .*\n)*", re.MULTILINE)
_PARENT = re.compile(r"^    # (?:via )? *(?P<name>[\w.-]+)", re.MULTILINE)


class _Package(NamedTuple):
    name: str
    lines: str  # as pip reads them; of one that differs by system or Python there are several
    parents: frozenset[str]  # who needs it


def requirements(groups: Sequence[str], root: Path = ROOT) -> list[str]:
    """The locked packages that groups or extras need; the project's where none is named.

    Raises KeyError for a group that isn't there and for a package without a lock.
    """
    document = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    locked = _locked((root / "requirements.lock").read_text("utf-8"))
    needed = {name for group in groups or [""] for name in _direct(group, document)}
    if missing := needed - {package.name for package in locked} - UNLOCKED:
        raise KeyError(*missing)
    while more := {package.name for package in locked if package.parents & needed} - needed:
        needed |= more
    return [package.lines for package in locked if package.name in needed]


def _direct(group: str, document: dict[str, Any]) -> list[str]:
    """The names that pyproject.toml has for a group or extra."""
    project = document["project"]
    lines: list[str] = project["dependencies"]
    if group in document["dependency-groups"]:
        lines = document["dependency-groups"][group]
    elif group:
        lines = lines + project["optional-dependencies"][group]
    return [name for line in lines for name in _names(line, document)]


def _names(requirement: str, document: dict[str, Any]) -> list[str]:
    """The name in a requirement; those of an extra of the project itself."""
    if requirement.startswith(f"{document['project']['name']}["):
        return _direct(requirement.partition("[")[2].rstrip("]"), document)
    found = _NAME.match(requirement)
    return [re.sub(r"[-_.]+", "-", found.group()).lower()] if found else []


def _locked(text: str) -> list[_Package]:
    return [
        _Package(found["name"], found[0], frozenset(_PARENT.findall(found[0])))
        for found in _PACKAGE.finditer(text)
    ]


if __name__ == "__main__":
    print("".join(requirements(sys.argv[1:])), end="")
