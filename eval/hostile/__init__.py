"""Texts that are made to be slow, and what they cost."""
