"""Texts whose meaning is given as data, as labels for the network."""

import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.understanding.reader.labels import (
    ACTS,
    HOLDERS,
    LISTS,
    PIECES,
    ROLES,
    STATED,
    SUPPORTS,
    TAGS,
)
from assistant.understanding.reader.marked import Marked, ReadsTokens, marked, tokens_between
from assistant.understanding.reader.numbers import numbers_in
from assistant.understanding.references import fold_question
from assistant.understanding.statements.predicate import MANY
from assistant.understanding.statements.walk import counts_beside_leader
from assistant.understanding.words.lexicon import Lexicon
from assistant.understanding.words.unsaid import MissingAspect
from corpus.bank.questions import ASKED_FILE, UNCOVERED_FILE
from corpus.town import DATA_DIR

SETS_FILE, CLAIMS_FILE = DATA_DIR / "read_sets.jsonl", DATA_DIR / "read_claims.jsonl"
MATTERS_FILE = DATA_DIR / "read_matters.jsonl"
_OTHERS = 700  # questions that ask for no set and state nothing, of those that people asked
_LONGEST = 100  # characters
# Words that may tell of support, or how many have a part: where an example states neither of them,
# nobody said that it does not.
_TELLS_SUPPORT, _TELLS_HOLDERS = ("support", "guarantee"), ("number", "alone")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Labelled:
    """A text with what is known of it: heads by class, mentions by role and denial, tags."""

    text: Marked
    heads: Mapping[str, int]
    roles: Mapping[int, tuple[tuple[int, ...], bool | None]]  # any of the roles; denied, if known
    tags: Sequence[int] | None
    pieces: Sequence[int] | None = None


def rows() -> list[Row]:
    """The examples: of sets, of claims, of matters, and questions that are neither."""
    asked = [
        question
        for path in (*sorted(DATA_DIR.glob(f"*/{ASKED_FILE}")), DATA_DIR / UNCOVERED_FILE)
        for question in (json.loads(line)["question"] for line in _lines(path))
        if len(question) <= _LONGEST
    ]
    chosen = random.Random(0).sample(asked, min(_OTHERS, len(asked)))
    told = [
        json.loads(line) for path in (SETS_FILE, CLAIMS_FILE, MATTERS_FILE) for line in _lines(path)
    ]
    return told + [{"question": question} for question in chosen]


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line]


def labelled(row: Row, read_tokens: ReadsTokens, lexicon: Lexicon) -> Labelled:
    """One example with its labels."""
    text = marked(row["question"], read_tokens, lexicon)
    if row.get("sets"):
        return _of_sets(text, row["sets"])
    if "claims" in row:
        return _of_claims(text, row["claims"])
    if "pieces" in row:
        return _of_matters(text, row["pieces"])
    return Labelled(text, {"act": ACTS.index("neither")}, {}, None, _one_piece(text))


def _of_sets(text: Marked, sets: Sequence[Row]) -> Labelled:
    beside_leader = counts_beside_leader(text.spans)
    numbers = [number + beside_leader for number in numbers_in(text.text)]
    each = [_heads_of(own, numbers) for own in sets]
    heads = {head: state for head, state in each[0].items() if _is_same(head, each)}
    said = (f"list {name}" for name in LISTS if any(name in own.get("lists", ()) for own in sets))
    heads |= dict.fromkeys(said, STATED.index("said"))
    heads |= {"act": ACTS.index("set"), "several": int(len(sets) > 1)}
    heads |= dict.fromkeys((f"asks {aspect}" for aspect in MissingAspect), 0)
    places = _Places(text)
    held: dict[int, list[tuple[str, bool]]] = {}
    for own in sets:
        for words, role, no in own.get("departments", ()):
            for number in places.of(words, repeated=True):
                held.setdefault(number, []).append((role, no))
    sections = {
        number: no
        for own in sets
        for words, no in own.get("sections", ())
        for number in places.of(words)
    }
    roles: dict[int, tuple[tuple[int, ...], bool | None]] = {}
    for number, mention in enumerate(text.mentions):
        if mention.is_section:
            roles[number] = _role("charge" if number in sections else "none", sections.get(number))
        elif mention.is_department:
            roles[number] = _role_of(held.get(number, []))
    titles = [pair for own in sets for pair in own.get("title", ())]
    tags = [0] * len(text.tokens.spans)
    for words, no in titles:
        for number in _tokens_of(words, text):
            tags[number] = TAGS.index("not title" if no else "title")
    return Labelled(text, heads, roles, tags)


def _is_same(head: str, each: Sequence[Mapping[str, int]]) -> bool:
    return len({own.get(head) for own in each}) == 1


def _heads_of(own: Row, numbers: Sequence[int]) -> dict[str, int]:
    """`numbers`: those of departments that the text says."""
    heads = {
        f"list {name}": (name in own.get("lists", ())) or 2 * (name in own.get("not_lists", ()))
        for name in LISTS
    }
    for head in ("mark", "penalty"):
        said = own.get(head)
        heads[head] = 0 if said is None else 1 if said else 2
    said = own.get("support", ())
    given = [said] if isinstance(said, str) else said
    state = 2 if own.get("support_not") else 1
    heads |= {f"support {kind}": state if kind in given else 0 for kind in SUPPORTS}
    heads["holders"] = HOLDERS.index(_holders(own.get("holders"), numbers))
    if sum(not no for *_, no in own.get("departments", ())) > 1:
        heads["together"] = int(own.get("combine") == "and")
    return heads


