"""Settings from the environment: a name or a path that can't be meant is told, not passed over."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.settings import ApiAccess, Settings, SettingsError
from tests.processes import ROOT


@pytest.mark.parametrize(
    ("mistyped", "nearest"),
    [
        ("LVZHI_API_ACESS", "LVZHI_API_ACCESS"),
        ("LVZHI_APIACCESS", "LVZHI_API_ACCESS"),
        ("LVZHI_STAFF_PASSWORT", "LVZHI_STAFF_PASSWORD"),
        ("LVZHI_TRUSTED_PROXY", "LVZHI_TRUSTED_PROXIES"),
        ("LVZHIFEEDBACK_DAYS", "LVZHI_FEEDBACK_DAYS"),
        ("lvzhi_api_access", "LVZHI_API_ACCESS"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(mistyped: str, nearest: str) -> None:
    with pytest.raises(SettingsError) as error:
        Settings.from_environment({mistyped: "some secret", "PATH": "/bin"})
    assert str(error.value).startswith(f"没有 {mistyped} 这个设置，最接近的是 {nearest}；")
    assert "some secret" not in str(error.value)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["serve", "api", "feedback stats"])
def test_no_command_starts_with_a_mistyped_setting(command: str, tmp_path: Path) -> None:
    """Before, the API of who had mistyped LVZHI_API_ACCESS=keys was open."""
    run = subprocess.run(
        [sys.executable, "-m", "assistant.cli", *command.split()],
        cwd=ROOT,
        env=os.environ | {"LVZHI_API_ACESS": "keys", "LVZHI_DATA_DIR": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert run.returncode == 2
    assert run.stderr == (
        "没有 LVZHI_API_ACESS 这个设置，最接近的是 LVZHI_API_ACCESS；请改正名字，不用的请去掉。\n"
    )


def test_what_kubernetes_sets_for_a_service_of_this_name_is_let_be() -> None:
    names = ["LVZHI_SERVICE_HOST", "LVZHI_SERVICE_PORT", "LVZHI_PORT", "LVZHI_PORT_8000_TCP_ADDR"]
    environment = dict.fromkeys(names, "10.0.0.1") | {"LVZHI_API_ACCESS": "keys"}
    assert Settings.from_environment(environment).api_access is ApiAccess.KEYS


def test_a_tilde_is_the_home_folder_in_every_path(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(ROOT))
    settings = Settings.from_environment(
        {
            "LVZHI_CACHE_DIR": "~/cache",
            "LVZHI_DATA_DIR": "~/data",
            "LVZHI_ACCOUNTS": "~/accounts.toml",
            "LVZHI_EMBEDDING_MODEL": "~/model",
        }
    )
    assert (settings.cache_dir, settings.data_dir) == (ROOT / "cache", ROOT / "data")
    assert settings.accounts == ROOT / "accounts.toml"
    assert settings.embedding_model == str(ROOT / "model")
    assert not str(Settings().cache_dir).startswith("~")


def test_a_model_of_the_hub_keeps_its_name() -> None:
    settings = Settings.from_environment({"LVZHI_EMBEDDING_MODEL": "owner/model"})
    assert settings.embedding_model == "owner/model"


def test_a_tilde_of_nobody_is_told() -> None:
    with pytest.raises(SettingsError, match="LVZHI_DATA_DIR 里的 ~ 不知道是哪个文件夹"):
        Settings.from_environment({"LVZHI_DATA_DIR": "~nobody-of-this-name/data"})
