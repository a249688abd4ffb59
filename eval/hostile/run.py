"""What one text costs at worst: CPU time of texts that are made to be slow, on every way in."""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from rich.markup import escape
from rich.table import Table

from assistant.answering.sets.duty_search import DutyTexts
from assistant.assistant import Assistant
from assistant.log.entry import MAX_QUESTION_CHARS as MAX_LOGGED_CHARS
from assistant.log.personal_data import without_personal_numbers
from assistant.service.desk import MAX_HISTORY
from assistant.service.rest.endpoints import MAX_SEARCH_CHARS
from assistant.service.rest.town_duties import search_page

MAX_CPU_S = 1.0  # of one request, whatever its text
_FOLLOW_UP = "那他们呢"  # leans on all that was asked before
_LEANING_CHARS = 99  # the longest question that does
_SLOWEST = 40  # rows of the table


class Cost(NamedTuple):
    """CPU seconds of one text, by the way in (see `WAYS`)."""

    shape: str
    seconds: Mapping[str, float]

    @property
    def worst(self) -> float:
        """The dearest way."""
        return max(self.seconds.values())


class Ways:
    """The ways in which a text reaches the product."""

    def __init__(self, assistant: Assistant) -> None:
        """Ask this assistant."""
        self._assistant = assistant
        self._texts = DutyTexts(assistant.town)

    def question(self, text: str) -> None:
        """As a question, and written to the log."""
        self._assistant.ask(text)
        without_personal_numbers(text[:MAX_LOGGED_CHARS])

    def history(self, text: str) -> None:
        """As ten earlier questions, no two alike, of a question that leans on them."""
        self._assistant.ask(_FOLLOW_UP, [f"{place}{text[:-1]}" for place in range(MAX_HISTORY)])

    def talk(self, text: str) -> None:
        """In a talk of which every question leans on those before."""
        turns = [f"那{text[place : place + _LEANING_CHARS - 3]}呢" for place in range(MAX_HISTORY)]
        self._assistant.ask(turns[-1], turns[:-1])

    def search(self, text: str) -> None:
        """As words to search the duties for."""
        self._texts.found(text)
        search_page(self._assistant.search, text[:MAX_SEARCH_CHARS], 5)


WAYS: Mapping[str, Callable[[Ways, str], None]] = {
    "提问": Ways.question,
    "追问": Ways.history,
    "连着问": Ways.talk,
    "检索": Ways.search,
}


def costs(assistant: Assistant, texts: Mapping[str, str]) -> Iterator[Cost]:
    """What each text costs."""
    ways = Ways(assistant)
    assistant.ask(_FOLLOW_UP)  # what is loaded once is no text's cost
    for shape, text in texts.items():
        yield Cost(shape, {name: _cpu_s(way, ways, text) for name, way in WAYS.items()})


def hostile_view(found: list[Cost]) -> Table:
    """The slowest shapes, slowest first."""
    table = Table(
        title=f"{len(found)} 种刁难的文字各要多少 CPU 秒（上限 {MAX_CPU_S:g}，最慢的在前）"
    )
    for name in ("文字", *WAYS, "结论"):
        table.add_column(name)
    for cost in sorted(found, key=lambda one: -one.worst)[:_SLOWEST]:
        verdict = "[red]超出[/red]" if cost.worst > MAX_CPU_S else "达标"
        seconds = (f"{cost.seconds[way]:.2f}" for way in WAYS)
        table.add_row(escape(cost.shape), *seconds, verdict)
    return table


def _cpu_s(way: Callable[[Ways, str], None], ways: Ways, text: str) -> float:
    started = time.process_time()
    way(ways, text)
    return time.process_time() - started
