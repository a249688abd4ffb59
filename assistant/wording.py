"""Every sentence that a person reads in an answer, in Chinese."""

from collections.abc import Sequence

from corpus.models import Duty, ListName

HOTLINE = "12345"

COVERAGE = "我只回答本镇履职事项清单里的事：哪件事归哪张清单、由哪个部门负责、镇里做什么。"
EMPTY_QUESTION = "请说说您想问的事，比如“俺家房子快塌了找谁”。"
CHECK_FAILED = "抱歉，这次没能核对上清单原文，为免说错就不回答了。"
NEXT_STEP = f"可以换个说法再问，或拨打{HOTLINE}政务服务便民热线咨询。"


def reference(duty: Duty) -> str:
    """《配合履职事项清单》第40项."""
    return f"《{duty.list.full_name}》第{duty.number}项"


def titled_reference(duty: Duty) -> str:
    """The reference with the duty's title."""
    return f"{reference(duty)}“{duty.title}”"


def own_duty(duty: Duty, town: str) -> str:
    """First sentence about a duty that the town does itself."""
    return f"这件事由{town}自己负责，见{reference(duty)}："


def assisted_duty(duty: Duty, town: str, asked: Sequence[str]) -> str:
    """First sentence about a duty that a department leads and the town assists."""
    lead = duty.lead_department
    others = [name for name in asked if name not in (lead, town)]
    part = f"您问的这部分由{'、'.join(others)}负责，" if others else ""
    return f"这件事由{lead}牵头，{part}{town}配合，见{titled_reference(duty)}。"


def reclaimed_duty(duty: Duty, town: str) -> str:
    """First sentence about a duty that was taken back."""
    return (
        f"这件事已由{'、'.join(duty.departments)}收回办理，{town}不再承担，"
        f"见{titled_reference(duty)}。"
    )


def part_heading(list_name: ListName, holder: str, town: str) -> str:
    """The line above one holder's part."""
    if list_name is ListName.RECLAIMED:
        return f"{holder}怎么办："
    return f"{holder}要做的：" if holder == town else f"{holder}负责："


SUPPORT_HEADING = "上级给镇里的履职保障："


def shortened(total: int) -> str:
    """The line below a part of which only some items are shown."""
    return f"（共{total}条，这里是与您的问题最相关的几条，全文见引文。）"


def refusal(nearest: Sequence[Duty]) -> str:
    """What to say where the lists don't cover a question, with duties that may be related."""
    lines = ["这个问题清单里没有对应的事项，我不能乱说。", COVERAGE, NEXT_STEP]
    if nearest:
        lines.append("可能相关的事项：" + "；".join(map(titled_reference, nearest)) + "。")
    return "\n".join(lines)
