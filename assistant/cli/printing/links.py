"""What `lvzhi links` prints: pairs of duties and matters, by what they are decided."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assistant.staff.town_links import SHOWN, SeenLink, TownLinks
from index.matters.links import Verdict

_DECIDED = {Verdict.SAME: "确认", Verdict.OTHER: "否定"}


def links_facts(links: TownLinks) -> dict[str, object]:
    """The same for programs."""
    return {
        "proposed": [_row(link) for link in links.proposed()],
        "used": [_row(link) for link in links.used()],
        "denied": [_row(link) for link in links.denied()],
    }


def print_links(console: Console, links: TownLinks, key: str, decided: int, every: bool) -> None:
    """What was decided, then what is to be decided; with `every` the others too."""
    if decided:
        console.print(f"已记下 {decided} 处，索引已更新，马上生效。")
    proposed = links.proposed()
    if proposed:
        console.print(_table(f"请看是不是同一件事（{len(proposed)} 处）", proposed[:SHOWN]))
        if len(proposed) > SHOWN:
            console.print(f"先看最像的 {SHOWN} 处；这些看完，再运行一次就列后面的。")
        console.print(
            f"是，就 lvzhi links {key} --confirm {proposed[0].name}；"
            f"不是，就 lvzhi links {key} --reject {proposed[0].name}。几处可以写在一条命令里。",
            soft_wrap=True,
        )
    else:
        console.print("没有要确认的。")
    if every:
        used, denied = links.used(), links.denied()
        console.print(_table(f"正在用的（{len(used)} 处），最没把握的在前", used))
        if denied:
            console.print(_table(f"否定了的（{len(denied)} 处）", denied))


def _row(link: SeenLink) -> dict[str, object]:
    return {
        "name": link.name,
        "duty_id": link.duty_id,
        "title": link.title,
        "matter": link.matter,
        "questions": link.samples,
        "probability": link.probability,
        "verdict": link.verdict,
        "day": link.day or None,
    }


def _table(title: str, links: Sequence[SeenLink]) -> Table:
    table = Table(title=title, show_lines=True)
    table.add_column("写法", no_wrap=True)
    for heading in ("本地事项", "是不是这件事，群众这样问"):
        table.add_column(heading, overflow="fold", ratio=1)
    table.add_column("把握", no_wrap=True)
    for link in links:
        asked = "".join(f"\n[dim]“{escape(question)}”[/dim]" for question in link.samples)
        table.add_row(link.name, escape(link.title), f"{escape(link.matter)}{asked}", _sure(link))
    return table


def _sure(link: SeenLink) -> str:
    if link.verdict is None:
        return f"{link.probability:.0%}"
    return f"{_DECIDED[link.verdict]}\n{link.day}".strip()
