"""Prints the packages to be installed, each with its version and hashes from requirements.lock.

python deploy/requirements.py                  # what answers and serves
python deploy/requirements.py build,web,eval   # the same with extras

torch is not locked: see `no-emit-package` in pyproject.toml.
"""

import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
UNLOCKED = frozenset(("torch",))
_PACKAGE = re.compile(r"^(?P<name>[a-z].*?)==.*\n(?:    .*\n)*", re.MULTILINE)
_PARENT = re.compile(r"^    # (?:via )? *(?P<name>[\w.-]+)", re.MULTILINE)


class _Package(NamedTuple):
    name: str
    lines: str  # as pip reads them; of one that differs by system or Python there are several
    parents: frozenset[str]  # who needs it


def requirements(extras: Sequence[str] = (), root: Path = ROOT) -> list[str]:
    """The locked packages that the project needs, with those of its extras.

    Raises KeyError for an extra that isn't there and for a package without a lock.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    locked = _locked((root / "requirements.lock").read_text("utf-8"))
    needed = {_name(line) for line in _direct(extras, project)}
    if missing := needed - {package.name for package in locked} - UNLOCKED:
        raise KeyError(*missing)
    while more := {package.name for package in locked if package.parents & needed} - needed:
        needed |= more
    return [package.lines for package in locked if package.name in needed]


def _direct(extras: Sequence[str], project: dict[str, Any]) -> Iterator[str]:
    """What pyproject.toml requires, with these extras and those that they name."""
    yield from project["dependencies"]
    for extra in extras:
        for line in project["optional-dependencies"][extra]:
            if own := re.fullmatch(rf"{project['name']}\[(.+)\]", line):
                yield from _direct(own[1].split(","), project)
            else:
                yield line


def _name(requirement: str) -> str:
    """The package that a requirement names, as the lock spells it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement)[0]).lower()


def _locked(text: str) -> list[_Package]:
    return [
        _Package(found["name"], found[0], frozenset(_PARENT.findall(found[0])))
        for found in _PACKAGE.finditer(text)
    ]


if __name__ == "__main__":
    named = [extra for argument in sys.argv[1:] for extra in argument.split(",")]
    print("".join(requirements(named)), end="")
