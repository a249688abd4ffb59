"""The page of examples: varied questions with the full answers, to be read by a person."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant import Answer
from eval.runner import Asker

EXAMPLES = Path(__file__).parent / "data" / "examples.jsonl"
PAGE = Path(__file__).parent.parent / "docs" / "examples.md"
_HEAD = """# 问答实例

由 `python -m eval examples` 生成，问题在 `eval/data/examples.jsonl`。每个回答都是助手的原样输出。
"""


@dataclass(frozen=True)
class Example:
    """A question after earlier ones."""

    question: str
    history: tuple[str, ...] = ()


def load_examples(path: Path = EXAMPLES) -> list[Example]:
    """The questions of the page."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Example(row["question"], tuple(row.get("history", ()))) for row in rows]


def render_examples(asker: Asker, examples: Sequence[Example]) -> str:
    """The page in Markdown."""
    parts = [_HEAD]
    for number, example in enumerate(examples, start=1):
        answer = asker.ask(example.question, history=example.history)
        parts.append("\n".join(_entry(number, example, answer)))
    return "\n\n".join(parts) + "\n"


def _entry(number: int, example: Example, answer: Answer) -> Iterator[str]:
    yield f"## {number}. {example.question}\n"
    if example.history:
        yield f"（接着上一句“{example.history[-1]}”）\n"
    yield "\n".join(f"> {line}  " for line in answer.text.split("\n"))
    yield ""
    if answer.citations:
        cited = dict.fromkeys(f"{c.duty_id} {c.holder}" for c in answer.citations)
        yield f"清单：{answer.list or '—'}；部门：{'、'.join(answer.departments) or '—'}；"
        yield f"引文：{'，'.join(cited)}；把握 {answer.confidence:.0%}。"
