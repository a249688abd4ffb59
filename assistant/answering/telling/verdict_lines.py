"""How a yes/no question is answered: the fact said again, so that no 是的 can be misread."""

from collections.abc import Sequence

from assistant.answering.parts.of_duties import Verdict
from assistant.answering.parts.of_sets import SetVerdict
from assistant.answering.wording import DENIAL, IF_ALL_MEANT, IF_MEANT, PLAIN, quoted
from assistant.understanding.statements.predicate import Kind, Predicate, Truth
from corpus.models import Duty, ListName, Town


def verdict_line(verdict: Verdict, town: Town) -> str:
    """The verdict before the sentence that says who is in charge; of several matters, alone.

    A statement that denies something is answered with the fact: 对，现在不归镇里了.
    """
    denied = [predicate for predicate in verdict.claimed if predicate.negated]
    words = DENIAL if denied else PLAIN
    if len(verdict.duty_ids) > 1:
        return f"{IF_ALL_MEANT if verdict.if_meant else ''}{words[verdict.truth][:-1]}。"
    fact = ""
    own = verdict.claimed[0]
    step = own if own.kind is Kind.DOES and len(verdict.claimed) == 1 else None
    beside = f"（{quoted(verdict.written)}）" if verdict.written else ""
    if verdict.each:
        fact = "；".join(
            f"{quoted(step.words)}写的是{_named(step.holders, town)}" for step in verdict.each
        )
    elif verdict.doers:
        fact = f"这一步写的是{_named(verdict.doers, town)}{beside}"
    elif step and beside and (verdict.truth is Truth.YES) is not step.negated:
        fact = f"这一步写的就是{step.value[0] or town.name}{beside}"
    elif verdict.written and not step:
        fact = f"清单里写的是{quoted(verdict.written)}"
    elif denied and len(verdict.claimed) == 1:
        fact = _fact(denied[0], verdict.truth, town.duty(verdict.duty_ids[0]), town.name)
    condition = IF_MEANT if verdict.if_meant else ""
    return condition + words[verdict.truth] + (f"{fact}：" if fact else "")


def _named(holders: Sequence[str], town: Town) -> str:
    return "、".join(name or town.name for name in holders)


def set_verdict_line(verdict: SetVerdict) -> str:
    """The verdict before the count that settles it."""
    return (DENIAL if verdict.denied else PLAIN)[verdict.truth]


def _fact(denied: Predicate, truth: Truth, duty: Duty, town: str) -> str:
    """What is so, where this was denied; "" where the next sentence says enough."""
    names = "、".join(denied.value)
    match denied.kind, truth:
        case Kind.TOWN, Truth.YES:
            return f"现在不归{town}了"
        case Kind.TOWN, Truth.NO:
            return f"这件事还归{town}"
        case Kind.TOWN, _:
            return f"{town}不牵头，但要配合"
        case Kind.TOWN_LEADS, _:
            return f"牵头的{'不' * (truth is Truth.YES)}是{town}"
        case (Kind.LEADS, Truth.YES):
            return f"牵头的不是{names}"
        case (Kind.LEADS, Truth.NO):
            return f"牵头的就是{names}"
        case (Kind.NAMED, Truth.YES):
            return f"这件事没有{names}的份"
        case (Kind.NAMED, _):
            return f"这件事有{names}的份"
        case (Kind.INVOLVED | Kind.JOINS, Truth.YES):
            return f"这件事不归{names}"
        case (Kind.INVOLVED, Truth.NO):
            return f"这件事就归{names}"
        case (Kind.JOINS, Truth.NO):
            return f"{names}参与这件事"
        case (Kind.INVOLVED, _):
            return f"{names}不牵头，但参与"
        case (Kind.LIST, _) if denied.value == (ListName.RECLAIMED.value,):
            taken = duty.list is ListName.RECLAIMED
            return "这件事已经上收" if taken else "这件事没有上收"
        case _:
            return ""
