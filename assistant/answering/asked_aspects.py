"""What a question asks that duty lists do not hold, by its words and by the network."""

from assistant.understanding.reader.reader import Reader
from assistant.understanding.unsaid import asked_aspects, is_held
from assistant.understanding.words.unsaid import MissingAspect
from corpus.models import Duty

# How probable the network must find it, where no word of the table asks it. What words and network
# tell alone and together of examples held back: `python -m eval reader`.
_LEAST = 0.7


class AskedAspects:
    """Tells the aspects that questions ask."""

    def __init__(self, reader: Reader | None) -> None:
        """By the words alone where there is no reader."""
        self._reader = reader

    def of(self, question: str) -> tuple[MissingAspect, ...]:
        """Those that a normalised question asks, in order."""
        said = asked_aspects(question)
        read = self._reader
        return tuple(
            aspect
            for aspect in MissingAspect
            if aspect in said or (read and read.asks(question, aspect) >= _LEAST)
        )

    def missing(self, question: str, duty: Duty) -> tuple[MissingAspect, ...]:
        """What a question asks and this duty does not hold."""
        return tuple(aspect for aspect in self.of(question) if not is_held(aspect, duty))
