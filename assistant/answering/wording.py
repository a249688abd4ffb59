"""Every sentence that a person reads in an answer, in Chinese."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.answering.parts.of_duties import Compared, Holding, Meant, Standing, Who
from assistant.answering.parts.of_sets import Size
from assistant.understanding.courtesy import Courtesy
from assistant.understanding.statements.predicate import Truth
from assistant.understanding.words.dangers import Danger
from assistant.understanding.words.unsaid import MissingAspect
from corpus.country.advice import Advice
from corpus.departments import short_name
from corpus.models import Duty, ListName, Town
from corpus.vocabulary import words_of

HOTLINE = "12345"
_BRIEF_CHARS = 40
_EXAMPLE_NUMBER = 9  # of an assisted duty
_NAMED_NUMBERS = 5  # of those that no list has
_ECHOED_CHARS = 10  # and so 12 with the quotation marks around them
# What may be repeated of a question in an answer that looks official: no link, no telephone
# number, not even one in Chinese digits.
_NOT_ECHOED = re.compile(r"[^\u4e00-\u9fff ]+|[〇零一二两三四五六七八九十百幺]{4,}")
# The document's own mark of an item: 1. （1） ① 一是 一、
_NUMBERED = re.compile(
    r"\d{1,2}\s*[.．、)）]|[(（](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]|[①-⑳]|"
    r"[一二三四五六七八九十]{1,3}(?:、|是)"
)
_INNER_MARKS = str.maketrans("“”", "‘’")

COVERAGE = "我只回答本镇履职事项清单里的事：哪件事归谁管、镇里做什么。"
EMPTY_QUESTION = "请说说您想问的事，比如“俺家房子快塌了找谁”。"
CHECK_FAILED = "抱歉，这次没能核对上清单原文，为免说错就不回答了。"
REFUSED_NEXT = f"{COVERAGE}\n可以换个说法再问，或拨打{HOTLINE}政务服务便民热线咨询。"


def reference(duty: Duty) -> str:
    """《配合履职事项清单》第40项."""
    return f"《{duty.list.full_name}》第{duty.number}项"


def in_short(said: str) -> str:
    """What an answer repeats of the asker's words: a few Chinese characters, "" if it has none."""
    chinese = " ".join(_NOT_ECHOED.sub(" ", said).split())
    return chinese if len(chinese) <= _ECHOED_CHARS else f"{chinese[:_ECHOED_CHARS]}……"


def quoted(words: str) -> str:
    """The document's words in quotation marks; those they have themselves become inner ones."""
    return f"“{words.translate(_INNER_MARKS)}”"


def brief(title: str) -> str:
    """A title short enough to stand in a sentence; a long one is cut."""
    return title if len(title) <= _BRIEF_CHARS else f"{title[:_BRIEF_CHARS]}……"


def names(holders: Sequence[Holding], *roles: Standing) -> str:
    """The holders in one of these roles, joined."""
    return "、".join(one.holder for one in holders if one.role in roles)


def in_charge(who: Who, duty: Duty, town: str) -> str:
    """Who is in charge of a duty, and where that is written."""
    titled = f"{reference(duty)}{quoted(duty.title)}"
    if own := names(who.holders, Standing.OWN):
        return f"这件事由{own}自己负责，见{reference(duty)}。"
    if taken := names(who.holders, Standing.TAKES):
        return f"这件事已由{taken}收回办理，{town}不再承担，见{titled}。"
    part = f"您问的这部分由{'、'.join(who.about)}负责，" if who.about else ""
    lead, assists = names(who.holders, Standing.LEADS), names(who.holders, Standing.ASSISTS)
    return f"这件事由{lead}牵头，{part}{assists}配合，见{titled}。"


PLAIN = {Truth.YES: "是的，", Truth.NO: "不是，", Truth.PARTLY: "不全是，"}
DENIAL = {Truth.YES: "对，", Truth.NO: "不对，", Truth.PARTLY: "不全对，"}


