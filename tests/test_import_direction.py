"""Imports go corpus <- index <- assistant <- app; eval stands beside; nothing uses eval or app."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("corpus", "index", "assistant", "app", "eval")
MAY_IMPORT = {
    "corpus": {"corpus"},
    "index": {"corpus", "index"},
    "assistant": {"corpus", "index", "assistant"},
    "app": {"corpus", "index", "assistant", "app"},
    "eval": {"corpus", "index", "assistant", "eval"},
}


def modules(package: str) -> Iterator[Path]:
    yield from sorted((ROOT / package).rglob("*.py"))
    yield from (path for path in [ROOT / f"{package}.py"] if path.exists())


def imported(source: str, package: str) -> Iterator[tuple[int, str]]:
    """(line, top-level package) of every import, also inside functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            name = package if node.level else str(node.module)
            yield node.lineno, name.split(".")[0]


def wrong_imports(source: str, package: str) -> list[tuple[int, str]]:
    wrong = set(OURS) - MAY_IMPORT[package]
    return [(line, name) for line, name in imported(source, package) if name in wrong]


@pytest.mark.parametrize("package", OURS)
def test_imports_go_one_way(package: str) -> None:
    for path in modules(package):
        assert wrong_imports(path.read_text(encoding="utf-8"), package) == [], path


def test_there_is_something_to_check() -> None:
    assert {"parser.py", "models.py"} <= {path.name for path in modules("corpus")}


@pytest.mark.parametrize(
    "source",
    ["import eval.runner", "from index.search import DutySearch", "def f():\n    import app"],
)
def test_a_wrong_import_would_be_found(source: str) -> None:
    assert len(wrong_imports(source, "corpus")) == 1


def test_a_right_import_is_let_through() -> None:
    source = "from corpus.models import Town\nfrom . import x\nimport evaluation"
    assert wrong_imports(source, "index") == []
