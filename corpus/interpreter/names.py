"""Department names as the document prints them: in a cell of names, and before a colon."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

SHARED_HEADING = "共性任务"

# What is provided to the township, by whatever of its names: 履职支持, 保障措施, 提供的履职保障.
_SUPPORT = (
    r"(?:上级|部门|[县区市旗]级)*(?:提供的?)?(?:履职|工作|资源|要素|服务|基层)?"
    r"(?:保障|支持|支撑)[与和及、]?(?:保障|支持|服务)?(?:措施|事项|内容|情况)?"
)
_SHARED = r"(?:各?部门)?共[性同](?:任务|职责|责任)|各部门职责"
_OFFICE = (
    r"(?:局|委员会|委|办公室|办|部|院|队|中心|公司|集团|政府|站|所|会|处|科|馆|党校|学校"
    r"|银行|支行|分行|供销社|合作社|联社|妇联|残联|文联|工商联|侨联|科协|厅|署|法庭|政协|人大)"
)
_VERB = (
    r"负责|成立|组建|建立|配合|协助|指导|组织(?!部)|会同|联合|督促|做好|开展|按照|根据|通知|上报|报送|对(?!外)"
    r"|向|由|将|及时|加强"
)
_OFFICE_NAME = rf"(?!{_VERB})[\u4e00-\u9fff（）]{{1,40}}?{_OFFICE}"
_ORDINAL = (
    r"(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[.．、]"
    r"|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]|[①-⑳])"
)
_OTHERS = r"(?:[等及]\s*(?:各|相关|有关)*\s*(?:部门|单位)?)"  # 某局等相关部门
_DUTIES = r"(?:的?(?:主要|工作|具体|牵头)*(?:职责|责任|任务|分工)|负责)"  # 某局职责
_ASIDE = r"(?:[（(](?:牵头|主管|主责|配合|责任)[^（）()]*[）)])"  # 某局（牵头）
# What stands between the names of a cell.
SEPARATOR = re.compile(rf"{_ASIDE}|等\s*(?:相关|有关)?\s*(?:部门|单位)|[\s、，,；;/。]+|<[^<>]*>")
_ENDING = rf"(?:{_OFFICE}|组|专班|台|社|厂|室|园区|管委会)(?:（[^（）]*）)?"
_COMPLETE = re.compile(rf".{{2,}}{_ENDING}")
_BRANCH = re.compile(r".{1,8}[县旗区市州盟]分局")  # needs the office before: 市某局 某县分局
# Words by which a sentence goes on after the department that does it.
_DOING = r"负责|牵头|承担|承接|依法|通过|按照|组织|统一|直接|定期|开展|对|按"
_COUNTY_CHARS = 2  # at the start of a name, by which a name after it is known

# Words that some towns print before a department or before what it does; they name nothing.
LABEL = re.compile(
    r"(?:^|(?<=[\s。；;]))(?:(?:承接|牵头|主管|主责|责任|配合|收回|上收|接收)(?:部门|单位)(?:名称)?"
    r"|(?:(?:承接|上收|收回)后)?(?:的|具体)?(?:工作|承接|履职|办理|监管)(?:方式|措施))\s*[：:]\s*"
)


def split_names(cell: str, known: frozenset[str]) -> tuple[str, ...]:
    """The department names of a cell where a space both separates names and breaks them.

    `known` are names that the document prints unbroken elsewhere (before a colon). The longest
    run of fragments that makes a known name wins; otherwise a fragment that can't be an office
    on its own takes in the next one, and the branch of an office joins the one before.
    """
    fragments = [
        name for part in SEPARATOR.split(LABEL.sub(" ", cell)) if part for name in _run_on(part)
    ]
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
    county = fragments[start][:_COUNTY_CHARS]
    for end in range(start + 1, len(fragments) + 1):
        if _COMPLETE.fullmatch("".join(fragments[start:end])):
            return end
        if end < len(fragments) and _is_another(fragments[end], county):
            return end
    return len(fragments)


def _is_another(fragment: str, county: str) -> bool:
    """Whether a fragment is a name of its own: it begins with the same county."""
    return fragment.startswith(county) and _COMPLETE.fullmatch(fragment) is not None


def _run_on(fragment: str) -> list[str]:
    """Names that nothing separates, told by the county at the start of each."""
    county = re.escape(fragment[:_COUNTY_CHARS])
    return re.split(rf"(?<=[局委部会])(?={county}.{{2,}})", fragment)


@cache
def heading_pattern(known: frozenset[str]) -> re.Pattern[str]:
    """One or more holders' names before a colon, at the start or after a stop or a space.

    Groups: `ordinal` a number before them, `head` the names, `rest` what the document adds to them
    (等相关部门). White space may break a known name.
    """
    broken = [r"\s*".join(map(re.escape, name)) for name in sorted(known, key=_longest_first)]
    name = "|".join([*broken, _SUPPORT, _SHARED, _OFFICE_NAME])
    return re.compile(
        rf"(?:^|(?<=[。；;\s]))\s*(?P<ordinal>{_ORDINAL})?\s*[【\[〔]?"
        rf"(?P<head>(?:{name})(?:[、，\s]+(?:{name}))*)"
        rf"\s*(?P<rest>{_ASIDE}?\s*{_OTHERS}?{_DUTIES}?)\s*(?:[】\]〕]\s*[：:]?|[：:])"
    )


def headings_in(text: str) -> Iterator[str]:
    """Departments that this text names before a colon; no space can mislead there."""
    for match in heading_pattern(frozenset()).finditer(text):
        if not is_support(match["head"]) and not is_shared(match["head"]):
            yield from split_names(match["head"], frozenset())


def bare_heading(text: str, known: frozenset[str]) -> re.Match[str] | None:
    """The match of a text that is nothing but names and lost its colon."""
    return heading_pattern(known).fullmatch(f"{text.rstrip('。；;')}：")


def leading_department(text: str, known: frozenset[str]) -> str:
    """The department that a sentence begins with (县水利局负责…); empty where none does."""
    names = "|".join([*map(re.escape, sorted(known, key=_longest_first)), _OFFICE_NAME])
    match = re.match(rf"由?(?P<name>{names})(?={_DOING})", text)
    return match["name"] if match else ""


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
