"""Whether a question asks how the duties that it names differ."""

import re

# 「处罚比例」「比如」「比较大」 compare nothing; neither does 比 without two sides before it.
_COMPARES = re.compile(
    r"区别|差别|差异|异同|不同|不一样|两样|两码事|差在|差哪|相同|一样[吗么不]|"
    r"对比|对照|比对|比一[比下]|比较一?下?$|相比|区分|分清|分得清|"
    r"[和与跟同]\S{1,20}比(?:较|起来|一?下)?[,。?!]*$"
)


def compares(question: str) -> bool:
    """「配合-9和配合-10有什么区别」「第6项跟第7项比」."""
    return _COMPARES.search(question) is not None
