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
from assistant.answering.opening import Openings
from assistant.answering.parting.starts import MatterStarts
from assistant.answering.parting.ways import Parting
from assistant.answering.parts.framing import Call, Elsewhere, Note, NotePurpose, QuestionBack
from assistant.answering.parts.makers import entry, unsaid
from assistant.answering.parts.part import Part
from assistant.answering.sets.enumeration import Enumeration
from assistant.answering.steps.step_claims import StepClaims
from assistant.answering.talk.follow_up import FollowUps
from assistant.answering.talk.several import SeveralMatters
from assistant.answering.talk.talk_search import TalkSearch
from assistant.answering.talk.talk_text import talk_after
from assistant.answering.talk.turns import TalkState, Told
from assistant.answering.telling.answers import answer_of, less_sure, retold
from assistant.notes.book import NoteBook
from assistant.understanding.courtesy import courtesy
from assistant.understanding.emergencies import find_danger
from assistant.understanding.places import other_place
from assistant.understanding.question_text import as_read, is_english, with_offices_mended
from assistant.understanding.reader.reader import Reader
from assistant.understanding.references import beside_references, stretches
from assistant.understanding.statements.predicate import Kind
from assistant.understanding.talk.pointing import only_points, other_asked
from assistant.understanding.talk.ties import content, leans, refers, without_dropped
from assistant.understanding.unsaid import asked_aspects
from assistant.understanding.words.dangers import NUMBERS, Danger
from assistant.understanding.words.lexicon import Lexicon
from corpus.country.gazetteer import gazetteer_of
from corpus.departments import DepartmentNames
from index.danger import Judged
from index.duty_meant import DutyMeant
from index.search import DutySearch

