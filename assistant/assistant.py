"""The assistant: the way of a question from its words to a checked, cited answer."""

import logging
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.answer import Answer, AnswerKind, Citation
from assistant.citation import CitationChecker
from assistant.composer import Composer
from assistant.routing import route_departments
from assistant.settings import Settings
from assistant.understanding import matched_terms, normalise
from assistant.wording import CHECK_FAILED, EMPTY_QUESTION
from corpus.departments import DepartmentNames
from corpus.models import Town
from corpus.source import read_lines
from corpus.town import SOURCE_FILE, town_folder
from index.build import Reporter, open_search
from index.embedding import Embedder
from index.export import prepare_engine
from index.search import DutySearch

_LOG = logging.getLogger(__name__)

MINIMUM_PROBABILITY = 0.12  # of the best duty; below it the lists are taken not to cover it
_SEARCHED = 6  # duties looked at for one question


class Assistant:
    """Answers questions about one town's duty lists."""

    def __init__(self, search: DutySearch, checker: CitationChecker, model_name: str) -> None:
        """Put the parts together; `load` makes them from settings."""
        self.search = search
        self.model_name = model_name
        self._checker = checker
        self._composer = Composer(search.town, checker)
        self._names = DepartmentNames(search.town)

    @classmethod
    def load(
        cls,
        settings: Settings | None = None,
        reporter: Reporter | None = None,
        *,
        rebuild: bool = False,
    ) -> "Assistant":
        """Load the town's index, building model engine and index first where they are missing."""
        settings = settings or Settings.from_environment()
        reporter = reporter or Reporter()
        engine = prepare_engine(settings.embedding_model, settings.cache_dir, reporter.say)
        embedder = Embedder.load(engine, settings.threads or None)
        search = open_search(settings.town, embedder, settings.cache_dir, reporter, force=rebuild)
        lines = read_lines(town_folder(settings.town) / SOURCE_FILE)
        return cls(search, CitationChecker(search.town, lines), embedder.model_name)

    @property
    def town(self) -> Town:
        """The town whose lists are answered from."""
        return self.search.town

    @property
    def index_version(self) -> str:
        """Short name of exactly the index in use."""
        return self.search.index_version

    @property
    def index_folder(self) -> Path:
        """Where the index in use was read from."""
        return self.search.folder

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer one question; `history` are the earlier questions, oldest first."""
        started = time.perf_counter()
        answer = self._checked(self._answer(normalise(question)))
        return answer.model_copy(update={"latency_ms": (time.perf_counter() - started) * 1000})

    def citation_is_valid(self, citation: Citation) -> bool:
        """Whether a citation's number exists and its quote is in the source."""
        return self._checker.problem(citation) is None

    def _answer(self, question: str) -> Answer:
        if not question:
            return Answer(kind=AnswerKind.CLARIFY, text=EMPTY_QUESTION, resolved_question="")
        hits = self.search.search(question, _SEARCHED)
        if hits[0].probability < MINIMUM_PROBABILITY:
            return self._composer.refusal(hits, question)
        departments = route_departments(hits[0], question, self._names, self.town.name)
        answer = self._composer.duty_answer(hits, departments, question)
        terms = matched_terms(self.search.words(question), answer)
        return answer.model_copy(update={"matched_terms": terms})

    def _checked(self, answer: Answer) -> Answer:
        """The answer, or a refusal where one of its citations does not hold."""
        problems = [p for c in answer.citations if (p := self._checker.problem(c))]
        if not problems:
            return answer
        _LOG.error("citation check failed: %s", "; ".join(problems))
        return Answer(
            kind=AnswerKind.REFUSAL,
            text=CHECK_FAILED,
            refused=True,
            resolved_question=answer.resolved_question,
        )
