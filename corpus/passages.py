"""Passages: the pieces of a duty that are embedded, each with its duty and holder."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.models import Block, BlockKind, Duty, Town

# A passage fits the 512-token window of the default model: its tokenizer gives at most one token
# a character on this text, and the title and holder come on top. No item is longer (177 at most
# in the reference document); one that is becomes a passage of its own, never cut.
MAX_ITEM_CHARS = 300  # characters of items in one passage
MAX_TITLE_CHARS = 120  # characters of the title repeated in a part's passage


@dataclass(frozen=True)
class Passage:
    """What is embedded: `text`; `items` are the verbatim source items it came from."""

    duty_id: str
    kind: BlockKind
    holder: str
    text: str
    items: tuple[str, ...]
    source_lines: tuple[int, ...]


def passages_of(town: Town) -> tuple[Passage, ...]:
    """All passages of a town in document order."""
    return tuple(passage for duty in town.duties for passage in _duty_passages(duty))


def _duty_passages(duty: Duty) -> Iterator[Passage]:
    for block in duty.blocks:
        for items in _groups(block.items):
            yield Passage(
                duty_id=duty.duty_id,
                kind=block.kind,
                holder=block.holder,
                text=_embedded_text(duty, block, items),
                items=items,
                source_lines=block.source_lines,
            )


def _groups(items: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Neighbouring items together up to MAX_ITEM_CHARS, never part of an item."""
    group: list[str] = []
    for item in items:
        if group and sum(map(len, group)) + len(item) > MAX_ITEM_CHARS:
            yield tuple(group)
            group = []
        group.append(item)
    yield tuple(group)


def _embedded_text(duty: Duty, block: Block, items: Sequence[str]) -> str:
    """A title alone, or a part after the title and the holder that give it its meaning."""
    if block.kind is BlockKind.TITLE:
        return items[0]
    name = block.heading or block.holder
    return f"{duty.title[:MAX_TITLE_CHARS]} {name}：{''.join(items)}"