def level(duty: Duty, town: Town) -> str:
    """Town or county in a word, before `in_charge`."""
    words = words_of(town)
    return {
        ListName.BASIC: f"归{words.in_town}：",
        ListName.ASSIST: f"{words.in_county}牵头、{words.in_town}配合：",
        ListName.RECLAIMED: f"归{words.in_county}：",
    }[duty.list]


IN_DOUBT = "我不太有把握"
DOUBT = (
    f"{IN_DOUBT}，请看看下面的原文是不是您问的事"
    f"（不是的话，换个说法再问，或拨打{HOTLINE}）。最接近的是："
)
DOUBT_IN_SHORT = f"{IN_DOUBT}，最接近的是："
DOUBT_ENGLISH = (
    "I am not sure that this is the matter you mean; please check it against the text "
    f"below, or call {HOTLINE}. The nearest one: "
)
IF_MEANT = "如果说的是这件，"
IF_ALL_MEANT = "如果说的是下面这几件，"


def matter_heading(place: int, asked: str) -> str:
    """Above the answer to one of several matters: the asker's words for it, in short."""
    said = in_short(asked)
    return f"{place}. “{said}”：" if said else f"{place}."


MAYBE_MEANT = "如果您问的是下面的情况，答案就不同："


def maybe_meant(meant: Meant, duty: Duty) -> str:
    """A duty that may be meant instead, with what tells it apart."""
    charge = f"由{meant.holder.holder}负责"
    return f"· {brief(meant.difference)}：{charge}，见{reference(duty)}"


def part_heading(list_name: ListName, holder: str, town: str) -> str:
    """The line above one holder's part."""
    if list_name is ListName.RECLAIMED:
        return f"{holder}怎么办："
    return f"{holder}要做的：" if holder == town else f"{holder}负责："


SUPPORT_HEADING = "上级给镇里的履职保障："
OWN_LISTS = "本镇的履职事项清单是："


def has_own_number(item: str) -> bool:
    """Whether an item is printed with its number: 「1.」「2、」."""
    return _NUMBERED.match(item) is not None


def shortened(total: int) -> str:
    """The line below a part of which only some items are shown."""
    return f"（共{total}条，这里是与您的问题最相关的几条，全文见引文。）"


REFUSAL = "这个问题清单里没有对应的事项，我不能乱说。"
REFUSAL_ENGLISH = (
    "The township's duty lists do not cover this question, so I will not guess. "
    f"Please rephrase it, or call the {HOTLINE} government hotline."
)


def advised(advice: Advice) -> str:
    """Who usually handles a matter, which the lists do not say."""
    call = f"，可拨打{advice.number}" if advice.number else ""
    return f"这类事一般找{advice.body}{call}（这是常识提示，不是清单里写的）。"


def related(duties: Sequence[Duty], *, whole: bool) -> str:
    """Duties that may be related, their titles whole or cut."""
    named = (f"{reference(d)}{quoted(d.title if whole else brief(d.title))}" for d in duties)
    return "可能相关的事项：" + "；".join(named) + "。"


# Lookups by number: the sentences below.


def _sizes(sizes: Sequence[Size]) -> str:
    """《基本履职事项清单》98项、《配合履职事项清单》59项…"""
    return "、".join(f"《{size.list.full_name}》{size.number}项" for size in sizes)


def no_such_number(numbers: Sequence[int], sizes: Sequence[Size]) -> str:
    """A list has no duty with these numbers, or none of several lists."""
    if len(sizes) > 1:
        return f"没有{_numbers(numbers)}：{_sizes(sizes)}。"
    only = sizes[0]
    return f"《{only.list.full_name}》一共{only.number}项，没有{_numbers(numbers)}。"


def no_number(sizes: Sequence[Size]) -> str:
    """What was asked for is no number that a list can have."""
    return f"没有这一项：序号都是从1开始的整数，{_sizes(sizes)}。"


def no_such_list(name: str, sizes: Sequence[Size]) -> str:
    """There is no list of that name."""
    said = in_short(name)
    named = f"“{said}”" if said else ""
    return f"没有{named}这张清单。{OWN_LISTS}{_sizes(sizes)}。"


