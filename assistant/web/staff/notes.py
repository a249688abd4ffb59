"""The staff panel of what the town adds: enter notes, see them with their history, undo."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Sequence
from html import escape
from typing import Any

import gradio

from assistant.notes.book import NoteError
from assistant.notes.note import MAX_CHARS, MAX_WHO_CHARS, NAMES, Change, NoteKind
from assistant.notes.sheets import drafts_of, exported
from assistant.notes.store import Draft, NoteStore
from assistant.web.staff import labels as labels
from assistant.web.staff.desk import (
    SAVE_BYTES,
    Desk,
    Fill,
    button,
    bytes_file,
    dated,
    table,
    tapped_html,
    town_dropdown,
)
from assistant.web.staff.notice import inform

# A workbook comes and goes as text: the page takes and gives no files.
_PICK = """(town, text, who) => new Promise((done) => {
    const box = document.createElement("input");
    box.type = "file";
    box.accept = ".xlsx";
    box.oncancel = () => done([town, "", who]);
    box.onchange = async () => {
        const bytes = new Uint8Array(await box.files[0].arrayBuffer());
        let read = "";
        for (const byte of bytes.subarray(0, 150000)) read += String.fromCharCode(byte);
        done([town, bytes.length > MOST ? "TOO_LARGE" : btoa(read), who]);
    };
    box.click();
})"""
# It stands above the list.
_TO_SUBJECT = "() => document.querySelector('#staff-note-subject input')?.focus()"
# Side by side, in the order of the kinds.
_ROWS = (
    (NoteKind.OFFICE, NoteKind.WINDOW),
    (NoteKind.PHONE, NoteKind.HOURS),
    (NoteKind.PAPERS,),
    (NoteKind.GUIDE,),
    (NoteKind.SENTENCE,),
)
_MOST_BYTES = 140_000  # of a workbook, so that it fits into what the page may send
_TOO_LARGE = "-"
_HISTORY = 30  # changes shown of a subject


def notes_panel(desk: Desk) -> Fill:
    """Build the panel; returns what fills it on an event."""
    return _Panel(desk).fill_on


class _Panel:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        gradio.HTML(f'<p class="staff-note">{labels.NOTES_HELP}</p>')
        self._subject = town_dropdown(
            self._choices(),
            value=desk.assistant.town.name,
            label=labels.NOTES_SUBJECT,
            elem_id="staff-note-subject",
        )
        self._filled_for = gradio.Textbox(
            "", visible=False
        )  # the subject whose notes stand in the boxes
        self._boxes: dict[NoteKind, gradio.Textbox] = {}
        for kinds in _ROWS:
            with gradio.Row():
                self._boxes |= {kind: _box(kind) for kind in kinds}
        self._mobile = gradio.Checkbox(label=labels.NOTES_MOBILE)
        self._who = gradio.Textbox(label=labels.NOTES_WHO, max_length=MAX_WHO_CHARS)
        with gradio.Row():
            self._save = gradio.Button(labels.NOTES_SAVE, variant="primary", size="md")
            self._undo = gradio.Button(labels.NOTES_UNDO, size="md")
        self._history = gradio.HTML(elem_id="staff-note-history", elem_classes="staff-page")
        self._content = gradio.Textbox(visible="hidden", container=False)
        with gradio.Row():
            self._export = gradio.Button(labels.NOTES_EXPORT, size="md")
            self._import = gradio.Button(labels.NOTES_IMPORT, size="md")
        self._list = tapped_html("staff-notes")
        self._connect()

    def _choices(self) -> list[tuple[str, str]]:
        return [(f"{key} {title}".strip(), key) for key, title in self._store.titles().items()]

    @property
    def _store(self) -> NoteStore:
        return NoteStore(self._desk.settings.notes, self._desk.assistant.town)

    @property
    def _shown(self) -> list[Any]:
        return [
            self._filled_for,
            *self._boxes.values(),
            self._mobile,
            self._history,
            self._list,
        ]

    def fill_on(self, event: Any) -> object:
        """Fill the boxes and the lists when the event comes."""
        return self._desk.gate.listen(
            event, self._opened, [self._subject], [self._subject, *self._shown]
        )

    def _connect(self) -> None:
        listen, shown = self._desk.gate.listen, self._shown
        listen(self._subject.input, self._filled, [self._subject], shown)
        boxes = self._boxes.values()
        entered = [self._filled_for, self._subject, self._who, self._mobile, *boxes]
        listen(self._save.click, self._enter, entered, shown)
        listen(self._undo.click, self._undone, [self._subject, self._who], shown)
        chosen = listen(self._list.select, self._chosen, [], [self._subject, *shown])
        chosen.success(None, js=_TO_SUBJECT)
        listen(self._export.click, self._exported, [], [self._content]).success(
            None, [self._content], [self._content], js=SAVE_BYTES
        )
        pick = _PICK.replace("MOST", str(_MOST_BYTES)).replace("TOO_LARGE", _TOO_LARGE)
        sent = [self._content, self._who]
        self.fill_on(listen(self._import.click, self._imported, sent, [], js=pick).success)

    def _filled(self, subject: str) -> list[object]:
        """Updates of `_shown`: what stands of the subject, its history, and all that stand."""
        store = self._store
        notes, titles = store.notes(), store.titles()
        own = notes.of(subject, titles.get(subject, ""))
        return [
            subject,
            *(own[kind].value if kind in own else "" for kind in NoteKind),
            any(one.mobile for one in own.values()),
            history_html(f"{subject} {titles.get(subject, '')}", notes.history(subject)),
            self._list_html([*notes.standing.values()], store.outdated()),
        ]

    def _opened(self, subject: str) -> list[object]:
        """The same; where the subject is another town's, the choices become this town's."""
        if subject in self._store.titles():
            return [gradio.skip(), *self._filled(subject)]
        subject = self._desk.assistant.town.name
        return [gradio.Dropdown(self._choices(), value=subject), *self._filled(subject)]

    def _chosen(self, event: gradio.EventData) -> list[object]:
        subject = str(event.id)
        return [subject, *self._filled(subject)]

    def _enter(
        self, filled_for: str, subject: str, who: str, mobile: bool, *values: str
    ) -> list[object]:
        if filled_for != subject:  # the boxes hold another's notes still
            raise NoteError(labels.NOTES_NOT_FILLED)
        draft = Draft(subject, dict(zip(NoteKind, values, strict=True)), mobile=bool(mobile))
        made = self._store.enter([draft], who)
        inform(labels.noted(len(made)))
        return self._filled(subject)

    def _undone(self, subject: str, who: str) -> list[object]:
        inform(labels.undone(len(self._store.undo(who, subject))))
        return self._filled(subject)

    def _exported(self) -> str:
        return bytes_file(dated(labels.NOTES_NAME, "xlsx"), exported(self._store))

    def _imported(self, content: str, who: str) -> None:
        """Enter what a workbook holds; without one nothing was chosen."""
        if content == _TOO_LARGE:
            raise NoteError(labels.NOTES_TOO_LARGE)
        if content:
            try:
                drafts = drafts_of(b64decode(content, validate=True), labels.NOTES_NAME)
            except NotBase64:
                raise NoteError(labels.NOTES_TOO_LARGE) from None
            inform(labels.noted(len(self._store.enter(drafts, who))))

    def _list_html(self, standing: Sequence[Change], outdated: Sequence[Change]) -> str:
        subjects = dict.fromkeys(one.subject for one in standing if one not in outdated)
        if not subjects and not outdated:
            return f"<p>{labels.NO_NOTES}</p>"
        titles = self._store.titles()
        rows = "".join(
            f"<li><h3>{escape(f'{key} {titles[key]}'.strip())}</h3>"
            f"{_values([one for one in standing if one.subject == key])}"
            f'<div class="staff-buttons">{button("select", labels.NOTES_CHANGE, escape(key))}</div>'
            "</li>"
            for key in subjects
        )
        left = ""
        if outdated:
            named = "、".join(dict.fromkeys(one.subject for one in outdated))
            left = f'<p class="staff-bad">{escape(labels.outdated(named))}</p>'
        return f'<h2>{labels.standing(len(subjects))}</h2>{left}<ol class="staff-list">{rows}</ol>'


def _box(kind: NoteKind) -> gradio.Textbox:
    most = MAX_CHARS[kind]
    return gradio.Textbox(label=labels.up_to(NAMES[kind], most), max_length=most, min_width=240)


def history_html(named: str, changes: Sequence[Change]) -> str:
    """The changes of one subject, the latest first, as a table."""
    heading = f"<h2>{escape(named.strip())}</h2>"
    if not changes:
        return f'{heading}<p class="staff-note">{labels.NO_HISTORY}</p>'
    rows = (
        (
            f"{one.at:%Y-%m-%d %H:%M}",
            escape(one.who),
            NAMES[one.kind],
            escape(one.value) or f"<em>{labels.TAKEN_AWAY}</em>",
        )
        for one in changes[:_HISTORY]
    )
    return heading + table(labels.HISTORY_COLUMNS, rows, labels.HISTORY)


def _values(standing: Sequence[Change]) -> str:
    lines = (f"{NAMES[one.kind]}：{escape(one.value)}" for one in standing)
    return "".join(f"<p>{line}</p>" for line in lines)
