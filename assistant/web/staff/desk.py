"""What the staff's panels work with, and what they have in common."""

from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from importlib.resources import files
from typing import Any

import gradio

from assistant.assistant import Assistant
from assistant.log.entry import CHINA
from assistant.log.question_log import FeedbackStore
from assistant.service.towns import TownOffice, Towns
from assistant.settings import Settings
from assistant.staff.added_questions import QuestionStore
from assistant.staff.unanswered.alike import Sorter
from assistant.web.staff import labels as labels
from assistant.web.staff.gate import StaffGate
from index.building.build import Reporter

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
_OPENED_WITHIN_S = 20.0  # a town that is built already opens in one
Fill = Callable[[Callable[..., Any]], object]  # fills a panel when an event comes


@dataclass(frozen=True)
class Desk:
    """What every panel is built from; all that is a town's is the running handler's town's."""

    gate: StaffGate
    towns: Towns
    base: Settings  # whichever the town
    sorter: Sorter
    _stores: dict[str, QuestionStore] = field(default_factory=dict)  # by town

    @property
    def _office(self) -> TownOffice:
        """RefusedError where the town is gone, or isn't ready yet."""
        return self.towns.soon(self.gate.town, _OPENED_WITHIN_S)

    @property
    def assistant(self) -> Assistant:
        """The town's."""
        return self._office.assistant

    @property
    def log(self) -> FeedbackStore:
        """What was asked of the town."""
        return self._office.log

    @property
    def settings(self) -> Settings:
        """Those of the town."""
        return self.base.of_town(self.gate.town or self.towns.default)

    @property
    def questions(self) -> QuestionStore:
        """Those that the town's staff added; of the lists as they are read now."""
        assistant = self.assistant
        found = self._stores.get(assistant.town.key)
        if found is None or found.town != assistant.town:
            found = QuestionStore.open(self.settings, self._reports_danger)
            self._stores[assistant.town.key] = found
        return found

    def _reports_danger(self, question: str) -> bool:
        return self.assistant.reports_danger(question)

    def duty_choices(self) -> list[tuple[str, str]]:
        """The duties of the town, to choose from: what is shown, and the id."""
        return [(self.duty_name(duty.duty_id), duty.duty_id) for duty in self.assistant.town.duties]

    def bring_live(self, progress: gradio.Progress) -> None:
        """Build the index that knows what staff added; running assistants follow it."""
        progress(0, desc=labels.BUILDING)
        shown = Reporter(
            progress=lambda stage, done, total: progress(
                (done, total), desc=stage, unit=labels.UNIT
            )
        )
        assistant, settings = self.assistant, self.settings
        assistant.beside(settings, settings.cache_dir, shown)
        assistant.follow_index()

    def duty_name(self, duty_id: str) -> str:
        """A duty's id and title."""
        return f"{duty_id} {self.assistant.town.duty(duty_id).title}"


def town_dropdown(choices: Sequence[tuple[str, str]] = (), **options: Any) -> gradio.Dropdown:
    """A dropdown whose choices are a town's: the panel tells those of its town and version.

    Gradio takes no others than it was built with; who is given the choice looks it up anyway.
    """
    made = gradio.Dropdown([*choices], **options)
    made.preprocess = _as_chosen  # type: ignore[method-assign]
    return made


def _as_chosen(payload: Any) -> Any:
    return payload


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
