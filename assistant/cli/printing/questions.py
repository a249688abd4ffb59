"""What `lvzhi questions` prints and asks: questions, answers to them, decisions, conflicts."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from assistant.staff.added_questions import QuestionStore
from assistant.staff.question_checks import question_id
from assistant.staff.review import Reply
from corpus.bank.questions import AskedQuestion, Asker
from corpus.models import Town

if TYPE_CHECKING:
    from index.training.conflicts import Conflict

_ASKERS = {Asker.VILLAGER: "群众", Asker.STAFF: "干部", Asker.KEYWORD: "关键词"}
_CHOICES = "接受 a / 不要 r / 跳过 s / 退出 q："
_SHOWN = 20  # questions of a long list; --json has all
_SHOWN_CHARS = 160  # of an answer

Decided = tuple[tuple[AskedQuestion, ...], tuple[AskedQuestion, ...]]  # accepted, rejected


def question_row(asked: AskedQuestion) -> dict[str, object]:
    """A question for JSON output, with its id."""
    return {"id": question_id(asked.question), **asked.model_dump(mode="json")}


def reply_row(reply: Reply) -> dict[str, object]:
    """A question for JSON output, with what is answered to it now."""
    answer = {"duty_id": reply.duty_id, "confidence": reply.confidence, "text": reply.text}
    return question_row(reply.asked) | {"answer": answer, "found": reply.found}


def conflict_row(conflict: "Conflict", added: frozenset[str]) -> dict[str, object]:
    """A conflict for JSON output; `added` are the questions that staff have added."""

    def one(asked: AskedQuestion) -> dict[str, object]:
        return question_row(asked) | {"added": asked.question in added}

    return {
        "question": one(conflict.asked),
        "nearest": one(conflict.nearest),
        "cosine": round(conflict.cosine, 4),
        "ranked": conflict.ranked,
        "probability": round(conflict.probability, 4),
        "mutual": conflict.mutual,
    }


def print_proposed(console: Console, fresh: Sequence[AskedQuestion], store: QuestionStore) -> None:
    """What was put among the pending questions, and what to do next."""
    for asked in fresh[:_SHOWN]:
        _print_question(console, asked, store.town)
    _print_more(console, len(fresh))
    console.print(
        f"已提交 {len(fresh)} 个问题，待审 {len(store.pending())} 个，尚未生效；"
        "请用 lvzhi questions review 审核，接受前可用 lvzhi questions check 评测。",
        soft_wrap=True,
    )


def ask_decisions(console: Console, store: QuestionStore, pending: Iterable[Reply]) -> Decided:
    """Show each pending question and ask what to do; a decision is kept at once."""
    accepted: list[AskedQuestion] = []
    rejected: list[AskedQuestion] = []
    for reply in pending:
        console.print()
        _print_question(console, reply.asked, store.town)
        _print_reply(console, reply)
        choice = _choice(console)
        one = [question_id(reply.asked.question)]
        if choice == "q":
            break
        if choice == "a":
            accepted += store.decide(accept=one)[0]
        if choice == "r":
            rejected += store.decide(reject=one)[1]
    return tuple(accepted), tuple(rejected)


def print_decided(
    console: Console, accepted: Sequence[Reply], rejected: int, pending: int, took_s: float
) -> None:
    """What became live and how it is answered now."""
    for reply in accepted[:_SHOWN]:
        console.print(f"已生效 {question_id(reply.asked.question)} {escape(reply.asked.question)}")
        _print_reply(console, reply)
    _print_more(console, len(accepted))
    missed = sum(not reply.found for reply in accepted)
    if missed:
        console.print(
            f"有 {missed} 个加进来仍没有排在第一，可能和别的事项的问法太像；"
            "请看 lvzhi questions conflicts。",
            style="yellow",
            soft_wrap=True,
        )
    took = f"，用时 {took_s:.1f} 秒" if accepted else ""
    console.print(f"接受 {len(accepted)} 个，不要 {rejected} 个，还剩待审 {pending} 个{took}。")


def print_conflicts(
    console: Console, conflicts: Sequence["Conflict"], added: frozenset[str], town: Town
) -> None:
    """Pairs of questions with their duties, strongest first."""
    for conflict in conflicts:
        mutual = "，互相" if conflict.mutual else ""
        console.print(
            f"[bold]把握 {conflict.probability:.0%}，相近 {conflict.cosine:.3f}{mutual}[/bold]"
        )
        for asked in (conflict.asked, conflict.nearest):
            mark = "（自己加的）" if asked.question in added else ""
            console.print(f"  {escape(asked.question)}{mark}")
            _print_duties(console, asked, town)
        if conflict.ranked not in conflict.nearest.duties:
            title = town.duty(conflict.ranked).title
            console.print(f"  前一问会被答成 {conflict.ranked} {escape(title)}", soft_wrap=True)
    console.print(
        f"共 {len(conflicts)} 对；每对请确认挂的事项，挂错的用 lvzhi questions remove 撤下重加，"
        "随产品发布的请告诉维护者。"
        if conflicts
        else "没有互相矛盾的相似问。",
        soft_wrap=True,
    )


def _print_question(console: Console, asked: AskedQuestion, town: Town) -> None:
    console.print(
        f"[cyan]{question_id(asked.question)}[/cyan] {_ASKERS[asked.who]}："
        f"[bold]{escape(asked.question)}[/bold]",
        soft_wrap=True,
    )
    _print_duties(console, asked, town)
    console.print(f"    归：{escape('、'.join(asked.departments))}", soft_wrap=True)


def _print_duties(console: Console, asked: AskedQuestion, town: Town) -> None:
    for duty_id in asked.duties:
        console.print(f"    挂在 {duty_id} {escape(town.duty(duty_id).title)}", soft_wrap=True)


def _print_reply(console: Console, reply: Reply) -> None:
    if reply.duty_id is None:
        console.print("    [red]✗[/red] 助手现在不回答（认为不在清单内）")
        return
    mark = "[green]✓[/green]" if reply.found else "[red]✗[/red]"
    console.print(f"    {mark} 助手现在答 {reply.duty_id}，把握 {reply.confidence:.0%}：")
    text = " ".join(reply.text.split())
    shown = text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}……"
    console.print(f"    {escape(shown)}", style="dim", soft_wrap=True)


def _print_more(console: Console, total: int) -> None:
    if total > _SHOWN:
        console.print(f"……另有 {total - _SHOWN} 个，用 --json 看全部。")


def _choice(console: Console) -> str:
    while True:
        try:
            choice = console.input(_CHOICES).strip().lower()
        except (EOFError, KeyboardInterrupt):
            return "q"
        if choice in ("a", "r", "s", "q"):
            return choice
        console.print(f"“{choice}”不认识，应为 a、r、s、q 之一，请重输。", markup=False)
