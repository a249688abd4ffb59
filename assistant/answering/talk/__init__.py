"""Answers that depend on the talk before, and messages of several matters."""
