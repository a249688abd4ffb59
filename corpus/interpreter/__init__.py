"""The interpreter: from the rows that a reader gives to a town, and all that does not add up."""

from corpus.interpreter.parser import parse_town

__all__ = ["parse_town"]
