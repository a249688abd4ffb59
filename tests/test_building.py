"""A serving process stays small: another one builds, and what it doesn't use isn't loaded."""

import importlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app import unseen
from assistant.cli.main import main
from assistant.service.running import building
from assistant.service.running.building import BuildFailed, build_apart
from assistant.settings import Settings
from index.building.build import open_search
from tests.embedders import HashEmbedder
from tests.towns import FUHE


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(cache_dir=tmp_path / "cache", data_dir=tmp_path / "data")


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def test_the_process_gets_the_settings_that_it_builds_for(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    names = ("LVZHI_TOWN", "LVZHI_CACHE_DIR", "LVZHI_DATA_DIR")
    code = f"import os; open({str(told)!r}, 'w').write(repr([os.environ[n] for n in {names}]))"
    monkeypatch.setattr(building, "_BUILD", python(code))
    build_apart(settings)
    wanted = ["fuhe", str(settings.cache_dir), str(settings.data_dir)]
    assert told.read_text(encoding="utf-8") == repr(wanted)


@pytest.mark.parametrize(("code", "told"), [(2, ""), (-9, "建索引的进程没有做完（退出码 -9）")])
def test_a_build_that_fails_ends_the_command_and_is_told_once(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    code: int,
    told: str,
) -> None:
    ending = "sys.exit(2)" if code == 2 else "os.kill(os.getpid(), 9)"
    monkeypatch.setattr(building, "_BUILD", python(f"import os, sys; {ending}"))
    with pytest.raises(BuildFailed):
        build_apart(settings)
    monkeypatch.setenv("LVZHI_CACHE_DIR", str(settings.cache_dir))
    with pytest.raises(SystemExit) as ended:
        main(["mcp"])
    assert ended.value.code == 2
    assert capsys.readouterr().err.strip().startswith(told)


@pytest.mark.slow
def test_an_index_that_is_missing_is_built_apart_and_then_read(tmp_path: Path) -> None:
    asked: list[str] = []

    def elsewhere(build: Callable[[], object]) -> Callable[[], None]:
        def apart() -> None:
            asked.append("apart")
            build()

        return apart

    embedder = HashEmbedder()
    apart = elsewhere(lambda: open_search(FUHE, embedder, tmp_path))
    first = open_search(FUHE, embedder, tmp_path, apart=apart)
    again = open_search(FUHE, embedder, tmp_path, apart=apart)
    assert asked == ["apart"]
    assert first.index.folder == again.index.folder


def test_a_module_that_is_unseen_is_not_imported_until_later() -> None:
    sys.modules.pop("colorsys", None)
    with unseen("colorsys"), pytest.raises(ModuleNotFoundError):
        importlib.import_module("colorsys")
    loaded = importlib.import_module("colorsys")
    with unseen("colorsys"):
        assert importlib.import_module("colorsys") is loaded


def test_without_redis_its_client_is_not_loaded() -> None:
    code = "import sys; from assistant.service.store import open_store; open_store('');"
    code += "sys.exit('redis' in sys.modules)"
    assert subprocess.run(python(code), check=False).returncode == 0


@pytest.mark.slow
def test_a_build_ends_with_the_one_that_waits_for_it(tmp_path: Path) -> None:
    own = tmp_path / "own"
    builds = f"import os, time; open({str(own)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    code = (
        "from assistant.service.running import building; from assistant.settings import Settings; "
        f"building._BUILD = {python(builds)!r}; building.build_apart(Settings())"
    )
    waiting = subprocess.Popen(python(code))
    _wait(lambda: own.is_file() and own.read_text())
    built = int(own.read_text())
    waiting.terminate()
    assert waiting.wait(10) == 128 + signal.SIGTERM
    _wait(lambda: not Path(f"/proc/{built}").exists())


def _wait(until: Callable[[], object]) -> None:
    for _ in range(100):
        if until():
            return
        time.sleep(0.1)
    pytest.fail("ten seconds were not enough")
