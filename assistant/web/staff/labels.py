"""What the staff tab says, in Chinese; the lists and the questions it is about are Chinese, too."""

from collections.abc import Sequence

from assistant.staff.hit_test import HitTest
from index.judgement import LEAST_RIGHT

LOGIN_HEADING = "工作人员登录"
LOGIN_HELP = (
    "工作人员在这里看没答好的问题、教助手新问法、看用量、核对清单。"
    "密码由管理员设置（LVZHI_STAFF_PASSWORD）。"
)
PASSWORD, ENTER, LEAVE = "密码", "登录", "退出登录"
BUILDING, UNIT = "更新索引", "个"
SIGN_IN_FIRST = "还没有登录，或登录已过期；请刷新页面重新登录。"

TAB_MISSED, TAB_REVIEW, TAB_HITS = "没答好的问题", "待审与生效", "命中测试"
TAB_USAGE, TAB_AUDIT, TAB_NOTES = "用量与导出", "清单核对", "本地补充"
TAB_VERSIONS, TAB_REPLIES, TAB_LINKS = "新旧版对比", "答复群众", "同一件事"

# What the town adds
NOTES_HELP = (
    "清单里没写的办理地点、电话、办公时间、材料，在这里补充；回答里另起一行，注明“本地补充，"
    "不是清单原文”和填写日期，填写人只有工作人员看得到。事项自己没填的，用牵头部门的。保存后马上生效。"
)
NOTES_SUBJECT = "给哪个部门或事项；可以打字查找"
NOTES_MOBILE = "手机号可公开：里面的手机号是对外公布的工作手机，不是个人的"
NOTES_WHO = "填写人（姓名或岗位，2 到 20 个字）"
NOTES_SAVE, NOTES_UNDO, NOTES_CHANGE = "保存", "撤销最近一次", "改"
NOTES_EXPORT, NOTES_IMPORT, NOTES_NAME = "导出 Excel", "导入 Excel", "本地补充"
NOTES_TOO_LARGE = "文件太大，网页上最多 140 KB；请用命令 lvzhi notes import 导入。"
NOTES_NOT_FILLED = "这一项现有的补充还没有读出来，请等下面出现它的名字再保存。"
NO_NOTES, NO_HISTORY, TAKEN_AWAY = "还没有补充。", "还没有填过。", "去掉了"
HISTORY, HISTORY_COLUMNS = "历次改动", ("时间", "填写人", "项目", "内容")

# Versions
VERSION = "现在这一版和哪一版比"
FOR_PUBLIC = "群众办事的变化"
LOST_QUESTIONS, WAS_OF = (
    "自己加的问题，原来的事项没有了（已不再使用，请改挂到别的事项）",
    "原来挂在 ",
)
ADDED_DUTIES, REMOVED_DUTIES, MOVED_DUTIES = "新增的事项", "删去的事项", "换了清单或编号的"
CHANGED_DEPARTMENTS = "部门"
NEW_DEPARTMENT, GONE_DEPARTMENT = "清单里新出现：", "清单里不再有："
REWORDED_COLUMNS = ("事项", "哪一部分", "字句")
ONLY_SIGNS = "只改了标点、序号"

# Hit test
HIT_QUESTION, HIT_HINT, HIT_RUN = "问题", "比如：俺家房子快塌了找谁", "测试"
NO_QUESTION = "请先写一个问题。"
SEARCHED_AS, ANSWERS_NOW = "检索时的问句：", "助手的回答："
HIT_COLUMNS = ("名次", "事项", "把握")
SIGNAL_NAMES = {  # of `index.features.SIGNALS`
    "asked_cosine_top3": "最近三个相似问",
    "asked_centroid": "相似问中心",
    "passage_cosine": "条文意思",
    "passage_words": "条文词语",
    "asked_words": "相似问词语",
    "passage_bigrams": "条文字面",
    "asked_bigrams": "相似问字面",
}
SIGNALS_CAPTION = (
    "每一路信号给它加了多少分：第一名同第二名比，其余同第一名比；正数把它往前推，负数往后拉。"
)
SUM = "合计"
NEAREST_ASKED, NEAREST_PASSAGES, SHARED_WORDS = "最像的相似问", "最像的条文", "共同的词"

