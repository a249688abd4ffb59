"""What is told in the words of its town: its lists as they are printed, what it calls itself."""

from functools import lru_cache

from assistant.answering.wording import SPOKEN_OF_TOWN
from corpus.models import Town
from corpus.vocabulary import words_of


class TownWords:
    """Puts what is told in a town's words, and back again."""

    def __init__(self, town: Town) -> None:
        """Know the words of this town; one whose words are ours is told as it is."""
        words = words_of(town)
        printed = [(own.name.full_name, town.list_title(own.name)) for own in town.lists]
        lists = [(f"《{ours}》", f"《{theirs}》") for ours, theirs in printed]
        spoken = [(said, words.worded(said)) for said in SPOKEN_OF_TOWN]
        self._pairs = [(ours, theirs) for ours, theirs in (*lists, *spoken) if ours != theirs]

    def told(self, text: str) -> str:
        """Our sentences in the town's words, among others' that stay as they are."""
        for ours, theirs in self._pairs:
            text = text.replace(ours, theirs)
        return text

    def read_back(self, text: str) -> str:
        """A text of ours as it was before."""
        for ours, theirs in self._pairs:
            text = text.replace(theirs, ours)
        return text


@lru_cache(maxsize=64)  # a town that nobody uses any more is let go
def town_words(town: Town) -> TownWords:
    """Those of this town."""
    return TownWords(town)
