"""What one stretch claims: roles, marks, parts of a duty (镇里初审), support; not by chance."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.understanding.scanner import Span
from assistant.understanding.sets.asked_set import DEPARTMENTS
from assistant.understanding.statements.phrase import merged, read_phrase
from assistant.understanding.statements.predicate import Kind, Predicate
from assistant.understanding.statements.walk import ASSIST, LACKING, RECLAIMED, TEXT_KINDS, TOWN
from assistant.understanding.words.claim_words import forms_of, words_for

_HOLDERS = ("department", "holder.town")
_ROLES = ("role.lead", "role.join", "role.assist", "role.take", "cannot", "mark", "list", "item")
_ACTS = (*TEXT_KINDS, "ask.show")  # 汇总 lists nothing in a claim
_GIVEN = ("link.give", "link.have", "guarantee", "neg")  # beside a kind of support
_GIVEN_TO = ("holder.town", "holder.village")
_GIVES_NOT = ("不给", "没给")
_TO = ("为", "向", "对")
_WHOLE = ("does.whole",)  # 办理, 实施: of the whole duty

_CLAIMED = (
    Kind.LIST, Kind.LEADS, Kind.JOINS, Kind.INVOLVED, Kind.NAMED, Kind.TOWN, Kind.TOWN_LEADS,
    Kind.COUNTY, Kind.ENFORCEMENT,
)  # fmt: skip


def claimed_by(
    spans: Sequence[Span], *, divided: bool = False, further: bool = False
) -> list[Predicate]:
    """What one stretch claims; `divided`: one of several that name holders, `further` than one."""
    if given := _support_claimed(spans):
        return given
    phrase = read_phrase(spans, claims=True)
    if supports := [one for one in phrase.predicates if one.kind is Kind.SUPPORT]:
        return [_each(supports)] if _tells_support(spans, supports) else []
    own = [
        one for one in phrase.predicates if one.kind in _CLAIMED and not _is_by_chance(one, spans)
    ]
    claimed = [_of_each(one) for one in merged(own)]
    if TOWN in claimed and _punishes(spans):
        claimed.append(Predicate(Kind.PENALTY))
    if not claimed:
        return _act_told(spans, divided=divided)
    if len(claimed) == 1:
        return [_act_claimed(claimed[0], spans, divided=divided, further=further)]
    return claimed


def _punishes(spans: Sequence[Span]) -> bool:
    """镇里能罚: what the town is said to do is to punish."""
    town = next((place for place, span in enumerate(spans) if span.among("holder.town")), None)
    return town is not None and any(span.among("mark.penalty") for span in spans[town:])


def _tells_support(spans: Sequence[Span], supports: Sequence[Predicate]) -> bool:
    """Whether each kind that is named was read, and it is given to somebody or lacking."""
    named = {"" if span.value == "any" else span.value for span in spans if span.among("support")}
    given = any(span.among(*_GIVEN, *_HOLDERS) for span in spans) or any(
        span.among("support") and span.words[0] in "给拨" for span in spans
    )
    return given and named == {one.value[0] for one in supports}


def _is_by_chance(claimed: Predicate, spans: Sequence[Span]) -> bool:
    """Whether words of the matter only sound like a claim: 执法人员, 卫星, 手机上交."""
    match claimed.kind:
        case Kind.ENFORCEMENT:
            return not any(_tells_mark(spans, place) for place in range(len(spans)))
        case Kind.LIST if claimed.value == RECLAIMED.value:
            words = [span.words for span in spans if span.among("role.take")]
            taker = any(span.among("list", "holder.county", *_HOLDERS) for span in spans)
            return bool(words) and not taker and set(words) <= {*words_for("taken", "weak")}
        case Kind.LIST if claimed.value == ASSIST.value:
            return not any(span.among("list", "role", "item") for span in spans)
        case _:
            return False


def _tells_mark(spans: Sequence[Span], place: int) -> bool:
    """Whether it is said here that the lists mark a duty, or that they don't."""
    if not spans[place].among("mark.enforcement"):
        return False
    words = spans[place].words
    told = [span for span in spans[:place] if span.kind != "filler"][-1:]
    marked = bool(told) and told[0].among("link.be", "link.have", "link.by", "neg", "yesno.affirm")
    power = words.endswith(words_for("mark", "power"))
    return not power and (marked or words.endswith(words_for("mark", "ends")))


def _of_each(claimed: Predicate) -> Predicate:
    """What is claimed of several departments is claimed of each; denied, it is of all of them."""
    if claimed.kind not in (*DEPARTMENTS, Kind.NAMED) or claimed.negated or len(claimed.value) < 2:
        return claimed
    return Predicate(
        Kind.EACH, parts=tuple(replace(claimed, value=(name,)) for name in claimed.value)
    )


def _act_claimed(
    claimed: Predicate, spans: Sequence[Span], *, divided: bool, further: bool
) -> Predicate:
    """The claim that a holder has a part, where a part is named; else the claim as it is.

    What is done stands after the holder, where the matter stands before; in a further clause, or
    where several holders have parts (`divided`), before it too.
    """
    if claimed.kind not in (Kind.INVOLVED, Kind.TOWN) or len(claimed.value) > 1:
        return claimed
    places = [place for place, span in enumerate(spans) if span.among(*_HOLDERS)]
    if len(places) != 1 or any(span.among(*_ROLES) for span in _without_affair(spans, places[0])):
        return claimed
    matter = divided or any(span.kind in TEXT_KINDS for span in spans[: places[0]])
    words = _acts_after(spans, places[0]) if matter else []
    words = words or _acts_before(spans, places[0], divided=divided, further=further)
    if not words:
        return claimed
    return _does(claimed.value or ("",), words, negated=claimed.negated) or claimed


