"""What the pending questions would change on question files, measured before they are accepted."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import track

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.staff.added_questions import QuestionStore
from assistant.staff.trial import Changed, Effect, Rate, assistant_with_pending
from eval.comparing.compare import Comparison, compare
from eval.questions import PUBLIC_EVAL, Question, QuestionFileError, load_questions
from eval.reading.show import comparison_view, first_cited
from eval.reading.wording import METRIC_NAMES, style_name
from eval.results import Results, Row
from eval.runner import evaluate

FINE, LOST, BAD_INPUT = 0, 1, 2  # exit codes
# Shows progress: gives the questions back one by one, under the stage's name.
Track = Callable[[Sequence[Question], str], Iterable[Question]]

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
    comparison = _compared(settings, store, Assistant.load(settings), paths, questions, _bar)
    if as_json:
        print(json.dumps(_facts(comparison, len(store.pending())), ensure_ascii=False, indent=2))
    else:
        _OUT.print(comparison_view(comparison), soft_wrap=True)
        _OUT.print(_verdict(comparison, len(store.pending())), soft_wrap=True)
    return LOST if comparison.lost else FINE


def effect_of_pending(
    settings: Settings, store: QuestionStore, live: Assistant, shown: Track
) -> Effect:
    """The effect on the public questions, measured on `live` and a copy that knows more."""
    questions = load_questions([PUBLIC_EVAL])
    comparison = _compared(settings, store, live, [PUBLIC_EVAL], questions, shown)
    return Effect(
        rates=tuple(
            Rate(style_name(d.group), METRIC_NAMES[d.metric], d.n, d.before, d.after, d.certain)
            for d in comparison.differences
        ),
        gained=tuple(_changed(*pair) for pair in comparison.gained),
        lost=tuple(_changed(*pair) for pair in comparison.lost),
    )


def _compared(
    settings: Settings,
    store: QuestionStore,
    live: Assistant,
    paths: Sequence[Path],
    questions: Sequence[Question],
    shown: Track,
) -> Comparison:
    def evaluated(assistant: Assistant, stage: str) -> Results:
        return evaluate(assistant, questions, paths, lambda asked: shown(asked, stage))

    before = evaluated(live, "评测现在的")
    return compare(
        before, evaluated(assistant_with_pending(settings, store, live), "评测加上待审的")
    )


def _bar(asked: Sequence[Question], stage: str) -> Iterable[Question]:
    return track(asked, description=stage, console=_ERR, transient=True)


def _changed(old: Row, new: Row) -> Changed:
    question = old.question
    return Changed(question.question, question.gold, first_cited(old), first_cited(new))


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
