"""What `lvzhi across` prints: the towns with list, department and words of their documents."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assistant.province.across import AcrossAnswer

_QUOTE_CHARS = 50


def across_facts(answer: AcrossAnswer) -> dict[str, object]:
    """The answer for programs."""
    return {
        "topic": answer.question.topic,
        "list": answer.question.list,
        "office": answer.question.office,
        "towns": answer.towns,
        "seen": answer.seen,
        "found": answer.found,
        "duties": [
            {
                "town": one.town,
                "name": one.name,
                "region": one.region,
                "duty_id": one.duty.duty_id,
                "list": one.duty.list,
                "title": one.duty.title,
                "departments": one.duty.departments,
                "quote": one.quote,
            }
            for one in answer.duties
        ],
    }


def print_across(console: Console, answer: AcrossAnswer) -> None:
    """A table, and what it does not say."""
    asked = answer.question
    narrowed = (f"《{asked.list.full_name}》" if asked.list else "") + (
        f"，{asked.office}牵头" if asked.office else ""
    )
    console.print(
        f"{answer.towns} 个乡镇，看了最接近的 {answer.seen} 个，"
        f"{answer.found} 个镇的原文里有“{escape(asked.topic)}”{narrowed}。",
        soft_wrap=True,
    )
    if answer.duties:
        table = Table()
        for heading in ("镇", "所在地", "编号", "牵头部门", "原文"):
            table.add_column(heading, overflow="fold")
        for one in answer.duties:
            table.add_row(
                escape(one.name),
                escape(one.region),
                one.duty.duty_id,
                escape(one.duty.lead_department),
                escape(_shown(one.quote)),
            )
        console.print(table)
    console.print(
        "每条都对着那个镇的原文核对过。没列出的镇不等于没有：可能用了别的说法，或没看到。"
    )


def _shown(quote: str) -> str:
    return quote if len(quote) <= _QUOTE_CHARS else f"{quote[:_QUOTE_CHARS]}……"
