"""Which departments are responsible for what a question asks of a duty."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TypeVar

from assistant.understanding.aspects import Asked, Aspect
from assistant.understanding.talk.matters import asks_several
from corpus.models import BlockKind, Duty, ListName
from index.search import DutyHit, ScoredPassage, ScoredQuestion
from index.text.words import bigrams

Key = TypeVar("Key")

# What names a department for a question: the duty's asked questions vote, the nearest counting
# most; its own part matches by meaning, and by words. Weights chosen by leave-one-out on the asked
# questions of duties with several departments: the strongest is right for 82 % of a villager's.
_VOTES, _MEANING, _WORDS = 1.0, 2.0, 0.5  # weights
_VOTE_TEMPERATURE = 0.02  # of cosines between questions
_MEANING_TEMPERATURE = 0.1  # of cosines to passages
# The lead answers for the whole, so it's named unless the question is plainly on another's part,
# by all evidence or by the words it uses. Asked questions mostly mark one department, the public
# evaluation mostly all that take part in what villagers ask; these numbers stand between the two.
_PLAINLY_ITS_PART = 0.7  # share of the evidence that names a department alone
_IN_ITS_WORDS = 0.15  # so does this share of the question's pairs of characters
_TAKES_PART = 0.4  # share of the evidence that names it beside the lead
_TOWN_TOO = 0.8  # share of the votes that names the town beside its departments


def route_departments(question: str, hit: DutyHit, asked: Asked, town: str) -> tuple[str, ...]:
    """The departments responsible for this question, lead first, by full name.

    The town's own duties and those taken back have one answer. For an assisted duty: the town
    where its own part is asked for, all departments for the support they give, those that the
    question names, else the lead and those that asked questions and their own parts speak for.
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
    chosen = _concerned(question, duty, evidence)
    return (*chosen, town) if votes[town] >= _TOWN_TOO else tuple(chosen)


def _concerned(question: str, duty: Duty, evidence: Mapping[str, float]) -> list[str]:
    """The lead, the likeliest and those who take part, or the one whose part it plainly is."""
    names = duty.departments
    strongest = max(names, key=lambda name: evidence[name])
    pairs = set(bigrams(question))
    part = "".join(block.text for block in duty.blocks if block.holder == strongest)
    shared = len(pairs.intersection(bigrams(part))) / max(len(pairs), 1)
    plain = evidence[strongest] >= _PLAINLY_ITS_PART or shared >= _IN_ITS_WORDS
    if plain and not asks_several(question):
        return [strongest]
    always = (names[0], strongest)
    return [name for name in names if name in always or evidence[name] >= _TAKES_PART]


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
