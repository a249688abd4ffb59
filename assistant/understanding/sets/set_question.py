"""What a question for duties asks: one set or several, how it is told, and what was not read."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.understanding.references import fold_question
from assistant.understanding.scanner import Span, scan
from assistant.understanding.sets.asked_set import (
    DEPARTMENTS,
    EXPLICIT,
    AskedSet,
    asked_sets,
    one_by_one,
)
from assistant.understanding.sets.asking import read_asking
from assistant.understanding.statements.offices import settled
from assistant.understanding.statements.predicate import Kind
from assistant.understanding.statements.walk import TEXT_KINDS, Phrase
from assistant.understanding.words.lexicon import Lexicon

_OTHER_QUESTIONS = ("aspect.other", "aspect.most")
_SETTLED = ("yesno.affirm", "yesno.can", "yesno.by", "yesno.charge", "yesno.rhetoric")
# What tells a set of duties, beside a department or the town.
_STRONG = {
    Kind.LIST, Kind.SECTION, Kind.NUMBERS, Kind.LEADS, Kind.JOINS, Kind.ENFORCEMENT, Kind.PENALTY,
    Kind.HOLDERS, Kind.TITLE, Kind.SUPPORT,
}  # fmt: skip
_MARKED = {Kind.ENFORCEMENT, Kind.PENALTY}  # who punishes is asked of one matter


_ABOUT = ("涉及", "牵涉", "牵扯", "涉及到", "牵涉到", "牵扯到", "关于")
_RELATED = ("有关", "相关", "有关系", "沾边", "有关联")
_MOST_TOPICS = 2  # stretches of text that no predicate took, where no list is named
_COUNTED = ("项", "件")
_COMPARED = frozenset("多少几")
_SAYS_NOTHING = ("filler", "link", "number", "stop", "sign", "holder.town")


@dataclass(frozen=True)
class SetQuestion:
    """A question for one set or several, told apart by what each is asked by."""

    sets: tuple[AskedSet, ...]
    count_only: bool
    narrow: bool  # one duty's parts are asked rather than duties, unless the topic is unread
    unread: tuple[str, ...] = ()  # words of a negation that was not understood
    related: bool = False  # its topics are told as such: 跟物业有关的
    named: bool = False  # by a list's name or a department: its set, though it be of one duty


def read_set_question(question: str, lexicon: Lexicon) -> SetQuestion | None:
    """The sets that a question asks to list or count; None where it asks no such thing."""
    spans = read_asking(question, lexicon)
    if _asks_otherwise(spans) or offers_choice(spans):
        return None
    asked = [*asked_sets(spans)]
    sets = [own for _, own in asked]
    phrases = [phrase for phrase, _ in asked]
    way = _way(spans, phrases, sets)
    if way is None or _is_story(spans, phrases, sets):
        return None
    return SetQuestion(
        sets=tuple(one_by_one(spans, phrases, sets)),
        count_only=_are_counted(spans),
        narrow=way,
        unread=tuple(word for phrase in phrases for word in phrase.unread),
        related=any(span.among("link.related") for span in spans),
        named=_is_named(spans, sets),
    )


def _asks_otherwise(spans: Sequence[Span]) -> bool:
    """Whether something else is asked, or only whether a thing is so."""
    if any(span.among(*_OTHER_QUESTIONS) for span in spans):
        return True
    if any(span.among("yesno.choice") for span in spans) and any(s.words == "多" for s in spans):
        return True  # 上收的多还是没上收的多
    asks = any(span.among(*EXPLICIT, "ask.show") for span in spans)
    return not asks and any(span.among(*_SETTLED) for span in spans)


def compares_sets(question: str, lexicon: Lexicon) -> bool:
    """Whether departments are counted or compared, which is about no one matter.

    「配合清单一共多少个部门牵头」「水利局和林草局谁牵头的多」
    """
    spans = settled(scan(question, lexicon))
    compared = any(span.kind == "aspect" and set(span.words) & _COMPARED for span in spans)
    held = any(span.among("department", "list", "role.lead", "role.take") for span in spans)
    return compared and held and not any(span.kind in TEXT_KINDS for span in spans)


def counts_only(question: str, lexicon: Lexicon) -> bool:
    """Whether only a number is asked for."""
    return _are_counted(read_asking(fold_question(question), lexicon))


def counts_duties(question: str, lexicon: Lexicon) -> bool:
    """Whether duties are asked for by their own word or a list's: 牵头几项, 哪些事项, 配合清单."""
    spans = read_asking(question, lexicon)
    asks = [span for span in spans if span.kind == "ask"]
    items = [item for ask, item in pairwise(spans) if ask.kind == "ask"]
    return (
        any(ask.words[-1] in _COUNTED for ask in asks)
        or any(item.words in _COUNTED for item in items)
        or any(span.among("list.named") or span.words.startswith("事项") for span in spans)
    )


