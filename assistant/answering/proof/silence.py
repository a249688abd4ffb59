"""Whether a duty's own words hold an aspect, so that nobody may say that the lists don't."""

import re

from assistant.understanding.words.unsaid import MissingAspect
from corpus.models import Duty

_NUMERAL = r"(?:\d[\d,.]*|[零一二两三四五六七八九十百千万]+)\s*"
# Written for the lists' own language, not for how people ask. A permit that a duty names is no list
# of papers to bring, the body that acts no address, and the name of the hotline 12345 no number.
_SPOKEN_OF = {
    MissingAspect.AMOUNT: rf"{_NUMERAL}(?:元|万元|块钱)",
    MissingAspect.TIME: rf"{_NUMERAL}(?:个?工作日|日[内前]|小时|个月内|天)",
    MissingAspect.PHONE: r"(?<!\d)(?:1\d{10}|\d{3,4}-\d{7,8})(?!\d)",
    MissingAspect.CONDITION: rf"{_NUMERAL}周岁",
}


def speaks_of(aspect: MissingAspect, duty: Duty) -> bool:
    """Whether the duty names such a thing itself."""
    expression = _SPOKEN_OF.get(aspect)
    if expression is None:
        return False
    texts = [duty.title, *(item for block in duty.blocks for item in block.items)]
    return any(re.search(expression, text) for text in texts)