# Replies
REPLY_HELP = (
    "群众来电、来信、12345 转来的问题，在这里拟一份答复：照清单说，写明依据和日期；改好再发。"
)
REPLY_QUESTION, REPLY_RUN, REPLY, COPY_REPLY = "群众问的", "拟答复", "答复（可以改）", "复制答复"
COPIED = "已复制，可以粘贴到短信、微信或工单里。"
REPLY_READY = "拟好了，看过再发。"
REPLY_UNSURE = "助手没把握，不拟。请看是不是下面哪一项，是就照它拟；都不是，请把问题写全些。"
REPLY_UNCOVERED = "清单里没找到。先看是不是下面哪一项，是就照它拟；都不是，再用下面这份。"

# Usage
PERIOD = "哪段时间"
PER_DAY, PER_LIST, PER_DEPARTMENT, PER_CHANNEL = (
    "每天的问题",
    "各清单",
    "各部门（回答里第一个，前十）",
    "各渠道",
)
CHANNEL_NAMES = {
    "web": "网页",
    "light": "简易版网页",
    "wechat": "微信",
    "api": "接口",
    "openai": "对话接口",
    "mcp": "MCP",
}
ANSWERED, REFUSED, NUMBER = "答了", "拒答", "问题数"
DAY = "日期"
EXPORT = "导出这段时间的记录"
EXPORT_NAME = "问答记录"
WEEK, WEEKS = "一周一览：问得最多、没答好的，Excel，开会用", ("本周", "上周")
NO_QUESTIONS = "这段时间没有问题。"


def kept_for(town: str, days: int) -> str:
    """Whose panels these are, and the retention of its log."""
    return (
        f"{town}的问答记录保存 {days} 天，过期自动删除；"
        "电话、证件、银行卡号在存入前已换成〔手机号〕这样的字样。"
    )


def last_days(days: int) -> str:
    """A period that ends today."""
    return f"近 {days} 天"


def reply_to_danger(numbers: Sequence[str]) -> str:
    """What is said in place of a reply to who is in danger."""
    return f"说的是险情，不拟答复：请马上联系本人，并打 {'、'.join(numbers)}。"


def reply_by(duty: str) -> str:
    """The button that makes a reply from a duty."""
    return f"照 {duty} 拟"


def up_to(name: str, most: int) -> str:
    """The label of a box that takes so many characters."""
    return f"{name}（最多 {most} 个字）"


def noted(count: int) -> str:
    """What was entered."""
    return f"已保存 {count} 处改动，马上生效。" if count else "没有改动。"


def undone(count: int) -> str:
    """What stands again."""
    return f"已撤销 {count} 处改动；再撤销一次就又回来。"


def standing(count: int) -> str:
    """The heading of all that stands."""
    return f"{count} 个部门和事项有补充"


def outdated(named: str) -> str:
    """Notes of duties that are others now."""
    return f"清单换了以后，这些事项变了，补充不再显示，请核对后重填：{named}"


def between(older: str, before: int, newer: str, after: int) -> str:
    """The two versions that are compared."""
    return f"{older} 版（{before} 项）→ {newer} 版（{after} 项）"


def renamed(before: str, after: str, duties: int) -> str:
    """A department that stands in the place of another, wherever that was."""
    return f"{before} → {after}（{duties} 项都这样写）"


def reworded(count: int) -> str:
    """The caption of the words that changed."""
    return f"改了字句的 {count} 处：划掉的是旧版的，带下划线的是新版的"


def covered(tested: HitTest) -> str:
    """Whether the search is sure enough of the lists, and of the first duty, to answer."""
    return (
        f"清单覆盖这个问题的把握 {tested.coverage:.0%}（要 {tested.threshold:.0%}），"
        f"首位答对的把握 {tested.rightness:.0%}（要 {LEAST_RIGHT:.0%}）："
        f"{'够了，作答' if tested.covered else '不够，拒答'}。"
    )


def totals(days: int, questions: int, refused: int, share: float) -> str:
    """The sum of a period."""
    return f"{days} 天共 {questions} 个问题，拒答 {refused} 个，占 {share:.1%}。"


def busiest(count: int) -> str:
    """The height of the highest column."""
    return f"最多的一天 {count} 个"


def opinions(helpful: int, unhelpful: int) -> str:
    """What people thought of the answers."""
    return f"评价 {helpful + unhelpful} 次：有帮助 {helpful}，没帮上 {unhelpful}。"


def latency(p50_ms: float, p95_ms: float) -> str:
    """How long answers took."""
    return f"回答用时中位 {p50_ms:.0f} 毫秒，p95 {p95_ms:.0f} 毫秒。"
