"""Which duties a question asks to list: list, section, department, enforcement and support."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.references import fold_question, list_mentions
from corpus.departments import DepartmentNames, Mention
from corpus.models import BlockKind, Duty, ListName, Town

_TOWN = r"(?:[咱俺我本]们?)?(?:镇(?:里|上|政府|党委|人民政府|一级|级)?|乡镇|苏木|乡里)"
# Ways to say a list without its name.
_LIST_WORDS = {
    ListName.ASSIST: re.compile(
        rf"(?:(?:跟|和|要|需要?|由|给)?{_TOWN})?(?:需要?|要)?配合(?:的|做的|履行的)?"
        r"(?:履职)?(?:事项?|(?=(?:都|一共|总共)?有?(?:哪些|(?:几|哪几|多少)[项条件个])))|"
        rf"{_TOWN}(?:需要?|要)配合的?"
    ),
    ListName.RECLAIMED: re.compile(
        r"(?:已经?|被|给)*(?:上收|收回|收走|接走|接管|接手|划走|拿走|收上)(?:走|去|来|上去|上来)?"
        r"(?:给|到|的|了)*(?:履职)?(?:事项?|清单)?|承接(?:的|了)*|"
        rf"{_TOWN}(?:现在|已经?)*(?:不用|不再|不能|没权)(?:再|自己|直接)*"
        r"(?:管|做|办|干|承担|负责|处罚|罚|执法)?了?的?|"
        rf"(?:不用|不再|不归|不由|不让){_TOWN}(?:再|自己)*(?:管|做|办|干|承担|负责)?了?的?"
    ),
    ListName.BASIC: re.compile(
        rf"{_TOWN}(?:能|可以|还|就|要)*自己(?:还|就|可以|能|能够|直接|有权|负责|承担|要|该)*"
        r"(?:管|做|办|干|承担|负责|(?=处罚|执法|罚))?的?|"
        rf"{_TOWN}(?:现在|目前)?(?:还|就|可以|能|能够|直接|有权|有)+"
        r"(?:管的?|(?=.{0,6}(?:处罚|执法|罚)))|"
        rf"{_TOWN}(?:主责|独立承担|独立负责)的?"
    ),
}
# 配合和上收两张清单: 清单 stands once for both.
_WORD = r"(?:基本|配合|上收|收回)"
_COUPLED = re.compile(
    rf"{_WORD}(?:履职)?(?:事项)?(?:(?:、|,|和|与|跟|及|以及|还有){_WORD}(?:履职)?(?:事项)?)+"
    r"(?:这?[两二三]?[张个份种类])?的?(?:清单|履职|事项)*"
)
_ANY_LIST = re.compile(r"(?:这?[三两]张|所有|全部|整个|各|咱们?|我们)?(?:镇里?|乡镇)?的?(?:履职)?(?:事项)?清单")
_INSIDE = re.compile(r"\s*(?:里面|里头|里边|当中|之中|里|中|内|上)")
_SECTION_AFTER = r"(?:这?一?(?:类|大类|板块|版块|章|部分|领域|方面|块|口|分类|类别|栏)|里|中|下)"
_INSTITUTION = re.compile(r"(?:局|委|部|办|队|所|会|中心|府|台|站|办公室)$")
_ROLE_BEFORE = re.compile(r"(?:给|由|归|被|到|跟|与|和|旗|县|区)$")
_TOWN_ALONE = re.compile(rf"{_TOWN}(?!.{{0,8}}还是)")
_LEAD = r"牵头|为主|主责|主管|带头"
_TAKES = r"承接|接走|收走|收回|上收|接管|接手"
_IN_ROLE = rf"{_LEAD}|{_TAKES}|参与|参加|负责|主办|作为|承担|管|罚|处罚|执法|配合|协助"
_ROLE_AFTER = re.compile(rf"^(?:部门|系统|口|这边|那边|单位)?(?:都|也|一共|总共|现在|自己)*(?:{_IN_ROLE})")
_ROLE_WORDS = re.compile(
    rf"(?:作为)?(?:{_LEAD}|参与|参加|出现|涉及|负责|主办|承担|协助|配合|责任部门|牵头部门|管)(?:部门|单位|方)?"
)
_ONLY_PARTICIPANT = re.compile(
    r"(?:只|仅|光)(?:是|负责)?(?:参与|配合|协助)[、,和]?(?:不牵头的?)?|不(?:是|当)?牵头|非牵头|配合部门|协助单位"
)
_UNKNOWN = re.compile(
    r"(?:给|由|归|被|旗|县|^|[\s,、和])(?P<name>[^\s,.?!、的了给由归被把和跟在是有旗县哪我]{2,8}?"
    r"(?:局|委员会|管委会|大队|法院|检察院|银行|公司|残联|妇联|团委|科协))(?![级长部域])"
)
_PENALTY = re.compile(r"行政处罚权?|处罚权?|罚款|罚单|[能可]以?罚|(?<=[镇己局委])罚|罚(?=的|哪|什么|啥|多少)")
_ENFORCEMENT = re.compile(
    r"(?:行政)?执法(?:类|权|事项)?|(?:带|打|标)(?:了|有)?[“\"']?(?:星号?|\*号?|★)[”\"']?的?|星号|\*"
)
_SUPPORT_KINDS = {
    "经费": (r"经费|资金|给钱|出钱|拨款|拨钱|补助|有钱", r"经费|资金|补助|补贴|奖励"),
    "培训": (r"培训|教学", r"培训"),
    "物资装备": (r"物资|装备|设备|器材|用品", r"物资|装备|设备|器材|用品|药品|疫苗"),
    "技术指导": (r"技术(?:指导|支持|服务)|指导", r"指导|技术"),
}
_SUPPORT = re.compile(
    r"(?P<no>没有?|无|不给|缺)?(?:有|给|提供|带|含|写明)*(?:了)?(?P<kind>"
    + "|".join(kind for kind, _ in _SUPPORT_KINDS.values())
    + r")(?:方面)?的?(?:履职)?(?:保障|支持)(?:的)?|(?:履职)?保障(?:里|中)?(?:有|给|提供|写明|是)+(?P<kind2>"
    + "|".join(kind for kind, _ in _SUPPORT_KINDS.values())
    + r")(?:保障|支持)?的?|给(?:镇里?|乡镇|苏木|村里?|我们)?(?P<kind3>培训|经费|物资|装备)的?"
)


class Role(StrEnum):
    """What a department is in the duties asked for."""

    ANY = "any"
    LEAD = "lead"
    INVOLVED = "involved"  # leads or takes part, of the assisted duties
    PARTICIPANT = "participant"  # takes part and does not lead


@dataclass(frozen=True)
class DutyFilter:
    """What duties must fulfil; empty fields ask nothing. `rest` is the question without it."""

    rest: str
    lists: tuple[ListName, ...] = ()
    sections: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    unknown_department: str = ""
    role: Role = Role.ANY
    penalty: bool = False
    enforcement: bool = False
    support: str = ""
    without_support: bool = False
    named_list: bool = False  # a list by its name, not only by 收走 or 自己管

    def passes(self, duty: Duty) -> bool:
        """Whether a duty is among those asked for, its topic aside."""
        return (
            (not self.lists or duty.list in self.lists)
            and (not self.sections or duty.section in self.sections)
            and (not self.departments or self._in_role(duty))
            and not self.unknown_department
            and (not self.enforcement or duty.enforcement)
            and (not self.penalty or (duty.enforcement and "处罚" in duty.title))
            and (not self.support or self._supported(duty))
        )

    def _in_role(self, duty: Duty) -> bool:
        if self.role is Role.LEAD:
            return duty.lead_department in self.departments
        own = set(duty.departments) & set(self.departments)
        return bool(own) and not (
            self.role is Role.PARTICIPANT and duty.lead_department in self.departments
        )

    def _supported(self, duty: Duty) -> bool:
        blocks = duty.parts(BlockKind.SUPPORT)
        pattern = _SUPPORT_KINDS[self.support][1]
        given = any(re.search(pattern, block.text) for block in blocks)
        return bool(blocks) and given is not self.without_support


class FilterReader:
    """Reads the filters of a question against one town's lists."""

    def __init__(self, town: Town, names: DepartmentNames) -> None:
        """Know this town's sections and departments."""
        self._town = town
        self._names = names
        self._sections = _section_forms(town)

    def read(self, question: str) -> DutyFilter:
        """The filters that a question states."""
        text = fold_question(question).replace(self._town.name, "镇里")
        found = self._departments(DutyFilter(rest=text))
        found = self._lists(found)
        found = self._section(found)
        return _marks(found)

    def _lists(self, read: DutyFilter) -> DutyFilter:
        text, lists = read.rest, []
        for match in _COUPLED.finditer(text):
            lists += [(match.start(), _list_of(word)) for word in re.findall(_WORD, match[0])]
            text = _blank_inside(text, match.start(), match.end())
        for mention in list_mentions(text):
            if mention.list:
                lists.append((mention.start, mention.list))
                text = _blank_inside(text, mention.start, mention.end)
        named = bool(lists)
        if not named and (any_list := _ANY_LIST.search(text)):
            named = True
            text = _blank_inside(text, any_list.start(), any_list.end())
        for name, pattern in _LIST_WORDS.items():
            if named and name is ListName.BASIC:
                continue  # 上收清单里镇里还能罚的: the list that is named holds
            for match in pattern.finditer(text):
                lists.append((match.start(), name))
                text = _blank(text, match.start(), match.end())
        ordered = tuple(dict.fromkeys(name for _, name in sorted(lists)))
        return replace(read, rest=text, lists=ordered, named_list=named)

    def _departments(self, read: DutyFilter) -> DutyFilter:
        text = read.rest
        mentions = [item for item in self._names.mentions(text) if self._is_institution(text, item)]
        names = dict.fromkeys(name for item in mentions for name in item.departments)
        unknown = ""
        if not mentions and (match := _UNKNOWN.search(text)):
            unknown = match["name"]
            text = _blank(text, match.start("name"), match.end("name"))
        role = _role(text) if names else Role.ANY
        for item in mentions:
            text = _blank(text, item.start, item.end)
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

    def _section(self, read: DutyFilter) -> DutyFilter:
        for form, sections in self._sections:
            if match := re.search(form, read.rest):
                return replace(
                    read, rest=_blank(read.rest, match.start(), match.end()), sections=sections
                )
        return read


