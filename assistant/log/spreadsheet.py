"""Cells of a CSV file, which a spreadsheet program may take for something to run."""

import unicodedata


def harmless(cell: str) -> str:
    """The cell as it is, or after an apostrophe where a program may take it for a formula.

    Full-width signs count, for Excel in Chinese reads them so, and so do signs after blanks.
    """
    seen = (char for char in cell if char.isprintable() and not char.isspace())
    first = unicodedata.normalize("NFKC", next(seen, ""))
    runs = first.startswith(("=", "+", "-", "@")) or cell.startswith(("\t", "\r", "\n"))
    return f"'{cell}" if runs else cell
