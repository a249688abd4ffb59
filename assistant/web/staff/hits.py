"""The staff panel of the hit test: why a question finds the duties that it finds."""

from collections.abc import Sequence
from html import escape

import gradio

from assistant.answering.telling.lines import lines_of
from assistant.staff.hit_test import HitTest, RankedHit, hit_test
from assistant.understanding.normalisation import MAX_QUESTION_CHARS
from assistant.web.staff import labels as labels
from assistant.web.staff.desk import Desk, table
from assistant.web.staff.notice import told
from index.features import SIGNALS

_MATCHES = 3  # asked questions and passages shown of each duty
_SMALL = 0.05  # points that change no order


def hits_panel(desk: Desk) -> None:
    """Build the panel."""
    with gradio.Row(elem_id="staff-hit-ask"):
        question = gradio.Textbox(
            label=labels.HIT_QUESTION,
            placeholder=labels.HIT_HINT,
            max_length=MAX_QUESTION_CHARS,
            scale=4,
            min_width=240,
        )
        run = gradio.Button(labels.HIT_RUN, variant="primary", scale=0, min_width=120)
    shown = gradio.HTML(elem_id="staff-hits", elem_classes="staff-page")

    def tested(asked: str) -> str:
        if not asked.strip():
            raise told(labels.NO_QUESTION)
        asked = asked[:MAX_QUESTION_CHARS]
        answer = desk.assistant.ask(asked)
        direct = lines_of(answer.parts, desk.assistant.town)[0].text
        return hits_html(hit_test(desk.assistant.search, asked), direct)

    for event in (run.click, question.submit):
        desk.gate.listen(event, tested, [question], [shown])


def hits_html(tested: HitTest, answer: str) -> str:
    """The answer, the signals of the best duties side by side, and what of each matched."""
    columns = (*labels.HIT_COLUMNS, *(labels.SIGNAL_NAMES[name] for name in SIGNALS), labels.SUM)
    rows = (_row(place, one) for place, one in enumerate(tested.hits, start=1))
    matches = "".join(
        _matches(place, one, place == 1) for place, one in enumerate(tested.hits, start=1)
    )
    return (
        f"<p>{labels.ANSWERS_NOW}<b>{escape(answer)}</b></p>"
        f"<p>{labels.SEARCHED_AS}{escape(tested.question)}<br>"
        f"{labels.covered(tested)}</p>"
        f"{table(columns, rows, labels.SIGNALS_CAPTION)}{matches}"
    )


def _row(place: int, ranked: RankedHit) -> Sequence[str]:
    hit = ranked.hit
    name = f"{hit.duty.duty_id} {escape(hit.duty.title)}"
    gains = (_gain(ranked.gains[signal], hit.signals[signal]) for signal in SIGNALS)
    return (
        str(place),
        name,
        f"{hit.probability:.1%}",
        *gains,
        f"<b>{sum(ranked.gains.values()):+.1f}</b>",
    )


def _gain(points: float, raw: float) -> str:
    """Points, the raw signal below; colour only repeats the sign."""
    kind = "" if abs(points) < _SMALL else "staff-plus" if points > 0 else "staff-minus"
    return f'<span class="{kind}">{points:+.1f}</span><small>{raw:.2f}</small>'


def _matches(place: int, ranked: RankedHit, unfolded: bool) -> str:
    hit = ranked.hit
    asked = "".join(
        f"<li><small>{one.score:.3f}</small> {escape(one.asked.question)}</li>"
        for one in hit.asked[:_MATCHES]
    )
    passages = "".join(
        f"<li><small>{one.score:.3f}</small> {escape(one.passage.text)}</li>"
        for one in hit.passages[:_MATCHES]
    )
    words = "、".join(map(escape, ranked.shared_words)) or "—"
    return (
        f"<details{' open' if unfolded else ''}>"
        f"<summary>{place}. {hit.duty.duty_id} {escape(hit.duty.title)}</summary>"
        f"<h2>{labels.NEAREST_ASKED}</h2><ul>{asked}</ul>"
        f"<h2>{labels.NEAREST_PASSAGES}</h2><ul>{passages}</ul>"
        f"<p>{labels.SHARED_WORDS}：{words}</p></details>"
    )
