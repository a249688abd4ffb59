"""Whether an answer to a talk is right, by what its kind asks for."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.answer import Answer
from eval.talks.rows import Kind, Talk

CONFIDENT = 0.9  # a wrong answer from here up is the worst fault


@dataclass(frozen=True)
class Judged:
    """A talk with its answer and whether that is right; `answer` is None where asking failed."""

    talk: Talk
    answer: Answer | None
    right: bool

    @property
    def confidently_wrong(self) -> bool:
        """Wrong, and said with confidence."""
        sure = self.answer is not None and self.answer.confidence >= CONFIDENT
        return not self.right and sure


@dataclass(frozen=True)
class KindScore:
    """How many talks of a kind are right."""

    name: str
    talks: int
    right: int
    confidently_wrong: int

    @property
    def share(self) -> float:
        """Of the talks that are right."""
        return self.right / self.talks


def judge(talk: Talk, ask: Callable[[str, Sequence[str]], Answer]) -> Judged:
    """Ask the last turn after the others and judge the answer; an exception is wrong."""
    *earlier, last = talk.turns
    try:
        answer = ask(last, earlier)
    except Exception:
        return Judged(talk, None, right=False)
    return Judged(talk, answer, is_right(talk, answer))


def scores(judged: Sequence[Judged]) -> tuple[KindScore, ...]:
    """By kind in the order of `Kind`, negated sets and verdicts apart too, and all."""
    groups: dict[str, list[Judged]] = {kind: [] for kind in Kind}
    for one in judged:
        groups[one.talk.kind].append(one)
        if one.talk.negated:
            groups.setdefault(f"{one.talk.kind}, negated", []).append(one)
    groups["all"] = [one for one in judged if one.talk.kind is not Kind.CLEAN]
    return tuple(_score(name, own) for name, own in groups.items() if own)


def _score(name: str, judged: Iterable[Judged]) -> KindScore:
    own = list(judged)
    wrong = sum(one.confidently_wrong for one in own)
    return KindScore(name, len(own), sum(one.right for one in own), wrong)


def is_right(talk: Talk, answer: Answer) -> bool:
    """Whether the answer is what the talk's kind asks for."""
    match talk.kind:
        case Kind.SET:
            return _set_is_right(talk, answer)
        case Kind.VERDICT:
            return answer.verdict == talk.verdict and _duty_is_right(talk, answer)
        case Kind.FOLLOW_UP:
            return _set_is_right(talk, answer) if talk.sets else _duty_is_right(talk, answer)
        case Kind.SEVERAL:
            return _matters_are_right(talk, answer)
        case Kind.UNSAID:
            return set(answer.missing) == set(talk.missing) and _duty_is_right(talk, answer)
        case Kind.OTHER_PLACE:
            return _place_is_right(talk, answer)
        case Kind.EMERGENCY:
            return answer.emergency[:1] != () and answer.emergency[0] in talk.call
        case Kind.FALSE_ALARM:
            return not answer.emergency
        case Kind.NOISE | Kind.CLEAN:
            return _duty_is_right(talk, answer)


def _cited(answer: Answer) -> tuple[str, ...]:
    return tuple(dict.fromkeys(citation.duty_id for citation in answer.citations))


def _duty_is_right(talk: Talk, answer: Answer) -> bool:
    """The first duty is one of those; none where none is right."""
    cited = _cited(answer)
    return cited[0] in talk.duties if cited else not talk.duties


def _set_is_right(talk: Talk, answer: Answer) -> bool:
    """Exactly the set is cited, or counted where only its size was asked; counts are said.

    Where a row gives counts alone, saying them is enough.
    """
    said = all(re.search(rf"(?<!\d){count}\s*[项件个条]", answer.text) for count in talk.counts)
    cited = set(_cited(answer))
    exact = any(cited == set(own) for own in talk.sets)
    alone = len(cited) <= 1 or not talk.sets
    counted = bool(talk.counts) and alone and answer.confidence > 0
    return said and (exact or counted)


def _matters_are_right(talk: Talk, answer: Answer) -> bool:
    if len(answer.matters) != len(talk.matters):
        return False
    pairs = zip(answer.matters, talk.matters, strict=True)
    return all(found.duty_id in right if right else found.duty_id is None for found, right in pairs)


def _place_is_right(talk: Talk, answer: Answer) -> bool:
    if talk.other_place is None:
        return answer.other_place is None and _duty_is_right(talk, answer)
    said = answer.other_place or ""
    return bool(said) and (said in talk.other_place or talk.other_place in said)
