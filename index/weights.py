"""What a search is weighed by, for towns of whose every duty much was asked, and for others."""

from dataclasses import dataclass
from pathlib import Path

from index.features import FEATURES, LINKED_FEATURES
from index.judgement import JUDGEMENT_FILE, LINKED_FACTS, Judgement
from index.ranker import WEIGHTS_FILE, Ranker

_FOLDER = Path(__file__).parent
LINKED_RANKER_FILE = _FOLDER / "ranker_linked.json"
LINKED_JUDGEMENT_FILE = _FOLDER / "judgement_linked.json"
OFFICIAL_JUDGEMENT_FILE = _FOLDER / "judgement_official.json"


@dataclass(frozen=True)
class Weights:
    """A ranker, and the judgements of its best duty: asked of, or known by its passages alone."""

    ranker: Ranker
    asked: Judgement
    official: Judgement

    @classmethod
    def load(cls, sparse: bool) -> "Weights":
        """The shipped ones; `sparse`: for a town with duties that were hardly asked of."""
        if not sparse:
            judgement = Judgement.load(JUDGEMENT_FILE)
            return cls(Ranker.load(WEIGHTS_FILE), judgement, judgement)
        return cls(
            Ranker.load(LINKED_RANKER_FILE, LINKED_FEATURES),
            Judgement.load(LINKED_JUDGEMENT_FILE, LINKED_FACTS),
            Judgement.load(OFFICIAL_JUDGEMENT_FILE, LINKED_FACTS),
        )

    @classmethod
    def untrained(cls, sparse: bool) -> "Weights":
        """Of no weight at all, to train from."""
        features = LINKED_FEATURES if sparse else FEATURES
        return cls(Ranker.untrained(features), Judgement.untrained(), Judgement.untrained())

    def judgement_of(self, was_asked: bool) -> Judgement:
        """The judgement of a best duty that was asked of or was not."""
        return self.asked if was_asked else self.official
