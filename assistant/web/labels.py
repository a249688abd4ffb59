"""What the page itself says, in Chinese and English; answers are written in `wording.py`."""

from dataclasses import dataclass
from enum import StrEnum

from assistant.answering.wording import HOTLINE
from corpus.models import ListName, Town
from corpus.towns.versions import told_day

LIST_CLASSES = {  # of style.css: each list has a colour and, beside it, always a word
    ListName.BASIC: "lz-basic",
    ListName.ASSIST: "lz-assist",
    ListName.RECLAIMED: "lz-reclaimed",
}

# Questions to begin with, by topic; a visitor sees one of each, other ones at the next visit.
EXAMPLES: dict[str, tuple[str, ...]] = {
    "养老低保": ("低保咋申请", "养老保险在哪交", "残疾人补贴找谁办", "特困供养归谁管"),
    "房子土地": ("俺家房子快塌了找谁", "宅基地谁审批", "危房改造谁负责", "承包地起了争议找谁"),
    "庄稼牲口": ("动物检疫现在还是镇里做吗", "牲口得病死了找谁", "庄稼遭了虫害找谁"),
    "环境": ("地里烧秸秆归谁罚", "村里垃圾谁清运", "河道里有人采砂谁管", "养殖场臭味找谁"),
    "纠纷": ("邻居吵架谁来调解", "拖欠农民工工资找谁", "信访找谁", "法律援助怎么办"),
    "证件": ("生育登记在哪办", "残疾证怎么办", "退役军人优待证找谁办"),
}


# The light page has no switch of language.
LIGHT_ASK = "问"
LIGHT_OPENING = "正在准备这个乡镇的索引，第一次要一两分钟；好了就自动回答，不用再点。"
LIGHT_IN_LINE = "现在问的人多，正在排队；轮到了就自动回答，不用再点。"
LIGHT_SEARCHING = "正在查清单……"
LIGHT_AGAIN = "重新问别的事"
LIGHT_WHOLE = "打开完整的网页（可以查清单、听朗读）"
# Where the page has no scripts, or is slow to come.
NO_SCRIPT = "这个浏览器打不开完整的网页，请用{light}，或拨打{hotline}政务服务便民热线。"
SLOW = "网页还在打开，下面已经可以问了。也可以用{light}、看{lists}，或拨打{hotline}。"
LIGHT_NAME = "简易版"
LISTS_NAME = "清单全文"


class Language(StrEnum):
    """The languages of the interface."""

    CHINESE = "zh"
    ENGLISH = "en"


LANGUAGE_TAGS = {Language.CHINESE: "zh-CN", Language.ENGLISH: "en"}  # of HTML's `lang`


@dataclass(frozen=True)
class Labels:
    """The words of one language; `{…}` are filled in where they are used."""

    language: Language
    chat_tab: str
    browse_tab: str
    staff_tab: str
    subtitle: str
    welcome: str
    welcome_more: str
    ask: str
    placeholder: str
    send: str
    stop: str
    clear: str
    voice: str
    others: str
    conversation: str
    waiting: str
    folded: str
    again: str
    skip: str
    dial: str
    heading: str
    large: str
    dark: str
    public: str
    public_hint: str
    other_language: str
    # the card
    call: str  # a number
    go_to: str
    several: str  # how many matters
    more_items: str
    further_sources: str
    unsure: str
    which: str  # of two close duties
    this_one: str
    does_what: str
    papers: str
    still: str
    leave: str
    list_names: dict[ListName, str]
    list_meanings: dict[ListName, str]
    sources: str
    imported: str
    understood: str
    more_sources: str
    original: str
    original_hint: str
    elsewhere: str
    read: str
    stop_reading: str
    copy: str
    print: str
    share: str
    done: str
    # feedback
    why: str
    why_hint: str
    send_reason: str
    no_reason: str
    thanks: str
    # notices
    notice: str
    source: str
    other_town: str  # where there is one town
    no_such_town: str  # where there are several
    town: str
    open_town: str
    town_is_opening: str
    fault: str


