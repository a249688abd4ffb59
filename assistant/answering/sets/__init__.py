"""Answers that list or count duties."""