def _holders(held: Sequence[int] | None, said: Sequence[int]) -> str:
    """How a number of departments is told by the numbers that a text says."""
    if not held:
        return ""
    least, most = held
    open_ended = most is None or most >= MANY
    for number in said:
        told = {
            (number, number): "exactly",
            (number, MANY): "at least",
            (number + 1, MANY): "more",
            (1, number): "at most",
            (1, number - 1): "fewer",
        }.get((least, MANY if open_ended else most))
        if told:
            return told
    return "many" if open_ended else "alone"


def _role_of(said: Sequence[tuple[str, bool]]) -> tuple[tuple[int, ...], bool | None]:
    """Any part of a department is told as its charge or as its part; 有份而不牵头 as joining."""
    if not said:
        return _role("none", None)
    if len(said) > 1 and ("lead", True) in said:
        return _role("join", False)
    role, no = said[0]
    if role == "any":
        return (ROLES.index("charge"), ROLES.index("party")), no
    return _role(role, no)


def _role(role: str, no: bool | None) -> tuple[tuple[int, ...], bool | None]:
    return (ROLES.index(role),), no


def _of_claims(text: Marked, claims: Sequence[Row]) -> Labelled:
    heads = {"act": ACTS.index("claim" if claims else "neither"), "reclaimed": 0}
    heads |= dict.fromkeys(("mark", "penalty", *(f"list {name}" for name in LISTS)), 0)
    said = {kind for own in text.kinds for kind in own}
    if said.isdisjoint(_TELLS_SUPPORT) or any(claim["says"] == "support" for claim in claims):
        heads |= dict.fromkeys((f"support {kind}" for kind in SUPPORTS), 0)
    if said.isdisjoint(_TELLS_HOLDERS) or any(claim["says"] == "sole" for claim in claims):
        heads["holders"] = HOLDERS.index("")
    places, held, sections = _Places(text), dict[int, tuple[str, bool]](), dict[int, bool]()
    tags = [0] * len(text.tokens.spans)
    for claim in claims:
        says, state, doer = claim["says"], 2 if claim["not"] else 1, 0
        if says == "list":
            heads[f"list {claim['list']}"] = state
        elif says in ("mark", "penalty"):
            heads[says] = state
        elif says == "support":
            heads[f"support {claim['support']}"] = state
        elif says == "holders":
            heads["holders"] = HOLDERS.index(_holders(claim["holders"], numbers_in(text.text)))
        elif says == "section":
            sections |= dict.fromkeys(places.of(claim["who"]), bool(claim["not"]))
        elif says == "reclaimed" or not claim["who"]:
            heads["reclaimed"] = state
        else:
            for number in places.of(claim["who"], repeated=True)[:1]:
                held[number] = (says, claim["not"])
                doer = text.mentions[number].span.start
        if says == "step":
            for token in _tokens_of(claim["act"], text, near=doer):
                tags[token] = TAGS.index("step")
    roles = {
        number: _role(*held.get(number, ("none", None)))
        for number, mention in enumerate(text.mentions)
        if not mention.is_section
    }
    roles |= {number: _role("charge", no) for number, no in sections.items()}
    return Labelled(text, heads, roles, tags, _one_piece(text))


def _one_piece(text: Marked) -> list[int]:
    """Who states something, or asks what people ask, speaks of one matter."""
    return [PIECES.index("begins"), *[PIECES.index("inside")] * (len(text.tokens.spans) - 1)]


def _of_matters(text: Marked, matters: Sequence[tuple[str, Sequence[str]]]) -> Labelled:
    """Where each matter's words stand, in order, and what is asked of any that the lists lack."""
    asked = {aspect for _, own in matters for aspect in own}
    pieces = [PIECES.index("out")] * len(text.tokens.spans)
    end = 0
    for words, _ in matters:
        folded = fold_question(words)
        start = text.text.index(folded, end)
        end = start + len(folded)
        first, *others = tokens_between(start, end, text.tokens)
        pieces[first] = PIECES.index("begins")
        for token in others:
            pieces[token] = PIECES.index("inside")
    heads = {f"asks {aspect}": int(aspect in asked) for aspect in MissingAspect}
    return Labelled(text, heads, {}, None, pieces)


@dataclass
class _Places:
    """Where the words of an example stand; those that are said twice, in their order."""

    text: Marked
    seen: Counter[str] = field(default_factory=Counter)

    def of(self, words: str, *, repeated: bool = False) -> list[int]:
        """The mentions that share characters with these words."""
        words = fold_question(words)
        start = self.text.text.find(words)
        if repeated and self.text.text.count(words) > 1:
            for _ in range(self.seen[words]):
                further = self.text.text.find(words, start + 1)
                start = further if further >= 0 else start
            self.seen[words] += 1
        end = start + len(words)
        spans = ((n, mention.span) for n, mention in enumerate(self.text.mentions))
        return [n for n, span in spans if span.start < end and span.end > start]


def _tokens_of(words: str, text: Marked, near: int = 0) -> list[int]:
    """The tokens of words where they stand nearest to that character."""
    folded = fold_question(words)
    places = (n for n in range(len(text.text)) if text.text.startswith(folded, n))
    start = min(places, key=lambda place: abs(place - near), default=-1)
    return tokens_between(start, start + len(folded), text.tokens)
