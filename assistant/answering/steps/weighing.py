"""How probable it is that a clause tells of each step of a duty, of the whole, or of nothing."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from assistant.answering.steps.duty_steps import DutySteps
from assistant.understanding.reader.held_clauses import HeldClause
from assistant.understanding.reader.labels import ROLES
from assistant.understanding.statements.predicate import Truth
from corpus.white_space import compact

WEIGHTS_FILE = Path(__file__).parent / "weights.json"
# What is weighed of a step: how near its nearest words are to those of the clause on the whole, to
# those that the network hears as a step's, and those of the clause to its own; what share it has of
# the clause's characters, and of the words heard as a step's, by how much they tell; and whether
# the holder has it.
OF_STEP = ("words", "step_words", "own_words", "characters", "has_words", "holder")
# Of the whole duty: a bias, how probably somebody has it in a role, is in charge, does a step, has
# any part; how near the title's words are to those of the clause; and the share of them it has.
OF_WHOLE = ("whole", "role", "charge", "step", "party", "title_words", "title")
# Of nothing: a bias, how probably the holder has no role, and log(1 + characters) of the clause.
OF_NOTHING = ("nothing", "no_role", "length")
FACTS = (*OF_STEP, *OF_WHOLE, *OF_NOTHING)
_ROLES = [ROLES.index(role) for role in ("lead", "join", "assist", "take", "sole")]
_CHARGE, _STEP, _PARTY, _NO_ROLE = map(ROLES.index, ("charge", "step", "party", "none"))
VERDICTS = (Truth.YES, Truth.NO, Truth.PARTLY)
_LEAST_SHARE = 1e-3  # of a verdict that clauses may come to
_LEAST = 0.05  # weight of a word that the network hears in no step

Array = NDArray[np.floating]


class Weighed(NamedTuple):
    """Probabilities of what a clause tells of; they add up to 1."""

    steps: Array  # (steps,)
    whole: float
    nothing: float


class Weights:
    """A choice among steps, the whole duty and nothing, by a weighted sum of facts of each; and
    among verdicts, by what the clauses come to."""

    def __init__(
        self, weights: Sequence[float], verdicts: Sequence[Sequence[float]] | None = None
    ) -> None:
        """Weights of FACTS, and for each of VERDICTS those of `verdict_facts` and a bias."""
        self._weights = np.array(weights)
        self._verdicts = np.array(verdicts)

    @classmethod
    def load(cls, engine: str, path: Path = WEIGHTS_FILE) -> Self | None:
        """The shipped weights; None where they are not for the engine with this hash."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        made_so = (
            tuple(stored["weights"]) == FACTS and tuple(stored.get("verdicts", ())) == VERDICTS
        )
        if stored["engine"] != engine or not made_so:
            return None
        return cls([*stored["weights"].values()], [stored["verdicts"][one] for one in VERDICTS])

    def weighed(self, clause: HeldClause, steps: DutySteps) -> Weighed:
        """What this clause tells of, of a duty with at least one step."""
        told = facts(clause, steps) @ self._weights
        chances = np.exp(told - told.max())
        chances /= chances.sum()
        return Weighed(chances[:-2], float(chances[-2]), float(chances[-1]))

    def verdict(self, summed: Mapping[Truth, float], clauses: int) -> tuple[Truth, float]:
        """The likeliest of these verdicts and how probably it is right.

        `summed`: how probable each is if what each of the `clauses` says depends on no other.
        """
        told = self._verdicts @ [*verdict_facts(summed, clauses), 1]
        chances = np.exp(told - told.max())
        chances /= chances.sum()
        of = dict(zip(VERDICTS, chances.tolist(), strict=True))
        best = max(summed, key=of.__getitem__)
        return best, of[best]


def verdict_facts(summed: Mapping[Truth, float], clauses: int) -> list[float]:
    """What a verdict is told by, one more than VERDICTS: clauses are true together, or false."""
    known = sum(summed.values())
    shares = [summed.get(verdict, 0.0) / known for verdict in VERDICTS]
    return [*(math.log(share + _LEAST_SHARE) for share in shares), math.log(clauses + 1)]


def facts(clause: HeldClause, steps: DutySteps) -> Array:
    """(steps + 2, len(FACTS)): a row a step, then the whole duty and nothing."""
    title = compact(steps.duty.title)
    own = [n for n, token in enumerate(clause.tokens) if token not in title]
    own = own or [*range(len(clause.tokens))]
    states, heard = clause.states[own], clause.of_step[own] + _LEAST
    bare = without_title(clause.words, title)
    characters = {char for char in bare or clause.words if char.isalnum()}
    telling = {char: steps.told_by(char) for char in characters}
    tokens = [clause.tokens[n] for n in own]
    weights = heard * [np.mean([*map(steps.told_by, token)]) for token in tokens]
    rows = np.zeros((len(steps.steps) + 2, len(FACTS)))
    for row, step in zip(rows, steps.steps, strict=False):
        near = states @ step.states.T.astype(np.float32)
        nearest = near.max(axis=1)
        shared = sum(weight for char, weight in telling.items() if char in step.words)
        row[: len(OF_STEP)] = (
            nearest.mean(),
            nearest @ heard / heard.sum(),
            near.max(axis=0).mean(),
            shared / (sum(telling.values()) or 1),
            weights[[token in step.words for token in tokens]].sum() / (weights.sum() or 1),
            step.is_of(clause.holder),
        )
    roles, whole = clause.roles, len(OF_STEP)
    rows[-2, whole : -len(OF_NOTHING)] = (
        1,
        roles[_ROLES].sum(),
        *roles[[_CHARGE, _STEP, _PARTY]],
        (clause.states @ steps.title.T.astype(np.float32)).max(axis=0).mean(),
        1 - len(bare) / max(len(clause.words), 1),
    )
    rows[-1, -len(OF_NOTHING) :] = 1, roles[_NO_ROLE], np.log1p(len(clause.words))
    return rows


def without_title(words: str, title: str) -> str:
    """The words without the pairs of characters that the title has."""
    kept = [True] * len(words)
    for place in range(len(words) - 1):
        if words[place : place + 2] in title:
            kept[place] = kept[place + 1] = False
    own = "".join(word for word, keep in zip(words, kept, strict=True) if keep)
    return "" if len(own) == 1 and own in title else own  # 年检检
