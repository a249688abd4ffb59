"""Source text as HTML: escaped, with the stretches that somebody looks for highlighted."""

from collections.abc import Sequence
from html import escape


def marked_text(text: str, stretches: Sequence[str]) -> str:
    """The text escaped, each place of a stretch in `<mark>`; the longest stretch wins.

    A stretch of several lines is looked for line by line; letter case doesn't count.
    """
    lines = {line.casefold() for stretch in stretches for line in stretch.split("\n")}
    longest_first = sorted(filter(None, lines), key=len, reverse=True)
    folded = text.casefold()
    if len(folded) != len(text):  # folding moved the characters: ß
        folded = text
    parts: list[str] = []
    at = start = 0
    while at < len(text):
        found = next((line for line in longest_first if folded.startswith(line, at)), "")
        if found:
            end = at + len(found)
            parts += [escape(text[start:at]), f"<mark>{escape(text[at:end])}</mark>"]
            start = end
        at += len(found) or 1
    return "".join([*parts, escape(text[start:])])