def _numbers(numbers: Sequence[int]) -> str:
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{_ordinal(numbers[0])}到{abs(numbers[-1])}项"
    named = "、".join(f"{_ordinal(number)}项" for number in numbers[:_NAMED_NUMBERS])
    return f"{named}等{len(numbers)}项" if len(numbers) > _NAMED_NUMBERS else named


def _ordinal(number: int) -> str:
    """第3, and 倒数第3 for -3."""
    return f"第{number}" if number >= 0 else f"倒数第{-number}"


WHICH_LIST = "您说的是哪张清单？"


def option(duty: Duty) -> str:
    """A duty that is offered to choose."""
    return f"{reference(duty)}{quoted(brief(duty.title))}"


def who(holders: Sequence[Holding], town: str) -> str:
    """Who is in charge, in one sentence."""
    if own := names(holders, Standing.OWN):
        return f"由{own}自己负责。"
    if taken := names(holders, Standing.TAKES):
        return f"由{taken}承接，{town}不再承担。"
    others = names(holders, Standing.JOINS)
    lead = f"由{names(holders, Standing.LEADS)}牵头"
    return f"{lead}，参与的还有{others}。" if others else f"{lead}。"


def looked_up(duty: Duty, section: str, charge: str = "") -> str:
    """The duty that has the number asked for: title, section and (`charge`) who has it."""
    named = f"{reference(duty)}{quoted(duty.title.rstrip('。'))}"
    return f"{named}，属于“{section}”类{'，' + charge if charge else '。'}"


def place_of(phrase: str, line: str) -> str:
    """Where in the lists a phrase stands."""
    return f"“{phrase}”在{line}"


def duty_line(duty: Duty, holders: Sequence[Holding]) -> str:
    """A duty among several: number, title and the departments in charge."""
    departments = names(holders, Standing.LEADS, Standing.JOINS, Standing.TAKES)
    held = f"（{departments}）" if departments else ""
    return f"{reference(duty)}：{duty.title.rstrip('。')}{held}"


def no_support(duty: Duty, elsewhere: Sequence[ListName]) -> str:
    """A duty that names no support, and which lists do."""
    lists = "、".join(f"《{name.full_name}》" for name in elsewhere)
    return f"{reference(duty)}没有列履职保障{f'，只有{lists}列有' if lists else ''}。"


def not_the_towns(holders: Sequence[Holding], town: str) -> str:
    """A duty taken back has no part of the town's."""
    return f"{town}不再承担这一项，已上收给{names(holders, Standing.TAKES)}。"


def enforcement_mark(duty: Duty, marked: bool | None, *, list_marks: bool) -> str:
    """Whether a duty is marked as administrative enforcement.

    Where the document, or the duty's list, marks nothing, the missing mark says nothing of it.
    """
    if marked is None:
        return f"清单没有标哪些事项是行政执法，{reference(duty)}是不是，看不出来。"
    if marked:
        return f"{reference(duty)}标有“*”，是行政执法事项。"
    if list_marks:
        return f"{reference(duty)}没有标“*”，不是行政执法事项。"
    return f"{reference(duty)}没有标“*”；这张清单里没有一项标“*”。"


COMPARED = {
    Compared.SECTION: "类别",
    Compared.HOLDER: "牵头、承接或自己负责",
    Compared.OTHERS: "参与",
    Compared.TOWN: "镇里",
    Compared.ENFORCEMENT: "行政执法",
}
TOWN_STANDINGS = {
    Standing.OWN: "自己负责",
    Standing.ASSISTS: "配合",
    Standing.TAKES: "不再承担，已上收",
}
MARKED, NOT_MARKED, NOBODY = "标有“*”", "没有标“*”", "无"


def compared(duties: Sequence[str]) -> str:
    """What stands above a comparison."""
    return f"{'和'.join(duties)}比："