def _role(text: str) -> Role:
    if _ONLY_PARTICIPANT.search(text):
        return Role.PARTICIPANT
    if re.search(_LEAD, text):
        return Role.LEAD
    return Role.INVOLVED if re.search(r"参与|参加|协助", text) else Role.ANY


def _marks(read: DutyFilter) -> DutyFilter:
    text, kind, without = read.rest, "", False
    if match := _SUPPORT.search(text):
        said = match["kind"] or match["kind2"] or match["kind3"]
        kind = next(k for k, (asked, _) in _SUPPORT_KINDS.items() if re.search(asked, said))
        without = bool(match["no"])
        text = _blank(text, match.start(), match.end())
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
        enforcement=enforcement,
        support=kind,
        without_support=without,
    )


def _section_forms(town: Town) -> list[tuple[str, tuple[str, ...]]]:
    """Patterns of the section names: in full, or in part before 类, 板块…

    Names that begin alike (生态环保, 生态保护) are the same section of different lists.
    """
    names = dict.fromkeys(section.name for item in town.lists for section in item.sections)
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(name[:2], []).append(name)
    forms = []
    for own in groups.values():
        full = "|".join(map(re.escape, own))
        parts = "|".join(sorted({part for name in own for part in _parts(name)}))
        quoted = rf"[“\"'《]?(?:{full})[”\"'》]?{_SECTION_AFTER}?"
        forms.append((rf"{quoted}|[“\"']?(?:{parts})[”\"']?{_SECTION_AFTER[:-len('|里|中|下)')]})", tuple(own)))
    return forms


def _parts(name: str) -> Iterator[str]:
    """How people shorten a section's name: 民生, 服务; 党建, 文旅."""
    halves = [part for part in (name[:2], name[2:]) if "的" not in part]
    yield from halves
    content = name.replace("的", "")
    yield content[0] + content[-2] if len(content) == 3 else content[0] + content[2]


def _list_of(word: str) -> ListName:
    return ListName.RECLAIMED if word == "收回" else ListName(word)


def _blank_inside(text: str, start: int, end: int) -> str:
    """Blank a list's name and 里 or 中 after it."""
    after = _INSIDE.match(text, end)
    return _blank(text, start, after.end() if after else end)


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
