"""Listing and counting duties: by list, section, department, enforcement, support and topic."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant import wording
from assistant.answer import Answer, AnswerKind
from assistant.composer import Composer
from assistant.duty_filter import DutyFilter
from assistant.filters import FilterReader
from assistant.numbers_of import asks_for_number
from assistant.references import fold_question, references
from assistant.topics import Topics, topic_of
from corpus.departments import DepartmentNames
from corpus.models import BlockKind, Duty, ListName, Town
from index.search import DutySearch

# Something is to be listed or counted.
_ASKS = re.compile(
    r"哪些|哪(?:几|[两二三四五六七八九十])[个项条件种类样块]|(?:几|多少)[个项条件种类样次]|多少(?=$|\W|处罚|事)|"
    r"(?:有|都|是|了|管|负责|罚|牵头|参与|承接|接走|收走|上收|收回)(?:些)?(?:啥|什么)|列(?:出|一下|一列|个|举|全|成)|罗列|汇总|盘点|梳理|"
    r"数(?:一下|一数)|(?:一共|总共|合计|共计)|全部(?:列|给|说)|所有的?(?:处罚|事项)|分别(?:是|有)"
)
# 「人社局承接的上收事项」 lists without asking, where it says nothing but filters.
_NOUN_PHRASE = re.compile(r"(?:事项|处罚|执法权?|清单)[\s?!。]*$")
# What makes it duties that are listed.
_DUTY_NOUN = r"事项|处罚|罚|执法|检查|行为|事情|事儿?|项|条|件|种|类|样"
_WHICH = re.compile(
    r"(?:哪些|哪(?:几|[两二三四五六七八九十])?[个项条件种类样块]?|(?:几|多少)[个项条件种类样]?)的?(?P<noun>[一-鿿]{0,4})"
)
# Parts of one duty, not duties: 「低保有哪些材料要交」「教育局承担哪些活」.
_PART_NOUN = (
    r"(?:材料|手续|流程|步骤|程序|条件|要求|标准|规定|措施|内容|办法|方法|方式|权限|任务|责任|职责|工作|活|"
    r"待遇|补贴|补助|人|资料|证件|证|时间|环节|保障|支持|经费|物资|情形|情况|部门|单位|科室|局|村|户|钱|"
    r"好处|政策|福利|服务|地方|信息|东西|问题|配合(?!事|清单|履职|的事)|培训|要点|原因|标志|文物|企业|产业|干部|党员)"
)
_ASKS_PART = re.compile(
    rf"(?:哪些|(?:哪|几)[个几项条件种类样块]*|多少[个项条件种类样]?)的?(?:具体|配合|主要|相关|工作)*"
    rf"(?:方面|{_PART_NOUN})"
)
_PART_HAS = re.compile(
    rf"{_PART_NOUN}(?:都|分别|主要|具体|里|中)*(?:有|是|包括|包含)(?:哪|啥|什么|几|多少)"
)
# 职责 and 工作 are duties where nothing narrower is named: 「民政局的职责有哪些」.
_BROAD_NOUN = re.compile(r"(?:职责|责任|任务|工作|活儿?)")
_ASPECT = re.compile(
    r"怎么|咋|如何|多少钱|多久|几天|几年|几步|谁|哪个局|哪里|哪儿|去哪|为什么|为啥|凭啥|区别|不同|流程|材料|能不能|是不是|对不对|怎样"
)
_ON_TOPIC = re.compile(r"有关|相关|方面|涉及|类")
_MANY = 30  # duties; a bare count of more is told by section
_FULL_TITLES = 15  # so many duties are told with their whole titles
_CERTAIN = 1.0
_BY_TOPIC = 0.9  # confidence where a topic was weighed; measured on made-up questions
_FEW = 8  # duties of a department that a topic outside all titles does not narrow


@dataclass(frozen=True)
class _Listed:
    """The duties to list and the topic that chose them, empty for none."""

    duties: tuple[Duty, ...]
    topic: str = ""
    undecided: bool = False  # the topic could not be told apart; all are listed
    nearest: tuple[Duty, ...] = ()


class Enumeration:
    """Answers questions for the set of duties that fulfil what they state."""

    def __init__(
        self, town: Town, names: DepartmentNames, composer: Composer, search: DutySearch
    ) -> None:
        """Filter this town's duties, weigh topics by this search, cite through this composer."""
        self._town = town
        self._composer = composer
        self._reader = FilterReader(town, names)
        self._topics = Topics(town, search)

    def answer(self, question: str) -> Answer | None:
        """All duties that the question asks to list or count; None where it asks no such thing.

        An empty set is a plain answer. Nothing is searched unless the question states a topic
        within a list, a department or the penalties.
        """
        text = fold_question(question)
        if (
            not (_ASKS.search(text) or _NOUN_PHRASE.search(text))
            or _ASPECT.search(text)
            or asks_for_number(text)
        ):
            return None
        if any(item.mention for item in references(text)):
            return None  # 配合清单第9项包括哪些内容 asks for one duty
        asked = self._reader.read(text)
        topic = topic_of(asked.rest)
        if not _asks_for_duties(text, asked, topic):
            return None
        listed = self._listed(asked, topic)
        by_name = asked.named_list or asked.departments or (asked.lists and "事项" in text)
        if topic and not by_name and len(listed.duties) < 2:
            return None  # one duty is told better as such
        return self._told(asked, listed, text, question)

    def _listed(self, asked: DutyFilter, topic: str) -> _Listed:
        duties = tuple(duty for duty in self._town.duties if asked.passes(duty))
        if not topic or not duties:
            return _Listed(self._ordered(duties, asked), topic)
        few = bool(asked.departments) and len(duties) <= _FEW
        if few and not any(self._topics.in_title(topic, duty) for duty in duties):
            return _Listed(self._ordered(duties, asked), topic, undecided=True)
        wide = replace(asked, departments=())
        on_topic = self._topics.select(topic, [d for d in self._town.duties if wide.passes(d)])
        chosen = [duty for duty in on_topic if duty in duties]
        if chosen:
            return _Listed(self._ordered(chosen, asked), topic)
        return _Listed((), topic, nearest=self._topics.nearest(topic))

    def _ordered(self, duties: Sequence[Duty], asked: DutyFilter) -> tuple[Duty, ...]:
        """Document order; a department's: what it took over, leads, and takes part in."""
        position = {duty.duty_id: i for i, duty in enumerate(self._town.duties)}

        def rank(duty: Duty) -> tuple[int, int]:
            closeness = 0
            if asked.departments and duty.list is ListName.ASSIST:
                closeness = 1 if duty.lead_department in asked.departments else 2
            return closeness, position[duty.duty_id]

        return tuple(sorted(duties, key=rank))

    def _told(self, asked: DutyFilter, listed: _Listed, text: str, question: str) -> Answer:
        duties = listed.duties
        return Answer(
            kind=AnswerKind.ENUMERATE,
            text="\n".join(self._lines(asked, listed, _wants_count_only(text))),
            list=duties[0].list if duties else None,
            departments=self._departments(asked, duties),
            citations=tuple(
                citation
                for duty in duties
                for citation in self._composer.cite(duty, duty.parts(BlockKind.TITLE), _CERTAIN)
            ),
            alternatives=tuple(duty.duty_id for duty in listed.nearest),
            confidence=_BY_TOPIC if listed.topic else _CERTAIN,
            resolved_question=question,
        )

    def _lines(self, asked: DutyFilter, listed: _Listed, count_only: bool) -> list[str]:
        topic = "" if listed.undecided else listed.topic
        scope = wording.scope_of(asked, topic)
        duties = listed.duties
        if not duties:
            return [wording.none_listed(scope, topic), *wording.maybe_related(listed.nearest)]
        lines = [wording.count_of(scope, duties)]
        if listed.undecided:
            lines.append(wording.topic_undecided(listed.topic))
        if count_only and len(duties) > _MANY:
            return lines + _by_section(duties)
        return lines + wording.duty_groups(duties, asked.departments, len(duties) <= _FULL_TITLES)

    def _departments(self, asked: DutyFilter, duties: Sequence[Duty]) -> tuple[str, ...]:
        """The departments asked about, else those in charge of the duties, most duties first."""
        if not duties:
            return ()
        if asked.departments:
            return asked.departments
        counts: Counter[str] = Counter()
        for duty in duties:
            own = duty.departments if duty.list is ListName.RECLAIMED else duty.departments[:1]
            counts.update(own)
        return tuple(name for name, _ in counts.most_common())


