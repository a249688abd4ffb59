"""Which departments are responsible for what a question asks of a duty."""

import math
from collections import defaultdict
from collections.abc import Sequence

from assistant.aspects import Asked, Aspect
from corpus.models import ListName
from index.search import DutyHit, ScoredQuestion

# Asked questions vote for their departments with weight exp((cosine - best) / temperature):
# e5 cosines of related questions differ by hundredths.
_TEMPERATURE = 0.03
_MAJORITY = 0.5  # share of the votes that names a department
_TOWN_TOO = 0.8  # share of the votes that names the town beside its departments


def route_departments(hit: DutyHit, asked: Asked, town: str) -> tuple[str, ...]:
    """The departments responsible for this question, lead first, by full name.

    The town's own duties and those taken back have one answer. For an assisted duty: the town
    where its own part is asked for, all departments for the support they give, those that the
    question names, else those that the nearest asked questions of this duty name.
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
    voted = [name for name in duty.departments if votes[name] >= _MAJORITY]
    chosen = voted or [max(duty.departments, key=lambda name: votes[name])]
    return (*chosen, town) if votes[town] >= _TOWN_TOO else tuple(chosen)


def _votes(asked: Sequence[ScoredQuestion]) -> defaultdict[str, float]:
    """Each department's share of the duty's asked questions, the nearest counting most."""
    votes: defaultdict[str, float] = defaultdict(float)
    weights = [math.exp((item.score - asked[0].score) / _TEMPERATURE) for item in asked]
    for item, weight in zip(asked, weights, strict=True):
        for name in item.asked.departments:
            votes[name] += weight / sum(weights)
    return votes
