"""What bots and chats put around a question, by its shape: one table, read by `message.py`."""

import re
from enum import StrEnum
from typing import NamedTuple


class Sort(StrEnum):
    """What a shape is, and so what becomes of it."""

    NOTE = "note"  # what a bot notes about its user: dropped
    RECORD = "record"  # forwarded messages, one a line: context
    QUOTE = "quote"  # what is answered to: context
    ATTACHMENT = "attachment"  # what can't be read: dropped, and told where nothing is left
    MARK = "mark"  # brackets around nothing: dropped
    MENTION = "mention"  # who is spoken to: dropped
    FACE = "face"  # an emoticon: dropped


class Shape(NamedTuple):
    """One form; the groups of its pattern are what is said in it."""

    sort: Sort
    whose: str
    pattern: re.Pattern[str]


def _shape(sort: Sort, whose: str, pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> Shape:
    return Shape(sort, whose, re.compile(pattern, flags))


_THINGS = (
    r"图片|照片|相片|截图|动画表情|表情包?|语音(?:消息|通话|转文字)?|视频(?:号|通话)?|文件|链接|网页|"
    r"位置|名片|小程序|红包|转账|音乐|笔记|"
    r"images?|img|picture|photo|video|voice|audio|record|files?|face|emoji|sticker|location|link|json|"
    r"forward|share"
)
_HELPERS = r"(?:助手|助理|机器人|问答|客服|小履|所有人|全体成员)"
_FACES = (
    r"微笑|撇嘴|色|发呆|得意|流泪|害羞|闭嘴|睡|大哭|尴尬|发怒|调皮|呲牙|惊讶|难过|囧|抓狂|吐|偷笑|愉快|白眼|"
    r"傲慢|困|惊恐|憨笑|悠闲|咒骂|疑问|嘘|晕|衰|骷髅|敲打|再见|擦汗|抠鼻|鼓掌|坏笑|右?哼哼|鄙视|委屈|快哭了|"
    r"阴险|亲亲|可怜|笑脸|生病|脸红|破涕为笑|恐惧|失望|无语|嘿哈|捂脸|奸笑|机智|皱眉|耶|吃瓜|加油|汗|天啊|emm|"
    r"社会社会|旺柴|好的|打脸|哇|翻白眼|666|让我看看|叹气|苦涩|裂开|嘴唇|爱心|心碎|拥抱|强|弱|握手|胜利|抱拳|"
    r"勾引|拳头|ok|合十|啤酒|咖啡|蛋糕|玫瑰|凋谢|菜刀|炸弹|便便|月亮|太阳|庆祝|礼物|發|福|烟花|爆竹|猪头|跳跳|"
    r"发抖|转圈"
)
_ENDINGS = r"pdf|docx?|xlsx?|pptx?|jpe?g|png|gif|webp|heic|mp[34]|wav|silk|amr|txt|zip|wps|et"

# In the order in which they are taken out: what holds other shapes comes before them.
SHAPES = (
    _shape(
        Sort.NOTE,
        "AstrBot: who asks and when, what a picture shows",
        r"<(?P<note>system_reminder|image_caption)>.*?(?:</(?P=note)>|\Z)(?P<nothing>)",
        re.IGNORECASE | re.DOTALL,
    ),
    _shape(
        Sort.RECORD,
        "QQ and WeChat: forwarded talk",
        r"(?:[\[【](?:合并转发|聊天记录|forward)[\]】].*|^.{0,30}的聊天记录)\n"
        r"(?P<said>(?:[^\n]+\n)+)\s*\n",
        re.IGNORECASE | re.MULTILINE,
    ),
    _shape(
        Sort.QUOTE,
        "AstrBot: a part of its own",
        r"<Quoted Message>(?P<said>.*?)(?:</Quoted Message>|\Z)",
        re.IGNORECASE | re.DOTALL,
    ),
    _shape(
        Sort.QUOTE,
        "WeChat: 「name：text」 with a rule of dashes below",
        r"^\s*「(?P<said>[^」]*)」[ \t]*(?:\n[ \t]*[-—–_=·• ]{3,}[ \t]*)?\n",
    ),
    _shape(
        Sort.QUOTE,
        "AstrBot's groups: [引用消息(name: text)]",
        r"\[引用消息\((?P<said>[^\]:：]{0,40}[:：][^\]]*)\)\]",
    ),
    _shape(
        Sort.QUOTE,
        "CowAgent, LangBot and others: [引用 name：text], [Quote: text]",
        r"\[(?:引用(?:消息|内容|回复)?|回复|reply|quoted?)[^\]:：]{0,40}[:：](?P<said>[^\]]*)\]|"
        r"\[CQ:reply[^\]]*\]",
    ),
    _shape(
        Sort.QUOTE,
        "mail and Markdown: lines that begin with >",
        r"^[ \t]*[>＞](?P<said>.*)$",
        re.MULTILINE,
    ),
    _shape(Sort.ATTACHMENT, "Markdown: a picture", r"!\[[^\]]*\]\([^)]*\)"),
    _shape(
        Sort.ATTACHMENT,
        "AstrBot, CowAgent, QQ, WeChat: [Image Attachment: path …], [图片], [CQ:image,…]",
        rf"[\[【](?:CQ:(?!at|reply)\w+[^\]】]*|(?:{_THINGS})"
        r"(?:[\s:：,，(（\d][^\]】]{0,300})?)[\]】]"
        rf"(?:[ \t]*[^\s\[【]+\.(?:{_ENDINGS})(?=\s|$))?",
    ),
    _shape(
        Sort.ATTACHMENT,
        "LLM clients: a tag in place of a picture or sound",
        r"</?(?:image|img|audio|video|file)(?:\s[^>]{0,300})?/?>(?:</(?:image|img|audio|video|file)>)?",
    ),
    _shape(Sort.ATTACHMENT, "everybody: an address", r"https?://[^\s\u4e00-\u9fff]+"),
    _shape(
        Sort.MARK,
        "QQ bots: what kind of message follows",
        r"[\[【](?:转发|plain|合并转发|聊天记录|引用|回复|文本|text)[\]】]",
    ),
    _shape(
        Sort.MENTION,
        "Discord, Slack, Feishu, DingTalk, QQ: marks of who is meant",
        r"<@!?&?\w+(?:\|[^>]{0,40})?>|<at\b[^>]*/>|<at\b[^>]*>.*?</at>|<qqbot-at-user\b[^>]*>|"
        r"\[CQ:at\b[^\]]*\]|\[(?:At|AtAll|提及|@)[^\]]{0,60}\]",
    ),
    _shape(
        Sort.MENTION,
        "everybody: @name, one that is called a helper also without a space after it",
        rf"(?<![\w.])[@＠](?:[^\s@＠：:,，。！？!?]{{0,12}}?{_HELPERS}(?:[(（]\d{{4,12}}[)）])?|"
        r"_user_\d+|\w+_?bot\b|[^\s@＠：:,，。！？!?]{1,20}(?=[\s：:,，\u2005])|"
        r"[^\s@＠：:,，。！？!?]{1,8}$)[\s：:,，\u2005]*",
    ),
    _shape(
        Sort.MENTION,
        "a mention behind the words",
        r"(?<=[\u4e00-\u9fff])[@＠][A-Za-z]\w{2,30}(?=\s|$)",
    ),
    _shape(Sort.FACE, "WeChat: an emoticon", rf"\[(?:{_FACES})\]"),
)


class Errand(StrEnum):
    """What a client wants for itself, in its user's name."""

    PING = "ping"  # is anybody there?
    TITLE = "title"  # a name for the conversation
    SUMMARY = "summary"  # of the conversation, to be sent instead of it
    SUGGESTIONS = "suggestions"  # questions that may come next
    TAGS = "tags"
    SEARCHES = "searches"  # what to look for elsewhere
    COMPLETION = "completion"  # how what is being typed may go on


_MAKE = r"(?:generate|create|write|provide|suggest|give|produce|come up with|return|output)"
_TALK = r"(?:对话|会话|聊天|消息|内容|这句话|问题|文本)"
# Each opens a message, or the client's instructions for it.
ERRANDS = (
    (Errand.PING, r"(?:ping|test|hello,? world)\W*\Z"),
    (Errand.PING, r"(?:reply|respond|answer|say|output)\W+(?:only |just |with )*\W*(?:pong|ok)\b"),
    (Errand.PING, r"请?(?:只|仅|直接)?(?:回复|回答|说|输出)[:：]?\W*(?:pong|ok|收到|测试)\W*\Z"),
    (
        Errand.SUGGESTIONS,
        rf".{{0,80}}\b{_MAKE}\b.{{0,60}}(?:follow.?up|next|suggested).{{0,20}}questions?",
    ),
    (Errand.SUGGESTIONS, r".{0,80}\bpredict\b.{0,40}questions?\b"),
    (
        Errand.SUGGESTIONS,
        r".{0,40}(?:预测|推荐|建议|生成|给出).{0,40}(?:追问|后续问题|(?:下一步|接下来).{0,10}问)",
    ),
    (Errand.TAGS, rf".{{0,80}}\b{_MAKE}\b.{{0,40}}\btags?\b"),
    (
        Errand.SEARCHES,
        r".{0,80}\b(?:generat\w+|determine)\b.{0,80}\b(?:search|retrieval) quer(?:y|ies)\b",
    ),
    (Errand.SEARCHES, r".{0,40}rephrase\b.{0,80}\b(?:standalone|search) (?:question|query)\b"),
    (Errand.COMPLETION, r".{0,20}(?:you are an? )?autocompletion\b"),
    (
        Errand.TITLE,
        rf".{{0,80}}\b(?:{_MAKE}|generator)\b.{{0,60}}\b(?:title|subject|name for)\b",
    ),
    (Errand.TITLE, r".{0,60}\btitle generator\b"),
    (Errand.TITLE, r".{0,40}\bdecompose\b.{0,40}\binput\b.{0,60}\bsubject\b"),
    (
        Errand.TITLE,
        rf"(?=.{{0,100}}{_TALK}).{{0,60}}(?:总结|归纳|概括|生成|返回|提取|提炼|[起取拟]一?个)"
        r".{0,30}(?:标题|主题(?!教育|活动|党日))",
    ),
    (
        Errand.SUMMARY,
        rf"请?(?:简要|简单|用.{{1,8}}字)(?:总结|概括|归纳)(?:一下)?.{{0,12}}{_TALK}",
    ),
    (
        Errand.SUMMARY,
        r"(?:please )?(?:briefly )?summari[sz]e\b.{0,40}\b(?:conversation|chat|history)\b",
    ),
)
