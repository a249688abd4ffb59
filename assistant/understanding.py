"""What a question says: its text made uniform, and its words that the answer cites."""

import unicodedata
from collections.abc import Sequence

from assistant.answer import Answer

MAX_QUESTION_CHARS = 5000  # what lies beyond is not read


def normalise(question: str) -> str:
    """Full-width letters and digits to half-width, control characters and runs of space away."""
    folded = unicodedata.normalize("NFKC", question[:MAX_QUESTION_CHARS])
    printable = (char if char.isprintable() else " " for char in folded)
    return " ".join("".join(printable).split())


def matched_terms(words: Sequence[str], answer: Answer) -> tuple[str, ...]:
    """The question's words of two or more characters that occur in the cited text."""
    cited = "".join(citation.title + citation.quote for citation in answer.citations)
    return tuple(dict.fromkeys(word for word in words if len(word) > 1 and word in cited))
