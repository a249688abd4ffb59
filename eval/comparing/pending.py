"""What the pending questions would change on question files, measured before they are accepted."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.staff.added_questions import QuestionStore
from assistant.staff.trial import Changed, Effect, Rate, assistant_with_pending
from corpus.bank.questions import AskedQuestion
from eval.comparing.compare import Comparison, Pair, compare_pairs, is_gained, is_lost
from eval.questions import PUBLIC_EVAL, Question, QuestionFileError, load_questions
from eval.reading.show import comparison_view, first_cited
from eval.reading.wording import METRIC_NAMES, style_name
from eval.results import Row
from eval.runner import row_of

FINE, LOST, BAD_INPUT = 0, 1, 2  # exit codes

_OUT = Console()
_ERR = Console(stderr=True)


def check_pending(
    settings: Settings, files: Sequence[Path] | None = None, as_json: bool = False
) -> int:
    """Evaluate without and with the town's pending questions and print the difference.

    Returns the exit code: 1 where a question is answered wrong that was right before, 2 where
    a file can't be used.
    """
    try:
        questions = load_questions(list(files or [PUBLIC_EVAL]))
    except QuestionFileError as error:
        _ERR.print(str(error), style="red", markup=False, soft_wrap=True)
        return BAD_INPUT
    store = QuestionStore.open(settings)
    live = Assistant.load(settings)
    ordered = nearest_first(questions, store.pending(), live)
    pairs = _pairs(live, assistant_with_pending(settings, store, live), ordered)
    shown = track(pairs, "评测", len(questions), console=_ERR, transient=True)
    comparison = compare_pairs([*shown])
    if as_json:
        print(json.dumps(_facts(comparison, len(store.pending())), ensure_ascii=False, indent=2))
    else:
        _OUT.print(comparison_view(comparison), soft_wrap=True)
        _OUT.print(_verdict(comparison, len(store.pending())), soft_wrap=True)
    return LOST if comparison.lost else FINE


def effects_of_pending(
    settings: Settings,
    store: QuestionStore,
    live: Assistant,
    files: Sequence[Path] = (PUBLIC_EVAL,),
) -> Iterator[Effect]:
    """The effect on the questions of the files, after each of them; the last one has the rates.

    It is told of none, too, as what is slow is made ready: whoever listens may end it there.
    """
    questions = load_questions(files)
    ready = Effect(0, len(questions))
    yield ready
    ordered = nearest_first(questions, store.pending(), live)
    yield ready
    trial = assistant_with_pending(settings, store, live)
    yield ready
    gained: list[Changed] = []
    lost: list[Changed] = []
    pairs: list[Pair] = []
    for pair in _pairs(live, trial, ordered):
        pairs.append(pair)
        gained += [_changed(*pair)] if is_gained(pair) else []
        lost += [_changed(*pair)] if is_lost(pair) else []
        yield Effect(len(pairs), len(questions), tuple(gained), tuple(lost))
    rates = tuple(
        Rate(style_name(d.group), METRIC_NAMES[d.metric], d.n, d.before, d.after, d.certain)
        for d in compare_pairs(pairs).differences
    )
    yield Effect(len(pairs), len(questions), tuple(gained), tuple(lost), rates)


def nearest_first(
    questions: Sequence[Question], pending: Sequence[AskedQuestion], live: Assistant
) -> list[Question]:
    """The questions, those first that are most like a pending one: what changes, changes there."""
    asked = live.engine.embed_queries([question.question for question in questions])
    tried = live.engine.embed_queries([question.question for question in pending])
    nearness = (asked @ tried.T).max(axis=1)
    return [questions[place] for place in np.argsort(-nearness, kind="stable").tolist()]


def _pairs(live: Assistant, trial: Assistant, questions: Sequence[Question]) -> Iterator[Pair]:
    """Each question's row as answered now, and with the pending ones."""
    for question in questions:
        yield row_of(live, question), row_of(trial, question)


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