GREETINGS = {
    Courtesy.HELLO: "您好！",
    Courtesy.THANKS: "不客气，还有事随时问。",
    Courtesy.BYE: "再见，有事随时来问。",
    Courtesy.WHO: "我是履职问答助手，不是工作人员，也不替谁办事。",
    Courtesy.ABILITY: "您用平常话问就行。",
}

_FIRE = "请马上离开着火的地方，打119报火警，说清在哪、烧的是什么、有没有人困在里面。"
EMERGENCIES = {
    Danger.FIRE: _FIRE,
    Danger.WILDFIRE: (
        "请马上打119或12119（森林草原火警），说清地点和火往哪边烧；人先往上风头、空地上撤。"
    ),
    Danger.GAS_LEAK: "请马上开门窗、关阀门，别动开关和明火，人先出去，到外面打119。",
    Danger.GAS_VICTIM: "请马上把人抬到通风的地方，打120急救；屋里有火情或还有人困着，再打119。",
    Danger.WATER: "请马上打119救援、120急救，也可以打110；不会水的人别下去，先递杆子、绳子。",
    Danger.SHOCK: "请先断电，别用手直接拉人，马上打120急救；断不了电或有人困着，打119。",
    Danger.TRAFFIC: "请马上打122报交通事故，有人受伤打120；人先撤到路边安全处。",
    Danger.TRAFFIC_VICTIM: "请马上打120急救，再打122报交通事故；别随便搬动受伤的人。",
    Danger.COLLAPSE: "请马上打119救援、120急救；别靠近还会塌的地方，记住人在哪个位置。",
    Danger.FLOOD: "请马上打119救援，也可以打110；人先往高处走，别趟水，说清你们在哪、有几个人。",
    Danger.VIOLENCE: "请马上打110报警，受了伤再打120。先躲到安全的地方，您的安全最要紧。",
    Danger.CRIME: "请马上打110报警，别跟对方硬拼，先保证自己和家人安全。",
    Danger.MEDICAL: "请马上打120急救，说清地址和病人现在的样子，身边别离开人。",
    Danger.POISON: "请马上打120急救，留好药瓶或吃剩的东西，告诉医生吃了什么、吃了多少。",
    Danger.MISSING: "请马上打110报警，不用等24小时；说清人的年龄、衣着和最后在哪见过。",
    Danger.SUICIDE: (
        "这么难受的时候，别一个人扛着。请马上打110或120，"
        "也可以打12356心理援助热线，有人会陪着说话；"
        "找个人陪在身边，是别人想不开就守着他，先把危险的东西拿开。"
    ),
}
EMERGENCIES_ENGLISH = {
    "119": "Please call 119 (fire and rescue) now and get everybody out of danger.",
    "120": "Please call 120 (ambulance) now, and stay with the person.",
    "110": "Please call 110 (police) now, and get to a safe place first.",
    "122": "Please call 122 (traffic police) now, and 120 if anybody is hurt.",
}
SUICIDE_ENGLISH = (
    "Nobody should be alone with such pain. Call 110 or 120 now, or 12356, the helpline, where "
    "somebody will listen; if it is somebody else, stay with them."
)


def emergency(danger: Danger, first_number: str, english: bool) -> str:
    """What to do before anything else."""
    if not english:
        return EMERGENCIES[danger]
    return SUICIDE_ENGLISH if danger is Danger.SUICIDE else EMERGENCIES_ENGLISH[first_number]


def in_case_of_danger(told: str, english: bool) -> str:
    """The same where it may be a complaint and nobody in danger."""
    return f"If somebody is in danger: {told}" if english else f"要是眼下有人有危险：{told}"


def elsewhere(place: str, town: str) -> str:
    """The matter is in a place whose lists we don't have."""
    said = in_short(place)
    return (
        f"我这里只有{town}的履职事项清单，{said}的归谁管、怎么办我不知道，不能乱说。"
        f"请问{said}当地政府，或在当地拨打{HOTLINE}。"
    )


