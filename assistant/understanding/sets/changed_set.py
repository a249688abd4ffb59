"""A set asked for anew: the one before with what a follow-up changes or adds."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.scanner import Span, scan
from assistant.understanding.sets.asked_set import DEPARTMENTS, EXPLICIT, AskedSet, topics_of
from assistant.understanding.statements.offices import settled
from assistant.understanding.statements.phrase import merged, read_phrase
from assistant.understanding.statements.predicate import Kind, Predicate
from assistant.understanding.statements.walk import TEXT_KINDS
from assistant.understanding.talk.ties import core
from assistant.understanding.words.lexicon import Lexicon
from assistant.understanding.words.talk_words import any_of
from corpus.models import ListName

# Some of what was listed, and not another set.
_WITHIN = re.compile(any_of("set.within"))
_NARROWS = re.compile(rf"^(?:那)?{any_of('set.only')}")
_IT = re.compile(any_of("set.it"))
_TAKES_PLACE = re.compile(rf"^{any_of('set.exchanged')}")
_EXCHANGES = re.compile(rf"{_TAKES_PLACE.pattern}(?P<topic>.{{2,10}}?)(?:的|类|方面)*呢?[？?]?$")
_OTHER_WORD = re.compile(
    rf"^(?:(?P<instead>{any_of('set.exchanged')})|那|再)*{any_of('set.titled')}?"
    r"[“\"「『]?(?P<word>[^，,。“”\"「」『』]{2,8}?)[”\"」』]?(?:的|字样|[两俩]个?字|二字)*(?P<then>呢)?[？?]?$"
)
_ADDED = re.compile(any_of("set.added"))
_LEAVES_OUT = re.compile(
    rf"^(?:那|再|先|请|帮我)*(?:把|将)?(?P<out>[^，,]{{2,16}}?)(?:那?几?一?[条件项个样些])?{any_of('set.left_out')}"
    rf"[了吧呢]*[，,。]?(?:还(?:有|剩).{{0,8}}|剩.{{0,8}}|其[余他].{{0,8}}|再[列报数说].{{0,8}})?[？?。]?$"
)
# What one statement takes the place of.
_EXCHANGED = (
    frozenset({Kind.LIST, Kind.TOWN, Kind.TOWN_LEADS, Kind.COUNTY}),
    frozenset(DEPARTMENTS),
    frozenset({Kind.PENALTY, Kind.ENFORCEMENT}),
    frozenset({Kind.SECTION}),
    frozenset({Kind.SUPPORT}),
    frozenset({Kind.TITLE}),
    frozenset({Kind.HOLDERS}),
)

# What is so of some duties that somebody has, and not of others.
_TOLD_OF_SOME = (Kind.SUPPORT, Kind.PENALTY, Kind.ENFORCEMENT, Kind.TITLE, Kind.HOLDERS)

_ONE_OF = (Kind.LIST, Kind.SECTION)

_ONLY_ASKS = ("ask", "filler", "link.be", "link.each", "link.have", "total", "stop", "pause")


def changed_set(question: str, before: AskedSet, lexicon: Lexicon) -> AskedSet | None:
    """The set of before as this question changes it; None where it states nothing about it.

    Its topics are the question's own: words that nothing has read.
    """
    if left_out := _LEAVES_OUT.match(question):
        question = f"除了{left_out['out'].removesuffix('的')}的还有哪些"
    if (exchanged := _EXCHANGES.match(question)) and before.topics:
        topic = scan(exchanged["topic"], lexicon)
        if all(span.kind in TEXT_KINDS for span in topic):  # 换成城市道路的
            return replace(before, topics=(exchanged["topic"],))
    if other := _with_other_word(question, before, lexicon):
        return other
    scanned = scan(_NARROWS.sub("", core(question)), lexicon)
    spans = _written_out(
        settled(scanned, listing=_names_office(scanned, before)), before.departments
    )
    phrase = read_phrase(spans, before.departments)
    stated: Sequence[Predicate] = (
        merged(phrase.predicates) or _counted_anew(spans, before) or _denied_anew(spans, before)
    )
    topics = topics_of(spans, phrase.used)
    narrows = bool(_NARROWS.search(question))
    narrowed = narrows or _picks_some(spans) if topics else _lists_again(spans)
    if not (stated or phrase.without or narrowed):
        return None
    roles = [one for one in stated if one.kind in DEPARTMENTS]
    # What it does not lead is asked of its own duties, not of everybody's, unless of a stretch.
    of_some = any(one.kind in (Kind.NUMBERS, Kind.SECTION) for one in before.predicates)
    denied = not of_some and all(one.negated and one.value == before.departments for one in roles)
    meant = [_in_role_of(one, before.predicates) for one in roles]
    denied = denied and any(one.kind is not Kind.INVOLVED for one in meant)
    still = (Predicate(Kind.INVOLVED, before.departments),) if denied else ()
    own = {one.value for one in stated if one.kind in DEPARTMENTS}
    # Another role of the same department is instead of the first, never beside it.
    kept = tuple(p for p in before.predicates if p.kind not in DEPARTMENTS or p.value not in own)
    others = roles and all(one.negated and one.value != before.departments for one in roles)
    if not (others or narrows or (_WITHIN.search(question) and not _TAKES_PLACE.match(question))):
        stated = tuple(dict.fromkeys(_in_role_of(one, before.predicates) for one in stated))
        gone = {
            kind for one in stated for kinds in _EXCHANGED if one.kind in kinds for kind in kinds
        }
        kept = tuple(one for one in kept if one.kind not in gone)
    else:  # 上收里头: no duty is in two lists, or in two sections
        one_of = {one.kind for one in stated if one.kind in _ONE_OF and not one.negated}
        kept = tuple(one for one in kept if one.negated or one.kind not in one_of)
    changed = (*kept, *(one for one in stated if one not in kept), *still)
    joined = {one.value for one in changed if one.kind is Kind.JOINS and not one.negated}
    return replace(
        before,
        predicates=tuple(
            _as_taken_over(one, changed)
            for one in changed
            if not (one.kind is Kind.LEADS and one.negated and one.value in joined)  # implied
        ),
        topics=topics,
        without=(*before.without, *phrase.without),
        departments=phrase.departments or before.departments,
        unknown=phrase.unknown,
    )


def _with_other_word(question: str, before: AskedSet, lexicon: Lexicon) -> AskedSet | None:
    """那物业的呢, after those with another word in their titles."""
    asked = _OTHER_WORD.match(question)
    titled = [one for one in before.predicates if one.kind is Kind.TITLE and not one.negated]
    if len(titled) != 1 or not asked or not (asked["instead"] or asked["then"]):
        return None
    if not all(span.kind in TEXT_KINDS for span in scan(asked["word"], lexicon)):
        return None
    instead = replace(titled[0], value=(asked["word"],))
    told = tuple(instead if one == titled[0] else one for one in before.predicates)
    return replace(before, predicates=told)


def adds_to_set(question: str) -> bool:
    """Whether what is named comes beside the set of before: 把它牵头的也并进来."""
    return bool(_ADDED.search(question))


def _counted_anew(spans: Sequence[Span], before: AskedSet) -> list[Predicate]:
    """六个的呢, after the duties of five departments."""
    numbers = [span.value for span in spans if span.kind == "number"]
    counted = any(one.kind is Kind.HOLDERS for one in before.predicates)
    if not counted or len(numbers) != 1 or not numbers[0].isdigit():
        return []
    return [Predicate(Kind.HOLDERS, (numbers[0], numbers[0]))]


def _denied_anew(spans: Sequence[Span], before: AskedSet) -> list[Predicate]:
    """没给的呢, after the duties that are given something: those that are not."""
    denies = any(span.kind == "neg" for span in spans)
    only = all(span.among("neg", "filler", "stop", "ask", "link.have", "link.be") for span in spans)
    own = [one for one in before.predicates if one.kind in _TOLD_OF_SOME]
    return [own[-1].negation] if denies and only and own else []


def _names_office(spans: Sequence[Span], before: AskedSet) -> bool:
    """Whether a bare name is a department: that of before, or one that is denied: 没有公安的."""
    named = [span.names for span in spans if span.kind == "department"]
    denied = any(
        no.among("neg", "except", "link.have") and office.kind == "department" and end.words == "的"
        for no, office, end in zip(spans, spans[1:], spans[2:], strict=False)
    )
    return bool(before.departments) and (denied or before.departments in named)


def _picks_some(spans: Sequence[Span]) -> bool:
    """其中草原的有哪些, 有没有跟危房沾边的: those on a topic among the ones listed."""
    within = any(span.among("link.within") for span in spans)
    asked = any(span.among(*EXPLICIT) for span in spans)
    related = any(span.among("link.related") for span in spans)
    return (within and asked) or (related and any(span.kind == "ask" for span in spans))


def _lists_again(spans: Sequence[Span]) -> bool:
    """都有哪些, after a count: the same set, duty by duty."""
    return any(span.kind == "ask" for span in spans) and all(
        span.among(*_ONLY_ASKS) for span in spans
    )


def _written_out(spans: Sequence[Span], departments: tuple[str, ...]) -> tuple[Span, ...]:
    """它 as the department named last; a department before its role: 参与的水利局."""
    if spans and spans[-1].kind == "department" and spans[0].kind == "role":
        return (spans[-1], *spans[:-1])
    written: list[Span] = []
    for span in spans:
        if span.kind == "department":
            departments = span.names
        elif departments and _IT.fullmatch(span.words):
            span = span._replace(kind="department", value="", names=departments)
        written.append(span)
    return tuple(written)


def _as_taken_over(stated: Predicate, among: Sequence[Predicate]) -> Predicate:
    """Nobody leads a duty of another list than the assisted one: there it is taken over."""
    lists = [one for one in among if one.kind is Kind.LIST and not one.negated]
    led = stated.kind in (Kind.LEADS, Kind.JOINS) and not stated.negated
    elsewhere = lists and not any(ListName.ASSIST in one.value for one in lists)
    return replace(stated, kind=Kind.INVOLVED) if led and elsewhere else stated


def _in_role_of(stated: Predicate, before: Sequence[Predicate]) -> Predicate:
    """A department named without a role has that of the one before."""
    if stated.kind is not Kind.INVOLVED:
        return stated
    roles = [one.kind for one in before if one.kind in DEPARTMENTS and not one.negated]
    return replace(stated, kind=roles[0]) if roles else stated
