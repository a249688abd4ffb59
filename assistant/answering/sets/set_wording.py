"""The sentences of answers that list or count duties, in Chinese."""

from collections.abc import Sequence

from assistant.answering.wording import in_short
from assistant.understanding.sets.asked_set import AskedSet, list_names
from assistant.understanding.statements.predicate import Kind, Predicate
from corpus.models import Duty, ListName

_SHORT_TITLE = 40  # characters of a title in a long enumeration
_DEPARTMENTS = (Kind.LEADS, Kind.JOINS, Kind.INVOLVED)


def scope_of(asked: AskedSet, topic: str) -> str:
    """What was asked for, as a noun: 《上收履职事项清单》里与“物业”有关的处罚事项."""
    lists = list_names(asked.predicates)
    where = (
        "三张清单" if len(lists) == len(ListName) else "".join(f"《{n.full_name}》" for n in lists)
    )
    said = in_short(topic)
    stated = sorted(asked.predicates, key=lambda predicate: _ORDER.index(predicate.kind))
    described = "".join(_described(predicate, lists, asked.unknown) for predicate in stated)
    about = f"与“{said}”有关的" if said else "您问的" if topic else ""
    marks = "".join(_mark(predicate) for predicate in stated)
    return f"{where or '清单'}里{described}{about}{marks}事项"


_ORDER = (
    Kind.LIST, Kind.TOWN, Kind.TOWN_LEADS, Kind.COUNTY, Kind.SECTION, Kind.TITLE, Kind.SUPPORT,
    Kind.LEADS, Kind.JOINS, Kind.INVOLVED, Kind.HOLDERS, Kind.PENALTY, Kind.ENFORCEMENT, Kind.BOTH,
)  # fmt: skip


def _described(asked: Predicate, lists: Sequence[ListName], unknown: str) -> str:
    """A predicate before the noun: 由民政局牵头的, 没有写经费保障的."""
    names = in_short(unknown) if unknown and unknown in asked.value else "、".join(asked.value)
    match asked.kind:
        case Kind.SECTION:
            named = "、".join(f"“{name}”" for name in asked.value)
            return f"{named}类以外的" if asked.negated else f"{named}类"
        case Kind.TITLE:
            words = "或".join(f"“{short}”" for word in asked.value if (short := in_short(word)))
            return f"标题{'没有' if asked.negated else '有'}{words or '您说的字'}的"
        case Kind.SUPPORT:
            return f"{'没有写' if asked.negated else '上级给'}{asked.value[0] or '任何'}保障的"
        case Kind.LEADS:
            return f"{'不' * asked.negated}由{names}牵头的"
        case Kind.JOINS:
            return f"{names}{'没有参与的' if asked.negated else '参与而不牵头的'}"
        case Kind.INVOLVED:
            return _involved(names, lists, asked.negated)
        case Kind.HOLDERS:
            return f"{'不是' * asked.negated}{_number(*map(int, asked.value))}的"
        case _:
            return ""


def _involved(names: str, lists: Sequence[ListName], negated: bool) -> str:
    if list(lists) == [ListName.RECLAIMED]:
        return f"{'不' * negated}由{names}承接的"
    if list(lists) == [ListName.ASSIST]:
        return f"{names}{'不牵头也不参与的' if negated else '牵头或参与的'}"
    return f"{'与' if negated else '由'}{names}{'无关的' if negated else '承接、牵头或参与的'}"


def _number(least: int, most: int) -> str:
    if least == most:
        return "只有一个部门" if least == 1 else f"{'两' if least == 2 else least}个部门一起"
    return "多个部门一起" if least == 2 else f"{least}个以上部门一起"


def _mark(asked: Predicate) -> str:
    if asked.kind is Kind.PENALTY:
        return "处罚以外的" if asked.negated else "处罚"
    if asked.kind is Kind.ENFORCEMENT:
        return "没有标“*”的" if asked.negated else "行政执法"
    return ""


