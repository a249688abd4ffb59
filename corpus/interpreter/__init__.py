"""The interpreter: from the rows that a reader gives to a town, and all that does not add up."""

from corpus.counts import Problem
from corpus.interpreter.parser import parse_town

__all__ = ["Problem", "parse_town"]
