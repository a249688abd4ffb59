"""A statement that a department has duties of a kind, or none at all."""

from dataclasses import dataclass

from assistant.understanding.scanner import scan
from assistant.understanding.sets.asked_set import DEPARTMENTS, AskedSet, topics_of
from assistant.understanding.statements.offices import settled
from assistant.understanding.statements.phrase import merged, read_phrase
from assistant.understanding.statements.predicate import Kind
from assistant.understanding.statements.stated import statements_of
from assistant.understanding.words.lexicon import Lexicon

_ONE = ("一", "1", "任")  # 一项都不, 任何一项


@dataclass(frozen=True)
class SetClaim:
    """A statement that a department has duties of a kind, or (`denied`) none at all."""

    asked: AskedSet
    denied: bool


def read_set_claim(question: str, lexicon: Lexicon) -> SetClaim | None:
    """「财政局在配合清单里一项都不牵头吧」: a claim about no one matter; else None."""
    scanned = scan(question, lexicon)
    stated = [one for one in statements_of(scanned) if one.asked]
    if len(stated) != 1 or stated[0].denied or any(span.kind == "stop" for span in scanned[:-1]):
        return None
    if not any(span.words[:1] in _ONE for span in stated[0].spans):
        return None
    spans = settled(stated[0].spans)
    phrase = read_phrase(spans, claims=True)
    about = [p for p in phrase.predicates if p.kind in (*DEPARTMENTS, Kind.LIST)]
    if topics_of(spans, phrase.used) or not any(p.kind in DEPARTMENTS for p in about):
        return None
    positive = [p.negation if p.negated else p for p in about]
    denied = any(p.negated for p in about)
    asked = AskedSet(merged(positive), departments=phrase.departments)
    return SetClaim(asked, denied)
