"""The steps that an assisted duty writes, with the encoder's states of their words."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.models import BlockKind, Duty
from corpus.white_space import compact
from index.engine.embedding import ReadTokens

_SHORTEST = 4  # characters

Array = NDArray[np.floating]
ReadsTokens = Callable[[Sequence[str]], Sequence[ReadTokens]]


class Step(NamedTuple):
    """A sentence of a duty that says what somebody does."""

    holders: tuple[str, ...]  # by full name; "" the town
    words: str  # verbatim
    states: Array  # (tokens, width), each of length 1; the title's own words left out

    def is_of(self, holder: str) -> bool:
        """Whether it is this holder's."""
        return holder in self.holders


class DutySteps(NamedTuple):
    """The steps of one duty, and how much each character of them tells them apart."""

    duty: Duty
    title: Array  # states of its words, as those of a step
    steps: tuple[Step, ...]
    telling: Mapping[str, float]  # log(steps / steps that have the character)

    def told_by(self, character: str) -> float:
        """How much a character tells of a step; one that none has, the most."""
        return self.telling.get(character, max(self.telling.values(), default=0.0))


def duty_steps(duty: Duty, read_tokens: ReadsTokens) -> DutySteps:
    """What a duty writes, by the tokens of its title and of each step."""
    written = steps_written(duty)
    title = compact(duty.title)
    read = read_tokens([title, *(words for _, words in written)])
    steps = (
        Step(holders, words, _own_states(words, tokens, title))
        for (holders, words), tokens in zip(written, read[1:], strict=True)
    )
    counted = Counter(char for _, words in written for char in {*words})
    telling = {c: math.log((len(written) + 1) / (count + 0.5)) for c, count in counted.items()}
    return DutySteps(duty, _states(read[0].states), tuple(steps), telling)


def steps_written(duty: Duty) -> list[tuple[tuple[str, ...], str]]:
    """Who does what, sentence by sentence; what is given to the town is no step."""
    return [*_written(duty)]


def _written(duty: Duty) -> Iterator[tuple[tuple[str, ...], str]]:
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
            for words in re.split("[。；;]", re.sub(r"^\d+[.．、]", "", compact(item))):
                if len(words) >= _SHORTEST:
                    yield holders, words


def _own_states(words: str, tokens: ReadTokens, title: str) -> Array:
    """The states of the tokens that the title does not have; of all where it has all of them."""
    titled = [False] * len(words)
    for place in range(len(words) - 1):
        if words[place : place + 2] in title:
            titled[place] = titled[place + 1] = True
    own = [n for n, (start, end) in enumerate(tokens.spans) if not all(titled[start:end])]
    return _states(tokens.states[own or slice(None)])


def _states(states: Array) -> Array:
    """In half precision, each of length 1."""
    wide = states.astype(np.float32)
    wide /= np.linalg.norm(wide, axis=1, keepdims=True) + 1e-6
    return wide.astype(np.float16)
