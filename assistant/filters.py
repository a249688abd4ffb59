"""Which duties a question asks to list: list, section, department, enforcement and support."""

import re
from dataclasses import replace

from assistant.duty_filter import SUPPORT_KINDS, DutyFilter, Role
from assistant.list_words import TOWN, blank, read_lists
from assistant.references import fold_question
from assistant.sections import Sections
from corpus.departments import DepartmentNames, Mention
from corpus.models import ListName, Town

_INSTITUTION = re.compile(r"(?:局|委|部|办|队|所|会|中心|府|台|站|办公室)$")
_ROLE_BEFORE = re.compile(r"(?:给|由|归|被)$")
_TOWN_ALONE = re.compile(rf"{TOWN}(?!.{{0,8}}还是)")
_LEAD = r"牵头|为主|主责|主管|带头"
_TAKES = r"承接|接走|收走|收回|上收|接管|接手|拿走|收了(?!多少|钱)"
_IN_ROLE = rf"{_LEAD}|{_TAKES}|参与|参加|负责|主办|作为|承担|管|罚|处罚|执法|配合|协助"
_ROLE_AFTER = re.compile(
    rf"(?:部门|系统|口|这边|那边|单位)?(?:都|也|一共|总共|现在|自己)*(?:{_IN_ROLE}|的|有|$|\W)"
)
_ITS_DUTIES = re.compile(r"(?:这块|口|系统)?的?(?:行政)?(?:处罚|执法|检查|事项)")
_ROLE_WORDS = re.compile(
    rf"(?:作为)?(?:{_LEAD}|参与|参加|出现|涉及|负责|主办|承担|协助|配合|责任部门|牵头部门|管)(?:部门|单位|方)?"
)
_ONLY_PARTICIPANT = re.compile(
    r"(?:只|仅|光)(?:是|负责)?(?:参与|配合|协助)[、,和]?(?:不牵头的?)?|不(?:是|当)?牵头|非牵头|配合部门|协助单位"
)
# A department that the lists don't name; where it has no role beside it, it is a topic.
_OFFICE = (
    r"(?P<name{}>[^\s,.?!、的了给由归被把和跟在是有旗县哪我]{{2,8}}?"
    r"(?:局|委员会|管委会|大队|法院|检察院|联合会)(?![级长部域])|残联|妇联|团委|科协)"
)
_UNKNOWN = re.compile(
    rf"(?:给|由|归|被)[旗县]?{_OFFICE.format(1)}|{_OFFICE.format(2)}(?:都|一共)*(?:{_IN_ROLE}|在.{{0,9}}清单)"
)
_NO_PENALTY = re.compile(
    r"(?:不是|不算|不属于|不带|不涉及|没有|除了?|除去|不含|非)(?:行政)?处罚(?:类|事项)?"
    r"(?:以外|之外|的)+|(?:不是|不算|不属于|不带|不含|非)(?:行政)?处罚(?:类|事项)?"
)
_JOINT = re.compile(
    r"(?:由|涉及|需要|要)?(?P<two>两|2)?(?(two)个|(?:好几个|多个|不止一个|多))"
    r"(?:承接|牵头|责任)?(?:局|部门|单位)(?:以上)?(?:一起|共同|联合|都)*的?"
    r"(?:承接|接手|接|负责|管|参与|牵头|配合|协作)*的?"
)
_PENALTY = re.compile(
    r"行政处罚权?|处罚权?|罚款|罚单|[能可]以?罚|(?<=[镇己局委])罚|罚(?=的|哪|什么|啥|多少)"
)
_ENFORCEMENT = re.compile(
    r"(?:行政)?执法(?:类|权|事项)?|(?:带|打|标)(?:了|有)?[“\"']?(?:星号?|\*号?|★)[”\"']?的?|星号|\*"
)
_KINDS = "|".join(asked for asked, _ in SUPPORT_KINDS.values())
_SUPPORT = re.compile(
    r"(?P<no>没有?|无|不给|缺)?(?:有|给|提供|带|含|写明)*了?"
    rf"(?P<kind>{_KINDS})(?:方面)?的?(?:履职)?(?:保障|支持)的?|"
    rf"(?:履职)?保障[里中]?(?:有|给|提供|写明|是)+(?P<inside>{_KINDS})(?:保障|支持)?的?|"
    r"(?:有|给|提供|配)(?:镇里?|乡镇|苏木|村里?|我们)?(?:工作)?"
    r"(?P<given>培训|经费|资金|物资|装备|设备)(?:和?(?:物资|装备|培训))?的?"
)


