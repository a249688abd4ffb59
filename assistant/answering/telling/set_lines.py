"""How a count and the duties listed below it are told."""

from collections.abc import Iterator, Sequence

from assistant.answering.parts.of_duties import Standing
from assistant.answering.parts.of_sets import Beside, Count, Listed, ListedDuty, Ranked, Share
from assistant.answering.telling.scope import scope_of
from assistant.answering.wording import in_short, names
from assistant.understanding.sets.asked_set import list_names
from assistant.understanding.sets.ranking import By
from assistant.understanding.statements.predicate import Kind
from corpus.models import Duty, ListName, Town

_RANKED_AS = {Kind.LEADS: "牵头", Kind.JOINS: "参与"}
_FULL_TITLES = 15  # so many duties are told with their whole titles
_SHORT_TITLE = 40  # characters of a title among more


def count_lines(count: Count, town: Town) -> Iterator[tuple[str, bool]]:
    """The lines of a count, and which of them heads what follows (true)."""
    scope = scope_of(count.stated, count.topic, town)
    if count.unread:
        yield _not_understood(count.unread, scope), False
    yield _counted(count, scope), count.number > 0
    several = len({share.list for share in count.sections}) > 1
    for share in count.sections:
        yield _section(share, several=several), False


def _counted(count: Count, scope: str) -> str:
    """How many there are and of which lists, or that there is none.

    A topic is only looked for, so what it does not choose is not known to be missing.
    """
    if not count.number:
        where, _, what = scope.partition("里")
        none = f"没有找到{what}" if count.topic else f"没有{what}（0项）"
        return f"{where}里{none}。"
    shares = [f"{share.list.value}{share.number}项" for share in count.lists]
    lists = f"（{'、'.join(shares)}）" if len(shares) > 1 else ""
    return f"{scope.removesuffix('里事项')}共{count.number}项{lists}："


def _not_understood(unread: Sequence[str], scope: str) -> str:
    said = "".join(f"“{short}”" for word in unread if (short := in_short(word)))
    return f"没看懂{said or '您的限定'}，下面是{scope}的全部，请对照原文看是不是您要的。"


def _section(share: Share, *, several: bool) -> str:
    return f"{f'《{share.list.full_name}》' if several else ''}“{share.section}”类{share.number}项"


def beside_line(beside: Beside) -> str:
    """A department's duties in the other role."""
    said = "、".join(beside.departments)
    if beside.role is Standing.LEADS:
        return f"（{said}牵头的另有{beside.number}项，不算在内。）"
    return f"{said}在配合清单里不牵头，只参与{beside.number}项。"


def ranked_line(ranked: Ranked) -> str:
    """Whose duties are most."""
    said = "、".join(f"“{name}”类" if ranked.by is By.SECTION else name for name in ranked.names)
    which = "最多" if ranked.most else "最少"
    if ranked.by is By.HOLDERS:
        return f"涉及部门{which}的，是{ranked.number}个部门。"
    taken = [*list_names(ranked.stated)] == [ListName.RECLAIMED]
    role = (
        ""
        if ranked.by is not By.DEPARTMENT
        else "承接"
        if taken
        else _RANKED_AS.get(ranked.role, "")
    )
    if len(ranked.names) == len(ranked.among):
        return f"{said}{role}的一样多，都是{ranked.number}项。"
    if ranked.by is By.LIST:
        said = "、".join(f"《{ListName(name).full_name}》" for name in ranked.names)
    if ranked.apart:
        return f"{role}{which[1:]}的是{said}，{which[1:]}{ranked.apart}项。"
    return f"{role or '事项'}{which}的是{said}，{ranked.number}项。"


def listed_lines(listed: Listed, town: Town) -> Iterator[tuple[str, bool]]:
    """The duties one a line and what heads them (true), by list; many by section or role too."""
    by_id = {duty.duty_id: duty for duty in town.duties}
    duties = [by_id[one.duty_id] for one in listed.duties]
    full = len(duties) <= _FULL_TITLES
    several = len({duty.list for duty in duties}) > 1
    shared = "" if listed.asked else _shared_holder(listed.duties)
    if shared:
        yield f"（都由{shared}承接。）", False
    heading = ""
    for place, (one, duty) in enumerate(zip(listed.duties, duties, strict=True), start=1):
        own = f"《{duty.list.full_name}》" if several else ""
        if not full:
            own += _role(one, listed.asked) if listed.asked else f"“{duty.section}”类"
        if own != heading:
            heading = own
            yield f"{own}：", True
        held = "" if shared else _held(one, listed.asked)
        yield f"{place}. 第{duty.number}项 {_short(duty, full)}{held}", False


def _shared_holder(duties: Sequence[ListedDuty]) -> str:
    """The departments that took all the duties back, if they are the same."""
    holders = {one.holders for one in duties}
    if len(holders) > 1 or len(duties) < 2:
        return ""
    return names(duties[0].holders, Standing.TAKES)


def _role(one: ListedDuty, asked: Sequence[str]) -> str:
    if any(holding.role in (Standing.TAKES, Standing.OWN) for holding in one.holders):
        return "承接"
    return "牵头" if _leads(one, asked) else "参与"


def _leads(one: ListedDuty, asked: Sequence[str]) -> bool:
    return any(own.role is Standing.LEADS and own.holder in asked for own in one.holders)


def _held(one: ListedDuty, asked: Sequence[str]) -> str:
    if taken := names(one.holders, Standing.TAKES):
        return "" if asked else f"（{taken}承接）"
    if _leads(one, asked):
        return "（牵头）"
    lead = names(one.holders, Standing.LEADS)
    return f"（{'参与，' if asked else ''}{lead}牵头）" if lead else ""


def _short(duty: Duty, full: bool) -> str:
    title = duty.title.rstrip("。")
    return title if full or len(title) <= _SHORT_TITLE else f"{title[:_SHORT_TITLE]}…"
