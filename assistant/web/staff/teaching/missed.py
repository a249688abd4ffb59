"""The staff panel of questions that went wrong: attach each to a duty, or let it be."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import gradio

from assistant.staff.question_checks import (
    MAX_CHARS,
    Draft,
    Placed,
    QuestionError,
    question_id,
    question_key,
)
from assistant.staff.unanswered.alike import Group, Sorted
from assistant.staff.unanswered.apart import Apart
from assistant.staff.unanswered.missed import Fault, MissedQuestion
from assistant.staff.unanswered.week import candidates_of
from assistant.web.staff.desk import Desk, Fill, button, tapped_html, town_dropdown
from assistant.web.staff.notice import inform, told
from assistant.web.staff.teaching import labels as labels

ROWS = 20  # shown at first; each is searched for duties it may be meant for
_ANSWER_CHARS = 120
_MAX_DUTIES = 5
_ALL, _APART = "", "apart"
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
        faults = [(fault.value, fault.value) for fault in Fault]
        choices = [(labels.ALL_FAULTS, _ALL), *faults, (labels.APART, _APART)]
        self._fault = gradio.Radio(choices, value=_ALL, label=labels.FAULT)
        # Not shown, and kept by the browser: a service that starts anew loses neither.
        self._count = gradio.Textbox(str(ROWS), visible=False)
        self._editing = gradio.Textbox("", visible=False)  # the id of what is being rewritten
        with gradio.Column(visible=False, elem_id="staff-editor") as self._editor:
            self._question = gradio.Textbox(label=labels.EDITED_QUESTION, max_length=MAX_CHARS)
            self._duties = town_dropdown(
                desk.duty_choices(),
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
            self._show_more,
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

    def _sorted(self) -> Sorted:
        """What is neither attached nor dismissed."""
        return self._desk.sorter.sorted(self._desk.log.missed(self._desk.questions.settled()))

    def _show_more(self, fault: str, count: str) -> list[object]:
        more = str(_number(count) + ROWS)
        return [more, *self._listed(fault, more)]

    def _listed(self, fault: str, count: str) -> list[object]:
        """Updates of the list and of the button below it."""
        found, shown = self._sorted(), _number(count)
        if fault == _APART:
            left = len(found.apart) - shown
            html = self._apart_html(found.apart[:shown])
        else:
            groups = [one for one in found.groups if fault in (_ALL, *one.faults)]
            left = len(groups) - shown
            html = self._groups_html(groups[:shown], len(groups))
        return [html, gradio.Button(labels.more(min(ROWS, left)), visible=left > 0)]

    def _group(self, wanted: str) -> Group:
        """The group whose first question has this id; what stands apart is in none."""
        for group in self._sorted().groups:
            if question_id(group.first.question) == wanted:
                return group
        raise told(labels.GONE)

    def _attach(self, fault: str, count: str, event: gradio.EventData) -> list[object]:
        first, *alike = self._group(event.id).questions
        duties = (str(event.duty),)
        store = self._desk.questions
        store.propose([Placed("", Draft(question=first.question, duties=duties))])
        proposed = 1
        for one in alike:
            try:
                proposed += len(
                    store.propose([Placed("", Draft(question=one.question, duties=duties))])
                )
            except QuestionError:  # too long, say: it stays in the list
                continue
        inform(labels.proposed(proposed))
        return self._listed(fault, count)

    def _dismiss(self, fault: str, count: str, event: gradio.EventData) -> list[object]:
        found = self._sorted()
        groups = (*(group.questions for group in found.groups), *((one,) for _, one in found.apart))
        for group in groups:
            if question_id(group[0].question) == event.id:
                self._desk.log.dismiss([one.key for one in group])
                inform(labels.DISMISSED)
                return self._listed(fault, count)
        raise told(labels.GONE)

    def _edit(self, event: gradio.EventData) -> tuple[object, ...]:
        question = self._group(event.id).first.question
        duties = gradio.Dropdown(self._desk.duty_choices(), value=[])
        return gradio.Column(visible=True), event.id, question[:MAX_CHARS], duties

    def _propose_edited(
        self, editing: str, question: str, duties: Sequence[str], fault: str, count: str
    ) -> list[object]:
        """Propose the rewritten question; those as they were asked need not be seen again."""
        group = self._group(editing)
        self._desk.questions.propose([Placed("", Draft(question=question, duties=tuple(duties)))])
        self._desk.log.dismiss([one.key for one in group.questions])
        inform(labels.proposed(1))
        return [*_closed(), *self._listed(fault, count)]

    def _groups_html(self, shown: Sequence[Group], count: int) -> str:
        if not shown:
            return f"<p>{labels.NOTHING_MISSED}</p>"
        return _list(labels.found(count), map(self._row, shown))

    def _apart_html(self, shown: Sequence[tuple[Apart, MissedQuestion]]) -> str:
        """What was in danger or mere abuse: nothing to attach, and of danger few words are kept."""
        return _list(labels.emergencies(*self._desk.log.emergencies()), map(_apart_row, shown))

    def _row(self, group: Group) -> str:
        own_id = question_id(group.first.question)
        buttons = [
            *(
                button("submit", labels.attach(self._desk.duty_name(duty_id)), own_id, duty_id)
                for duty_id in candidates_of(self._desk.assistant, group.first.question)
            ),
            button("select", labels.ATTACH_OTHER, own_id),
            button("delete", labels.DISMISS, own_id),
        ]
        return f'<li>{missed_html(group)}<div class="staff-buttons">{"".join(buttons)}</div></li>'


def missed_html(group: Group) -> str:
    """A group as staff read it: the first one's words with the talk before them, then the rest."""
    first = group.first
    faults = "".join(
        f'<span class="staff-tag {labels.FAULT_CLASSES[fault]}">{fault}</span>'
        for fault in group.faults
    )
    reasons = "；".join(group.reasons)
    told_reasons = f"<p>{labels.REASONS}{escape(reasons)}</p>" if reasons else ""
    answer = first.answer[:_ANSWER_CHARS]
    return (
        f"{_said(first)}<p>{faults} {_asked_times(group.times, first)}</p>{told_reasons}"
        f'<p class="staff-note">{labels.ANSWERED_THEN}{escape(answer)}</p>{_alike(group)}'
    )


