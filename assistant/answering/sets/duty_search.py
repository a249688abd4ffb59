"""Finding duties by filters and by words of their full text."""

import unicodedata
from collections.abc import Sequence

from assistant.understanding.normalisation import normalise
from assistant.understanding.statements.predicate import Predicate, all_pass
from corpus.departments import DepartmentNames
from corpus.models import Duty, Town

MAX_SEARCH_CHARS = 100  # what is beyond is not looked for


class DutyTexts:
    """The duties of a town with their full texts, made once for many searches."""

    def __init__(self, town: Town) -> None:
        """Read the town's duties."""
        self._texts = [(duty, _full_text(duty)) for duty in town.duties]
        self._short_forms = DepartmentNames(town).short_forms

    def found(self, words: str, wanted: Sequence[Predicate] = ()) -> tuple[Duty, ...]:
        """The duties that pass the predicates and hold each of the words, in document order.

        A word may stand anywhere in the duty, or be a short name of one of its departments.
        """
        looked_for = search_words(words)
        return tuple(
            duty
            for duty, text in self._texts
            if all_pass(wanted, duty) and all(self._holds(duty, text, word) for word in looked_for)
        )

    def _holds(self, duty: Duty, text: str, word: str) -> bool:
        return word in text or not self._short_forms.get(word, frozenset()).isdisjoint(
            duty.departments
        )


def search_words(text: str) -> tuple[str, ...]:
    """The words that are looked for, as they are compared."""
    return tuple(dict.fromkeys(normalise(text[:MAX_SEARCH_CHARS]).casefold().split()))


def _full_text(duty: Duty) -> str:
    parts = [duty.duty_id, duty.list.full_name, duty.section, duty.title, *duty.title_variants]
    parts += duty.departments
    for block in duty.blocks:
        parts += [block.heading, block.holder, block.text, *block.variants]
    return _folded("\n".join(parts))


def _folded(text: str) -> str:
    """Source text in the form that search words have."""
    return unicodedata.normalize("NFKC", text).casefold()
