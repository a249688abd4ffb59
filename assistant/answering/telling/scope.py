"""What was counted, as a noun: 《上收履职事项清单》里与“物业”有关的处罚事项."""

from collections.abc import Sequence, Set

from assistant.answering.wording import in_short
from assistant.understanding.references import MOST_NUMBERS
from assistant.understanding.sets.asked_set import list_names
from assistant.understanding.statements.predicate import Kind, Predicate
from corpus.models import ListName, Town

_ORDER = (
    Kind.LIST, Kind.TOWN, Kind.TOWN_LEADS, Kind.COUNTY, Kind.NUMBERS, Kind.SECTION, Kind.TITLE,
    Kind.SUPPORT, Kind.LEADS, Kind.JOINS, Kind.HEADS, Kind.INVOLVED, Kind.HOLDERS,
    Kind.PENALTY, Kind.ENFORCEMENT, Kind.BOTH,
)  # fmt: skip


def scope_of(stated: Sequence[Predicate], topic: str, town: Town) -> str:
    """The noun for what the statements and the topic say."""
    lists = list_names(stated)
    where = (
        "三张清单" if len(lists) == len(ListName) else "".join(f"《{n.full_name}》" for n in lists)
    )
    said = in_short(topic)
    known = {name for duty in town.duties for name in duty.departments}
    ordered = sorted(stated, key=lambda predicate: _ORDER.index(predicate.kind))
    described = "".join(_described(predicate, lists, known) for predicate in ordered)
    about = f"与“{said}”有关的" if said else "您问的" if topic else ""
    marks = "".join(_mark(predicate) for predicate in ordered)
    return f"{where or '清单'}里{described}{about}{marks}事项"


def _described(asked: Predicate, lists: Sequence[ListName], known: Set[str]) -> str:
    """A predicate before the noun: 由民政局牵头的, 没有写经费保障的."""
    names = "、".join(name if name in known else in_short(name) for name in asked.value)
    match asked.kind:
        case Kind.SECTION:
            named = "、".join(f"“{name}”" for name in asked.value)
            return f"{named}类以外的" if asked.negated else f"{named}类"
        case Kind.NUMBERS:
            first, last = asked.value
            said = f"第{first}项" if first == last else f"第{first}项到第{last}项"
            said = f"第{first}项及以后各项" if int(last) >= MOST_NUMBERS else said
            return f"{said}以外的" if asked.negated else f"{said}中"
        case Kind.TITLE:
            words = "或".join(f"“{short}”" for word in asked.value if (short := in_short(word)))
            return f"标题{'没有' if asked.negated else '有'}{words or '您说的字'}的"
        case Kind.SUPPORT:
            return f"{'没有写' if asked.negated else '上级给'}{asked.value[0] or '任何'}保障的"
        case Kind.LEADS:
            return f"{'不' * asked.negated}由{names}牵头的"
        case Kind.JOINS:
            return f"{names}{'没有参与的' if asked.negated else '参与而不牵头的'}"
        case Kind.HEADS:
            return f"{'不' * asked.negated}由{names}牵头或承接的"
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
