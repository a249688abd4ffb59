"""Readers: a published file of any common format as rows with their places."""

from corpus.readers.document import read_document
from corpus.readers.grid import Form, GridRow, Place, Reading

__all__ = ["Form", "GridRow", "Place", "Reading", "read_document"]
