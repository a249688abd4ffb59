"""The staff panel of questions that went wrong: attach each to a duty, or let it be."""

from collections.abc import Sequence
from html import escape
from typing import Any

import gradio

from assistant.staff.missed import Fault, MissedQuestion
from assistant.staff.question_checks import MAX_CHARS, Draft, Placed, question_id, question_key
from assistant.understanding.normalisation import normalise
from assistant.web.staff import labels as labels
from assistant.web.staff.desk import Desk, Fill, button, tapped_html
from assistant.web.staff.notice import inform, told

ROWS = 20  # shown at first; each is searched for duties it may be meant for
_CANDIDATES = 3
_ANSWER_CHARS = 120
_MAX_DUTIES = 5
_ALL = ""
# It stands above the list, and is there a moment later.
_TO_EDITOR = (
    "() => setTimeout(() => document.querySelector('#staff-editor textarea')?.focus(), 300)"
)


def missed_panel(desk: Desk) -> Fill:
    """Build the panel; returns what fills it on an event."""
    return _Panel(desk).fill_on


class _Panel:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        faults = [(labels.ALL_FAULTS, _ALL), *((fault.value, fault.value) for fault in Fault)]
        self._fault = gradio.Radio(faults, value=_ALL, label=labels.FAULT)
        self._count = gradio.State(ROWS)
        self._editing = gradio.State("")  # the id of the question that is being rewritten
        with gradio.Column(visible=False, elem_id="staff-editor") as self._editor:
            self._question = gradio.Textbox(label=labels.EDITED_QUESTION, max_length=MAX_CHARS)
            names = [(desk.duty_name(d.duty_id), d.duty_id) for d in desk.assistant.town.duties]
            self._duties = gradio.Dropdown(
                names,
                value=[],
                label=labels.EDITED_DUTIES,
                multiselect=True,
                max_choices=_MAX_DUTIES,
            )
            with gradio.Row():
                self._propose = gradio.Button(labels.PROPOSE, variant="primary", size="md")
                self._cancel = gradio.Button(labels.CANCEL, size="md")
        self._list = tapped_html("staff-missed")
        self._more = gradio.Button(labels.more(ROWS), size="sm", visible=False)
        self._connect()

    def fill_on(self, event: Any) -> object:
        """Fill the list when the event comes."""
        return self._desk.gate.listen(
            event, self._listed, [self._fault, self._count], [self._list, self._more]
        )

    def _connect(self) -> None:
        listen, shown = self._desk.gate.listen, [self._fault, self._count]
        listed = [self._list, self._more]
        listen(self._fault.input, self._listed, shown, listed)
        listen(
            self._more.click,
            lambda fault, count: [count + ROWS, *self._listed(fault, count + ROWS)],
            shown,
            [self._count, *listed],
        )
        listen(self._list.submit, self._attach, shown, listed)
        listen(self._list.delete, self._dismiss, shown, listed)
        editor = [self._editor, self._editing, self._question, self._duties]
        listen(self._list.select, self._edit, [], editor).success(None, js=_TO_EDITOR)
        listen(self._cancel.click, _closed, [], editor)
        listen(
            self._propose.click,
            self._propose_edited,
            [self._editing, self._question, self._duties, *shown],
            [*editor, *listed],
        )

    def _open_questions(self) -> list[MissedQuestion]:
        """What is neither attached nor dismissed."""
        questions = self._desk.questions
        attached = {
            question_key(one.question) for one in (*questions.added(), *questions.pending())
        }
        return self._desk.log.missed(attached)

    def _listed(self, fault: str, count: int) -> list[object]:
        """Updates of the list and of the button below it."""
        found = [one for one in self._open_questions() if fault in (_ALL, *one.faults)]
        left = len(found) - count
        return [
            self._html(found[:count], len(found)),
            gradio.Button(labels.more(min(ROWS, left)), visible=left > 0),
        ]

    def _candidates(self, missed: MissedQuestion) -> list[str]:
        """The duties that the question may be meant for."""
        search = self._desk.assistant.search
        hits = search.search(search.in_characters(normalise(missed.question)), _CANDIDATES)
        return [hit.duty.duty_id for hit in hits]

    def _missed(self, wanted: str) -> MissedQuestion:
        for one in self._open_questions():
            if question_id(one.question) == wanted:
                return one
        raise told(labels.GONE)

    def _attach(self, fault: str, count: int, event: gradio.EventData) -> list[object]:
        draft = Draft(question=self._missed(event.id).question, duties=(str(event.duty),))
        self._desk.questions.propose([Placed("", draft)])
        inform(labels.PROPOSED)
        return self._listed(fault, count)

    def _dismiss(self, fault: str, count: int, event: gradio.EventData) -> list[object]:
        self._desk.log.dismiss([self._missed(event.id).key])
        inform(labels.DISMISSED)
        return self._listed(fault, count)

    def _edit(self, event: gradio.EventData) -> tuple[object, ...]:
        question = self._missed(event.id).question
        return gradio.Column(visible=True), event.id, question[:MAX_CHARS], []

    def _propose_edited(
        self, editing: str, question: str, duties: Sequence[str], fault: str, count: int
    ) -> list[object]:
        """Propose the rewritten question; the one as it was asked need not be seen again."""
        missed = self._missed(editing)
        self._desk.questions.propose([Placed("", Draft(question=question, duties=tuple(duties)))])
        self._desk.log.dismiss([missed.key])
        inform(labels.PROPOSED)
        return [*_closed(), *self._listed(fault, count)]

    def _html(self, shown: Sequence[MissedQuestion], count: int) -> str:
        if not shown:
            return f"<p>{labels.NOTHING_MISSED}</p>"
        rows = "".join(map(self._row, shown))
        return f'<p class="staff-note">{labels.found(count)}</p><ol class="staff-list">{rows}</ol>'

    def _row(self, missed: MissedQuestion) -> str:
        answer = missed.answer[:_ANSWER_CHARS]
        faults = "".join(
            f'<span class="staff-tag {labels.FAULT_CLASSES[fault]}">{fault}</span>'
            for fault in missed.faults
        )
        times = labels.asked_times(missed.times, f"{missed.last_asked:%m-%d %H:%M}")
        reasons = "；".join(missed.reasons)
        told_reasons = f"<p>{labels.REASONS}{escape(reasons)}</p>" if reasons else ""
        own_id = question_id(missed.question)
        buttons = [
            *(
                button("submit", labels.attach(self._desk.duty_name(duty_id)), own_id, duty_id)
                for duty_id in self._candidates(missed)
            ),
            button("select", labels.ATTACH_OTHER, own_id),
            button("delete", labels.DISMISS, own_id),
        ]
        return (
            f"<li><h2>{escape(missed.question)}</h2><p>{faults} {times}</p>{told_reasons}"
            f'<p class="staff-note">{labels.ANSWERED_THEN}{escape(answer)}</p>'
            f'<div class="staff-buttons">{"".join(buttons)}</div></li>'
        )


def _closed() -> tuple[object, ...]:
    """Updates that close the editor."""
    return gradio.Column(visible=False), "", "", []
