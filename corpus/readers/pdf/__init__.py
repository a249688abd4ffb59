"""Pdf files: ruled tables, tables by positions alone, and pages that are pictures."""
