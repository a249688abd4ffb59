"""Sentences around an answer on a channel: sources, pages, numbers to reply with, notices."""

from corpus.models import Town
from corpus.towns.versions import told_day

SOURCES_HEADING = "引文："
FOLLOW_UP_HEADING = "回复数字查看清单原文："
CUT_SHORT = "（太长了，后面的没有显示。请只问其中一件，或说出清单和序号，比如“配合清单第9项”。）"
MORE_IN_SOURCE = "（还有原文没有显示，说出清单和序号可以看。）"
NOTICE = "仅供参考，以官方公布为准。"


def source_notice(town: Town) -> str:
    """Where an answer's words come from, of which day that is, and what they are worth."""
    day = told_day(town.version)
    return f"依据《{town.source_name}》{f'（{day}导入）' if day else ''}，{NOTICE}"


def more_cited(given: int, count: int) -> str:
    """How to get at citations that are left out."""
    return f"这里只附前 {given} 条引文，共 {count} 条；其余按条件列出（list_duties），或逐项查看。"


def source_lines(numbers: tuple[int, ...]) -> str:
    """原文第 3、4 行."""
    return f"原文第 {'、'.join(map(str, numbers))} 行"


def follow_up_by_line(count: int) -> str:
    """How to look further into a numbered answer."""
    return f"回复序号（1 到 {count}）查看那一项的清单原文。"


def follow_up_line(place: int, label: str) -> str:
    """One entry of what can be looked into by number."""
    return f"{place} · {label}"


def page_mark(page: int, pages: int) -> str:
    """The last line of a page that another follows."""
    return f"（{page}/{pages}，回复“更多”接着看）"


# 公众号 and 企业微信: what is said besides answers.

SEARCHING = "正在查询，请稍后回复任意文字。"
LATE_REPLY_NOTE = "（这是您刚才那个问题的回答。要问别的，请再发一次。）"
CANNOT_READ = "我只看得懂文字和语音。请把想问的事打字发给我，比如“俺家房子快塌了找谁”。"
NOT_HEARD = "没听清您说的话，请再说一遍，或者打字发给我。"
NOT_HEARABLE = (
    "这个号听不了语音。请把想问的事打字发给我；也可以长按您那条语音，点“转文字”，再把文字发来。"
)
NOTHING_NUMBERED = "没有可查看的编号，可能隔得太久了。请把想问的事直接发给我。"
NO_MORE_PAGES = "已经没有更多内容了。请把想问的事直接发给我。"
PRIVACY = "请勿发送身份证号、银行卡号等个人信息。"


def also_as_page(address: str) -> str:
    """Where the same can be asked and all the lists be read."""
    return f"想看清单全文，或者这里不方便问的，可以打开网页：{address}"


def heard(text: str) -> str:
    """What a voice message was understood as."""
    return f"（您说的是：{text}）"


def no_such_place(count: int) -> str:
    """A number beyond what can be looked into."""
    return (
        "上面只有 1 条，回复 1 查看。"
        if count == 1
        else f"上面只有 {count} 条，请回复 1 到 {count}。"
    )


# What the platform, or whoever pretends to be it, is told; nobody's user sees it.

NOT_GENUINE = "不是平台发来的消息。"
XML_TOO_LARGE = "消息太大，最多 64 KB。"
XML_UNREADABLE = "消息不是平台规定的 XML。"
