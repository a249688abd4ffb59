"""The document: models, reader, parser, audit, passages and asked questions of one town."""

from corpus.models import Block, BlockKind, Duty, ListName, Town
from corpus.source import SourceError
from corpus.town import available_towns, load_town

__all__ = [
    "Block",
    "BlockKind",
    "Duty",
    "ListName",
    "SourceError",
    "Town",
    "available_towns",
    "load_town",
]
