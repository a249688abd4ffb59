"""What the staff's panels work with, and what they have in common."""

from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from importlib.resources import files
from typing import Any

import gradio

from assistant.assistant import Assistant
from assistant.log.entry import CHINA
from assistant.log.question_log import FeedbackStore
from assistant.settings import Settings
from assistant.staff.added_questions import QuestionStore
from assistant.staff.unanswered.alike import Sorter
from assistant.web.staff.gate import StaffGate

# What comes as text becomes a file on the visitor's device; none lies on the server meanwhile. The
# first line is the file's name.
_SAVE = """(text) => {
    const [name, ...lines] = text.split("\\n");
    const content = lines.join("\\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([CONTENT]));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
    return "";
}"""
SAVE_TEXT = _SAVE.replace("CONTENT", "content")
SAVE_BYTES = _SAVE.replace(
    "CONTENT", "Uint8Array.from(atob(content), (char) => char.charCodeAt(0))"
)
Fill = Callable[[Callable[..., Any]], object]  # fills a panel when an event comes


@dataclass(frozen=True)
class Desk:
    """What every panel is built from."""

    gate: StaffGate
    assistant: Assistant
    log: FeedbackStore
    questions: QuestionStore
    settings: Settings
    sorter: Sorter

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


def dated(name: str, form: str) -> str:
    """A file's name, with today's date in it."""
    return f"{name}_{datetime.now(CHINA):%Y-%m-%d}.{form}"


def text_file(name: str, content: str) -> str:
    """What `SAVE_TEXT` makes a file of."""
    return f"{name}\n{content}"


def bytes_file(name: str, content: bytes) -> str:
    """What `SAVE_BYTES` makes a file of."""
    return f"{name}\n{b64encode(content).decode()}"


def table(columns: Iterable[str], rows: Iterable[Sequence[str]], caption: str = "") -> str:
    """A table whose cells are HTML; columns and caption are text."""
    told = f"<caption>{escape(caption)}</caption>" if caption else ""
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<div class="staff-scroll" tabindex="0"><table>{told}<thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
