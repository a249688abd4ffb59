"""Tests say what they need; what is absent is said loudly, and fails in CI."""

from collections.abc import Callable

import pytest
import uvicorn

from index.engine.embedding import Embedder
from tests import needs
from tests.processes import ROOT

NO_NGINX = "no nginx on PATH: install it (Debian: apt-get install nginx-light)"


class Item:
    """As much of a test as the rules look at."""

    def __init__(self, markers: tuple[str, ...] = (), fixtures: tuple[str, ...] = ()) -> None:
        self.markers, self.fixturenames = list(markers), fixtures

    def add_marker(self, marker: str) -> None:
        self.markers.append(marker)

    def get_closest_marker(self, name: str) -> str | None:
        return name if name in self.markers else None


@pytest.fixture
def without_nginx(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(needs.TOOLS, "nginx", (None, NO_NGINX))


@pytest.mark.usefixtures("without_nginx")
def test_an_absent_tool_skips_here_and_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no nginx on PATH"):
        needs.skip_or_fail(Item(("nginx",)))
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no nginx on PATH"):
        needs.skip_or_fail(Item(("nginx",)))
    needs.skip_or_fail(Item(("model",)))


def test_what_was_left_out_is_counted_for_each_tool() -> None:
    skipped = [Report(f"Skipped: {NO_NGINX}"), Report(f"Skipped: {NO_NGINX}"), Report("on Windows")]
    assert needs.untested(skipped) == [f"NOT TESTED: 2 tests, {NO_NGINX}"]


class Report:
    """As much of a report as is counted."""

    def __init__(self, longrepr: str) -> None:
        self.longrepr = longrepr


def test_a_fixture_gives_its_markers() -> None:
    items = [Item(fixtures=("page", "tmp_path")), Item(fixtures=("town",))]
    needs.mark(items)
    assert [item.markers for item in items] == [["browser", "server"], []]


def test_a_test_without_the_marker_gets_neither_model_nor_server() -> None:
    uses: list[Callable[..., object]] = [Embedder.load, uvicorn.Config]
    for use in uses:
        with pytest.raises(pytest.fail.Exception, match="give it the marker"):
            use(ROOT)
