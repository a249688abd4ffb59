"""docs/towns.md: its commands are taken, its corrections are read, what it names is there."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from assistant.cli.main import app
from assistant.settings import Settings
from corpus.towns.corrections import read_corrections
from corpus.towns.exports import HEADINGS
from tests.towns import MADE

PAGE = (Path(__file__).parent.parent / "docs" / "towns.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^lvzhi .+$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_is_taken(command: str) -> None:
    _, *arguments = shlex.split(command)
    taker: Any = get_command(app)
    while arguments and arguments[0] in getattr(taker, "commands", ()):
        taker = taker.commands[arguments.pop(0)]
    taker.make_context(command, arguments)


def test_the_corrections_are_read(tmp_path: Path) -> None:
    (block,) = re.findall(r"```text\n([^`]+ = [^`]+)```", PAGE)
    path = tmp_path / "corrections.txt"
    path.write_text(block, encoding="utf-8")
    told = {correction.field for correction in read_corrections(path)}
    assert told == {"地区", "部门", "类别", "名称", "行政执法"}


def test_the_files_and_columns_are_those_of_the_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "、".join(HEADINGS) in PAGE
    assert f"LVZHI_MAX_TOWNS` 个（默认 {Settings.model_fields['max_towns'].default}）" in PAGE
    monkeypatch.setenv("LVZHI_DATA_DIR", str(tmp_path))
    file = MADE / "shiqiao" / "list.docx"
    done = CliRunner().invoke(app, ["import", str(file), "--town", "shiqiao"])
    assert done.exit_code == 0, done.output
    (told,) = re.findall(r"below `LVZHI_DATA_DIR/towns/KEY/` \(document, (.+?)\)", PAGE, re.DOTALL)
    names = {path.name for path in (tmp_path / "towns" / "shiqiao").iterdir()}
    assert names == {"document.docx", *re.split(r",\s+", told)}
