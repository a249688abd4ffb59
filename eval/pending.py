"""What the pending questions would change on question files, measured before they are accepted."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import track

from assistant.assistant import Assistant
from assistant.learning import QuestionStore
from assistant.settings import Settings
from assistant.trial import assistant_with_pending
from eval.compare import Comparison, compare
from eval.questions import PUBLIC_EVAL, Question, QuestionFileError, load_questions
from eval.results import Results, Row
from eval.runner import evaluate
from eval.show import comparison_view

FINE, LOST, BAD_INPUT = 0, 1, 2  # exit codes

_OUT = Console()
_ERR = Console(stderr=True)


def check_pending(files: Sequence[Path] | None = None, as_json: bool = False) -> int:
    """Evaluate without and with the pending questions and print the difference.

    Returns the exit code: 1 where a question is answered wrong that was right before, 2 where
    a file can't be used.
    """
    paths = list(files or [PUBLIC_EVAL])
    try:
        questions = load_questions(paths)
    except QuestionFileError as error:
        _ERR.print(str(error), style="red", markup=False, soft_wrap=True)
        return BAD_INPUT
    settings = Settings.from_environment()
    store = QuestionStore.open(settings)
    live = Assistant.load(settings)
    before = _evaluated(live, questions, paths, "评测现在的")
    trial = assistant_with_pending(settings, store, live)
    after = _evaluated(trial, questions, paths, "评测加上待审的")
    comparison = compare(before, after)
    if as_json:
        print(json.dumps(_facts(comparison, len(store.pending())), ensure_ascii=False, indent=2))
    else:
        _OUT.print(comparison_view(comparison), soft_wrap=True)
        _OUT.print(_verdict(comparison, len(store.pending())), soft_wrap=True)
    return LOST if comparison.lost else FINE


def _evaluated(
    assistant: Assistant, questions: Sequence[Question], paths: Sequence[Path], stage: str
) -> Results:
    def progress(asked: Sequence[Question]) -> Iterable[Question]:
        return track(asked, description=stage, console=_ERR, transient=True)

    return evaluate(assistant, questions, paths, progress)


def _facts(comparison: Comparison, pending: int) -> dict[str, object]:
    return {
        "pending": pending,
        "differences": [asdict(difference) for difference in comparison.differences],
        "gained": [_pair(*pair) for pair in comparison.gained],
        "lost": [_pair(*pair) for pair in comparison.lost],
    }


def _pair(old: Row, new: Row) -> dict[str, object]:
    question = old.question
    return {
        "id": question.id,
        "question": question.question,
        "gold": question.gold,
        "before": _first(old),
        "after": _first(new),
    }


def _first(row: Row) -> str | None:
    return None if row.declined or not row.ranked else row.ranked[0]


def _verdict(comparison: Comparison, pending: int) -> str:
    gained, lost = len(comparison.gained), len(comparison.lost)
    advice = "请先看新答错的题，再决定接受哪些" if lost else "可以用 lvzhi questions review 接受"
    return (
        f"A 是现在的，B 加上了 {pending} 个待审的问题："
        f"新答对 {gained} 题，新答错 {lost} 题；{advice}。"
    )
