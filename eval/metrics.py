"""How right one answer is: ranking, set, list, department, wording and refusal measures."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from assistant.answer import Answer
from corpus.models import ListName
from eval.questions import Question

try:
    from ir_measures import RR, Qrel, R, ScoredDoc, Success, iter_calc
except ModuleNotFoundError as error:
    raise ModuleNotFoundError('评测需要 ir_measures，请运行：pip install ".[eval]"') from error

GOLD_GRADE = 2
ACCEPTABLE_GRADE = 1
_MARKUP = re.compile(r"<[^>]*>|[\s*]+")


class RankScores(NamedTuple):
    """Ranking measures of one question, each 0 to 1."""

    hit_1: float
    hit_3: float
    reciprocal_rank: float
    gold_recall_5: float


class SetScores(NamedTuple):
    """Agreement of a cited set with the expected set, each 0 to 1."""

    precision: float
    recall: float
    f1: float


class RefusalScores(NamedTuple):
    """Refusals over several questions; None where there is nothing to divide by."""

    precision: float | None
    recall: float | None
    on_covered: float | None


def is_declined(answer: Answer) -> bool:
    """Whether the answer holds nothing to rely on: refused, or without any citation.

    A look-up of a number that doesn't exist says so in kind `lookup` without citations; that is
    as good a way to decline as a refusal.
    """
    return answer.refused or not answer.citations


def cited_duties(answer: Answer) -> tuple[str, ...]:
    """Distinct cited duty ids, best first."""
    return tuple(dict.fromkeys(citation.duty_id for citation in answer.citations))


def ranking(answer: Answer) -> tuple[str, ...]:
    """Distinct duty ids of the citations, then of the alternatives.

    A declined answer ranks nothing: what a refusal mentions as maybe related is no answer.
    """
    if is_declined(answer):
        return ()
    return tuple(dict.fromkeys((*cited_duties(answer), *answer.alternatives)))


def rank_scores(
    questions: Sequence[Question], rankings: Mapping[str, Sequence[str]]
) -> dict[str, RankScores]:
    """Success@1, Success@3, RR and R@5 of every covered question, by question id.

    A gold or an acceptable duty is a hit; the recall in the top 5 is of gold duties only. A
    question without a ranking scores zero.
    """
    measures = (Success @ 1, Success @ 3, RR, R(rel=GOLD_GRADE) @ 5)
    scores = {question.id: dict.fromkeys(measures, 0.0) for question in questions if question.gold}
    qrels = [qrel for question in questions if question.gold for qrel in _qrels(question)]
    run = [
        ScoredDoc(question_id, duty_id, -float(position))
        for question_id, duty_ids in rankings.items()
        for position, duty_id in enumerate(duty_ids)
    ]
    for metric in iter_calc(measures, qrels, run):
        scores[metric.query_id][metric.measure] = float(metric.value)
    return {
        question_id: RankScores(*(by_measure[measure] for measure in measures))
        for question_id, by_measure in scores.items()
    }


def _qrels(question: Question) -> Iterable[Qrel]:
    grades = dict.fromkeys(question.acceptable, ACCEPTABLE_GRADE)
    grades |= dict.fromkeys(question.gold, GOLD_GRADE)
    return (Qrel(question.id, duty_id, grade) for duty_id, grade in grades.items())


def set_scores(cited: Iterable[str], gold: Iterable[str], acceptable: Iterable[str]) -> SetScores:
    """Precision, recall and F1 of cited against gold; acceptable duties count neither way."""
    expected = set(gold)
    found = set(cited) - (set(acceptable) - expected)
    right = len(found & expected)
    if not right:
        return SetScores(0.0, 0.0, 0.0)
    return SetScores(
        right / len(found), right / len(expected), 2 * right / (len(found) + len(expected))
    )


def list_of(duty_id: str) -> ListName:
    """The list in a duty id: 配合 for `配合-40` and `fuhe/配合-40`."""
    return ListName(duty_id.rpartition("/")[2].partition("-")[0])


def list_is_right(question: Question, answer: Answer) -> bool:
    """Whether the answer names the expected list.

    Where the first citation is an acceptable duty, that duty's own list is right as well.
    """
    if answer.list is question.list:
        return True
    first = cited_duties(answer)[:1]
    return any(duty in question.acceptable and answer.list is list_of(duty) for duty in first)


def departments_are_right(question: Question, answer: Answer) -> bool:
    """Whether the answer's departments, as a set, are exactly the expected ones."""
    return set(answer.departments) == set(question.departments)


def first_department_is_right(question: Question, answer: Answer) -> bool:
    """Whether the department that the answer names first is an expected one."""
    return bool(answer.departments) and answer.departments[0] in question.departments


def plain(text: str) -> str:
    """The text without white space, tags and asterisks, for comparison."""
    return _MARKUP.sub("", text)


def phrase_coverage(question: Question, answer: Answer) -> float:
    """Share of the question's phrases in the answer's text, its township part or any one quote."""
    phrases = question.must_contain
    places = [answer.text, answer.township_role or "", *(c.quote for c in answer.citations)]
    searched = [plain(place) for place in places]
    found = sum(any(plain(phrase) in place for place in searched) for phrase in phrases)
    return found / len(phrases)


def refusal_scores(covered: Sequence[bool], declined: Sequence[bool]) -> RefusalScores:
    """Precision and recall of declining (positive: not covered) and the share of covered declined.

    The two sequences are parallel, one entry a question.
    """
    uncovered = [was for is_covered, was in zip(covered, declined, strict=True) if not is_covered]
    wrongly = sum(declined) - sum(uncovered)
    return RefusalScores(
        precision=_ratio(sum(uncovered), sum(declined)),
        recall=_ratio(sum(uncovered), len(uncovered)),
        on_covered=_ratio(wrongly, sum(covered)),
    )


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
