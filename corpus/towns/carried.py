"""An office's corrections when a new document comes: renumbered, or left out and told."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from corpus.comparison.pairs import counterparts
from corpus.counts import Problem
from corpus.models import Town
from corpus.towns.corrections import TOWN, Correction, read_value


def mended_values(read: Town, corrections: Sequence[Correction]) -> dict[str, str]:
    """What a document says where an office corrected it, by subject and field."""
    return {_place(c): read_value(read, c.subject, c.field) for c in corrections}


def carried_over(
    corrections: Sequence[Correction], mended: Mapping[str, str], older: Town, read: Town
) -> tuple[tuple[Correction, ...], tuple[Problem, ...]]:
    """The corrections that a new document needs, with its numbers, and what is to be looked at.

    `mended` is what the older document said. A correction is needed where the new one says just
    that again; one that is new itself is meant for the new document.
    """
    found = counterparts(older, read)
    needed: list[Correction] = []
    doubts: list[Problem] = []
    for correction in corrections:
        if _place(correction) not in mended:
            needed.append(correction)
            continue
        subject = TOWN if correction.subject == TOWN else found.get(correction.subject)
        if subject is None:
            doubts.append(
                Problem(1, f"旧版的更正“{_told(correction)}”没有用：新清单里没有这一项", True)
            )
            continue
        says = read_value(read, subject, correction.field)
        if says == mended[_place(correction)]:
            needed.append(replace(correction, subject=subject))
        elif says != correction.value:
            place = 1 if subject == TOWN else read.duty(subject).source_lines[0]
            message = f"旧版更正过“{_told(correction)}”，这次读出的是“{says}”，没有照旧改"
            doubts.append(Problem(place, message, True, subject, correction.field))
    return tuple(needed), tuple(doubts)


def _place(correction: Correction) -> str:
    return f"{correction.subject} {correction.field}"


def _told(correction: Correction) -> str:
    return f"{_place(correction)} = {correction.value}"
