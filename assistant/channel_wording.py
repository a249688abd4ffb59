"""Sentences around an answer on a channel: sources, pages, numbers to reply with, notices."""

from corpus.models import Town

SOURCES_HEADING = "引文："
FOLLOW_UP_HEADING = "回复数字查看清单原文："
NOTICE = "仅供参考，以官方公布为准。"


def source_notice(town: Town) -> str:
    """Where an answer's words come from, and what they are worth."""
    return f"依据《{town.source_name}》，{NOTICE}"


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
