"""Questions across towns: which of them put a matter on which list, each told from its document."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.assistant import Assistant
from assistant.understanding.references import fold_question
from assistant.understanding.sets.set_question import read_set_question
from assistant.understanding.statements.predicate import Kind
from assistant.understanding.words.lexicon import Lexicon
from corpus.departments import DepartmentNames
from corpus.models import Duty, ListName
from corpus.source import SourceError
from corpus.towns.registry import TownFiles, TownRegistry
from corpus.white_space import compact
from index.vectors.store import VectorStore

_LEVELS = frozenset({"街道", "街办", "乡", "苏木", "省", "市", "县", "区", "旗"})
_AS_A_SET = "有哪些"  # makes a bare matter a question for its towns


@dataclass(frozen=True)
class AcrossQuestion:
    """A matter, and what narrows it; "" and None where nothing does."""

    topic: str
    list: ListName | None = None
    office: str = ""  # of the lead department, as all counties call it: 民政局


@dataclass(frozen=True)
class AcrossDuty:
    """A duty of a town that is on the matter, in its document's own words."""

    town: str  # key
    name: str
    region: str
    duty: Duty
    quote: str  # the title or the item that has the matter's words


@dataclass(frozen=True)
class AcrossAnswer:
    """The duties that were found, those of the nearest town first."""

    question: AcrossQuestion
    duties: tuple[AcrossDuty, ...]
    towns: int  # that can be found at all
    seen: int  # whose documents were read for this

    @property
    def found(self) -> int:
        """How many towns have such a duty."""
        return len({one.town for one in self.duties})


def read_across(question: str, assistant: Assistant) -> AcrossQuestion:
    """What is asked, read as a question for a set of duties; SourceError where no matter is."""
    town = assistant.town
    names = DepartmentNames(town)
    lexicon = Lexicon(town, names, assistant.search.index.cutter.vocabulary)
    text = fold_question(question)
    asked = read_set_question(text, lexicon) or read_set_question(f"{text}{_AS_A_SET}", lexicon)
    own = asked.sets[0] if asked else None
    topic = "".join(one for one in own.topics if one not in _LEVELS) if own else text
    if len(topic) < 2:
        raise SourceError(f"“{question}”里没有读出要问的事，应像：哪些镇把秸秆焚烧放在基本清单。")
    lists = [p.value[0] for p in own.predicates if p.kind is Kind.LIST] if own else []
    leads = [p.value[0] for p in own.predicates if p.kind is Kind.LEADS] if own else []
    return AcrossQuestion(
        topic=topic,
        list=ListName(lists[0]) if len(lists) == 1 else None,
        office=names.office(leads[0]) if leads else "",
    )


def ask_across(
    question: AcrossQuestion,
    assistant: Assistant,
    registry: TownRegistry,
    vectors: VectorStore,
    limit: int,
) -> AcrossAnswer:
    """The duties on a matter in at most so many towns, those whose duties lie nearest.

    What the vectors find is only where to look: what is told stands in the town's document as it
    is now, with all words of the matter in one of its sentences.
    """
    query = assistant.engine.embed_queries([question.topic])[0]
    near = vectors.nearest(query, limit)
    known = vectors.told() & set(registry.keys)  # a cache may have served other data, too
    towns = [key for key in dict.fromkeys(one.duty.town for one in near) if key in known][:limit]
    words = assistant.search.words(question.topic) or [question.topic]
    found = [one for key in towns for one in _in_town(registry.files(key), question, words)]
    return AcrossAnswer(question, tuple(found), len(known), len(towns))


def _in_town(
    files: TownFiles, question: AcrossQuestion, words: Sequence[str]
) -> Iterator[AcrossDuty]:
    """The duties of a town that are on the matter, proven; none of a town that can't be read."""
    try:
        card, source = files.card, ""
        for row in _rows(files):
            if question.list and row["list"] != question.list:
                continue
            quote = _quote(row, words)
            if not quote or not row["departments"][0].endswith(question.office):
                continue
            source = source or compact("".join(files.lines))
            if compact(quote) in source:
                duty = Duty.model_validate(row)
                yield AcrossDuty(files.key, card.name, card.region, duty, quote)
    except (SourceError, ValueError, LookupError):  # what is stored of it is damaged
        return


def _rows(files: TownFiles) -> Iterator[dict[str, Any]]:
    """A town's duties as they are stored; of a thousand towns most are looked at and not told."""
    if not files.imported:
        yield from (duty.model_dump(mode="json") for duty in files.town.duties)
        return
    stored = json.loads(files.model_bytes)
    yield from (duty for part in stored["lists"] for duty in part["duties"])


def _quote(row: dict[str, Any], words: Sequence[str]) -> str:
    """The title, or else the first item, that has all words of the matter; "" for none."""
    items = (item for block in row["blocks"] for item in block["items"])
    texts = (row["title"], *items)
    return next((text for text in texts if all(word in text for word in words)), "")