def _is_story(spans: Sequence[Span], phrases: Sequence[Phrase], sets: Sequence[AskedSet]) -> bool:
    """Whether too much beside the predicates is text: a matter is told, no set is asked for."""
    if any(span.kind == "list" and span.value == "named" for span in spans):
        return False
    topics = [topic for own in sets for topic in own.topics]
    return len(topics) > _MOST_TOPICS or bool(topics and any(p.unread for p in phrases))


def offers_choice(spans: Sequence[Span]) -> bool:
    """镇里还是旗里, 镇里罚还是旗里罚: who of two."""
    return any(
        span.among("yesno.choice")
        and place
        and (
            spans[place - 1].among("holder", "department", "list")
            or all(map(_names_holder, (_of_clause(spans[:place]), spans[place + 1 :])))
        )
        for place, span in enumerate(spans)
    )


def _of_clause(spans: Sequence[Span]) -> Sequence[Span]:
    """The spans of the clause that they end in, all where it is yet to begin: …，还是镇里."""
    start = next((n for n in reversed(range(len(spans))) if spans[n].kind == "pause"), -1) + 1
    return spans[start:] or spans


def _names_holder(spans: Sequence[Span]) -> bool:
    return any(span.among("holder.town", "holder.county", "department") for span in spans)


def _way(spans: Sequence[Span], phrases: Sequence[Phrase], sets: Sequence[AskedSet]) -> bool | None:
    """None: no set is asked for. Else whether the parts of one duty may be meant instead."""
    stated = any(own.predicates or own.unknown for own in sets)
    topic = any(own.topics for own in sets)
    who = any(span.among("aspect.office") for span in spans) or _asks_office(spans)
    asks = any(span.among("ask") for span in spans)
    kinds = {p.kind for own in sets for p in own.predicates}
    headed = any(span.among("item.duty", "list.named", "section") for span in spans)
    unread = any(phrase.unread for phrase in phrases)
    if who and (topic or unread or not headed or not _STRONG & kinds or kinds <= _MARKED):
        return None  # 墙让人喷了广告，这谁罚
    asks = asks or who
    if _asks_support(spans):
        return None
    if _asks_parts(spans) and not any(
        p.kind in (Kind.SUPPORT, Kind.HOLDERS) for own in sets for p in own.predicates
    ):
        return None
    if not asks and not _names_set(spans, sets):
        return None
    if not topic:
        total = any(span.among("total") for span in spans) and asks
        return False if stated or total or _counts_lists(spans) else None
    return _topic_way(spans, sets)


def _asks_office(spans: Sequence[Span]) -> bool:
    """罚款单位是哪个."""
    told = [span for span in spans if not span.among("filler", "stop", "link.be")]
    return any(one.among("holder.all") and ask.words == "哪个" for one, ask in pairwise(told))


def _counts_lists(spans: Sequence[Span]) -> bool:
    """三张清单各有多少项, 各清单项数: of all duties, by list."""
    words = [span for span in spans if not span.among(*_SAYS_NOTHING)]
    counts = any(span.among("ask.count") for span in words)
    return counts and {(span.kind, span.value) for span in words} == {
        ("item", "list"),
        ("ask", "count"),
    }


def _topic_way(spans: Sequence[Span], sets: Sequence[AskedSet]) -> bool | None:
    """With a topic: within a named list, or of penalties and other duties by the word."""
    items = any(span.words.startswith("事项") for span in spans)
    duty_words = items or any(span.among("mark") for span in spans)
    noun = _asked_noun(spans)
    kinds = {p.kind for own in sets for p in own.predicates}
    named = any(span.kind == "list" and span.value == "named" for span in spans) or any(
        span.among("item.list") for span in spans
    )
    if Kind.TITLE in kinds or (
        _asked_noun(spans) and any(_is_about(spans, n) for n in range(len(spans)))
    ):
        return False  # 涉及秸秆的一共几条
    if named or (items and any(span.among("ask") for span in spans)):
        return False
    if Kind.SUPPORT in kinds or not any(span.among(*EXPLICIT, "ask.show") for span in spans):
        return None  # what support a matter has, or whether there is such a thing
    marked = bool(kinds & {Kind.PENALTY, Kind.ENFORCEMENT, Kind.SUPPORT})
    related = any(span.among("link.related") for span in spans)
    denied = any(p.negated for own in sets for p in own.predicates)
    if kinds == {Kind.TOWN} and denied and any(span.among(*EXPLICIT) for span in spans):
        return False  # 镇里不用管了的安全检查有哪些
    if kinds == {Kind.TOWN} and not (related or duty_words):
        return True  # 最低生活保障镇里要做哪些事: the town's part
    if kinds & {Kind.LIST, Kind.TOWN, Kind.TOWN_LEADS, Kind.COUNTY}:
        return not (duty_words or related or noun or marked)
    department = bool(kinds & set(DEPARTMENTS)) or any(own.unknown for own in sets)
    if (marked or department) and duty_words and (noun or not department):
        return False
    acts = any(span.among("item.duty", "item.broad", "role", "mark") for span in spans)
    return True if acts and (department or Kind.SECTION in kinds) else None


