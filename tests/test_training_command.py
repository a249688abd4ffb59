"""`lvzhi train-ranker` says before the long work what it can't do, and writes where it is told."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli.main import app
from index.building.build import open_search
from index.judgement import JUDGEMENT_FILE, Judgement
from index.ranker import WEIGHTS_FILE, Ranker
from tests.embedders import HashEmbedder
from tests.towns import FUHE


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["train-ranker", *arguments])


def test_a_folder_that_is_not_there_is_told_before_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trained(*_: object) -> None:
        pytest.fail("it began to train")

    monkeypatch.setattr("index.training.letters.letters_new_to", trained)
    result = run("--out", str(tmp_path / "missing"))
    assert result.exit_code == 2
    assert f"--out 的文件夹 {tmp_path / 'missing'} 不存在" in result.output.replace("\n", "")
    assert not (tmp_path / "missing").exists()


def test_nothing_is_trained_without_being_told_where_to_write() -> None:
    assert run().exit_code == 2


@pytest.mark.slow
def test_weights_of_other_features_do_not_keep_training_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unfit(*_: object) -> None:
        raise ValueError("of other features")

    stored = WEIGHTS_FILE.read_bytes(), JUDGEMENT_FILE.read_bytes()
    monkeypatch.setattr(Ranker, "load", unfit)
    monkeypatch.setattr(Judgement, "load", unfit)
    search = open_search(FUHE, HashEmbedder(), tmp_path, untrained=True)
    assert search.find("低保咋申请", 1).hits[0].probability < 0.01  # as likely as any of 242
    with pytest.raises(ValueError, match="other features"):
        open_search(FUHE, HashEmbedder(), tmp_path)
    assert stored == (WEIGHTS_FILE.read_bytes(), JUDGEMENT_FILE.read_bytes())
