"""What stands around the facts of an answer: it must be one of our sentences, and state no fact."""

import re
from collections.abc import Iterator

from assistant.answering import wording
from assistant.answering.parts.framing import Call, Elsewhere, Note, NotePurpose, QuestionBack
from assistant.understanding.courtesy import Courtesy
from assistant.understanding.words.dangers import NUMBERS
from corpus.country.advice import load_advice
from corpus.models import Town

_NUMBER = re.compile(r"\d{3,}")


class FramingClaims:
    """Finds framing that says what it may not; problems are in English, for the log."""

    def __init__(self, town: Town) -> None:
        """Of this town's answers."""
        self._town = town
        self._sentences = {
            NotePurpose.GREETING: {wording.greeting(kind, town.name) for kind in Courtesy},
            NotePurpose.DOUBT: {wording.DOUBT, wording.DOUBT_ENGLISH},
            NotePurpose.REFUSAL: {wording.REFUSAL, wording.REFUSAL_ENGLISH},
            NotePurpose.ADVICE: {wording.advised(advice) for advice in load_advice().values()},
            NotePurpose.NEXT_STEP: {wording.REFUSED_NEXT},
        }
        self._questions = {
            wording.EMPTY_QUESTION,
            wording.ATTACHMENT_ONLY,
            wording.UNCLEAR,
            wording.WHICH_LIST,
        }

    def note(self, note: Note, *, refused: bool) -> Iterator[str]:
        """A sentence that we don't have, or a refusal of what is answered."""
        if note.text not in self._sentences.get(note.purpose, ()):
            yield f"no framing sentence of ours: {note.text}"
        if note.purpose is NotePurpose.REFUSAL and not refused:
            yield "something is said not to be there, and is answered"

    def question(self, back: QuestionBack) -> Iterator[str]:
        """A question that we don't ask."""
        if back.text not in {*self._questions, wording.ask_again(back.unread)}:
            yield f"no question of ours: {back.text}"

    def call(self, call: Call) -> Iterator[str]:
        """Numbers that are not those to call."""
        known = NUMBERS[call.danger]
        told = wording.emergency(call.danger, call.numbers[0], call.english)
        if call.numbers != known or not set(_NUMBER.findall(told)) <= set(known):
            yield f"{call.numbers} are not to be called for {call.danger}"

    def elsewhere(self, elsewhere: Elsewhere) -> Iterator[str]:
        """Our own town or what it belongs to, said to be another place."""
        if elsewhere.place in f"{self._town.region}{self._town.name}":
            yield f"{elsewhere.place} is ours"
