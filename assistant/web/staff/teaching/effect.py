"""The effect of pending questions on the evaluation, as the staff are shown it while it grows."""

from collections.abc import Iterable, Sequence
from html import escape

from assistant.staff.effect_run import Progress
from assistant.staff.trial import Changed, Effect, Rate
from assistant.web.staff.desk import table
from assistant.web.staff.teaching import labels as labels


def progress_html(progress: Progress) -> str:
    """What is known of the effect: while it is measured, where that was ended, and whole."""
    effect, heading = progress.effect, f"<h2>{labels.EFFECT_HEADING}</h2>"
    if progress.problem:
        return f'{heading}<p class="staff-bad">{escape(progress.problem)}</p>'
    if progress.running:
        asked, of = (effect.asked, effect.of) if effect else (0, 1)
        told = labels.measuring(asked, of) if asked else labels.MEASURING
        told = labels.STOPPING if progress.cancelled else told
        bar = (
            f'<progress max="{of}" value="{asked}" aria-label="{labels.EFFECT_HEADING}"></progress>'
        )
        return f"{heading}<p>{told}</p>{bar}{_changes(effect) if effect else ''}"
    if effect is None or not effect.asked:
        return f"{heading}<p>{labels.MEASURED_NOTHING}</p>" if progress.cancelled else ""
    return heading + effect_html(effect, len(progress.pending))


def effect_html(effect: Effect, pending: int) -> str:
    """The verdict, the questions that changed, the measures that moved, and all of them."""
    kind = "bad" if effect.lost else "good"
    verdict = labels.verdict(pending, effect)
    return f'<p class="staff-{kind}">{verdict}</p>{_changes(effect)}{_all_rates(effect.rates)}'


def _changes(effect: Effect) -> str:
    return _changed(labels.LOST, effect.lost) + _changed(labels.GAINED, effect.gained)


def _all_rates(rates: Sequence[Rate]) -> str:
    if not rates:
        return ""
    moved = [rate for rate in rates if rate.before != rate.after]
    shown = _rates(moved) if moved else f"<p>{labels.NO_RATE_CHANGED}</p>"
    return f"{shown}<details><summary>{labels.ALL_RATES}</summary>{_rates(rates)}</details>"


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
