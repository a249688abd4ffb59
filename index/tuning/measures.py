"""How a tuned encoder does beside the bank: on duties that it never saw, on unrelated pairs."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.bank.questions import AskedQuestion
from corpus.passages import Passage

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# Sentences of everyday life with a paraphrase and another sentence each, written for this.
_GENERAL_FILE = Path(__file__).parent / "general.jsonl"
_WITHIN = 10


class Found(NamedTuple):
    """How often a text's duty comes first, and among the first ten."""

    hit_1: float
    hit_10: float
    texts: int


def by_passages(
    model: "SentenceTransformer", passages: Sequence[Passage], texts: Sequence[AskedQuestion]
) -> Found:
    """The texts' duties by the nearest official passage alone, of all duties."""
    known = model.encode_document([passage.text for passage in passages])
    asked = model.encode_query([text.question for text in texts])
    places = [_place(row, passages, text) for row, text in zip(asked @ known.T, texts, strict=True)]
    within = np.array(places)
    return Found(float((within < 1).mean()), float((within < _WITHIN).mean()), len(places))


def _place(similar: NDArray[np.float32], passages: Sequence[Passage], text: AskedQuestion) -> int:
    """How many duties lie nearer than the best of the text's own."""
    nearest = dict.fromkeys(passages[i].duty_id for i in np.argsort(-similar))
    return min(place for place, duty_id in enumerate(nearest) if duty_id in text.duties)


def general_ability(model: "SentenceTransformer") -> float:
    """Share of everyday sentences that lie nearer to their paraphrase than to another sentence."""
    rows = [json.loads(line) for line in _GENERAL_FILE.read_text("utf-8").splitlines()]
    text, same, other = (model.encode_query([row[key] for row in rows]) for key in rows[0])
    return float(((text * same).sum(axis=1) > (text * other).sum(axis=1)).mean())
