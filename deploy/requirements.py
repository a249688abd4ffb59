"""Prints requirements of dependency groups, each with the version that `dependencies` pins.

python deploy/requirements.py api        # what the API image holds
python deploy/requirements.py            # everything, to build model engine and index
"""

import re
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"
_NAME = re.compile(r"[\w.-]+")


def requirements(groups: Sequence[str], pyproject: Path = PYPROJECT) -> list[str]:
    """The pinned requirements of the groups; all of them where no group is named.

    Raises KeyError for a group that isn't there and for a name without a pin.
    """
    document = tomllib.loads(pyproject.read_text("utf-8"))
    pins = {_name(line): line for line in document["project"]["dependencies"]}
    if not groups:
        return list(pins.values())
    names = (name for group in groups for name in document["dependency-groups"][group])
    return [pins[name] for name in dict.fromkeys(names)]


def _name(requirement: str) -> str:
    found = _NAME.match(requirement)
    return found.group() if found else requirement


if __name__ == "__main__":
    print("\n".join(requirements(sys.argv[1:])))
