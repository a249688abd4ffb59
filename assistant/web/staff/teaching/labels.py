"""What the panels of teaching say, in Chinese."""

from collections.abc import Sequence
from datetime import datetime

from assistant.staff.trial import Effect
from assistant.staff.unanswered.missed import Fault
from corpus.bank.questions import Asker
from index.matters.links import Verdict

# Questions that went wrong
FAULT, ALL_FAULTS, APART = "哪一种", "全部", "险情和骂人的话"
FAULT_CLASSES = {
    Fault.REFUSED: "staff-refused",
    Fault.UNHELPFUL: "staff-unhelpful",
    Fault.UNSURE: "staff-unsure",
}
NOTHING_MISSED = "没有要处理的问题。"
BEFORE, MEANT = "前面问过：", "合起来是："
ANSWERED_THEN, REASONS = "当时的回答：", "群众写的理由："
ATTACH_OTHER, DISMISS = "改写，或挂到别的事项", "不用管"
EDITED_QUESTION = "问题（2 到 200 个字，不含电话和证件号码）"
EDITED_DUTIES = "挂到哪些事项，最准的在前；可以打字查找"
PROPOSE, CANCEL = "提交待审", "取消"
DISMISSED = "好的，不再显示这个问题。"
GONE = "这个问题已经处理过了；请再点一次“没答好的问题”，更新列表。"

# Review
REFRESH_NOTE = "每个问题都附助手现在的回答；接受以后马上生效，不用重启。"
NOTHING_PENDING = "没有待审的问题。"
ACCEPT, REJECT, REMOVE, ACCEPT_ALL = "接受", "不要", "撤下", "全部接受"
CHECK, STOP_CHECK = "看对评测的影响", "停下"
MEASURING = "正在准备：排好先后，做一份试用的索引……可以离开这一页，回来接着看。"
STOPPING = "正在停下……"
MEASURED_NOTHING = "还没开始看就停下了。"
RIGHT_NOW, WRONG_NOW, DECLINES_NOW = "助手现在答对：", "助手现在答：", "助手现在不回答"
ASKERS = {Asker.VILLAGER: "群众", Asker.STAFF: "干部", Asker.KEYWORD: "关键词"}
ATTACHED_TO, OF_DEPARTMENTS = "挂在", "归"
NOT_FIRST = "加进来以后仍没有排在第一，可能和别的事项的问法太像；请换个问法，或撤下。"
EFFECT_HEADING = "对公开评测题的影响"
GAINED, LOST = "新答对的题", "新答错的题"
EFFECT_COLUMNS = ("范围", "指标", "题数", "现在", "加上待审的", "变化")
CHANGED_COLUMNS = ("题目", "应答", "现在", "加上待审的")
SHOULD_DECLINE = "应拒答"
NO_RATE_CHANGED = "各类问法的指标都没有变化。"
ALL_RATES = "全部指标"
CERTAIN = "不像是偶然"

# Links to matters
LINKS_HELP = (
    "这个乡镇自己的问法还少，借的是别处同一件事的问法。拿不准的列在这里，没有确认以前不用："
    "看群众这样问时，该不该用这一项来答。该，点“是同一件事”；不该，点“不是”。"
    "部门和内容总是照本地的清单说，不会借。"
)
LINKS_APPLY = "更新索引，让刚才的决定生效"
LINKS_APPLIED = "已生效。"
LINKS_DECIDED = {
    Verdict.SAME: "记下了：是同一件事。看完以后点“更新索引”，问法就借过来。",
    Verdict.OTHER: "记下了：不是同一件事。",
    None: "已撤回，照助手自己的判断。",
}
NO_LINKS = "没有要确认的。"
LINKED_TO, LINK_SAMPLES = "是不是这件事：", "群众这样问的，就会用这一项来答："
SAME_MATTER, OTHER_MATTER, WRONG_LINK, TAKE_BACK = "是同一件事", "不是", "弄错了", "撤回"
LINK_CONFIRMED, LINK_DENIED = "确认的", "否定的"


def proposed_links(count: int, shown: int) -> str:
    """The heading of what is to be decided."""
    first = f"，先看最像的 {shown} 处" if count > shown else ""
    return f"请看是不是同一件事：{count} 处{first}"


def used_links(count: int) -> str:
    """The heading of the links in use."""
    return f"正在用的 {count} 处，最没把握的在前"


def denied_links(count: int) -> str:
    """The heading of what was turned down."""
    return f"否定了的 {count} 处"


def linked_by_itself(probability: float) -> str:
    """How sure the assistant is of a link that nobody decided."""
    return f"助手认的，把握 {probability:.0%}"


def decided_on(what: str, day: str) -> str:
    """Who decided, and when."""
    return f"工作人员{f' {day} ' if day else ''}{what}"


def found(count: int) -> str:
    """How many questions went wrong."""
    return f"共 {count} 个问题，问得多的在前。挂到事项上，审核以后助手就会答。"


def more(count: int) -> str:
    """The button that shows further questions."""
    return f"再列 {count} 个"


def proposed(count: int) -> str:
    """What was proposed."""
    several = f"{count} 个说法" if count > 1 else ""
    return f"已提交{several}，还没有生效；请到“待审与生效”里审核。"


def alike(count: int) -> str:
    """How many other wordings a question has."""
    return f"另有 {count} 种相近的说法，一起挂、一起不用管"


def emergencies(count: int, last: datetime | None) -> str:
    """What is told of danger, whose words are not kept, and of what else can't be attached."""
    asked = f"险情 {count} 次，最近 {last:%m-%d %H:%M}" if last else "险情 0 次"
    return f"{asked}：助手先给了急救、报警电话，原话不保存。下面这些挂不到事项上，看过就行。"


def asked_times(times: int, last: str) -> str:
    """How often a question went wrong, and when it did last."""
    return f"{times} 次，最近 {last}"


def attach(duty: str) -> str:
    """The button that attaches a question to a duty."""
    return f"挂到 {duty}"


def pending(count: int) -> str:
    """The heading of the questions that wait for review."""
    return f"待审 {count} 个"


def added(count: int) -> str:
    """The heading of the live questions."""
    return f"自己加的、已生效 {count} 个"


def accepted(questions: Sequence[str]) -> str:
    """What became live."""
    shown = "”“".join(questions[:3])
    rest = f"等 {len(questions)} 个问题" if len(questions) > 3 else ""
    return f"已生效：“{shown}”{rest}。"


def removed(question: str) -> str:
    """What is no longer live, or not accepted."""
    return f"已去掉“{question}”。"


def measuring(asked: int, of: int) -> str:
    """How far the measurement is."""
    return f"已看 {asked} 题，共 {of} 题，和待审问题最像的先看。可以离开这一页，回来接着看。"


def verdict(pending: int, effect: Effect) -> str:
    """What the pending questions do to the evaluation, or to the part that was looked at."""
    gained, lost = len(effect.gained), len(effect.lost)
    advice = "请先看新答错的题，再决定接受哪些" if lost else "可以接受"
    if effect.asked < effect.of:
        advice = f"一共 {effect.of} 题，只看了最像的 {effect.asked} 题" + (
            "，请先看新答错的题" if lost else ""
        )
    return f"加上 {pending} 个待审的问题：新答对 {gained} 题，新答错 {lost} 题；{advice}。"
