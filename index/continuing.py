"""How probable it is that a message goes on with the duty before it, by what it finds alone."""

import json
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.danger import QueryEngine
from index.features import SIGNALS
from index.search import Found

CONTINUING_FILE = Path(__file__).parent / "continuing.json"
FACTS = (
    "leaning",  # log odds that it sounds as if its matter had been said
    "cosine",  # to the message before
    "rightness",  # log odds that the best duty found is right, and that any covers it
    "coverage",
    "coverage_squared",  # a matter of its own is surely covered, chatter surely not
    "chance_log",  # of the duty before
    "rank_log",  # log(1 + duties that are likelier)
    "passage_cosine",  # of the duty before, and of the best one
    "best_passage_cosine",
    "passage_words",  # log(1 + BM25) of the duty before less that of the best one
    "passage_bigrams",
    "best_passage_words",
    "best_passage_bigrams",
)
_LEAST = 1e-4  # a probability nearer to 0 or 1 tells no more
_LEAST_CHANCE = 1e-6
_COSINE, _WORDS, _BIGRAMS = map(
    SIGNALS.index, ("passage_cosine", "passage_words", "passage_bigrams")
)

Facts = NDArray[np.float64]


class Continuing:
    """A logistic regression over what a message finds alone, beside the duty before it."""

    def __init__(self, engine: QueryEngine, leaning: Facts, weights: Facts) -> None:
        """Weights of a message's vector, (dimension + 1,), and of the facts, (len(FACTS) + 1,).

        The biases stand last.
        """
        self._engine = engine
        self._leaning = leaning
        self._weights = weights

    @classmethod
    def load(cls, engine: QueryEngine, path: Path = CONTINUING_FILE) -> Self | None:
        """The shipped weights; None where they are not for this engine's model, or other facts."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        weights = stored["weights"]
        if stored["model"] != engine.model_name or tuple(weights) != FACTS:
            return None
        return cls(
            engine, np.array(stored["leaning"]), np.array([*weights.values(), stored["bias"]])
        )

    def probability(self, before: str, duty: int, message: str, alone: Found) -> float:
        """That the message goes on with the duty at this place of the town's, asked of `before`.

        `alone`: what the message finds by itself.
        """
        said, earlier = (self._engine.embed_queries([text])[0] for text in (message, before))
        leaning = float(self._leaning @ np.append(said, 1.0))
        facts = facts_of(leaning, float(said @ earlier), duty, alone)
        return float(1.0 / (1.0 + np.exp(-(self._weights @ np.append(facts, 1.0)))))


def facts_of(leaning: float, cosine: float, duty: int, alone: Found) -> Facts:
    """What is weighed, of shape (len(FACTS),), from the first two of FACTS and what was found."""
    own, best = alone.signals[duty], alone.signals[alone.chances.argmax()]
    chance, coverage = alone.chances[duty], _log_odds(alone.coverage)
    return np.array(
        [
            leaning,
            cosine,
            _log_odds(alone.rightness),
            coverage,
            coverage**2,
            np.log(max(chance, _LEAST_CHANCE)),
            np.log1p((alone.chances > chance).sum()),
            own[_COSINE],
            best[_COSINE],
            np.log1p(own[_WORDS]) - np.log1p(best[_WORDS]),
            np.log1p(own[_BIGRAMS]) - np.log1p(best[_BIGRAMS]),
            np.log1p(best[_WORDS]),
            np.log1p(best[_BIGRAMS]),
        ]
    )


def _log_odds(probability: float) -> float:
    kept = min(max(probability, _LEAST), 1 - _LEAST)
    return float(np.log(kept / (1 - kept)))
