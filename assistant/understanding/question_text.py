"""What a question says: its language, and its words that the answer cites."""

import re
from collections.abc import Sequence

from assistant.answer import Answer
from corpus.departments import DepartmentNames
from corpus.offices import OFFICE_ENDS

_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_END_CHARS = 300  # of a story, at each end


def is_english(question: str) -> bool:
    """Whether a normalised question is in Latin letters, without any Chinese character."""
    return bool(_LATIN_WORD.search(question)) and not _CHINESE.search(question)


def as_read(question: str, end_chars: int = _END_CHARS) -> str:
    """What the rules of language read of a question: all of it, of an endless story both ends.

    Their work may grow with the square of the length, and no rule needs more.
    """
    if len(question) <= 2 * end_chars:
        return question
    return f"{question[:end_chars]}\n{question[-end_chars:]}"


def with_offices_mended(question: str, mended: str, names: DepartmentNames) -> str:
    """The question with the departments that its mended form names, up to their last character.

    Of 水立局 no rule would know that a department is asked for; other words stay as typed.
    """
    if mended == question or len(mended) != len(question):
        return question
    read = question
    for named in names.mentions(mended):
        typed, meant = question[named.start : named.end], mended[named.start : named.end]
        is_office = len(meant) > 2 and meant.endswith(OFFICE_ENDS) and typed[-1] == meant[-1]
        if is_office and typed not in names.absent:
            read = read[: named.start] + meant + read[named.end :]
    return read


def matched_terms(words: Sequence[str], answer: Answer) -> tuple[str, ...]:
    """The question's words of two or more characters that occur in the cited text."""
    cited = "".join(citation.title + citation.quote for citation in answer.citations)
    return tuple(dict.fromkeys(word for word in words if len(word) > 1 and word in cited))