def count_of(scope: str, duties: Sequence[Duty]) -> str:
    """First sentence of an enumeration: how many there are, and of which lists."""
    counts = {name: sum(duty.list is name for duty in duties) for name in ListName}
    shares = [f"{name.value}{count}项" for name, count in counts.items() if count]
    lists = f"（{'、'.join(shares)}）" if len(shares) > 1 else ""
    return f"{scope.removesuffix('里事项')}共{len(duties)}项{lists}："


def none_listed(scope: str, topic: str) -> str:
    """No duty is what was asked for; a topic is only looked for, not known to be missing."""
    where, _, what = scope.partition("里")
    return f"{where}里没有{'找到' if topic else ''}{what}。"


def joins_too(names: Sequence[str], leads: int) -> str:
    """A department's duties as a participant, beside those that it leads."""
    return f"（{'、'.join(names)}牵头的另有{leads}项，不算在内。）"


def only_joins(names: Sequence[str], joins: int) -> str:
    """A department that leads nothing, but takes part."""
    return f"{'、'.join(names)}在配合清单里不牵头，只参与{joins}项。"


def not_understood(unread: Sequence[str], scope: str) -> str:
    """Words that nothing knows, and what is told without them."""
    said = "".join(f"“{short}”" for word in unread if (short := in_short(word)))
    return f"没看懂{said or '您的限定'}，下面是{scope}的全部，请对照原文看是不是您要的。"


def ask_again(unread: Sequence[str]) -> str:
    """Nothing can be told without the words that were not understood."""
    said = "".join(f"“{short}”" for word in unread if (short := in_short(word)))
    return (
        f"没看懂{said or '您的问题'}。您可以按清单、部门、类别来问，"
        "比如“配合清单里民政局牵头的有几项”。"
    )


def section_count(name: ListName | None, section: str, count: int) -> str:
    """One section's share of a count; `name` where there are several lists."""
    return f"{f'《{name.full_name}》' if name else ''}“{section}”类{count}项"


def duty_groups(duties: Sequence[Duty], asked: Sequence[str], full: bool) -> list[str]:
    """The duties one a line, by list; where they are many (not `full`), by section or role too."""
    lines: list[str] = []
    several = len({duty.list for duty in duties}) > 1
    holder = _only_holder(duties)
    if holder and not asked:
        lines.append(f"（都由{holder}承接。）")
    heading = ""
    for place, duty in enumerate(duties, start=1):
        own = f"《{duty.list.full_name}》" if several else ""
        if not full:
            own += _role_of(duty, asked) if asked else f"“{duty.section}”类"
        if own != heading:
            heading = own
            lines.append(f"{own}：")
        who_ = "" if holder else _holder(duty, asked)
        lines.append(f"{place}. 第{duty.number}项 {_short(duty, full)}{who_}")
    return lines


def _only_holder(duties: Sequence[Duty]) -> str:
    """The department that took all the duties back, if it is one."""
    holders = {duty.departments for duty in duties}
    taken = all(duty.list is ListName.RECLAIMED for duty in duties)
    return "、".join(holders.pop()) if taken and len(holders) == 1 and len(duties) > 1 else ""


def _role_of(duty: Duty, asked: Sequence[str]) -> str:
    if duty.list is not ListName.ASSIST:
        return "承接"
    return "牵头" if duty.lead_department in asked else "参与"


def _short(duty: Duty, full: bool) -> str:
    title = duty.title.rstrip("。")
    return title if full or len(title) <= _SHORT_TITLE else f"{title[:_SHORT_TITLE]}…"


def _holder(duty: Duty, asked: Sequence[str]) -> str:
    if duty.list is ListName.BASIC:
        return ""
    if duty.list is ListName.RECLAIMED:
        return "" if asked else f"（{'、'.join(duty.departments)}承接）"
    if duty.lead_department in asked:
        return "（牵头）"
    return f"（{'参与，' if asked else ''}{duty.lead_department}牵头）"
