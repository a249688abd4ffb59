"""Which words of a text were changed, and which parts of a duty say something else."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from corpus.comparison.likeness import bare, shares
from corpus.models import Block, BlockKind, Duty

_TOKEN = re.compile(r"\d+(?:\.\d+)?|[A-Za-z]+|.", re.S)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_GAP = 2  # so few equal characters between two changes are told with them
_SAME_PART = 0.5  # likeness of two departments' parts of which one took the other's place


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class What(StrEnum):
    """What became of a part."""

    ADDED = "added"
    REMOVED = "removed"
    REWORDED = "reworded"
    SIGNS = "signs"  # nothing but punctuation and numbering signs


class Words(_Frozen):
    """A stretch that was changed; "" where words were only added or only taken out."""

    before: str
    after: str


class PartChange(_Frozen):
    """A part of a duty (title, a department's, the town's) before and after."""

    what: What
    kind: BlockKind
    holder_before: str = ""
    holder: str = ""
    before: str = ""
    after: str = ""
    words: tuple[Words, ...] = ()


class Piece(_Frozen):
    """A stretch of two texts laid together; both sides are the same where nothing changed."""

    before: str
    after: str

    @property
    def same(self) -> bool:
        """Whether it stands in both."""
        return self.before == self.after


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts laid together, in order; numbers are whole, and white space is no difference."""
    one, other = _tokens(before), _tokens(after)
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    found: list[Piece] = []
    for _, a, b, c, d in matcher.get_opcodes():
        piece = Piece(before="".join(one[a:b]), after="".join(other[c:d]))
        if len(found) > 1 and not piece.same and found[-1].same and len(found[-1].after) < _GAP:
            piece = _joined(found.pop(), piece)
        if found and not piece.same and not found[-1].same:
            piece = _joined(found.pop(), piece)
        found += _with_word(found, piece)
    return tuple(found)


def _with_word(found: list[Piece], piece: Piece) -> list[Piece]:
    """A change of one character for another with the one before it, as half a word says nothing.

    That is taken from the last of those `found`, which stand before it.
    """
    is_half = len(piece.before) == len(piece.after) == 1 and _HAN.match(piece.after)
    if piece.same or not is_half or not found or not _HAN.match(found[-1].after[-1]):
        return [piece]
    last = found.pop()
    rest, char = last.after[:-1], last.after[-1]
    whole = Piece(before=char + piece.before, after=char + piece.after)
    return [*([Piece(before=rest, after=rest)] if rest else []), whole]


def changed_words(before: str, after: str) -> tuple[Words, ...]:
    """The stretches that differ."""
    return tuple(
        Words(before=piece.before, after=piece.after)
        for piece in pieces(before, after)
        if not piece.same
    )


def changed_text(
    kind: BlockKind, before: str, after: str, holder_before: str, holder: str
) -> PartChange | None:
    """The change of one text, None where it says the same."""
    if "".join(_tokens(before)) == "".join(_tokens(after)):
        return None
    return PartChange(
        what=What.SIGNS if bare(before) == bare(after) else What.REWORDED,
        kind=kind,
        holder_before=holder_before,
        holder=holder,
        before=before,
        after=after,
        words=changed_words(before, after),
    )


def changed_parts(one: Duty, other: Duty, renamed: Mapping[str, str]) -> tuple[PartChange, ...]:
    """What became of every part but the title; a part is known by its kind and holder.

    A department's part that another department has now, in like words, is reworded.
    """
    ours = [block for block in one.blocks if block.kind is not BlockKind.TITLE]
    left = [block for block in other.blocks if block.kind is not BlockKind.TITLE]
    changes: list[PartChange | None] = []
    gone: list[Block] = []
    for block in ours:
        holder = renamed.get(block.holder, block.holder)
        same = next((b for b in left if (b.kind, b.holder) == (block.kind, holder)), None)
        if same is None:
            gone.append(block)
            continue
        left.remove(same)
        changes.append(_changed(block, same))
    for block, taker in _taken_over(gone, left):
        gone.remove(block)
        left.remove(taker)
        changes.append(_changed(block, taker))
    changes += [
        PartChange(what=What.REMOVED, kind=b.kind, holder_before=b.holder, before=b.text)
        for b in gone
    ]
    changes += [
        PartChange(what=What.ADDED, kind=b.kind, holder=b.holder, after=b.text) for b in left
    ]
    return tuple(change for change in changes if change)


def _changed(one: Block, other: Block) -> PartChange | None:
    return changed_text(one.kind, one.text, other.text, one.holder, other.holder)


def _taken_over(gone: Sequence[Block], came: Sequence[Block]) -> Iterator[tuple[Block, Block]]:
    """Parts of one kind whose words another holder has now, the likest first, each once."""
    if not gone or not came:
        return
    alike = shares([block.text for block in gone], [block.text for block in came]).mean
    found = sorted(
        (
            (-float(alike[at, to]), at, to)
            for at, block in enumerate(gone)
            for to, other in enumerate(came)
            if block.kind is other.kind and alike[at, to] >= _SAME_PART
        )
    )
    used: set[tuple[str, int]] = set()
    chosen = []
    for _, at, to in found:
        if used.isdisjoint({("gone", at), ("came", to)}):
            used |= {("gone", at), ("came", to)}
            chosen.append((gone[at], came[to]))
    yield from chosen


def _joined(one: Piece, other: Piece) -> Piece:
    return Piece(before=one.before + other.before, after=one.after + other.after)


def _tokens(text: str) -> list[str]:
    return [token for token in _TOKEN.findall(text) if not token.isspace()]