def _is_about(spans: Sequence[Span], place: int) -> bool:
    """跟秸秆有关的, 涉及秸秆的, 说到秸秆的."""
    span, after = spans[place], spans[place + 1 : place + 2]
    told = span.among("text.says") or span.words in _ABOUT
    return span.words in _RELATED or (told and bool(after) and after[0].kind in TEXT_KINDS)


def _is_named(spans: Sequence[Span], sets: Sequence[AskedSet]) -> bool:
    """Whether a list or a department is named, or duties of a list by the word."""
    items = any(span.words.startswith("事项") for span in spans)
    lists = any(p.kind in (Kind.LIST, Kind.TOWN) for own in sets for p in own.predicates)
    named = any(span.kind == "list" and span.value == "named" for span in spans)
    return named or (lists and items) or any(own.departments or own.unknown for own in sets)


def _asked_noun(spans: Sequence[Span]) -> bool:
    """Whether duties are counted or listed by a word for them: 哪几项, 多少处罚."""
    for place, span in enumerate(spans):
        if span.among(*EXPLICIT):
            after = spans[place + 1 : place + 3]
            if span.words[-1] in "项件条种样类" or any(s.among("item.duty", "mark") for s in after):
                return True
    return False


def _asks_parts(spans: Sequence[Span]) -> bool:
    """「低保有哪些材料要交」 asks for parts of a duty."""
    named = any(span.kind == "list" for span in spans)
    held = any(span.kind == "department" for span in spans)
    for place, span in enumerate(spans):
        if not span.among(*EXPLICIT):
            continue
        after = [s for s in spans[place + 1 :] if not s.among("filler", "number.up")][:2]
        assisted = len(after) > 1 and after[0].among("role.assist")
        if assisted and after[1].among("item.broad") and not held:
            return True
        if after and after[0].kind == "part":
            return True
        if len(after) > 1 and after[0].kind in TEXT_KINDS and after[1].kind == "part":
            return True
        before = [s for s in spans[:place] if not s.among("filler", "link.each", "total")][-2:]
        has = bool(before) and before[-1].among("link.have", "link.be")
        noun = before[-1 - has] if len(before) > has else None
        if noun is not None and noun.kind == "part" and not (named and _asked_noun(spans)):
            return True
    return False


def _asks_support(spans: Sequence[Span]) -> bool:
    """履职保障是什么, 经费保障有哪些: what is given, and not the duties that have it."""
    kept = [span for span in spans if span.words not in ("都", "分别", "具体", "的")]
    if any(
        ask.among("ask.which") and given.among("guarantee", "support.any")
        for ask, given in pairwise(kept)
    ):
        return True
    kept = [span for span in spans if span.words not in ("都", "分别", "具体")]
    return any(
        given.among("guarantee", "support.any") and link.among("link") and ask.among("ask.which")
        for given, link, ask in zip(kept, kept[1:], kept[2:], strict=False)
    )


def _names_set(spans: Sequence[Span], sets: Sequence[AskedSet]) -> bool:
    """Whether a phrase without a word for asking is the name of a set, or asks if it is empty."""
    own = sets[0]
    kinds = {p.kind for p in own.predicates}
    department = bool(kinds & set(DEPARTMENTS) or own.unknown)
    last = [span for span in spans if not span.among("filler", "stop", "sign")][-1:]
    yes_no = bool(last) and last[0].among("yesno", "neg")
    has = any(span.among("link.have", "ask.exist") or span.words == "还有" for span in spans)
    lists = bool(kinds & {Kind.LIST, Kind.TOWN, Kind.TITLE})
    if yes_no:
        return has and lists and not own.topics
    strong = bool(kinds & _STRONG) and (lists or department or bool(kinds - {Kind.SECTION}))
    if own.topics:
        ending = ("item", "mark", "list", "role", "except", "title", *(("section",) * lists))
        ends = bool(last) and last[0].among(*ending)
        return ends and lists and any(span.among("link.related") for span in spans)
    several = sum(span.kind == "department" for span in spans) > 1
    heads = any(_heads(spans, place) for place in range(len(spans)))
    return (strong or bool(own.unknown)) and (heads or several)


def _heads(spans: Sequence[Span], place: int) -> bool:
    """Whether duties are meant here: by a word for them, or by 的 that ends a clause."""
    span, after = spans[place], spans[place + 1 : place + 2]
    if span.words.endswith("的") and (not after or after[0].among("pause", "stop", "total")):
        return True
    return span.among("item.duty", "item.list", "mark", "list", "title") or (
        span.kind == "section" and not after
    )


def _are_counted(spans: Sequence[Span]) -> bool:
    counts = any(span.among("ask.count") for span in spans)
    told = any(span.among("ask.which", "ask.show", "link.each") for span in spans)
    return counts and (not told or _counts_lists(spans))
