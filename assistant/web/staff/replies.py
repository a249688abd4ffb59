"""The staff panel of replies: a citizen's question answered in an office's words, to be copied."""

from datetime import datetime

import gradio

from assistant.answer import Answer
from assistant.answering.wording import reference
from assistant.log.entry import CHINA
from assistant.staff.citizen_reply import reply_of
from assistant.staff.unanswered.week import candidates_of
from assistant.understanding.normalisation import MAX_QUESTION_CHARS
from assistant.web.staff import labels as labels
from assistant.web.staff.desk import Desk, button, tapped_html
from assistant.web.staff.notice import told

_LINES = 14
# page.js has what copies where the page has no https.
_COPY = f"async (text) => {{ await lz.copies(text); lz.tells('{labels.COPIED}', 5000); }}"


def replies_panel(desk: Desk) -> None:
    """Build the panel."""
    _Panel(desk).connect()


class _Panel:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        gradio.HTML(f'<p class="staff-note">{labels.REPLY_HELP}</p>')
        with gradio.Row(elem_id="staff-reply-ask"):
            self._question = gradio.Textbox(
                label=labels.REPLY_QUESTION,
                max_length=MAX_QUESTION_CHARS,
                scale=4,
                min_width=240,
            )
            self._run = gradio.Button(labels.REPLY_RUN, variant="primary", scale=0, min_width=120)
        self._note = tapped_html("staff-reply-note")
        self._reply = gradio.Textbox(
            label=labels.REPLY, lines=_LINES, max_lines=3 * _LINES, elem_id="staff-reply"
        )
        self._copy = gradio.Button(labels.COPY_REPLY, size="md")

    def connect(self) -> None:
        """Listen to the parts."""
        shown = [self._note, self._reply]
        for event in (self._run.click, self._question.submit):
            self._desk.gate.listen(event, self._answered, [self._question], shown)
        self._desk.gate.listen(self._note.select, self._of_duty, [self._question], shown)
        self._copy.click(None, [self._reply], js=_COPY)

    def _answered(self, asked: str) -> list[str]:
        """Updates of the note and the reply: what the assistant says to the question."""
        asked = _required(asked)
        answer = self._desk.assistant.ask(asked)
        reply = self._replied(answer, asked)
        if answer.emergency:
            return [f'<p class="staff-bad">{labels.reply_to_danger(answer.emergency)}</p>', ""]
        if reply and not answer.refused:
            return [f'<p class="staff-good">{labels.REPLY_READY}</p>', reply]
        buttons = "".join(
            button("select", labels.reply_by(self._desk.duty_name(duty_id)), "", duty_id)
            for duty_id in candidates_of(self._desk.assistant, asked)
        )
        note = labels.REPLY_UNCOVERED if reply else labels.REPLY_UNSURE
        note = f'<p class="staff-bad">{note}</p><div class="staff-buttons">{buttons}</div>'
        return [note, reply or ""]

    def _of_duty(self, asked: str, event: gradio.EventData) -> list[str]:
        """The same from the duty that staff say it is."""
        assistant = self._desk.assistant
        duty = assistant.town.duty(str(event.duty))
        reply = self._replied(assistant.ask(reference(duty)), _required(asked))
        return [f'<p class="staff-good">{labels.REPLY_READY}</p>', reply or ""]

    def _replied(self, answer: Answer, asked: str) -> str | None:
        return reply_of(answer, asked, self._desk.assistant.town, datetime.now(CHINA).date())


def _required(asked: str) -> str:
    if not asked.strip():
        raise told(labels.NO_QUESTION)
    return asked[:MAX_QUESTION_CHARS]
