"""Which of a duty's departments, or the town itself, a question is about."""

import math
import re
from collections import defaultdict
from collections.abc import Sequence

from corpus.departments import DepartmentNames
from corpus.models import Duty, ListName
from index.search import DutyHit, ScoredQuestion

# Asked questions vote for their departments with weight exp((cosine - best) / temperature):
# e5 cosines of related questions differ by hundredths.
_TEMPERATURE = 0.03
_MAJORITY = 0.5  # share of the votes that names a department
_TOWN_WORDS = re.compile(r"镇里|镇上|[咱本我]镇|乡镇|苏木|镇政府|村里")
_ASKS_ACTION = re.compile(
    r"做什么|做啥|干什么|干啥|要做|怎么配合|咋配合|哪些(?:工作|责任|事|材料)|承担"
)


def route_departments(
    hit: DutyHit, question: str, names: DepartmentNames, town: str
) -> tuple[str, ...]:
    """The departments responsible for this question, lead first, by full name.

    The town's own duties and those taken back have one answer. For an assisted duty: the
    departments that the question names, else the town where its own part is asked for, else
    those that the nearest asked questions of this duty name, else the lead department.
    """
    duty = hit.duty
    if duty.list is not ListName.ASSIST:
        return duty.departments
    named = _named(duty, question, names)
    if named:
        return named
    if _TOWN_WORDS.search(question) and _ASKS_ACTION.search(question):
        return (town,)
    votes = _votes(hit.asked)
    voted = tuple(name for name in duty.departments if votes[name] >= _MAJORITY)
    return voted or (max(duty.departments, key=lambda name: votes[name]),)


def _named(duty: Duty, question: str, names: DepartmentNames) -> tuple[str, ...]:
    mentioned = {name for mention in names.mentions(question) for name in mention.departments}
    return tuple(name for name in duty.departments if name in mentioned)


def _votes(asked: Sequence[ScoredQuestion]) -> defaultdict[str, float]:
    """Each department's share of the duty's asked questions, the nearest counting most."""
    votes: defaultdict[str, float] = defaultdict(float)
    if not asked:
        return votes
    weights = [math.exp((item.score - asked[0].score) / _TEMPERATURE) for item in asked]
    for item, weight in zip(asked, weights, strict=True):
        for name in item.asked.departments:
            votes[name] += weight / sum(weights)
    return votes
