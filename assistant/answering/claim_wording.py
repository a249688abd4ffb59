"""How a yes/no question is answered: the fact said again, so that no 是的 can be misread."""

from assistant.answering.wording import enforcement_mark
from assistant.understanding.statements.claim import Claim
from assistant.understanding.statements.predicate import Kind, Predicate, Truth
from corpus.models import Duty, ListName

_PLAIN = {Truth.YES: "是的，", Truth.NO: "不是，", Truth.PARTLY: "不全是，"}
_DENIAL = {Truth.YES: "对，", Truth.NO: "不对，", Truth.PARTLY: "不全对，"}


def verdict_on(claim: Claim, verdict: Truth, duty: Duty, town: str) -> str:
    """The verdict before the sentence that says who is in charge.

    A statement that denies something is answered with the fact: 对，现在不归镇里了.
    """
    mark = enforcement_mark(duty) if any(_is_mark(p) for p in claim.predicates) else ""
    if not claim.negated:
        return _PLAIN[verdict] + mark
    denied = next(predicate for predicate in claim.predicates if predicate.negated)
    fact = _fact(denied, denied.truth(duty), duty, town) if len(claim.predicates) == 1 else ""
    return _DENIAL[verdict] + (f"{fact}：" if fact else mark)


def _is_mark(predicate: Predicate) -> bool:
    return predicate.kind is Kind.ENFORCEMENT


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
