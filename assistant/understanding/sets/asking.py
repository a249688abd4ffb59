"""How a question asks, beside its words for asking: what says why is put aside, 都给我 asks."""

from collections.abc import Sequence

from assistant.understanding.scanner import TEXT, Span, scan
from assistant.understanding.statements.offices import settled
from assistant.understanding.words.lexicon import Lexicon

WHAT_ABOUT = "呢"  # 牵头1项，参与的呢
_PERSONS = ("我", "俺", "咱", "我们", "俺们", "咱们")
# What a clause has that states something of duties or asks.
_STATES = (
    "role.lead", "role.join", "role.assist", "role.take", "list", "department", "unknown", "mark",
    "section", "cannot", "support", "title", "ask", "item", "link.related", "except", "holder",
    "yesno", "aspect",
)  # fmt: skip
_WHOLE = ("都", "全", "全部", "统统", "通通", "一起", "全都")
_GIVEN = ("给我", "给俺", "给咱")


def read_asking(question: str, lexicon: Lexicon) -> tuple[Span, ...]:
    """The spans of a question for duties, those that say why it is asked as fillers."""
    spans = settled(scan(question, lexicon))
    return _given_whole(_with_what_about(_without_asides(spans)))


def _without_asides(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """今天做PPT，…: a clause that states nothing is put aside, and 没抄 as the asker's own."""
    kept: list[Span] = []
    clauses = _clauses(spans)
    stated = [any(span.among(*_STATES) for span in clause) for clause in clauses]
    for number, clause in enumerate(clauses):
        why = any(span.among("aside.why") or span.words in _PERSONS for span in clause)
        later = any(stated[:number]) and why and not _asks(clause)
        if any(span.among("aside.why") for span in clause) and later:
            kept += [span._replace(kind="filler", value="aside") for span in clause]
        elif why and not stated[number] and len(clauses) > 1:
            kept += [_aside(span) for span in clause]
        else:
            kept += _without_own(clause)
    return tuple(kept)


def _without_own(clause: Sequence[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in clause:
        if span.among("aside.own"):
            if kept and kept[-1].kind == "neg":
                kept[-1] = _aside(kept[-1])
            span = _aside(span)
        kept.append(span._replace(kind=TEXT) if span.kind == "aside" else span)
    return kept


def _aside(span: Span) -> Span:
    ends = span.among("stop", "pause")
    return span if ends else span._replace(kind="filler", value="aside", names=())


def _asks(clause: Sequence[Span]) -> bool:
    return any(span.kind == "ask" for span in clause)


def _clauses(spans: Sequence[Span]) -> list[list[Span]]:
    """The spans up to each pause or stop."""
    clauses: list[list[Span]] = [[]]
    for span in spans:
        clauses[-1].append(span)
        if span.among("pause", "stop"):
            clauses.append([])
    return [clause for clause in clauses if clause]


def _given_whole(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """都给我 at the end asks for all of them."""
    last = max((place for place, span in enumerate(spans) if span.kind != "stop"), default=-1)
    if _lists_who(spans[: last + 1]):
        return (*spans[:last], spans[last]._replace(kind="ask", value="which"), *spans[last + 1 :])
    if last > 0 and spans[last].words in _GIVEN and spans[last - 1].words in _WHOLE:
        return (*spans[:last], spans[last]._replace(kind="ask", value="show"), *spans[last + 1 :])
    return spans


def _lists_who(spans: Sequence[Span]) -> bool:
    """Whether duties of a department in a role are asked for with 有谁: 财政局参与的事项都有谁."""
    kept = [span for span in spans if span.kind != "filler"]
    if len(kept) < 3 or kept[-1].words != "谁" or kept[-2].words != "有":
        return False
    return kept[-3].among("list", "item") and any(span.kind == "department" for span in kept[:-3])


def _with_what_about(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The spans with 呢 at the end of a second half as the word that asks: …，参与的呢."""
    last = max((place for place, span in enumerate(spans) if span.kind != "stop"), default=-1)
    halves = any(span.kind == "pause" for span in spans[:last])
    if last < 1 or not halves or spans[last].words != WHAT_ABOUT or spans[last - 1].words != "的":
        return spans
    return (*spans[:last], spans[last]._replace(kind="ask", value="which"), *spans[last + 1 :])
