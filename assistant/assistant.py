"""The assistant: the way of a question from its words to a checked, cited answer."""

import gc
import logging
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from assistant.answer import Answer, AnswerKind, Citation
from assistant.answering.citation import CitationChecker
from assistant.answering.composer import Composer
from assistant.answering.parts.framing import Note, NotePurpose, QuestionBack
from assistant.answering.proof.proof import Proof
from assistant.answering.talk.turns import TalkState, Told
from assistant.answering.telling.answers import answer_of
from assistant.answering.telling.town_words import town_words
from assistant.answering.way import Answering
from assistant.answering.wording import ATTACHMENT_ONLY, CHECK_FAILED
from assistant.log.entry import THREAD_KEPT
from assistant.notes.book import NoteBook
from assistant.notes.note import NoteKind
from assistant.settings import Settings
from assistant.understanding.message import read_message
from assistant.understanding.normalisation import MAX_QUESTION_CHARS, normalise
from corpus.models import Town
from corpus.towns.registry import TownFiles
from index.building.build import Reporter, open_search
from index.building.following import IndexFollower
from index.danger import danger_judge
from index.duty_meant import DutyMeant
from index.engine.embedding import Embedder
from index.engine.engines import engine_at_hand, prepare_engine
from index.engine.leftovers import clear_leftovers
from index.search import DutySearch
from index.vectors.store import VectorStore, vector_store

_LOG = logging.getLogger(__name__)


class Reply(NamedTuple):
    """An answer, and the state of the talk after it."""

    answer: Answer
    state: TalkState
    before: TalkState  # what the answer may have leaned on


