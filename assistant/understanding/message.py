"""A chat message taken apart: what its sender asks, what it quotes, and the chat around it."""

import re
import unicodedata
from typing import NamedTuple

# Bots of any kind write mentions and attachments as marks of these forms.
_MENTION = re.compile(
    r"<@!?\w+>|<at\b[^>]*>.*?</at>|\[(?:CQ:at|At|at|AtAll)\b[^\]]*\]|"
    r"(?<![\w.])[@＠](?:[^\s@＠：:,，。！？!?]{0,12}?(?:助手|助理|机器人|问答|客服|小履|所有人|全体成员)|"
    r"[^\s@＠：:,，。！？!?]{1,20}(?=[\s：:,，\u2005]|$))[\s：:,，\u2005]*",
    re.IGNORECASE,
)
_ATTACHED = (
    r"图片|照片|相片|截图|动画表情|表情包?|语音(?:消息|通话)?|视频(?:号|通话)?|文件|链接|网页|"
    r"位置|名片|小程序|红包|转账|音乐|笔记|"
    r"image|img|picture|photo|video|voice|audio|record|file|face|emoji|sticker|location|link|json|forward|share"
)
_ATTACHMENT = re.compile(
    rf"[\[【](?:CQ:(?!at|reply)\w+[^\]】]*|(?:{_ATTACHED})"
    r"(?:[\s:：,，(（\d][^\]】]{0,300})?)[\]】]"
    r"(?:[ \t]*[^\s\[【]+\."
    r"(?:pdf|docx?|xlsx?|pptx?|jpe?g|png|gif|mp[34]|amr|txt|zip|wps|et)(?=\s|$))?|"
    r"https?://[^\s\u4e00-\u9fff]+",
    re.IGNORECASE,
)
_MARK = re.compile(r"[\[【](?:转发|plain|合并转发|聊天记录|引用|回复|@\w*)[\]】]", re.IGNORECASE)
_FACE = re.compile(
    r"\[(?:微笑|撇嘴|色|发呆|得意|流泪|害羞|闭嘴|睡|大哭|尴尬|发怒|调皮|呲牙|惊讶|难过|囧|抓狂|吐|偷笑|愉快|白眼|傲慢|困|惊恐|憨笑|悠闲|"
    r"咒骂|疑问|嘘|晕|衰|骷髅|敲打|再见|擦汗|抠鼻|鼓掌|坏笑|右?哼哼|鄙视|委屈|快哭了|阴险|亲亲|可怜|笑脸|生病|脸红|破涕为笑|恐惧|失望|无语|"
    r"嘿哈|捂脸|奸笑|机智|皱眉|耶|吃瓜|加油|汗|天啊|emm|社会社会|旺柴|好的|打脸|哇|翻白眼|666|让我看看|叹气|苦涩|裂开|嘴唇|爱心|心碎|拥抱|"
    r"强|弱|握手|胜利|抱拳|勾引|拳头|ok|合十|啤酒|咖啡|蛋糕|玫瑰|凋谢|菜刀|炸弹|便便|月亮|太阳|庆祝|礼物|發|福|烟花|爆竹|猪头|跳跳|发抖|转圈)\]",
    re.IGNORECASE,
)
# 「name：text」 with a rule of dashes below, [引用消息(name): text], [CQ:reply,…].
_QUOTE = re.compile(
    r"^\s*「(?P<wechat>[^」]*)」[ \t]*(?:\n[ \t]*[-—–_=·• ]{3,}[ \t]*)?\n|"
    r"\[(?:引用消息|引用|回复|reply|quote)[^\]:：]{0,40}[:：](?P<bot>[^\]]*)\]|\[CQ:reply[^\]]*\]",
    re.IGNORECASE,
)
_RECORD = re.compile(
    r"(?:[\[【](?:合并转发|聊天记录|forward)[\]】].*|^.{0,30}的聊天记录)\n(?P<record>(?:[^\n]+\n)+)\s*\n",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTED_LINE = re.compile(r"^[ \t]*[>＞](?P<line>.*)$", re.MULTILINE)
_SPEAKER = re.compile(r"^(?:[^：:\n]{0,20}\d:\d{2}(?::\d{2})?\s*)?[^：:\n]{1,30}[：:]\s*")
_OURS = re.compile(r"助手|机器人|问答")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_COURTESY_CHARS = 60  # at either end of a message
_MIN_QUOTED_CHARS = 4  # 收到 and 好的 are no context

_HELLO = (
    r"(?:各位)?(?:老师|领导|同志|师傅|大哥|大姐|亲|工作人员)?(?:们)?(?:大家)?(?:你|您|早上|上午|中午|下午|晚上|大家|们)?好(?:呀|啊|哈)?|"
    r"早|哈[喽啰]|嗨|喂|hi|hello|hey|ok|(?:老师|领导|同志|师傅|大哥|大姐|亲)们?|在吗|在不在?|有人吗|"
    r"打[扰搅](?:一下|了|您)?(?:哈|啊)?|(?:您|你们?)?辛苦(?:了|啦)?|(?:请教|请问|麻烦|咨询)(?:一下|下|您)?(?:哈|啊)?"
)
_BYE = (
    r"(?:非常|太|万分|先)?(?:多谢|谢谢|感谢|谢了|谢啦)(?:了|啦|啊|哈|您|你|领导|老师|大家|各位)*|(?:您|你们?)?辛苦(?:了|啦|您)*|"
    r"麻烦(?:了|啦|您了?|你了?)|拜托(?:了|啦|您了?)?|thanks?(?:you)?|thx|tks|ok"
)
_OPENING = re.compile(rf"^\W*(?:(?:{_HELLO})(?:\W+|$))+", re.IGNORECASE)
_CLOSING = re.compile(rf"(?:(?:^|\W+)(?:{_BYE}))+\W*$", re.IGNORECASE)


class Message(NamedTuple):
    """What a message holds."""

    text: str  # what its sender says, without greetings around it
    quoted: tuple[str, ...] = ()  # what others said, oldest first: context, not the question
    attached: bool = False  # pictures, voice, files: they can't be read


def read_message(raw: str) -> Message:
    """Take a message apart as it was typed, before it is normalised.

    A message that only forwards what somebody said asks that.
    """
    quoted: list[str] = []

    def _taken(match: re.Match[str]) -> str:
        lines = (line for part in match.groups("") for line in part.splitlines())
        quoted.extend(filter(None, map(_said, lines)))
        return "\n"

    text = _INVISIBLE.sub("", raw)
    for pattern in (_RECORD, _QUOTE, _QUOTED_LINE):
        text = pattern.sub(_taken, text)
    bare = _ATTACHMENT.sub(" ", text)
    attached = bare != text
    text = _FACE.sub(" ", _MARK.sub(" ", _MENTION.sub(" ", bare))).strip()
    if not text and quoted:
        return Message(quoted[-1], tuple(quoted[:-1]), attached)
    context = (one for one in quoted if len(one) >= _MIN_QUOTED_CHARS)
    return Message(_without_courtesies(text), tuple(context), attached)


def _said(quoted: str) -> str:
    """The words of a quoted message without their speaker; "" for our own answers."""
    words = _INVISIBLE.sub("", quoted).strip()
    speaker = _SPEAKER.match(words)
    if speaker and _OURS.search(speaker.group()):
        return ""
    return _MENTION.sub(" ", words[speaker.end() :] if speaker else words).strip()


def _without_courtesies(text: str) -> str:
    """The text without greetings before and thanks after it; a mere greeting stays."""
    folded = unicodedata.normalize("NFKC", text)
    opening = _OPENING.match(folded[:_COURTESY_CHARS])
    rest = folded[opening.end() :] if opening else folded
    middle = max(0, len(rest) - _COURTESY_CHARS)
    return (rest[:middle] + _CLOSING.sub("", rest[middle:])).strip() or text
