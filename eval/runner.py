"""Asks every question and scores what comes back."""

import platform
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from assistant import Assistant
from assistant.answer import Answer, Citation
from eval.metrics import (
    RankScores,
    cited_duties,
    departments_are_right,
    first_department_is_right,
    is_declined,
    list_is_right,
    phrase_coverage,
    rank_scores,
    ranking,
    set_scores,
)
from eval.questions import Question, fingerprint
from eval.results import Results, Row, RunInfo, Scores, total_by_name

ENUMERATE_STYLE = "enumerate"
_OTHER_PLACES = 3  # named in one letter, one after the other

Track = Callable[[Sequence[Question]], Iterable[Question]]
Check = Callable[[Citation], bool]
Covers = Callable[[str], float]


class Asker(Protocol):
    """What is evaluated: the assistant, or a fake of it in tests."""

    def ask(self, question: str, history: Sequence[str]) -> Answer:
        """The answer to a question after the user's earlier questions."""
        ...


@dataclass(frozen=True)
class Reply:
    """What asking one question led to: an answer, or the error that it raised."""

    question: Question
    answer: Answer | None
    error: str | None
    latency_ms: float


def describe_run(model: str, index_version: str, files: Sequence[Path]) -> RunInfo:
    """The run's metadata, as of now and on this machine."""
    return RunInfo(
        model=model,
        index_version=index_version,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        python=platform.python_version(),
        machine=platform.platform(),
        question_files=tuple(fingerprint(path) for path in files),
    )


def evaluate(
    assistant: Assistant,
    questions: Sequence[Question],
    files: Sequence[Path],
    track: Track = iter,
) -> Results:
    """Ask the assistant the questions, which come from `files`."""
    return run(
        assistant,
        questions,
        check=assistant.citation_is_valid,
        covers=_coverage(assistant),
        info=describe_run(assistant.model_name, assistant.index_version, files),
        titles={duty.duty_id: duty.title for duty in assistant.town.duties},
        track=track,
    )


def row_of(assistant: Assistant, question: Question) -> Row:
    """One question asked and scored, as `evaluate` does with several."""
    reply = _ask(assistant, question)
    ranked = ranking(reply.answer) if reply.answer else ()
    by_rank = rank_scores([question], {question.id: ranked}).get(question.id)
    return _row(reply, ranked, by_rank, assistant.citation_is_valid, _coverage(assistant))


def run(
    asker: Asker,
    questions: Sequence[Question],
    *,
    check: Check,
    covers: Covers,
    info: RunInfo,
    titles: Mapping[str, str],
    track: Track = iter,
) -> Results:
    """Ask the questions in order; `track` wraps them to show progress.

    An exception becomes the row's error and scores zero. `check` tells whether a citation holds
    against the source; `covers` gives the probability that the lists cover a resolved question;
    `titles` maps duty ids to titles.
    """
    replies = [_ask(asker, question) for question in track(questions)]
    ranked = {r.question.id: ranking(r.answer) if r.answer else () for r in replies}
    by_rank = rank_scores(questions, ranked)
    rows = tuple(
        _row(reply, ranked[reply.question.id], by_rank.get(reply.question.id), check, covers)
        for reply in replies
    )
    mentioned = {duty for row in rows for duty in (*row.question.gold, *row.ranked)}
    return Results(
        info=info,
        totals=total_by_name(rows),
        rows=rows,
        titles={duty: titles[duty] for duty in sorted(mentioned) if duty in titles},
    )


def _coverage(assistant: Assistant) -> Covers:
    return lambda question: assistant.search.find(question, 1).coverage


def _ask(asker: Asker, question: Question) -> Reply:
    answer, error = None, None
    start = time.perf_counter()
    try:
        answer = _as_if_here(asker, question)
    except Exception as raised:
        error = f"{type(raised).__name__}: {raised}"
    return Reply(question, answer, error, (time.perf_counter() - start) * 1000)


def _as_if_here(asker: Asker, question: Question) -> Answer:
    """The answer; a real letter's town, which is in another province, stands for ours."""
    text = question.question
    answer = asker.ask(text, question.context)
    for _ in range(_OTHER_PLACES if question.letter else 0):
        if not answer.other_place:
            break
        text = text.replace(answer.other_place, "镇里")
        answer = asker.ask(text, question.context)
    return answer


def _row(
    reply: Reply,
    ranked: tuple[str, ...],
    by_rank: RankScores | None,
    check: Check,
    covers: Covers,
) -> Row:
    scores = _scores(reply.question, reply.answer, by_rank)
    answer = reply.answer
    if answer is None:
        return Row(
            question=reply.question, latency_ms=reply.latency_ms, error=reply.error, scores=scores
        )
    return Row(
        question=reply.question,
        kind=answer.kind,
        text=answer.text,
        ranked=ranked,
        list=answer.list,
        departments=answer.departments,
        confidence=answer.confidence,
        certainty=answer.certainty,
        coverage=covers(answer.resolved_question),
        matched_terms=answer.matched_terms,
        refused=answer.refused,
        declined=is_declined(answer),
        citations=len(answer.citations),
        citations_valid=sum(check(citation) for citation in answer.citations),
        latency_ms=reply.latency_ms,
        scores=scores,
    )


def _scores(question: Question, answer: Answer | None, by_rank: RankScores | None) -> Scores:
    """The measures that apply to the question; all of those zero without an answer."""
    if by_rank is None:
        return Scores()

    def judged(applies: object, judge: Callable[[Question, Answer], float]) -> float | None:
        if not applies:
            return None
        return float(judge(question, answer)) if answer else 0.0

    enumerates = question.style == ENUMERATE_STYLE
    cited = cited_duties(answer) if answer else ()
    found = set_scores(cited, question.gold, question.acceptable) if enumerates else None
    several = len(question.gold) > 1 and not enumerates
    return Scores(
        hit_1=by_rank.hit_1,
        hit_3=by_rank.hit_3,
        reciprocal_rank=by_rank.reciprocal_rank,
        gold_recall_5=by_rank.gold_recall_5 if several else None,
        set_precision=found.precision if found else None,
        set_recall=found.recall if found else None,
        set_f1=found.f1 if found else None,
        list_accuracy=judged(question.list, list_is_right),
        department_accuracy=judged(question.departments, departments_are_right),
        department_hit=judged(question.departments, first_department_is_right),
        must_contain=judged(question.must_contain, phrase_coverage),
    )
