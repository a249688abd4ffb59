"""Runs shown to people: tables, charts, the report."""