_UNSAID = {
    MissingAspect.AMOUNT: "多少钱",
    MissingAspect.TIME: "什么时候、要多长时间",
    MissingAspect.PAPERS: "要带什么材料",
    MissingAspect.PLACE: "在哪儿办",
    MissingAspect.PHONE: "电话",
    MissingAspect.CONDITION: "要什么条件",
}


def unsaid(missing: Sequence[MissingAspect], ask: str) -> str:
    """What was asked and the list does not hold, and who knows it."""
    named = "，也没写".join(_UNSAID[aspect] for aspect in missing)
    return f"清单里没写{named}，可以问{ask}或拨打{HOTLINE}。"


ATTACHMENT_ONLY = (
    "收到了，可我还看不了图片、语音、文件和链接。请把想问的事打成字发给我，"
    "比如“俺家房子快塌了找谁”。"
)

UNCLEAR = "您说的是哪件事？请把事情一起说上，比如“低保申请，镇里要做啥”。"
# Sentences that call the town 镇里.
SPOKEN_OF_TOWN = (COVERAGE, SUPPORT_HEADING, UNCLEAR, OWN_LISTS)


def ask_again(unread: Sequence[str]) -> str:
    """Nothing can be told without the words that were not understood."""
    said = "".join(f"“{short}”" for word in unread if (short := in_short(word)))
    return (
        f"没看懂{said or '您的问题'}。您可以按清单、部门、类别来问，"
        "比如“配合清单里民政局牵头的有几项”。"
    )


def greeting(kind: Courtesy, town: Town) -> str:
    """The reply to a courtesy, with what can be asked."""
    if kind in (Courtesy.THANKS, Courtesy.BYE):
        return GREETINGS[kind]
    if kind is Courtesy.PERSON:
        return no_person(f"{town.name}{'' if town.name.endswith('街道') else '政府'}")
    coverage = words_of(town).worded(COVERAGE)
    examples = "".join(f"“{example}”" for example in _examples(town))
    return f"{GREETINGS[kind]}{town.name}履职事项清单上的事都可以问我。{coverage}比如：{examples}。"


def _examples(town: Town) -> Iterator[str]:
    """A question in plain words, one by number and one by department, such as this town has."""
    yield "俺家房子快塌了找谁"
    if assisted := [duty for duty in town.duties if duty.list is ListName.ASSIST]:
        yield f"配合清单第{min(_EXAMPLE_NUMBER, len(assisted))}项"
    leads = [duty.lead_department for duty in town.duties if duty.list is ListName.RECLAIMED]
    if leads:
        most, _ = Counter(leads).most_common(1)[0]
        yield f"{short_name(most, town.region)}收走了哪些事"


def no_person(office: str) -> str:
    """Nobody can be put through to; where there is somebody."""
    return (
        f"我是自动回答的，不是工作人员，也转不到人工。要找人请在上班时间到{office}，"
        f"或拨打{HOTLINE}政务服务便民热线。"
    )


def place_missing(place: int, size: int) -> str:
    """The earlier answer has fewer items than the one asked for."""
    return f"上一个回答只有{size}条，没有{_ordinal(place)}条。"


# For a question in English: the framing is English, names and quotes stay as published.
_ENGLISH_LISTS = {
    ListName.BASIC: "the township's own duties",
    ListName.ASSIST: "duties led by a county department that the township assists",
    ListName.RECLAIMED: "duties taken back by the county",
}


def in_charge_english(who: Who, duty: Duty, town: str) -> str:
    """`in_charge` in English, naming list, number and departments as published."""
    where = f"See {reference(duty)} (item {duty.number} of {_ENGLISH_LISTS[duty.list]})."
    if own := names(who.holders, Standing.OWN):
        return f"This is handled by the township itself, {own}. {where}"
    if taken := names(who.holders, Standing.TAKES):
        return f"This is now handled by {taken}; {town} no longer does it. {where}"
    lead, assists = names(who.holders, Standing.LEADS), names(who.holders, Standing.ASSISTS)
    return f"This is led by {lead}, and {assists} assists. {where}"
