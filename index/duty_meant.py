"""Which duty a message means after another one: the one before, a neighbour of it, or none."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from index.danger import QueryEngine
from index.features import SIGNALS
from index.search import Found

DUTY_MEANT_FILE = Path(__file__).parent / "duty_meant.json"
# Of a duty that the message finds, alone or joined to the one before: the logs of its chances, and
# of the numbers of likelier ones; the cosines of its nearest passages; and its chances where what
# is found alone is right.
OF_DUTY = (
    "alone", "joined", "alone_rank", "joined_rank", "alone_cosine", "joined_cosine",
    "alone_if_right", "joined_if_right",
)  # fmt: skip
# Beside them of the duty before: how much the message sounds as if its matter had been said (log
# odds), its cosine to the message before, and how right and covered what it finds is (log odds).
OF_BEFORE = (
    "before", "before_leaning", "before_cosine", "before_alone", "before_joined", "before_right",
    "before_covered", "before_joined_right", "before_length",
)  # fmt: skip
OF_NONE = (
    "none", "none_covered", "none_covered_squared", "none_right", "none_joined_covered",
    "none_joined_right", "none_leaning", "none_cosine", "none_length",
)  # fmt: skip
FACTS = (*OF_DUTY, *OF_BEFORE, *OF_NONE)
_CHOSEN_FROM = 4  # duties of each search
_SURELY_NONE = 0.75  # less surely none, the likeliest duty is told as unsure as it is
_LEAST = 1e-4  # a probability nearer to 0 or 1 tells no more
_LEAST_CHANCE = 1e-6
_COSINE = SIGNALS.index("passage_cosine")

Facts = NDArray[np.float64]


class Meant(NamedTuple):
    """A duty by its place in the town; None: what no list covers."""

    duty: int | None
    probability: float


class Second(NamedTuple):
    """A message after one that is about a duty, and what it finds."""

    duty: int  # place of the one before
    length: int  # characters
    cosine: float  # to the message before
    leaning: float  # log odds that it sounds as if its matter had been said
    alone: Found
    joined: Found  # with the message before


class DutyMeant:
    """A choice by a weighted sum of the facts of each duty found, and of none."""

    def __init__(self, engine: QueryEngine, leaning: Facts, weights: Facts) -> None:
        """Weights of a message's vector with a bias, (dimension + 1,), and of FACTS."""
        self._engine = engine
        self._leaning = leaning
        self._weights = weights

    @classmethod
    def load(cls, engine: QueryEngine, path: Path = DUTY_MEANT_FILE) -> Self | None:
        """The shipped weights; None where they are not for this engine's model, or other facts."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        weights = stored["weights"]
        if stored["model"] != engine.model_name or tuple(weights) != FACTS:
            return None
        return cls(engine, np.array(stored["leaning"]), np.array([*weights.values()]))

    def of(self, message: str, before: str, duty: int, alone: Found, joined: Found) -> Meant:
        """The likeliest meaning of a message after `before`, which was about a duty.

        `alone` and `joined`: what it finds by itself, and with the message before.
        """
        said, earlier = (self._engine.embed_queries([text])[0] for text in (message, before))
        leaning = float(self._leaning @ np.append(said, 1.0))
        second = Second(duty, len(message), float(said @ earlier), leaning, alone, joined)
        meanings = meanings_of(second)
        best, probability = likeliest(facts_of(second, meanings), self._weights)
        return Meant(meanings[best], probability)


def joined_to(before: str, message: str) -> str:
    """A message with the one before it."""
    return f"{before.rstrip('？?。 ')}，{message}"


def meanings_of(second: Second) -> list[int | None]:
    """The duties that it may mean, and none."""
    found = [one.chances.argsort()[::-1][:_CHOSEN_FROM] for one in (second.alone, second.joined)]
    return [*dict.fromkeys([*np.concatenate(found).tolist(), second.duty]), None]


def likeliest(facts: Facts, weights: Facts) -> tuple[int, float]:
    """Which of the meanings with these facts is told, and how probable it is."""
    told = facts @ weights
    chances = np.exp(told - told.max())
    chances /= chances.sum()
    none = len(chances) - 1
    best = none if chances[none] >= _SURELY_NONE else int(chances[:none].argmax())
    return best, float(chances[best])


def facts_of(second: Second, meanings: Sequence[int | None]) -> Facts:
    """What is weighed of each of these, (meanings, len(FACTS))."""
    alone, joined = second.alone, second.joined
    right, covered = _log_odds(alone.rightness), _log_odds(alone.coverage)
    joined_right, length = _log_odds(joined.rightness), np.log1p(second.length)
    rows = np.zeros((len(meanings), len(FACTS)))
    for row, place in zip(rows, meanings, strict=True):
        if place is None:
            row[-len(OF_NONE) :] = (
                1,
                covered,
                covered**2,
                right,
                _log_odds(joined.coverage),
                joined_right,
                second.leaning,
                second.cosine,
                length,
            )
            continue
        chance, with_before = (
            float(np.log(max(one.chances[place], _LEAST_CHANCE))) for one in (alone, joined)
        )
        row[: len(OF_DUTY)] = (
            chance,
            with_before,
            *(np.log1p((one.chances > one.chances[place]).sum()) for one in (alone, joined)),
            *(one.signals[place][_COSINE] for one in (alone, joined)),
            chance * right,
            with_before * right,
        )
        if place == second.duty:
            row[len(OF_DUTY) : -len(OF_NONE)] = (
                1,
                second.leaning,
                second.cosine,
                chance,
                with_before,
                right,
                covered,
                joined_right,
                length,
            )
    return rows


def _log_odds(probability: float) -> float:
    kept = min(max(probability, _LEAST), 1 - _LEAST)
    return float(np.log(kept / (1 - kept)))