REPLAYED = 4  # earlier messages, each answered once, where the state of the talk was not kept
_REPLAYED_END_CHARS = 200  # of each: it is answered only to be leaned on
_ONE_OF_SEVERAL = 0.79  # at most so sure, and so unsure, is the answer to one of several matters
# At most so sure is what is found in a talk, and a duty for a message that may be of several: of 45
# blind follow-ups and 24 more that are not in the repository 43 were surer, and 38 of them right
# (all that a number looked up were); of 34 duties for messages that join things, 28.
_DOUBTED = 0.89
# How surely the network hears that all of a stretch of numbers is asked for, before it is told for
# sure, and how sure it is told otherwise.
_HEARD, _HALF_READ = 0.5, 0.7
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
        duty_meant: DutyMeant | None = None,
    ) -> None:
        """Answer from this search and the notes; the judges are its model's classifiers."""
        self._judge_danger = judge_danger
        self._talk_search = TalkSearch(search, duty_meant)
        self._search = search
        self._town = search.town
        self._names = DepartmentNames(search.town)
        self._gazetteer = gazetteer_of(search.town)
        self._lookup = Lookup(search.town, composer)
        self._lexicon = lexicon = Lexicon.over(search.index, self._names)
        self._reader = reader = Reader.of(search.embedder, lexicon, search.mended)
        self._enumeration = Enumeration(search.town, lexicon, composer, search, reader)
        self._aspects = aspects = AskedAspects(reader)
        steps = StepClaims.of(search.embedder, reader)
        self._openings = openings = Openings(search.town, lexicon, reader, steps)
        self._duty_answers = DutyAnswers(search, composer, self._names, openings, aspects)
        self._several = SeveralMatters(search, lexicon, self._duty_answers)
        self._parting = Parting(lexicon, reader, MatterStarts.of(search, reader))
        self._noting = Noting(book, search.town, self._names)
        self._follow_ups = FollowUps(
            search,
            self._names,
            self._lookup,
            self._enumeration,
            self._duty_answers,
            lexicon,
            self._talk_search,
        )

    def read(self, question: str) -> str:
        """A normalised question with pinyin in characters and misheard departments mended."""
        written = self._search.in_characters(question)
        return with_offices_mended(written, self._search.mended(written), self._names)

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
        talk = talk.before(question)
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
        if talk.turns and not other_asked(question):
            question = without_dropped(question)
            if not self._enumeration.reads_wholly(as_read(question)):
                question = self._talk_search.beside_head(question, talk.turns[-1])
        read, unclear = as_read(question), False
        alone = not (talk.turns and (leans(question) or other_asked(question)))
        for matters in self._parting.ways(read) if alone else ():
            if self._enumeration.reads_wholly(read):
                break
            split = self._several.answer(question, matters, self._structured)
            if split.answer:
                return Told(split.answer)
            unclear |= split.unclear
        told = (
            self._follow_ups.answer(question, talk)
            or (
                None if _only_refers(question) else self._structured(question, alone=not talk.turns)
            )
            or Told(self._searched(question, talk, unclear=unclear))
        )
        answer = told.answer
        doubted = bool(talk.turns) or (
            answer.kind is AnswerKind.DUTY and self._parting.is_doubted(read)
        )
        if doubted and answer.confidence > _DOUBTED and answer.kind in _FOUND:
            answer = less_sure(answer, _DOUBTED / answer.confidence)
        return told._replace(answer=answer)

    def _structured(self, question: str, *, alone: bool = True) -> Told | None:
        """Duties by their numbers, or the sets that are asked for."""
        read = as_read(question)
        told = self._enumeration.answer(read, alone=alone) if stretches(read) else None
        if told is None and (found := self._lookup.answer(read)):
            told = Told(less_sure(found, _HALF_READ) if self._picks_some(read) else found)
        if told is None and not self._asks_how_much(question):
            told = self._enumeration.answer(read, alone=alone)
        if told is None:
            return None
        answer = told.answer.model_copy(update={"resolved_question": question})
        return told._replace(answer=self._of_one(question, answer))

    def _picks_some(self, question: str) -> bool:
        """Whether some of a stretch may be asked for, in words that nobody read: 哪几条归两家."""
        heard = self._reader.sets_of(question) if self._reader and stretches(question) else None
        return heard is not None and not (heard.whole and heard.probability >= _HEARD)

    def _searched(self, question: str, talk: TalkState, *, unclear: bool) -> Answer:
        """The duty that is found; `unclear`: it may be one of several matters of the message."""
        resolved = self._talk_search.resolve(question, talk)
        if resolved is None:
            return self._asked_back(wording.UNCLEAR)
        if unclear:
            sure = min(resolved.found.rightness, _ONE_OF_SEVERAL)
            resolved = replace(resolved, found=replace(resolved.found, rightness=sure))
        return self._duty_answers.answer(question, resolved)

    def _in_danger(self, danger: Danger, question: str, talk: TalkState) -> Answer:
        """Whom to call, and below it the duty, where that may be told and is sure.

        Where only the classifier hears danger, a complaint may be all it is: its duty is told. So
        is the one that was told just before.
        """
        numbers = NUMBERS[danger]
        heard = not find_danger(question)
        call = Call(danger=danger, numbers=numbers, english=is_english(question), maybe=heard)
        if danger not in _CALL_ONLY:
            answer = self._from_lists(question, talk).answer
            before = talk.last.duties if talk.last else ()
            again = any(citation.duty_id in before for citation in answer.citations)
            told = heard or again or answer.certainty is Certainty.SURE
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
            return self._openings.settled_lookup(beside_references(question), answer, duty)
        parts: list[Part] = [unsaid(missing, duty, town.name), entry(duty, town.name)]
        return retold(answer, parts, town, missing=missing)

    def _asks_how_much(self, question: str) -> bool:
        """罚多少, 在禁牧区放羊罚多少: of a matter, and of no set, as 上收的处罚一共多少 is."""
        if not asked_aspects(question) or self._enumeration.counts(question):
            return False
        read = as_read(question)
        own = self._enumeration.named(read)
        fined = own is not None and {one.kind for one in own.predicates} == {Kind.PENALTY}
        return fined or not self._enumeration.reads_wholly(read)

    def _asked_back(self, text: str) -> Answer:
        return answer_of(AnswerKind.CLARIFY, [QuestionBack(text=text)], self._town)


def _only_refers(question: str) -> bool:
    """Whether a question only points back (「那镇里要做啥」) and can ask for no set."""
    return refers(question) and not content(question)