class FilterReader:
    """Reads the filters of a question against one town's lists."""

    def __init__(self, town: Town, names: DepartmentNames) -> None:
        """Know this town's sections and departments."""
        self._town = town
        self._names = names
        self._sections = Sections(town)

    def read(self, question: str) -> DutyFilter:
        """The filters that a question states.

        「林草的处罚」 are a department's where it has any among those asked for, else on a topic.
        """
        text = fold_question(question).replace(self._town.name, "镇里")
        read = self._read(text, loosely=True)
        if any(read.passes(duty) for duty in self._town.duties):
            return read
        return self._read(text, loosely=False)

    def _read(self, text: str, *, loosely: bool) -> DutyFilter:
        found = self._departments(DutyFilter(rest=text), loosely)
        lists, named, rest = read_lists(found.rest)
        sections, rest = self._sections.read(rest, lists)
        return _marks(replace(found, rest=rest, lists=lists, named_list=named, sections=sections))

    def _departments(self, read: DutyFilter, loosely: bool) -> DutyFilter:
        text = read.rest
        mentions = [
            item
            for item in self._names.mentions(text)
            if self._is_institution(text, item)
            or (loosely and _ITS_DUTIES.match(text, item.end) and re.search(_TAKES, text))
        ]
        names = dict.fromkeys(name for item in mentions for name in item.departments)
        unknown = ""
        if not mentions and (match := _UNKNOWN.search(text)):
            group = "name1" if match["name1"] else "name2"
            unknown = match[group]
            text = blank(text, match.start(group), match.end(group))
        role = _role(text) if names or unknown else Role.ANY
        for item in mentions:
            text = blank(text, item.start, item.end)
        return replace(
            read, rest=text, departments=tuple(names), unknown_department=unknown, role=role
        )

    def _is_institution(self, text: str, mention: Mention) -> bool:
        """A department, and not the thing it is named for: 消防 alone is a topic."""
        before, after = text[: mention.start], text[mention.end :]
        if before.endswith(("镇", "乡", "苏木")):
            return False
        if _INSTITUTION.search(text[mention.start : mention.end]):
            return True
        return bool(_ROLE_BEFORE.search(before) and _ROLE_AFTER.match(after)) or bool(
            re.match(rf"(?:部门|系统|口)?(?:{_LEAD}|{_TAKES}|参与)", after)
        )


def _role(text: str) -> Role:
    if _ONLY_PARTICIPANT.search(text):
        return Role.PARTICIPANT
    if re.search(r"参与|参加|协助", text):
        return Role.INVOLVED
    return Role.LEAD if re.search(_LEAD, text) else Role.ANY


def _marks(read: DutyFilter) -> DutyFilter:
    text, kind, without = read.rest, "", False
    joint = _JOINT.search(text)
    text = _JOINT.sub(" ", text)
    if match := _SUPPORT.search(text):
        said = match["kind"] or match["inside"] or match["given"]
        kind = next(k for k, (asked, _) in SUPPORT_KINDS.items() if re.search(asked, said))
        without = bool(match["no"])
        text = blank(text, match.start(), match.end())
    no_penalty = bool(_NO_PENALTY.search(text))
    text = _NO_PENALTY.sub(" ", text)
    penalty = bool(_PENALTY.search(text))
    text = _PENALTY.sub(" ", text)
    enforcement = not penalty and bool(_ENFORCEMENT.search(text))
    text = _ENFORCEMENT.sub(" ", text)
    if read.departments or read.unknown_department:
        text = _ROLE_WORDS.sub(" ", _ONLY_PARTICIPANT.sub(" ", text))
    lists = read.lists
    if not lists and read.role is not Role.ANY:
        lists = (ListName.ASSIST,)  # only there departments lead and take part
    if (penalty or enforcement) and not (lists or read.departments or read.unknown_department):
        lists = (ListName.BASIC,) if _TOWN_ALONE.search(text) else ()
    return replace(
        read,
        rest=text,
        lists=lists,
        penalty=penalty,
        no_penalty=no_penalty,
        enforcement=enforcement,
        holders=0 if joint is None else 2 if joint["two"] else 3,
        support=kind,
        without_support=without,
    )