class Assistant:
    """Answers questions about one town's duty lists; safe to share between threads."""

    def __init__(
        self,
        files: TownFiles,
        search: DutySearch,
        embedder: Embedder,
        added: Path | None = None,
        notes: Path | None = None,
        vectors: VectorStore | None = None,
    ) -> None:
        """Put the parts together; `load` makes them from settings.

        `added` and `notes` are files of the town's own questions and notes; they need not exist.
        The index's vectors live in `vectors`, by default in the cache's files.
        """
        self.files = files
        self.search = search
        self._embedder = embedder
        self._checker = CitationChecker(search.town, files.lines)
        self._book = NoteBook(notes)
        self._proof = Proof(search.town, self._checker, self._book)
        self._judges = danger_judge(embedder), DutyMeant.load(embedder)
        self._answering = self._answering_over(search)
        self._follower = IndexFollower(files, embedder, added, vectors)
        self._following = threading.Lock()

    @classmethod
    def load(
        cls,
        settings: Settings | None = None,
        reporter: Reporter | None = None,
        *,
        rebuild: bool = False,
        apart: Callable[[Settings], None] | None = None,
        engine: Embedder | None = None,
    ) -> "Assistant":
        """Load the town's index, building model engine and index first where they are missing.

        Who stays builds them by `apart`, in another process, to have its memory back. Who has
        loaded another town gives its `engine`.
        """
        settings = settings or Settings.from_environment()
        reporter = reporter or Reporter()
        files = settings.town_files
        embedder = engine or _engine(settings, reporter, apart)
        vectors = vector_store(settings.vectors, settings.cache_dir)
        with _no_garbage_collected():
            search = open_search(
                files,
                embedder,
                settings.cache_dir,
                reporter,
                force=rebuild,
                added=settings.added_questions,
                apart=partial(apart, settings) if apart else None,
                vectors=vectors,
            )
            clear_leftovers(settings.cache_dir, settings.town)
            added, notes = settings.added_questions, settings.notes
            return cls(files, search, embedder, added, notes, vectors)

    def beside(
        self, settings: Settings, index_cache: Path, reporter: Reporter | None = None
    ) -> "Assistant":
        """Another assistant of this one's town and engine, with the settings' added questions.

        Its index is read from `index_cache`, built there first where it is missing or stale.
        """
        search = open_search(
            self.files,
            self._embedder,
            index_cache,
            reporter,
            added=settings.added_questions,
        )
        return Assistant(
            self.files, search, self._embedder, settings.added_questions, settings.notes
        )

    @property
    def engine(self) -> Embedder:
        """What turns texts into vectors; any town's."""
        return self._embedder

    @property
    def model_name(self) -> str:
        """The embedding model in use."""
        return self._embedder.model_name

    @property
    def town(self) -> Town:
        """The town whose lists are answered from."""
        return self.search.town

    @property
    def index_version(self) -> str:
        """Short name of exactly the index in use."""
        return self.search.index.version

    @property
    def notes_version(self) -> int:
        """Another one as soon as staff enter a note or take one back."""
        return len(self._book.now().changes)

    def noted(self, answer: Answer) -> Collection[NoteKind]:
        """What staff noted of the first duty that an answer cites."""
        cited = answer.citations[0].duty_id if answer.citations else None
        duty = next((duty for duty in self.town.duties if duty.duty_id == cited), None)
        return self._book.now().of(duty.duty_id, duty.title) if duty else ()

    @property
    def index_folder(self) -> Path:
        """Where the index in use was read from."""
        return self.search.index.folder

    def ask(
        self, question: str, history: Sequence[str] = (), state: TalkState | None = None
    ) -> Answer:
        """Answer one question; `history` are the earlier questions, oldest first.

        A caller that kept a `state` of the talk gives that, and as history only what was asked
        since.
        """
        return self.turn(question, history, state).answer

    def turn(
        self, question: str, history: Sequence[str] = (), state: TalkState | None = None
    ) -> Reply:
        """The same, with the state of the talk for the next question."""
        started = time.perf_counter()
        self.follow_index()
        told, talk = self._told(question, history, state)
        answer = self._checked(told.answer)
        if answer is not told.answer:
            told = Told(answer)
        shown = answer.model_copy(
            update={
                "resolved_question": answer.resolved_question[:MAX_QUESTION_CHARS],
                "latency_ms": (time.perf_counter() - started) * 1000,
            }
        )
        after = talk.after(shown.resolved_question, told, self.town)
        return Reply(shown, after, talk)

    def talk_after(self, text: str) -> TalkState:
        """The state of the talk after an answer of ours, from the text that a channel showed."""
        return self._answering.talk_after(town_words(self.town).read_back(text))

    def _told(
        self, question: str, history: Sequence[str], state: TalkState | None
    ) -> tuple[Told, TalkState]:
        """The answer to a message as it was typed, not yet checked, and the talk before it."""
        answering = self._answering
        message = read_message(question[:MAX_QUESTION_CHARS])
        before = [read_message(text[:MAX_QUESTION_CHARS]).text for text in history]
        known = state.within(self.town) if state else TalkState()
        talk = answering.replayed([self._read(text) for text in before], known)
        if message.attached and not message.text:
            back = QuestionBack(text=ATTACHMENT_ONLY)
            return Told(answer_of(AnswerKind.CLARIFY, [back], self.town)), talk
        talk = answering.replayed([self._read(text) for text in message.quoted], talk)
        return answering.answer(self._read(message.text), talk), talk

    def _answering_over(self, search: DutySearch) -> Answering:
        composer = Composer(search.town, self._checker)
        return Answering(search, composer, self._book, *self._judges)

    def citation_is_valid(self, citation: Citation) -> bool:
        """Whether a citation's number exists and its quote is in the source."""
        return self._checker.problem(citation) is None

    def _read(self, question: str) -> str:
        """The question as it is answered and shown."""
        return self._answering.read(normalise(question))

    def reports_danger(self, question: str) -> bool:
        """Whether a message is answered with whom to call, before anything else."""
        return self._answering.danger(self._read(question)) is not None

    def thread(self, talk: TalkState) -> tuple[str, ...]:
        """What was asked in a talk, oldest first, as it may be logged: nothing of a danger."""
        asked = (turn.question for turn in talk.turns[-THREAD_KEPT:])
        return tuple(question for question in asked if not self.reports_danger(question))

    @property
    def kept_back(self) -> str | None:
        """Why the index on disk isn't used but the one before it, in Chinese; None if it is."""
        return self._follower.kept_back

    @property
    def knows_all(self) -> bool:
        """Whether the index in use is of all that staff have added and decided by now."""
        return not self._follower.is_behind(self.search)

    def follow_index(self) -> None:
        """Use the index that has replaced ours, if one has: accepted questions are live at once.

        One thread loads it; the others answer from the old one meanwhile.
        """
        if not self._following.acquire(blocking=False):
            return
        try:
            newer = self._follower.newer(self.search)
            if newer is not None:
                self.search = newer
                self._answering = self._answering_over(newer)
        finally:
            self._following.release()

    def _checked(self, answer: Answer) -> Answer:
        """The answer, or a refusal where something that it says is not proven."""
        problems = self._proof.problems(answer)
        if not problems:
            return answer
        _LOG.error("answer not proven: %s", "; ".join(problems))
        note = Note(purpose=NotePurpose.REFUSAL, text=CHECK_FAILED)
        question = answer.resolved_question
        return answer_of(AnswerKind.REFUSAL, [note], self.town, question, refused=True)


@contextmanager
def _no_garbage_collected() -> Iterator[None]:
    """What is read stays: to look for garbage in it, again and again, takes a fifth of a load."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _engine(
    settings: Settings, reporter: Reporter, apart: Callable[[Settings], None] | None
) -> Embedder:
    """The settings' engine, made first where it is missing."""
    if apart and not engine_at_hand(settings.embedding_model, settings.cache_dir):
        apart(settings)
    folder = prepare_engine(settings.embedding_model, settings.cache_dir, reporter.say)
    return Embedder.load(folder, settings.threads or None)