CHINESE = Labels(
    language=Language.CHINESE,
    chat_tab="问答",
    browse_tab="清单",
    staff_tab="工作人员",
    subtitle="用平常话问，告诉您归谁管、镇里做什么，附清单原文。",
    welcome="您好，想问什么事？",
    welcome_more="点一个下面的问题，或者在最下面打字、说话。",
    ask="您想问什么",
    placeholder="想问什么？",
    send="发送",
    stop="停止",
    clear="清空记录",
    voice="说话",
    others="换一批问题",
    conversation="问答记录",
    waiting="正在查清单……",
    folded="这一问的回答收起来了。",
    again="再看回答",
    skip="跳到提问框",
    dial=f"打电话问 {HOTLINE}",
    heading="回答",
    large="长者版",
    dark="深色",
    public="公用电脑",
    public_hint="打开以后，这台电脑上不留问过的问题；十分钟没人动就清空。",
    other_language="English",
    call="拨打 {number}",
    go_to="找谁：",
    several="您问了 {count} 件事，一件一件说：",
    more_items="其余的，点开看",
    further_sources="还有 {count} 处原文",
    unsure="不太有把握：下面若不是您问的事，换个说法再问，或者打电话问。",
    which="您问的是哪一件？点下面的一个；都不是，就换个说法再问，或者打电话问。",
    this_one="就是：{title}（{duty_id}）",
    does_what="{name}做啥",
    papers="要带啥材料",
    still="还是说：{matter}",
    leave="不说这个了",
    list_names={name: f"{name.value}清单" for name in ListName},
    list_meanings={
        ListName.BASIC: "镇里自己办",
        ListName.ASSIST: "上级牵头，镇里配合",
        ListName.RECLAIMED: "已上收，镇里不再办",
    },
    sources="依据的原文",
    imported=" · 清单{day}导入",
    understood="我理解的问题：",
    more_sources="其余 {count} 项请到“清单”页查看。",
    original="原文",
    original_hint="原文：在清单里看{reference}",
    elsewhere="也可能是：{title}（{duty_id}）",
    read="朗读",
    stop_reading="停止朗读",
    copy="复制",
    print="打印",
    share="分享链接",
    done="已复制",
    why="哪里不对？可以不写；请不要写姓名、电话",
    why_hint="比如：不是我问的事；部门不对；看不懂",
    send_reason="提交",
    no_reason="不写了",
    thanks="谢谢，已记下。",
    notice=(
        f"回答逐字取自公布的清单，仅供参考。要正式答复，请拨打 {HOTLINE} 或到{{town}}便民服务中心。"
    ),
    source="依据：《{source}》（全文在“清单”页）{imported} · 索引版本 {version}",
    other_town="这里只有{town}的清单，链接里的乡镇“{asked}”这里没有。",
    no_such_town="链接里的乡镇“{asked}”这里没有，现在看到的是{town}的清单。",
    town="乡镇",
    open_town="换",
    town_is_opening="第一次打开，正在准备，一两分钟后再问。",
    fault=f"抱歉，刚才出了点问题，没能回答。请再问一次，或拨打 {HOTLINE}。",
)

ENGLISH = Labels(
    language=Language.ENGLISH,
    chat_tab="Ask",
    browse_tab="Lists",
    staff_tab="Staff",
    subtitle="Ask in plain Chinese: who is responsible, what the town does, with the source text.",
    welcome="Hello, what would you like to know?",
    welcome_more="Tap a question below, or type your own. Answers quote the Chinese source.",
    ask="Your question",
    placeholder="Ask in Chinese",
    send="Send",
    stop="Stop",
    clear="Clear history",
    voice="Speak",
    others="Other questions",
    conversation="Conversation",
    waiting="Looking it up …",
    folded="This answer is folded away.",
    again="See it again",
    skip="Skip to the question box",
    dial=f"Call {HOTLINE}",
    heading="Answer",
    large="Easy reading",
    dark="Dark",
    public="Shared computer",
    public_hint="Keeps no questions on this computer; cleared after ten idle minutes.",
    other_language="中文",
    call="Call {number}",
    go_to="Whom to ask: ",
    several="You asked about {count} matters:",
    more_items="More, tap to see",
    further_sources="{count} more sources",
    unsure="Not sure: if this is not your matter, ask in other words, or call.",
    which="Which one do you mean? Tap below; if neither, ask in other words, or call.",
    this_one="This: {title} ({duty_id})",
    does_what="What {name} does",
    papers="What to bring",
    still="Still about: {matter}",
    leave="Leave this matter",
    list_names={
        ListName.BASIC: "基本 · basic list",
        ListName.ASSIST: "配合 · assisted list",
        ListName.RECLAIMED: "上收 · taken-back list",
    },
    list_meanings={
        ListName.BASIC: "the town does it itself",
        ListName.ASSIST: "a higher department leads, the town assists",
        ListName.RECLAIMED: "taken back, no longer the town's",
    },
    sources="Source text",
    imported=" · lists imported {day}",
    understood="Understood as: ",
    more_sources="See the Lists tab for the other {count} items.",
    original="Source",
    original_hint="Source: see {reference} in the lists",
    elsewhere="Or: {title} ({duty_id})",
    read="Read aloud",
    stop_reading="Stop reading",
    copy="Copy",
    print="Print",
    share="Share link",
    done="Copied",
    why="What was wrong? Optional; no names or phone numbers please",
    why_hint="e.g. not what I asked; wrong department; hard to read",
    send_reason="Submit",
    no_reason="Skip",
    thanks="Thank you, noted.",
    notice=(
        "Answers quote the published lists word for word, for reference only. For an official "
        f"reply call {HOTLINE} or visit the service centre of {{town}}."
    ),
    source="Source: 《{source}》 (in full under Lists){imported} · index version {version}",
    other_town="Only the lists of {town} are served here, not those of “{asked}”.",
    no_such_town="There are no lists of “{asked}” here; these are those of {town}.",
    town="Town",
    open_town="Open",
    town_is_opening="Being prepared for the first time; ask again in a minute or two.",
    fault=f"Sorry, something went wrong. Please ask again, or call {HOTLINE}.",
)

_LABELS = {Language.CHINESE: CHINESE, Language.ENGLISH: ENGLISH}


def imported_on(labels: Labels, version: str) -> str:
    """When the lists were imported, behind something else; "" where they ship."""
    if not version:
        return ""
    is_chinese = labels.language is Language.CHINESE
    return labels.imported.format(day=told_day(version) if is_chinese else version[:10])


def labels_of(language: str) -> Labels:
    """The words of a language; of Chinese where it is not one of ours."""
    return _LABELS[Language(language)] if language in set(Language) else CHINESE


def title_of(town: Town) -> str:
    """The page's name."""
    return f"{town.name}履职问答"
