"""What a duty's title says: the words of the matter, and the clauses it consists of."""

import re

from index.text.words import bigrams

_BREAK = re.compile(r"[，。；、：:（）()]")
_LEAST_CLAUSE = 4  # characters

# Words of official titles that say nothing of the matter.
_WORN = re.compile(
    r"负责|做好|开展|落实|加强|推进|组织|工作|[本全]镇|本街道|辖区内?|管理|进行|情况|以及|相关|"
    r"行为|处罚|或者|行政执法|[\s、，。（）“”对的和及等]"
)


def matter_words(title: str) -> frozenset[str]:
    """The pairs of characters that name the matter."""
    return frozenset(bigrams(_WORN.sub("", title)))


def clauses(title: str) -> list[str]:
    """The parts of a title that may each name a matter; the whole of one that has no parts."""
    parts = [part.strip() for part in _BREAK.split(title)]
    return [part for part in parts if len(part) >= _LEAST_CLAUSE] or [title]
