"""What several tests share: the real town, a fast search, and the real assistant."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from assistant import Assistant
from corpus.models import Town
from corpus.town import load_town
from index.building.build import open_search
from index.search import DutySearch
from tests.browser import address, browser, page
from tests.embedders import HashEmbedder
from tests.needs import hold_to_markers, mark, skip_or_fail, untested
from tests.processes import Service, troubled_api
from tests.towns import FUHE
from tests.versions import made_versions

# Fixtures for tests in a browser.
__all__ = ["address", "browser", "page"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Before `-m` chooses."""
    mark(items)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Around the fixtures too."""
    with pytest.MonkeyPatch.context() as patched:
        hold_to_markers(item, patched)
        return (yield)


def pytest_runtest_setup(item: pytest.Item) -> None:
    skip_or_fail(item)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in untested(terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_line(line, red=True, bold=True)


@pytest.fixture(scope="session", autouse=True)
def _no_questions_of_this_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The shipped questions alone, whatever has been added where the tests run."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LVZHI_DATA_DIR", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="session")
def town() -> Town:
    return load_town("fuhe")


@pytest.fixture(scope="session")
def cache_dir() -> Path:
    """Where the real model and index lie; made on first use, then reused."""
    return Path(os.environ.get("LVZHI_CACHE_DIR") or user_cache_path("lvzhi"))


@pytest.fixture(scope="session")
def fast_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder with the real corpus under the fake embedder; only to be read or copied.

    Processes side by side share it: whoever comes first builds, and the others wait.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    cache = folder / "index"
    open_search(FUHE, HashEmbedder(), cache)
    return cache


@pytest.fixture(scope="session")
def fast_search(fast_cache: Path) -> DutySearch:
    """The search over it."""
    return open_search(FUHE, HashEmbedder(), fast_cache)


@pytest.fixture(scope="session")
def two_versions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a town in two versions, see `tests.versions`; only to be copied."""
    return made_versions(tmp_path_factory.mktemp("versions"))


@pytest.fixture(scope="session")
def assistant(cache_dir: Path) -> Assistant:
    """The product as it is, with the real model."""
    return Assistant.load()


@pytest.fixture(scope="session")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The API on a real server; some questions make it fail, see `tests.troubled_api`."""
    folder = tmp_path_factory.mktemp("api")
    with troubled_api(folder, LVZHI_API_RATE="100000/minute") as started:
        yield started
