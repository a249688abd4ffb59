"""What the network that reads questions is worth: on examples that it was not shown."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Answer
from assistant.answering.asked_aspects import AskedAspects
from assistant.answering.composer import Composer
from assistant.answering.sets.enumeration import Enumeration
from assistant.understanding.reader.examples import Labelled, Row, labelled, rows
from assistant.understanding.reader.labels import HEADS, PIECES, ROLES, TAGS
from assistant.understanding.reader.network import Network, Told
from assistant.understanding.reader.read_claim import read_claim
from assistant.understanding.reader.read_matters import LEAST_PARTED
from assistant.understanding.reader.read_set import read_sets
from assistant.understanding.reader.reader import Reader
from assistant.understanding.reader.training import trained
from assistant.understanding.references import fold_question
from assistant.understanding.statements.claim import read_claim as read_by_rules
from assistant.understanding.statements.predicate import Predicate, all_pass
from assistant.understanding.talk.matters import matters_of
from assistant.understanding.unsaid import asked_aspects
from assistant.understanding.words.lexicon import Lexicon
from assistant.understanding.words.unsaid import MissingAspect
from corpus.departments import DepartmentNames
from corpus.models import Town
from index.engine.embedding import Embedder
from index.search import DutySearch

READER_PAGE = Path(__file__).parents[2] / "docs" / "understanding.md"
READER_MARK = "reader"
_PARTS = 5  # every fifth example is held back
_HALF = 0.5
_HEADER = (
    "| 没给它看过的例子 | 题数 | 只用规则 | 只用网络 | 产品里合起来 |",
    "| --- | --- | --- | --- | --- |",
)


@dataclass(frozen=True)
class _HeldBack:
    question: str
    truth: Labelled


def reader_table(
    search: DutySearch,
    engine: Embedder,
    composer: Composer,
    on_progress: Callable[[int, int], None],
) -> list[str]:
    """The table's lines in Markdown: how often all of a question is read as its writer meant it."""
    lexicon = Lexicon.over(search.index, DepartmentNames(search.town))
    told = [(row, labelled(row, engine.read_tokens, lexicon)) for row in rows()]
    kept = [own for n, (_, own) in enumerate(told) if n % _PARTS]
    network = trained(kept, engine.weights_hash, on_progress)
    back = [_HeldBack(row["question"], own) for row, own in told[::_PARTS] if _has_meaning(row)]
    messages = [row for row, _ in told[::_PARTS] if "pieces" in row]
    reader = Reader(network, engine, lexicon)
    sets = [*_sets(back, reader, search, lexicon, composer)]
    claims = [*_claims(back, network, lexicon)]
    matters, aspects = [*_matters(messages, reader)], [*_aspects(messages, reader)]
    return [
        *_HEADER,
        _line("列举、计数", sets),
        _line("判断", claims),
        _line("有几件事", matters),
        _line("问清单里没写的什么", aspects),
    ]


def _has_meaning(row: Row) -> bool:
    return bool(row.get("sets") or row.get("claims"))


def _line(name: str, right: Sequence[tuple[bool, ...]]) -> str:
    shares = [f"{np.mean(own):.1%}" for own in zip(*right, strict=True)]
    shares += ["–"] * (3 - len(shares))
    return f"| {name} | {len(right)} | {' | '.join(shares)} |"


def _sets(
    back: Sequence[_HeldBack],
    reader: Reader,
    search: DutySearch,
    lexicon: Lexicon,
    composer: Composer,
) -> Iterator[tuple[bool, ...]]:
    """Of each question whose sets can be said: whether rules, network and both get their duties."""
    town = search.town
    by_rules = Enumeration(town, lexicon, composer, search, None)
    by_both = Enumeration(town, lexicon, composer, search, reader)
    for one in back:
        meant = read_sets(one.truth.text, _certain(one.truth))
        if meant is None or not meant.sets[0].predicates:
            continue
        duties = _duties([own.predicates for own in meant.sets], town)
        read = reader.sets_of(one.question)
        own = _duties([own.predicates for own in read.sets], town) if read else None
        answers = [each.answer(one.question) for each in (by_rules, by_both)]
        rules, both = (_told(told.answer, town) if told else None for told in answers)
        yield rules == duties, own == duties, both == duties


def _duties(sets: Sequence[Sequence[Predicate]], town: Town) -> Counter[str]:
    """The duties of each set; a list of sets is right as a whole."""
    return Counter(
        duty.duty_id for stated in sets for duty in town.duties if all_pass(stated, duty)
    )


def _told(answer: Answer, town: Town) -> Counter[str] | None:
    counts = [part for part in answer.parts if part.type == "count"]
    if any(part.topic or part.unread for part in counts):
        return Counter(citation.duty_id for citation in answer.citations if citation.duty_id)
    return _duties([part.stated for part in counts], town) if counts else None


def _claims(
    back: Sequence[_HeldBack], network: Network, lexicon: Lexicon
) -> Iterator[tuple[bool, ...]]:
    """Of each statement that can be said: whether rules and network read the same predicates."""
    for one in back:
        meant = read_claim(one.truth.text, _certain(one.truth))
        if meant is None:
            continue
        read = read_claim(one.truth.text, network.told(one.truth.text))
        rules = read_by_rules(one.question, lexicon)
        yield (
            rules is not None and {*rules.predicates} == {*meant.predicates},
            read is not None and {*read.predicates} == {*meant.predicates},
        )


def _matters(messages: Sequence[Row], reader: Reader) -> Iterator[tuple[bool, ...]]:
    """Of each message whether rules and network tell as many matters as it has."""
    for row in messages:
        message, number = fold_question(row["question"]), len(row["pieces"])
        read = reader.matters_of(message)
        own = len(read.texts) if read and read.probability >= LEAST_PARTED else 1
        yield len(matters_of(message).texts) == number, own == number


def _aspects(messages: Sequence[Row], reader: Reader) -> Iterator[tuple[bool, ...]]:
    """Of each message whether words, network and both tell all it asks that the lists lack."""
    both = AskedAspects(reader)
    for row in messages:
        message = fold_question(row["question"])
        meant = {aspect for _, asked in row["pieces"] for aspect in asked}
        own = {aspect for aspect in MissingAspect if reader.asks(message, aspect) > _HALF}
        yield {*asked_aspects(message)} == meant, own == meant, {*both.of(message)} == meant


def _certain(truth: Labelled) -> Told:
    """What a network would tell that knew the labels."""
    heads: Mapping[str, int] = truth.heads
    tags = truth.tags or [0] * len(truth.text.tokens.spans)
    known = [truth.roles.get(n, ((0,), None)) for n in range(len(truth.text.mentions))]
    return Told(
        {name: _one_of(heads.get(name, 0), len(classes)) for name, classes in HEADS.items()},
        np.array([_one_of(roles[0], len(ROLES)) for roles, _ in known]).reshape(-1, len(ROLES)),
        np.array([float(bool(no)) for _, no in known], np.float32),
        np.array([_one_of(tag, len(TAGS)) for tag in tags]),
        np.zeros((len(tags), len(PIECES)), np.float32),
    )


def _one_of(number: int, size: int) -> NDArray[np.float32]:
    return np.array([n == number for n in range(size)], np.float32)
