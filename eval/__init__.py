"""Measures the assistant's answers on question sets; `python -m eval --help` is the entry."""
