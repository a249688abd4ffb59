"""Which departments are responsible for what a question asks of a duty."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TypeVar

from assistant.aspects import Asked, Aspect
from corpus.models import BlockKind, ListName
from index.search import DutyHit, ScoredPassage, ScoredQuestion

Key = TypeVar("Key")

# What names a department for a question: the duty's asked questions vote, the nearest counting
# most; its own part matches by meaning, and by words. Chosen by leave-one-out on the asked
# questions of duties with several departments: the first is right for 84 % of them (60 % by the
# votes alone), the whole set for 69 % (46 %).
_VOTES, _MEANING, _WORDS = 1.0, 2.0, 0.5  # weights
_VOTE_TEMPERATURE = 0.02  # of cosines between questions
_MEANING_TEMPERATURE = 0.1  # of whitened cosines to passages
_MAJORITY = 0.5  # share of the evidence that names a department
_TOWN_TOO = 0.8  # share of the votes that names the town beside its departments


def route_departments(hit: DutyHit, asked: Asked, town: str) -> tuple[str, ...]:
    """The departments responsible for this question, lead first, by full name.

    The town's own duties and those taken back have one answer. For an assisted duty: the town
    where its own part is asked for, all departments for the support they give, those that the
    question names, else those that asked questions and their own parts speak for.
    """
    duty = hit.duty
    if duty.list is not ListName.ASSIST:
        return duty.departments
    if asked.aspect is Aspect.TOWNSHIP:
        return (town,)
    if asked.aspect is Aspect.SUPPORT:
        return duty.departments
    if asked.named:
        return tuple(name for name in duty.departments if name in asked.named)
    votes = _votes(hit.asked)
    evidence = _evidence(hit, votes)
    chosen = [name for name in duty.departments if evidence[name] >= _MAJORITY]
    chosen = chosen or [max(duty.departments, key=lambda name: evidence[name])]
    return (*chosen, town) if votes[town] >= _TOWN_TOO else tuple(chosen)


def _evidence(hit: DutyHit, votes: Mapping[str, float]) -> dict[str, float]:
    """Each department's share of all evidence, between 0 and 1."""
    names = hit.duty.departments
    parts = {name: [p for p in hit.passages if _is_part(p, name)] for name in names}
    meaning = _softmax(
        {name: max((p.score for p in own), default=-1.0) for name, own in parts.items()},
        _MEANING_TEMPERATURE,
    )
    words = {name: max((p.shared for p in own), default=0.0) for name, own in parts.items()}
    most = max(words.values()) or 1.0
    return {
        name: (_VOTES * votes[name] + _MEANING * meaning[name] + _WORDS * words[name] / most)
        / (_VOTES + _MEANING + _WORDS)
        for name in names
    }


def _is_part(passage: ScoredPassage, department: str) -> bool:
    return passage.passage.kind is BlockKind.DEPARTMENT and passage.passage.holder == department


def _votes(asked: Sequence[ScoredQuestion]) -> defaultdict[str, float]:
    """Each department's share of the duty's asked questions, the nearest counting most."""
    votes: defaultdict[str, float] = defaultdict(float)
    weights = _softmax({i: item.score for i, item in enumerate(asked)}, _VOTE_TEMPERATURE)
    for i, item in enumerate(asked):
        for name in item.asked.departments:
            votes[name] += weights[i]
    return votes


def _softmax(scores: Mapping[Key, float], temperature: float) -> dict[Key, float]:
    best = max(scores.values(), default=0.0)
    weights = {key: math.exp((score - best) / temperature) for key, score in scores.items()}
    return {key: weight / sum(weights.values()) for key, weight in weights.items()}
