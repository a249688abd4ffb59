"""The index: embedding engine, vectors, BM25, duty-level ranking, and their storage."""

from index.search import DutyHit, DutySearch

__all__ = ["DutyHit", "DutySearch"]
