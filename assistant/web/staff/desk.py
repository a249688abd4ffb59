"""What the staff's panels work with, and what they have in common."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Any

import gradio

from assistant.assistant import Assistant
from assistant.log.question_log import FeedbackStore
from assistant.settings import Settings
from assistant.staff.added_questions import QuestionStore
from assistant.web.staff.gate import StaffGate

Fill = Callable[[Callable[..., Any]], object]  # fills a panel when an event comes


@dataclass(frozen=True)
class Desk:
    """What every panel is built from."""

    gate: StaffGate
    assistant: Assistant
    log: FeedbackStore
    questions: QuestionStore
    settings: Settings

    def duty_name(self, duty_id: str) -> str:
        """A duty's id and title."""
        return f"{duty_id} {self.assistant.town.duty(duty_id).title}"


def tapped_html(elem_id: str) -> gradio.HTML:
    """A part that listens to its `button`s: each triggers an event, with its data."""
    script = (files("assistant.web") / "assets" / "staff.js").read_text(encoding="utf-8")
    return gradio.HTML(elem_id=elem_id, elem_classes="staff-page", js_on_load=script)


def button(event: str, words: str, question_id: str, duty_id: str = "", *, kind: str = "") -> str:
    """A button of a `tapped_html`."""
    return (
        f'<button type="button" class="lz-button {kind}" data-staff="{event}"'
        f' data-id="{question_id}" data-duty="{duty_id}">{escape(words)}</button>'
    )


def table(columns: Iterable[str], rows: Iterable[Sequence[str]], caption: str = "") -> str:
    """A table whose cells are HTML; columns and caption are text."""
    told = f"<caption>{escape(caption)}</caption>" if caption else ""
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<div class="staff-scroll" tabindex="0"><table>{told}<thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
