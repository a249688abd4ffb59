"""Department names as the document prints them: in a cell of names, and before a colon."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

SHARED_HEADING = "共性任务"

_SUPPORT = r"(?:提供的?)?履职保障(?:措施)?"
_SHARED = r"共[性同](?:任务|职责)"
_OFFICE = (
    r"(?:局|委员会|委|办公室|办|部|院|队|中心|公司|集团|政府|站|所|会|处|科|馆|党校|学校"
    r"|银行|支行|分行|供销社|合作社|联社|妇联|残联|文联|工商联|侨联|科协)"
)
_OFFICE_NAME = rf"[\u4e00-\u9fff（）]{{1,40}}?{_OFFICE}"
_OTHERS = r"(?:[等及]\s*(?:各|相关|有关)*\s*(?:部门|单位)?)"  # 某局等相关部门
_ASIDE = r"(?:（(?:牵头|主管|主责|配合)[^（）]*）)"  # 某局（牵头）
# What stands between the names of a cell.
SEPARATOR = re.compile(rf"{_ASIDE}|等\s*(?:相关|有关)?\s*(?:部门|单位)|[\s、，,；;/]+|<[^<>]*>")
_COMPLETE = re.compile(rf".{{2,}}{_OFFICE}")
_BRANCH = re.compile(r".{1,8}[县旗区市州盟]分局")  # needs the office before: 市某局 某县分局

# Words that some towns print before a department or before what it does; they name nothing.
LABEL = re.compile(
    r"(?:^|(?<=[\s。；;]))(?:(?:承接|牵头|主管|主责|责任|配合)(?:部门|单位)|工作方式)\s*[：:]\s*"
)


def split_names(cell: str, known: frozenset[str]) -> tuple[str, ...]:
    """The department names of a cell where a space both separates names and breaks them.

    `known` are names that the document prints unbroken elsewhere (before a colon). The longest
    run of fragments that makes a known name wins; otherwise a fragment that can't be an office
    on its own takes in the next one, and the branch of an office joins the one before.
    """
    fragments = [part for part in SEPARATOR.split(LABEL.sub(" ", cell)) if part]
    names: list[str] = []
    position = 0
    while position < len(fragments):
        end = _end_of_name(fragments, position, known)
        name = "".join(fragments[position:end])
        if names and name not in known and names[-1].endswith("局") and _BRANCH.fullmatch(name):
            name = names.pop() + name
        names.append(name)
        position = end
    return tuple(dict.fromkeys(names))


def _end_of_name(fragments: Sequence[str], start: int, known: frozenset[str]) -> int:
    for end in range(len(fragments), start, -1):
        if "".join(fragments[start:end]) in known:
            return end
    for end in range(start + 1, len(fragments) + 1):
        if _COMPLETE.fullmatch("".join(fragments[start:end])):
            return end
    return len(fragments)


@cache
def heading_pattern(known: frozenset[str]) -> re.Pattern[str]:
    """One or more holders' names before a colon, at the start or after a stop or a space.

    Groups: `head` the names, `rest` what the document adds to them (等相关部门). White space
    may break a known name.
    """
    broken = [r"\s*".join(map(re.escape, name)) for name in sorted(known, key=_longest_first)]
    name = "|".join([*broken, _SUPPORT, _SHARED, _OFFICE_NAME])
    return re.compile(
        rf"(?:^|(?<=[。；;\s]))\s*(?P<head>(?:{name})(?:[、，\s]+(?:{name}))*)"
        rf"\s*(?P<rest>{_ASIDE}?\s*{_OTHERS}?)\s*[：:]"
    )


def headings_in(text: str) -> Iterator[str]:
    """Departments that this text names before a colon; no space can mislead there."""
    for match in heading_pattern(frozenset()).finditer(text):
        if not is_support(match["head"]) and not is_shared(match["head"]):
            yield from split_names(match["head"], frozenset())


def bare_heading(text: str, known: frozenset[str]) -> re.Match[str] | None:
    """The match of a text that is nothing but names and lost its colon."""
    return heading_pattern(known).fullmatch(f"{text.rstrip('。；;')}：")


def is_support(head: str) -> bool:
    """Whether this heading opens what is provided to the township (履职保障)."""
    return re.fullmatch(_SUPPORT, head) is not None


def is_shared(head: str) -> bool:
    """Whether this heading opens a task of all departments (共性任务)."""
    return re.fullmatch(_SHARED, head) is not None


def official_name(name: str, departments: Sequence[str]) -> str:
    """The cell's spelling of a department that the text writes shorter or longer."""
    if name in departments:
        return name
    same = [d for d in departments if d.endswith(name) or name.endswith(d)]
    return same[0] if len(same) == 1 else name


def _longest_first(name: str) -> tuple[int, str]:
    return -len(name), name
