"""What a question is after: nobody applies for a penalty, or to have money taken back."""

import re

_TAKES_AWAY = re.compile(r"追缴|追回|处罚")
_OBTAINS = re.compile(
    r"申请|申领|申报|办理|报名|资格|够格|领(?:取|钱|到|上|多少|不|得)|[能咋哪去]领|"
    r"(?:找谁|哪儿?|哪里|想|能)办(?!事处|公)|(?:咋|怎么)(?:给)?办(?!$|\W)"
)
# Somebody has done wrong, has died, or what was given goes back.
_GOES_BACK = re.compile(
    r"罚|追|退|还|冒|骗|违|超|多领|多发|重[复了]|不该|死|去世|走了|没了|坟|停|举报|假|偷|私自|擅自|乱|"
    r"上收|收回|管不管|查|案|没办|未"
)
# In natural logarithms of probability, more than signals ever outweigh. Of the asked questions,
# 107 are after something and speak of nothing wrong; none of them belongs to such a duty.
MISMATCH = 12.0


def takes_away(title: str) -> bool:
    """Whether a duty of this title punishes, or takes back what was given."""
    return bool(_TAKES_AWAY.search(title))


def asks_to_obtain(question: str) -> bool:
    """Whether a question is after something to be had, and speaks of nothing wrong."""
    return bool(_OBTAINS.search(question)) and not _GOES_BACK.search(question)
