"""The effect of pending questions on the evaluation, as the staff are shown it."""

from collections.abc import Iterable, Sequence
from html import escape

from assistant.staff.trial import Changed, Effect, Rate
from assistant.web.staff import labels as labels
from assistant.web.staff.desk import table


def effect_html(effect: Effect, pending: int) -> str:
    """The verdict, the questions that changed, the measures that moved, and all of them."""
    kind = "bad" if effect.lost else "good"
    verdict = labels.verdict(pending, len(effect.gained), len(effect.lost))
    moved = [rate for rate in effect.rates if rate.before != rate.after]
    rates = _rates(moved) if moved else f"<p>{labels.NO_RATE_CHANGED}</p>"
    return (
        f'<h2>{labels.EFFECT_HEADING}</h2><p class="staff-{kind}">{verdict}</p>'
        f"{_changed(labels.LOST, effect.lost)}{_changed(labels.GAINED, effect.gained)}{rates}"
        f"<details><summary>{labels.ALL_RATES}</summary>{_rates(effect.rates)}</details>"
    )


def _changed(caption: str, changed: Sequence[Changed]) -> str:
    rows = (
        (
            escape(one.question),
            "、".join(one.expected) or labels.SHOULD_DECLINE,
            one.before,
            one.after,
        )
        for one in changed
    )
    return table(labels.CHANGED_COLUMNS, rows, caption) if changed else ""


def _rates(rates: Iterable[Rate]) -> str:
    rows = (
        (
            rate.group,
            rate.measure,
            str(rate.questions),
            f"{rate.before:.1%}",
            f"{rate.after:.1%}",
            f"{(rate.after - rate.before) * 100:+.1f}"
            + (f"（{labels.CERTAIN}）" if rate.certain else ""),
        )
        for rate in rates
    )
    return table(labels.EFFECT_COLUMNS, rows)
