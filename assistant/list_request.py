"""Whether a question asks to list or count duties, and not what one duty consists of."""

import re

from assistant.duty_filter import DutyFilter

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
# 「财政局牵头的有没有」, 「上收清单里有教育局的吗」 ask for a set, where nothing else is said.
_ANY = re.compile(r"有没有|有无|有(?!人).*(?:吗|么|没有?)[\s?!。]*$")
_DUTY_SAID = re.compile(r"事项|处罚|执法|检查")
# 「草原方面的事项有哪些」: no filter, but nobody calls anything else 事项.
_ITEMS = re.compile(
    r"事项(?:都|一共|总共|分别|里|中|全|给我)*(?:有|是|包括)?(?:哪|啥|什么|几|多少|列|罗列)|"
    r"(?:哪些|哪几[个项条]|几[个项条]|多少[个项条]?|列出?|所有的?|全部的?).{0,12}事项"
)


def may_ask(text: str) -> bool:
    """Whether the words of a folded question allow that it asks for duties at all."""
    asks = _ASKS.search(text) or _NOUN_PHRASE.search(text) or _ANY.search(text)
    return bool(asks) and not _ASPECT.search(text)


def asks_for_duties(text: str, asked: DutyFilter, topic: str) -> bool:
    """Whether duties are to be listed; `asked` and `topic` are read from the same text."""
    which = _WHICH.search(text)
    noun = bool(which and re.search(_DUTY_NOUN, which[0]))
    if topic and _BROAD_NOUN.fullmatch(topic):
        topic = ""
    if _asks_for_part(text, asked, topic, noun):
        return False
    if not _ASKS.search(text) and not _says_what(text, asked, topic):
        return False
    return _within_topic(text, asked, noun) if topic else _is_stated(text, asked)


def _asks_for_part(text: str, asked: DutyFilter, topic: str, noun: bool) -> bool:
    """「低保有哪些材料要交」 asks for parts; 「民政局的职责有哪些」 does not."""
    has = _PART_HAS.search(text) and not (asked.named_list and noun)
    part = bool(_ASKS_PART.search(text) or has)
    return (
        part
        and not asked.support
        and not asked.holders
        and bool(topic or not _BROAD_NOUN.search(text))
    )


def _says_what(text: str, asked: DutyFilter, topic: str) -> bool:
    """Whether a phrase without a word for listing is the name of a set, or asks if it is empty."""
    department = bool(asked.departments or asked.unknown_department)
    if _ANY.search(text):
        said = asked.named_list or (asked.lists and _DUTY_SAID.search(text))
        return bool(said if topic else said or (asked.lists and department))
    phrase = (department or asked.sections) and not topic
    return bool(phrase or (asked.lists and _ON_TOPIC.search(text)))


def _is_stated(text: str, asked: DutyFilter) -> bool:
    """Whether the filters alone say what is to be listed."""
    marked = asked.penalty or asked.enforcement or asked.support or asked.holders
    named = asked.named_list or asked.lists or asked.sections
    department = asked.departments or asked.unknown_department
    whole = re.search(r"(?:一共|总共|全部|所有)\D{0,4}(?:多少|几)[个]?(?:项|事项)", text)
    return bool(named or marked or department or whole)


def _within_topic(text: str, asked: DutyFilter, noun: bool) -> bool:
    """Whether a topic is that of duties: within a list, a department's, penalties, 事项."""
    if asked.named_list or _ITEMS.search(text):
        return True
    marked = asked.penalty or asked.enforcement or bool(asked.support)
    if asked.lists:
        said = _DUTY_SAID.search(text) or _ON_TOPIC.search(text)
        return noun or marked or said is not None
    department = asked.departments or asked.unknown_department
    said = re.search(r"事项|处罚", text)
    return bool((marked or department) and said and (noun or not department))
