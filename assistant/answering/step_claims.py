"""Claims of steps: whose step of an assisted duty the words beside a holder are of, by meaning."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.understanding.reader.read_claim import PartSaid, predicates_of
from assistant.understanding.reader.reader import Reader
from assistant.understanding.statements.claim import Claim
from assistant.understanding.statements.predicate import Kind, Predicate
from corpus.models import BlockKind, Duty, ListName
from corpus.white_space import compact
from index.search import QueryEmbedder
from index.text.words import bigrams

_DUTIES_REMEMBERED = 64
_OF_STEPS = ("charge", "step")  # roles of who may be said to do a step only
_SHORTEST_STEP, _TELLING = 4, 2  # characters of a step; of words that tell of one by themselves
_WORDS = 0.3  # weight of the share of the words' pairs of characters, beside the cosine
# Of 72 annotated statements whose words settle whose step they are of, 61 are this much nearer to
# one holder's steps than to the others': 50 agree, and half of the rest are right by the document.
_PLAINLY = 0.02
_ALIKE = 0.6  # at least so near is a step to the words for it


class _Steps(NamedTuple):
    """What is done of a duty, step by step."""

    holders: tuple[tuple[str, ...], ...]  # who does each; "": the town
    words: tuple[str, ...]  # verbatim
    told: Sequence[str]  # by which they are told apart
    vectors: NDArray[np.float32]  # of these


class StepClaims:
    """Reads what a question claims of an assisted duty as claims of its steps."""

    def __init__(self, reader: Reader, embedder: QueryEmbedder) -> None:
        """Parts as this reader tells them, near the steps that this embedder finds alike."""
        self._reader = reader
        self._embedder = embedder
        self._steps = lru_cache(_DUTIES_REMEMBERED)(self._steps_of)

    def claim_of(self, question: str, duty: Duty) -> Claim | None:
        """That each holder who is named does the step told beside it; None where one is not told.

        None, too, where no step is: then the whole duty is meant.
        """
        if duty.list is not ListName.ASSIST or not any(_steps(duty)):
            return None
        said = self._reader.parts_of(question)
        step = [part.role == "step" for part in said]
        telling = [len(_without_title(part.words, duty)) >= _TELLING for part in said]
        if len(said) > 1 and not any(step) and not all(telling):
            return None  # 不归住建局管，归应急局: who has the duty
        each = [self._claimed(part, duty) for part in said]
        if not all(each) or not any(part.role in _OF_STEPS and part.words for part in said):
            return None
        stated = tuple(dict.fromkeys(one for own in each for one in own))
        claim = Claim(stated if len(stated) == 1 else (Predicate(Kind.EACH, parts=stated),))
        return claim if claim.tells([duty]) else None

    def _claimed(self, part: PartSaid, duty: Duty) -> list[Predicate]:
        """What is claimed of one holder; nothing where it is not told whose step it is."""
        names = part.mention.span.names or ("",)
        known = names[0] in ("", *duty.departments)
        if part.role not in _OF_STEPS or not (part.words and known) or len(names) > 1:
            return predicates_of(part)
        own = _without_title(part.words, duty)
        if len(own) < _TELLING and part.role != "step":
            return predicates_of(part)  # 森林防火归镇里管吗
        step = self._step(own, part, names[0], duty)
        return [Predicate(Kind.DOES, (names[0], step), part.denied)] if step else []

    def _step(self, own: str, part: PartSaid, holder: str, duty: Duty) -> str:
        """The step that a part's words are of, of which `own` are not in the title.

        "" where it is not plainly this holder's or another's. Where there are no own words the
        title tells of a step: 拖拉机年检是镇里给检吧.
        """
        steps = self._steps(duty, bool(own))
        words = own or part.words
        pairs = {*bigrams(words)}
        shared = np.array([len(pairs.intersection(bigrams(t))) for t in steps.told])
        shared = shared / max(len(pairs), 1)
        near = steps.vectors @ self._embedder.embed_queries([words])[0] + _WORDS * shared
        its = np.array([holder in holders for holders in steps.holders])
        same = shared == 1
        if part.role != "step" and (its & same).any() and (~its & same).any():
            return ""  # 危房改造镇里说了算: several have steps of it
        if (its & same).any():  # in so many words, whoever else does the like
            return steps.words[int(np.where(its & same, near, -1).argmax())]
        nearest, other = (float(near[own].max(initial=-1)) for own in (its, ~its))
        plain = abs(nearest - other) >= _PLAINLY and max(nearest, other) >= _ALIKE
        return steps.words[int(near.argmax())] if plain else ""

    def _steps_of(self, duty: Duty, bare: bool) -> _Steps:
        """The steps of a duty, to be told apart without the words of its title or with them."""
        found = [*_steps(duty)]
        told = [(bare and _without_title(step, duty)) or step for _, step in found]
        holders, steps = zip(*found, strict=True)
        return _Steps(holders, steps, told, self._embedder.embed_queries(told))


def _steps(duty: Duty) -> Iterator[tuple[tuple[str, ...], str]]:
    for block in duty.blocks:
        match block.kind:
            case BlockKind.DEPARTMENT:
                holders: tuple[str, ...] = (block.holder,)
            case BlockKind.SHARED:
                holders = duty.departments
            case BlockKind.TOWNSHIP:
                holders = ("",)
            case _:
                continue
        for item in block.items:
            for step in re.split("[。；;]", re.sub(r"^\d+[.．、]", "", compact(item))):
                if len(step) >= _SHORTEST_STEP:
                    yield holders, step


def _without_title(words: str, duty: Duty) -> str:
    """The words without the pairs of characters that the title has."""
    title = compact(duty.title)
    kept = [True] * len(words)
    for place in range(len(words) - 1):
        if words[place : place + 2] in title:
            kept[place] = kept[place + 1] = False
    own = "".join(word for word, keep in zip(words, kept, strict=True) if keep)
    return "" if len(own) == 1 and own in title else own  # 年检检
