"""The pages that commands write: the ablation table between its marks, and the examples."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant import Answer, AnswerKind
from eval.examples import Example, load_examples, render_examples
from eval.reading.marked import write_marked


def test_the_table_replaces_what_stands_between_the_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("头\n<!-- ablation -->\n旧\n<!-- /ablation -->\n尾\n", encoding="utf-8")
    write_marked(["| 新 |"], page, "ablation")
    assert page.read_text(encoding="utf-8") == (
        "头\n<!-- ablation -->\n| 新 |\n<!-- /ablation -->\n尾\n"
    )


def test_a_page_without_marks_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("没有标记", encoding="utf-8")
    with pytest.raises(ValueError, match="没有"):
        write_marked(["| 新 |"], page, "ablation")
    assert page.read_text(encoding="utf-8") == "没有标记"


class Echo:
    """A fake assistant that repeats what it was asked."""

    def ask(self, question: str, history: Sequence[str]) -> Answer:
        return Answer(
            kind=AnswerKind.CLARIFY, text=f"{question}\n{len(history)}", resolved_question=question
        )


def test_every_example_stands_on_the_page_with_its_whole_answer() -> None:
    page = render_examples(Echo(), [Example("甲"), Example("乙", ("甲",))])
    assert "## 1. 甲" in page
    assert "> 乙  \n> 1  " in page
    assert "接着上一句“甲”" in page


def test_forty_examples_ship() -> None:
    assert len(load_examples()) == 69
