"""What comes before the lists: greetings, thanks, who are you."""

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
    PERSON = "person"  # to be put through to one


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
    Courtesy.PERSON: """
        (?:我|俺)?(?:想|要|请|麻烦|帮我|给我)*(?:转接?|接|找|换|叫|联系)?(?:一?[个位下])?
        (?:人工|真人|活人|客服)(?:人员|客服|服务|坐席|回答|接听|来)*(?:吧|啊|呢|行吗|可以吗)?|
        有(?:没有)?(?:人工|真人|客服)(?:客服|服务|坐席)?(?:吗|没有|没)?|humanagent|agent""",
}
_PATTERNS = {kind: re.compile(pattern, re.VERBOSE) for kind, pattern in _COURTESIES.items()}


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


def _is_hello(text: str) -> bool:
    return _PATTERNS[Courtesy.HELLO].fullmatch(text) is not None
