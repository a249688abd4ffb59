"""The files for deployment name what there is: commands, settings, stages, paths."""

import re
import shlex
import tomllib
from itertools import chain
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from typer.main import get_command

from assistant.cli.main import app
from assistant.settings import Settings
from deploy.requirements import requirements
from tests.processes import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE_TEXT = (ROOT / "compose.yaml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
UNIT = ROOT / "deploy" / "lvzhi.service"
SETTINGS = {f"LVZHI_{name.upper()}" for name in Settings.model_fields}
STAGES = set(re.findall(r"^FROM .+ AS (\S+)$", DOCKERFILE, re.MULTILINE))


def parsed(command: list[str]) -> None:
    """Fails where `lvzhi` does not take this command line."""
    program, name, *arguments = command
    assert program.rpartition("/")[2] == "lvzhi"
    group: Any = get_command(app)
    group.commands[name].make_context(name, arguments)


def test_the_image_of_the_api_holds_neither_trainer_nor_page() -> None:
    names = {re.split(r"[=;]", line)[0] for line in requirements()}
    assert names.isdisjoint(
        {"torch", "sentence-transformers", "transformers", "scikit-learn", "onnx", "gradio"}
    )
    assert {"fastapi", "onnxruntime", "mcp", "redis"} <= names
    assert len(names) < len(requirements(["web"])) < len(requirements(["web", "build"]))


def test_the_lock_has_a_version_in_every_range_of_the_project_with_hashes() -> None:
    extras = PROJECT["optional-dependencies"]
    wanted = map(Requirement, [*PROJECT["dependencies"], *chain(*extras.values())])
    locked = requirements(["test"])
    versions = dict(re.split(r"==| ", package)[:2] for package in locked)
    for one in wanted:
        if one.name not in ("lvzhi", "torch"):
            assert one.specifier.contains(versions[one.name.replace("_", "-")]), one
    assert all("--hash=sha256:" in package for package in locked)
    assert set(requirements(["eval"])) < set(locked)
    assert "://" not in (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_what_needs_another_package_brings_it_along() -> None:
    names = {re.split(r"[=;]", line)[0] for line in requirements()}
    assert {"h11", "anyio", "pydantic-core"} <= names  # of uvicorn, starlette, pydantic
    with pytest.raises(KeyError):
        requirements(["nothing"])


def test_nothing_is_installed_past_the_lock_but_torch() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    installs = re.findall(r"pip\S* (?:--python \S+ )?install ([^\n&]+)", DOCKERFILE + makefile)
    assert len(installs) == 9
    for options in installs:
        is_locked = "--require-hashes --no-deps -r" in options
        is_ours = options.split()[-1] in (".", "'.[$(EXTRAS)]'") or "torch==" in options
        assert is_locked != is_ours


def test_what_is_copied_is_there_and_reaches_the_build() -> None:
    kept = [
        line[1:]
        for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    ]
    for line in re.findall(r"^COPY ((?!--from).+)$", DOCKERFILE, re.MULTILINE):
        *sources, _ = line.split()
        for source in sources:
            assert (ROOT / source).exists()
            assert any(keep.startswith(source.rstrip("/")) for keep in kept)


def test_each_image_runs_a_command_and_is_asked_where_it_answers() -> None:
    commands = [
        shlex.split(found.replace(",", " "))
        for found in re.findall(r"^CMD \[(.+)\]$", DOCKERFILE, re.MULTILINE)
    ]
    assert [command[1] for command in commands] == ["serve", "api"]
    for command in commands:
        parsed(command)
    asked = re.findall(r"127\.0\.0\.1:(\d+)/(\w+)", DOCKERFILE)
    assert asked == [(commands[0][-1], "healthz"), (commands[1][-1], "readyz")]


@pytest.mark.parametrize("name", ["api", "web"])
def test_a_service_of_compose_runs_a_command_with_settings_that_there_are(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["build"]["target"] in STAGES
    assert set(service["environment"]) <= SETTINGS
    parsed(service["command"])
    port = service["command"][service["command"].index("--port") + 1]
    assert service["ports"] == [f"127.0.0.1:{port}:{port}"]
    Settings.from_environment(service["environment"])


def test_the_workers_of_a_province_keep_their_vectors_in_its_engine_behind_its_gate() -> None:
    services = COMPOSE["services"]
    worker, gate, milvus = services["worker"], services["gate"], services["milvus"]
    assert {name for name, one in services.items() if one.get("profiles") == ["province"]} == {
        "worker",
        "gate",
        "milvus",
    }
    assert worker["build"]["target"] in STAGES
    assert set(worker["environment"]) <= SETTINGS
    settings = Settings.from_environment(worker["environment"])
    assert settings.vectors == "milvus://milvus:19530"
    assert milvus["command"] == ["milvus", "run", "standalone"]
    parsed(worker["command"])
    assert worker["deploy"]["replicas"] > 1
    conf = (ROOT / "deploy" / "nginx-province.conf").read_text(encoding="utf-8")
    assert f"server worker:{worker['command'][-1]} " in conf
    assert gate["ports"] == ["127.0.0.1:8080:8080"]
    assert "listen 8080;" in conf
    (mounted,) = gate["volumes"]
    assert (ROOT / mounted.split(":")[0]).is_file()
    volumes = [v for one in (worker, milvus) for v in one["volumes"]]
    assert {volume.split(":")[0] for volume in volumes} <= COMPOSE["volumes"].keys()


def test_accounts_reach_the_container_once_their_lines_are_uncommented() -> None:
    uncommented = yaml.safe_load(COMPOSE_TEXT.replace("#|", ""))
    api, secret = uncommented["services"]["api"], uncommented["secrets"]["accounts"]
    assert api["environment"]["LVZHI_ACCOUNTS"] == f"/run/secrets/{api['secrets'][0]}"
    assert secret == {"file": "./accounts.toml"}
    uid = re.search(r"--uid (\d+)", DOCKERFILE)
    assert uid
    assert f"chown {uid[1]} accounts.toml" in COMPOSE_TEXT


def test_the_unit_runs_commands_with_settings_that_there_are() -> None:
    text = UNIT.read_text(encoding="utf-8")
    assert set(re.findall(r"\bLVZHI_\w+", text)) <= SETTINGS
    commands = re.findall(r"^#? ?ExecStart=(.+)$", text, re.MULTILINE)
    assert len(commands) == 2
    for command in commands:
        parsed(shlex.split(command))
