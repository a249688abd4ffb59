"""What each step brings on real letters: the search with it and without, by the same weights."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpus.bank.real_letters import RealLetter
from eval.comparing.spelling import Unmended
from eval.questions import Question
from eval.results import GROUPS
from index.features import TextScores
from index.making.centroids import centroids_of
from index.making.indexes import pairs_of
from index.search import DutySearch, Found, QueryEmbedder
from index.text.queries import Query
from index.town_index import Mask, TextIndexes, Vector
from index.weights import Weights

STEPS_MARK = "steps"
_REFUSED = 0.05  # share of the covered letters that may be refused, where declining is compared
_SURE_RIGHT = 0.9  # of the surest answers, where their share is compared
_BY_RANKER = "5 不另判断对不对，只凭排序的概率"
_RULE = "| --- | --- | --- | --- | --- | --- | --- |"
_HEADER = (
    "| | 标题首条可用 | 全文首条可用 | 标题与全文一致 | 误拒 5% 时不管的拒答 | "
    "答对九成时占管的 | 群众 hit@1 |"
)


@dataclass(frozen=True)
class _Told:
    """What a search made of a real text."""

    letter: RealLetter
    found: Found

    @property
    def first(self) -> str:
        return self.found.hits[0].duty.duty_id

    @property
    def is_fair(self) -> bool:
        return self.first in self.letter.fair


def steps(
    search: DutySearch,
    stock: DutySearch | None,
    real: Sequence[RealLetter],
    questions: Sequence[Question],
) -> list[str]:
    """The table's lines in Markdown; `stock` is that with the encoder before it was tuned."""
    search = DutySearch(search.index, _Remembering(search.embedder), Weights.load)
    unmended = replace(search.index, speller=Unmended(search.index.speller))
    lines = [_HEADER, _RULE, *_lines("全部", search, real, questions, by_ranker=_BY_RANKER)]
    for name, one in (
        ("1 库里没有来信", _without_letters(search, everywhere=True)),
        *((("2 原来的向量模型", stock),) if stock else ()),
        ("3 信的标题不另算", _Headless.of(search)),
        ("4 没有来信那样的清单外文字", _without_letters(search, everywhere=False)),
        ("7 不改错字", search.over(unmended)),
    ):
        lines += _lines(name, one, real, questions)
    return lines


class _Remembering:
    """Embeds each text once: the searches differ in what they make of its vector."""

    def __init__(self, embedder: QueryEmbedder) -> None:
        self._one = cache(lambda text: embedder.embed_queries([text])[0])

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Normalised vectors of shape (texts, dimension)."""
        return np.stack([self._one(text) for text in texts])


def _lines(
    name: str,
    search: DutySearch,
    real: Sequence[RealLetter],
    questions: Sequence[Question],
    by_ranker: str = "",
) -> Iterable[str]:
    """A search's line, and one for the same sure by its ranker alone, if that has a name."""
    titles = [_Told(one, search.find(one.title, 1)) for one in real]
    wholes = [_Told(one, search.find(" ".join(one.whole.split()), 1)) for one in real]
    villagers = [q for q in questions if q.style in GROUPS["villager"] and q.gold and not q.context]
    hits = [
        search.find(q.question, 1).hits[0].duty.duty_id in {*q.gold, *q.acceptable}
        for q in villagers
    ]
    same = [a.first == b.first for a, b in zip(titles, wholes, strict=True) if a.letter.gold]
    told = [*titles, *wholes]
    shares = [
        _fair(titles),
        _fair(wholes),
        float(np.mean(same)),
        _declined(told),
        _surest([one.found.rightness for one in told], told),
        float(np.mean(hits)),
    ]
    yield _line(name, shares)
    if by_ranker:
        shares[4] = _surest([one.found.hits[0].probability for one in told], told)
        yield _line(by_ranker, shares)


def _line(name: str, shares: Sequence[float]) -> str:
    return f"| {name} | {' | '.join(f'{share:.1%}' for share in shares)} |"


def _fair(told: Sequence[_Told]) -> float:
    return float(np.mean([one.is_fair for one in told if one.letter.gold]))


def _declined(told: Sequence[_Told]) -> float:
    """Of the uncovered ones, where the bound refuses `_REFUSED` of the covered ones."""
    covered = np.array([bool(one.letter.gold) for one in told])
    coverage = np.array([one.found.coverage for one in told])
    return float((coverage[~covered] < np.quantile(coverage[covered], _REFUSED)).mean())


def _surest(sure: Sequence[float], told: Sequence[_Told]) -> float:
    """The most answers, as a share of the covered texts, of which `_SURE_RIGHT` are right."""
    order = np.argsort(-np.array(sure), kind="stable")
    right = np.array([one.is_fair for one in told])[order].cumsum()
    covered = np.array([bool(one.letter.gold) for one in told])[order].cumsum()
    enough = np.flatnonzero(right / np.arange(1, len(order) + 1) >= _SURE_RIGHT)
    return float(covered[enough[-1]] / covered[-1]) if len(enough) else 0.0


@dataclass(frozen=True)
class _Hiding(TextIndexes):
    """Indexes of which some texts match nothing."""

    hidden: Mask

    def scores(self, vector: Vector, words: Sequence[str], pairs: Sequence[str]) -> TextScores:
        """The scores of every text, those of the hidden ones the worst."""
        found = TextScores(*(column.copy() for column in super().scores(vector, words, pairs)))
        found.cosine[self.hidden] = -1.0
        found.words[self.hidden] = found.bigrams[self.hidden] = 0.0
        return found


def _hiding(indexes: TextIndexes, hidden: Mask) -> _Hiding:
    return _Hiding(indexes.vectors, indexes.words, indexes.bigrams, hidden)


def _without_letters(search: DutySearch, *, everywhere: bool) -> DutySearch:
    """The search over plain questions alone; else without the letters that no duty covers."""
    index = search.index
    asked, uncovered = index.plain
    index = replace(index, uncovered_indexes=_hiding(index.uncovered_indexes, ~uncovered))
    if everywhere:
        kept = np.flatnonzero(asked)
        pairs = pairs_of(index.town, [index.asked[place] for place in kept.tolist()])
        vectors = index.asked_indexes.vectors.vectors[kept]
        index = replace(
            index,
            asked_indexes=_hiding(index.asked_indexes, ~asked),
            centroids=centroids_of(vectors, pairs, len(index.town.duties)),
        )
    return search.over(index)


class _Headless(DutySearch):
    """A search that reads a letter's heading as any other of its sentences."""

    @classmethod
    def of(cls, search: DutySearch) -> "_Headless":
        """The same search otherwise."""
        return cls(search.index, search.embedder, Weights.load)

    def query(self, question: str) -> Query:
        """The query without its heading."""
        return replace(super().query(question), heading="")