def _asks_for_duties(text: str, asked: DutyFilter, topic: str) -> bool:
    """Whether duties are to be listed, and not what one duty consists of."""
    marked = asked.penalty or asked.enforcement or bool(asked.support)
    department = bool(asked.departments or asked.unknown_department)
    which = _WHICH.search(text)
    noun = re.search(_DUTY_NOUN, which[0]) if which else None
    part = _ASKS_PART.search(text) or (_PART_HAS.search(text) and not (asked.named_list and noun))
    if part and not asked.support and (topic or not _BROAD_NOUN.search(text)):
        return False
    if topic and _BROAD_NOUN.fullmatch(topic):
        topic = ""
    if not _ASKS.search(text):
        phrase = (department or asked.sections) and not topic
        if not phrase and not (asked.lists and _ON_TOPIC.search(text)):
            return False
    if not topic:
        return bool(
            asked.named_list or asked.lists or asked.sections or marked or department
        ) or bool(re.search(r"(?:一共|总共|全部|所有)\D{0,4}(?:多少|几)项", text))
    if asked.named_list:
        return True
    if asked.lists:
        said = re.search(r"事项|处罚|执法|检查", text) or _ON_TOPIC.search(text)
        return bool(noun) or marked or said is not None
    if marked or department:
        return bool(re.search(r"事项|处罚", text)) and (bool(noun) or not department)
    return False


def _wants_count_only(text: str) -> bool:
    counts = re.search(r"(?:几|多少)[项条件个]|多少", text)
    return bool(counts) and not re.search(r"列|分别|都是|哪|啥|什么|名单", text)


def _by_section(duties: Sequence[Duty]) -> list[str]:
    counts = Counter((duty.list, duty.section) for duty in duties)
    several = len({name for name, _ in counts}) > 1
    return [
        wording.section_count(name if several else None, section, count)
        for (name, section), count in counts.items()
    ]
