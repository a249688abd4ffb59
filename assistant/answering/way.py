"""The way of a question: danger, courtesy, place, several matters, talk, numbers, sets, search."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answer import Answer, AnswerKind, Certainty
from assistant.answering import wording
from assistant.answering.asked_aspects import AskedAspects
from assistant.answering.composer import Composer
from assistant.answering.duty_answers import DutyAnswers
from assistant.answering.lookup import Lookup
from assistant.answering.noting import Noting
from assistant.answering.opening import settled_lookup
from assistant.answering.parts.framing import Call, Elsewhere, Note, NotePurpose, QuestionBack
from assistant.answering.parts.makers import entry, unsaid
from assistant.answering.parts.part import Part
from assistant.answering.sets.enumeration import Enumeration
from assistant.answering.talk.follow_up import FollowUps
from assistant.answering.talk.several import SeveralMatters, Split
from assistant.answering.talk.talk_search import TalkSearch
from assistant.answering.talk.talk_text import talk_after
from assistant.answering.talk.turns import TalkState, Told
from assistant.answering.telling.answers import answer_of, less_sure, retold
from assistant.notes.book import NoteBook
from assistant.understanding.courtesy import courtesy
from assistant.understanding.emergencies import find_danger
from assistant.understanding.places import other_place
from assistant.understanding.question_text import as_read, is_english
from assistant.understanding.reader.read_matters import LEAST_PARTED
from assistant.understanding.reader.reader import Reader
from assistant.understanding.references import beside_references, stretches
from assistant.understanding.statements.claim import read_claim
from assistant.understanding.talk.listed_matters import said_with
from assistant.understanding.talk.matters import (
    MAX_MATTERS,
    Matters,
    asks,
    asks_who,
    joined_matters,
    joins,
    matters_of,
)
from assistant.understanding.talk.pointing import only_points
from assistant.understanding.talk.ties import content, content_beside, leans, refers
from assistant.understanding.unsaid import asked_aspects
from assistant.understanding.words.dangers import NUMBERS, Danger
from assistant.understanding.words.lexicon import Lexicon
from corpus.country.gazetteer import gazetteer_of
from corpus.departments import DepartmentNames
from index.danger import Judged
from index.search import DutySearch
from index.text.messages import is_long

REPLAYED = 4  # earlier messages, each answered once, where the state of the talk was not kept
_REPLAYED_END_CHARS = 200  # of each: it is answered only to be leaned on
# Characters of a matter of its own: less only asks more about another.
_NAMES_A_MATTER, _NAMES_A_MATTER_ALONE = 2, 3
# How probably a message has several matters by the network: from the first on some may only be
# told, from the second on each may be covered or not, as if the message itself had marked them.
_LIKELY_SEVERAL, _SURELY_SEVERAL = 0.5, 0.8
_A_STORY = 40  # characters told before what is asked: no matter of its own, if nothing marks it
_ONE_OF_SEVERAL = 0.79  # at most so sure, and so unsure, is the answer to one of several matters
# At most so sure is what is found in a talk, and a duty for a message that may be of several: of 45
# blind follow-ups and 24 more that are not in the repository 43 were surer, and 38 of them right
# (all that a number looked up were); of 34 duties for messages that join things, 28.
_DOUBTED = 0.89
_FOUND = (AnswerKind.DUTY, AnswerKind.ENUMERATE)
# In such danger nothing is said but whom to call: no duty, and no word of what is not covered.
_CALL_ONLY = frozenset({Danger.SUICIDE, Danger.VIOLENCE})


class Answering:
    """Answers normalised questions about one town; each step either answers or passes on."""

    def __init__(
        self,
        search: DutySearch,
        composer: Composer,
        book: NoteBook,
        judge_danger: Callable[[str], Judged] | None = None,
        judge_leaning: Callable[[str], float] | None = None,
    ) -> None:
        """Answer from this search and the notes; the judges are its model's classifiers."""
        self._judge_danger = judge_danger
        self._talk_search = TalkSearch(search, judge_leaning)
        self._search = search
        self._town = search.town
        self._names = DepartmentNames(search.town)
        self._gazetteer = gazetteer_of(search.town)
        self._lookup = Lookup(search.town, composer)
        self._lexicon = lexicon = Lexicon.over(search.index, self._names)
        self._reader = reader = Reader.of(search.embedder, lexicon)
        self._enumeration = Enumeration(search.town, lexicon, composer, search, reader)
        self._aspects = aspects = AskedAspects(reader)
        self._duty_answers = DutyAnswers(search, composer, self._names, lexicon, reader, aspects)
        self._several = SeveralMatters(search, lexicon, self._duty_answers)
        self._noting = Noting(book, search.town, self._names)
        self._follow_ups = FollowUps(
            search, self._names, self._lookup, self._enumeration, self._duty_answers, lexicon
        )

    def replayed(self, history: Sequence[str], talk: TalkState) -> TalkState:
        """The talk after these messages too, oldest first."""
        for text in [text for text in history if text][-REPLAYED:]:
            earlier = as_read(text, _REPLAYED_END_CHARS)
            talk = talk.after(earlier, self.answer(earlier, talk), self._town)
        return talk

    def talk_after(self, text: str) -> TalkState:
        """The talk after an answer of ours, from its text."""
        return talk_after(text, self._town, self._enumeration.named)

    def answer(self, question: str, talk: TalkState) -> Told:
        """The answer after a talk, its citations not yet checked."""
        if not question:
            return Told(self._asked_back(wording.EMPTY_QUESTION))
        points = bool(talk.turns) and only_points(question)
        if not points and (danger := self.danger(question)):
            return Told(self._in_danger(danger, question, talk))
        if kind := courtesy(question):
            text = wording.greeting(kind, self._town)
            note = Note(purpose=NotePurpose.GREETING, text=text)
            greeted = answer_of(AnswerKind.GREETING, [note], self._town)
            return Told(self._noting.noted(question, greeted))
        if place := other_place(as_read(question), self._gazetteer):
            return Told(self._elsewhere(place, question))
        told = self._from_lists(question, talk)
        return told._replace(answer=self._noting.noted(question, told.answer))

    def danger(self, question: str) -> Danger | None:
        """The danger that a normalised question reports, or None."""
        return find_danger(question, self._judge_danger)

    def _from_lists(self, question: str, talk: TalkState) -> Told:
        matters = self._matters(question)
        apart = matters.several and not (talk.turns and leans(question))
        apart = apart and not self._enumeration.reads_wholly(as_read(question))
        split = Split(None)
        if apart:
            split = self._several.answer(question, matters, self._structured)
        if split.answer:
            return Told(split.answer)
        told = (
            self._follow_ups.answer(question, talk)
            or (
                None if _only_refers(question) else self._structured(question, alone=not talk.turns)
            )
            or Told(self._searched(question, talk, unclear=split.unclear))
        )
        answer = told.answer
        doubted = bool(talk.turns) or (
            answer.kind is AnswerKind.DUTY and self._may_be_several(as_read(question))
        )
        if doubted and answer.confidence > _DOUBTED and answer.kind in _FOUND:
            answer = less_sure(answer, _DOUBTED / answer.confidence)
        return told._replace(answer=answer)

    def _may_be_several(self, message: str) -> bool:
        """Whether what is answered as one joins things, or the network hears several in it."""
        read = self._reader.matters_of(message) if self._reader else None
        heard = read is not None and read.probability >= LEAST_PARTED and not read.of_sets
        return heard or joins(message)

    def _structured(self, question: str, *, alone: bool = True) -> Told | None:
        """Duties by their numbers, or the sets that are asked for."""
        read = as_read(question)
        told = self._enumeration.answer(read, alone=alone) if stretches(read) else None
        if told is None and (found := self._lookup.answer(read)):
            told = Told(found)
        if told is None and not self._asks_how_much(question):
            told = self._enumeration.answer(read, alone=alone)
        if told is None:
            return None
        answer = told.answer.model_copy(update={"resolved_question": question})
        return told._replace(answer=self._of_one(question, answer))

    def _searched(self, question: str, talk: TalkState, *, unclear: bool) -> Answer:
        """The duty that is found; `unclear`: it may be one of several matters of the message."""
        resolved = self._talk_search.resolve(question, talk)
        if resolved is None:
            return self._asked_back(wording.UNCLEAR)
        if unclear:
            sure = min(resolved.found.rightness, _ONE_OF_SEVERAL)
            resolved = replace(resolved, found=replace(resolved.found, rightness=sure))
        return self._duty_answers.answer(question, resolved)

    def _matters(self, question: str) -> Matters:
        """The matters of a message; what only asks more about one is none of its own."""
        read = as_read(question)
        matters = self._parted(read)
        apart = matters.several and not matters.doubtful
        claim = None if apart or is_long(read) else read_claim(read, self._lexicon)
        if claim and claim.matters:
            return Matters(claim.matters, marked=False)
        if not (matters.marked or matters.told) and max(map(len, matters.texts)) > _A_STORY:
            return Matters((question,), marked=False)
        naming = [text for text in matters.texts if self._names_one(text, matters)]
        if len(naming) == len(matters.texts) or (matters.told and len(naming) > 1):
            return replace(matters, texts=tuple(naming))
        return Matters((question,), marked=False)

    def _parted(self, message: str) -> Matters:
        """The matters by rules; where these see but one, by the network.

        What it is not sure of is several only if different duties are found; so is what a word
        joins.
        """
        by_rules = matters_of(message)
        if by_rules.several or is_long(message):
            return by_rules
        read = self._reader.matters_of(message) if self._reader else None
        if read and read.of_sets:
            return by_rules
        sure = read.probability if read else 0.0
        if read is None or sure < (LEAST_PARTED if all(map(asks, read.texts)) else _LIKELY_SEVERAL):
            # rather one matter, or with its background
            return by_rules if self._enumeration.counts(message) else joined_matters(message)
        texts = tuple(said_with(text, read.after) for text in read.texts)
        surely = sure >= _SURELY_SEVERAL
        return Matters(texts[:MAX_MATTERS], marked=surely, doubtful=not surely)

    def _names_one(self, text: str, matters: Matters) -> bool:
        """Whether one of these texts names a matter; who has it says so of a short one, too."""
        by_itself = matters.marked or all(map(asks_who, matters.texts))
        least = _NAMES_A_MATTER if by_itself else _NAMES_A_MATTER_ALONE
        told = len(content_beside(text, self._names))
        return told >= least or (matters.marked and self._enumeration.counts(text))

    def _in_danger(self, danger: Danger, question: str, talk: TalkState) -> Answer:
        """Whom to call, and below it the duty, where that may be told and is sure.

        Where only the classifier hears danger, a complaint may be all it is: its duty is told.
        """
        numbers = NUMBERS[danger]
        heard = not find_danger(question)
        call = Call(danger=danger, numbers=numbers, english=is_english(question), maybe=heard)
        if danger not in _CALL_ONLY:
            answer = self._from_lists(question, talk).answer
            told = heard or answer.certainty is Certainty.SURE
            if answer.kind is AnswerKind.DUTY and told:
                return retold(answer, [call, *answer.parts], self._town, emergency=numbers)
        call = call.model_copy(update={"maybe": False})
        return answer_of(AnswerKind.EMERGENCY, [call], self._town, question, emergency=numbers)

    def _elsewhere(self, place: str, question: str) -> Answer:
        return answer_of(
            AnswerKind.REFUSAL,
            [Elsewhere(place=place)],
            self._town,
            question,
            refused=True,
            other_place=place,
        )

    def _of_one(self, question: str, answer: Answer) -> Answer:
        """A lookup of one duty with what else is asked of it: what lacks, or if a thing is so."""
        ids = {citation.duty_id for citation in answer.citations}
        if answer.kind is not AnswerKind.LOOKUP or len(ids) != 1:
            return answer
        duty = self._town.duty(ids.pop())
        missing = self._aspects.missing(question, duty)
        town = self._town
        if not missing:
            return settled_lookup(
                beside_references(question), answer, duty, town, self._lexicon, self._reader
            )
        parts: list[Part] = [unsaid(missing, duty, town.name), entry(duty, town.name)]
        return retold(answer, parts, town, missing=missing)

    def _asks_how_much(self, question: str) -> bool:
        """罚多少, 在禁牧区放羊罚多少: of a matter, and of no set."""
        asked = bool(asked_aspects(question))
        return asked and not self._enumeration.counts(question)

    def _asked_back(self, text: str) -> Answer:
        return answer_of(AnswerKind.CLARIFY, [QuestionBack(text=text)], self._town)


def _only_refers(question: str) -> bool:
    """Whether a question only points back (「那镇里要做啥」) and can ask for no set."""
    return refers(question) and not content(question)
