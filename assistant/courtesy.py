"""What comes before the lists: greetings, thanks, who are you, and emergencies."""

import re
from enum import StrEnum

_MAX_COURTESY_CHARS = 16  # a longer message has a question in it
_PUNCTUATION = re.compile(r"[\W_]+")


class Courtesy(StrEnum):
    """A message that asks for no duty."""

    HELLO = "hello"
    THANKS = "thanks"
    BYE = "bye"
    WHO = "who"
    ABILITY = "ability"


_COURTESIES = {
    Courtesy.HELLO: """
        (?:你好|您好|哈喽|嗨|喂|在吗|在不在|在不|有人吗|(?:早上|上午|中午|下午|晚上)好|
        hello|hi|hey)(?:呀|啊|哈|了)?""",
    Courtesy.THANKS: """
        (?:好的?|行|嗯|那)?(?:多?谢谢?|感谢|太感谢|辛苦|thankyou|thanks)(?:了|你|您|啊|啦|哈)*|
        (?:好的|明白|知道|懂)了?""",
    Courtesy.BYE: "(?:再见|拜拜|回见|bye|byebye)(?:了|啊)?",
    Courtesy.WHO: """
        (?:请问)?[你您](?:是|叫)(?:谁|什么名字|什么|啥名|啥|哪位|干啥的|干什么的|机器人)
        (?:呀|啊|吗)?|whoareyou""",
    Courtesy.ABILITY: """
        (?:请问)?(?:[你您]|这个?)?都?(?:能|会|可以)都?(?:干|做|问|回答|帮我?做?|查)?[点些]?
        (?:啥|什么问题|什么|哪些|嘛)(?:呀|啊|呢|事)?|怎么用|帮助|help|whatcanyoudo""",
}
_PATTERNS = {kind: re.compile(pattern, re.VERBOSE) for kind, pattern in _COURTESIES.items()}


class Emergency(StrEnum):
    """Danger that needs a call before any answer."""

    FIRE = "fire"
    CRIME = "crime"
    MEDICAL = "medical"
    SUICIDE = "suicide"


# Words of danger happening now; what is over (「去年失火」) or only asked about
# (「防火谁管」「着火罚多少」) is left to the lists.
_EMERGENCIES = {
    Emergency.SUICIDE: """
        [想要](?:自杀|轻生|寻短见|跳楼|跳河|上吊)|不想活|活不下去|喝了?农药""",
    Emergency.FIRE: r"""
        [着起失]大?火了|正在?着火|火[烧着]起来了|看见.{0,8}(?:着火|起火)|
        on\ fire|saw\ smoke|see\ smoke""",
    Emergency.CRIME: """
        正在?(?:打人|抢|偷|砍)|有人.{0,6}(?:拿刀|持刀|砍人|要杀|抢劫|绑架)|
        入室(?:抢劫|盗窃)|被(?:抢劫|绑架|拐)了""",
    Emergency.MEDICAL: """
        (?:晕倒|昏倒|昏迷|没气|休克|抽搐|吐血|大出血)了|喘不上气|没有?呼吸|心脏病(?:犯|发作)|
        煤气中毒了|快不行了|要生了""",
}
_DANGERS = {
    kind: re.compile(pattern, re.VERBOSE | re.IGNORECASE) for kind, pattern in _EMERGENCIES.items()
}
_OVER = re.compile(
    r"去年|前年|上个?(?:月|周|礼拜|星期)|前[几些][天日]|昨[天儿]|前天|那[年天回次]|"
    r"以后|之后|如果|要是|万一"
)


def courtesy(message: str) -> Courtesy | None:
    """The courtesy that the whole message is; None where it asks something."""
    bare = _PUNCTUATION.sub("", message).lower()
    if not bare or len(bare) > _MAX_COURTESY_CHARS:
        return None
    # 「你好，谢谢」 is two courtesies; the last says what is wanted.
    for start in range(len(bare)):
        for kind, pattern in _PATTERNS.items():
            if pattern.fullmatch(bare, start) and (start == 0 or _is_hello(bare[:start])):
                return kind
    return None


def emergency(question: str) -> Emergency | None:
    """The danger that a question reports as happening now."""
    for kind, pattern in _DANGERS.items():
        match = pattern.search(question)
        if match and not _OVER.search(question[: match.start()]):
            return kind
    return None


def _is_hello(text: str) -> bool:
    return _PATTERNS[Courtesy.HELLO].fullmatch(text) is not None