def _said(missed: MissedQuestion) -> str:
    """The visitor's words, what had been asked before, and what the question means with it."""
    before = " → ".join(missed.thread)
    told_before = f'<p class="staff-thread">{labels.BEFORE}{escape(before)}</p>' if before else ""
    meant = ""
    if question_key(missed.asked) != missed.key:
        meant = f'<p class="staff-thread">{labels.MEANT}<b>{escape(missed.question)}</b></p>'
    return f"<h2>{escape(missed.asked)}</h2>{told_before}{meant}"


def _alike(group: Group) -> str:
    others = group.questions[1:]
    if not others:
        return ""
    rows = "".join(f"<li>{escape(one.question)}（{one.times}）</li>" for one in others)
    return f"<details><summary>{labels.alike(len(others))}</summary><ul>{rows}</ul></details>"


def _apart_row(apart: tuple[Apart, MissedQuestion]) -> str:
    reason, missed = apart
    dismiss = button("delete", labels.DISMISS, question_id(missed.question))
    return (
        f"<li>{_said(missed)}"
        f'<p><span class="staff-tag">{reason}</span> {_asked_times(missed.times, missed)}</p>'
        f'<div class="staff-buttons">{dismiss}</div></li>'
    )


def _asked_times(times: int, last: MissedQuestion) -> str:
    return labels.asked_times(times, f"{last.last_asked:%m-%d %H:%M}")


def _list(note: str, rows: Iterable[str]) -> str:
    return f'<p class="staff-note">{note}</p><ol class="staff-list">{"".join(rows)}</ol>'


def _number(count: str) -> int:
    """How many rows are shown, as the browser says."""
    return int(count) if count.isdecimal() and len(count) < 5 else ROWS


def _closed() -> tuple[object, ...]:
    """Updates that close the editor."""
    return gradio.Column(visible=False), "", "", []