def _without_affair(spans: Sequence[Span], holder: int) -> Sequence[Span]:
    """The spans without the last of 农牧局的活."""
    affair = spans[holder + 1 : holder + 3]
    is_affair = len(affair) == 2 and affair[0].words == "的" and affair[1].kind == "item"
    return [*spans[: holder + 1], *spans[holder + 3 :]] if is_affair else spans


def _act_told(spans: Sequence[Span], *, divided: bool) -> list[Predicate]:
    """What a holder does, where no other word says that it has the duty: 镇里初审, 公安局护送.

    A department alone, or the town beside others (`divided`): 镇里 alone may only be the place.
    """
    places = [place for place, span in enumerate(spans) if span.among(*_HOLDERS)]
    if len(places) != 1 or any(span.among(*_ROLES) for span in spans):
        return []
    holder = spans[places[0]]
    if len(holder.names) != 1 and not (divided and holder.kind == "holder"):
        return []
    words = _acts_after(spans, places[0])
    negated = any(span.kind == "neg" for span in spans[places[0] :])
    told = _does(holder.names or ("",), words, negated=negated)
    return [told] if told else []


def _does(holder: tuple[str, ...], words: Sequence[str], *, negated: bool) -> Predicate | None:
    acts = [
        Predicate(Kind.DOES, (*holder, *forms), negated=negated)
        for forms in map(forms_of, words)
        if forms
    ]
    return _each(acts) if acts else None


def _each(stated: Sequence[Predicate]) -> Predicate:
    return stated[0] if len(stated) == 1 else Predicate(Kind.EACH, parts=tuple(stated))


def _acts_after(spans: Sequence[Span], holder: int) -> list[str]:
    """What is done by a holder, up to the end of its clause."""
    end = next((n for n in range(holder, len(spans)) if spans[n].kind == "pause"), len(spans))
    if any(
        of.words == "的" and thing.kind in TEXT_KINDS for of, thing in pairwise(spans[holder:end])
    ):
        return []  # 农牧局建完的配套 is a thing
    verbs = (n for n in range(holder, end) if spans[n].among("does", "role.charge"))
    start = next(verbs, holder + 1)
    # 镇里能帮说话: only what stands right beside the holder is its part without such a verb
    beside = not any(span.among("link.modal", "filler.courtesy") for span in spans[start:end])
    return _runs(spans[start:end]) if beside else []


def _acts_before(spans: Sequence[Span], holder: int, *, divided: bool, further: bool) -> list[str]:
    """What stands in the holder's clause before it, where that can be no topic alone."""
    start = next((n + 1 for n in reversed(range(holder)) if spans[n].kind == "pause"), 0)
    acts = any(span.among("does", "ask.show") for span in spans[start:holder])
    if start or further or (divided and acts):
        return _runs(spans[start:holder])
    of = next((n for n in reversed(range(holder)) if spans[n].words == "的"), None)
    if of is None or (of and spans[of - 1].kind not in TEXT_KINDS):
        return []
    act = any(span.kind == "does" for span in spans[of:holder])
    return _runs(spans[of:holder]) if act else []  # 大棚房的拆除由农牧局负责


def _runs(spans: Sequence[Span]) -> list[str]:
    """The words in unbroken stretches; those for the whole duty and their objects left out."""
    runs = [""]
    for span in spans:
        if span.among(*_WHOLE) or not span.among(*_ACTS):
            runs.append("")
        else:
            runs[-1] += span.words
    return [run for run in runs if run]


def _support_claimed(spans: Sequence[Span]) -> list[Predicate]:
    """That the town is given something: 按数量给镇里一点经费, 镇里没有经费支持."""
    town = next((place for place, span in enumerate(spans) if span.among(*_GIVEN_TO)), None)
    if town is None:
        return []
    before = spans[:town]
    to_town = bool(before) and (before[-1].among("link.give") or before[-1].words in _GIVES_NOT)
    given = [span for span in (spans if to_town else spans[town:]) if span.among("support")]
    gives = any(span.among("link.give") for span in spans[town:])
    to_town = to_town or (gives and bool(before) and before[-1].words in _TO)
    has = [span for span in spans[town + 1 :] if span.kind != "filler"][:1]
    owns = bool(has) and (has[0].among("link.have") or has[0].words in LACKING)
    if not given or not (to_town or owns):
        return []
    kinds = {"" if span.value == "any" else span.value: span.start for span in given}
    each = [
        Predicate(Kind.SUPPORT, (kind,), _is_denied(spans, at) if to_town else has[0].kind == "neg")
        for kind, at in kinds.items()
    ]
    givers = [span.names for span in before if span.among("department")]
    return [_each(each), *(Predicate(Kind.NAMED, names) for names in givers)]


def _is_denied(spans: Sequence[Span], start: int) -> bool:
    """Whether the clause of what begins here denies it: 不给乡里管护费，只给培训."""
    cuts = [span.start for span in spans if span.kind == "pause"]
    after = max((cut for cut in cuts if cut < start), default=-1)
    until = min((cut for cut in cuts if cut > start), default=spans[-1].end)
    return any(span.kind == "neg" for span in spans if after < span.start < until)
