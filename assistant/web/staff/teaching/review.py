"""The staff panel of the questions that they add: their effect, accept, reject, withdraw."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import gradio

from assistant.answering.telling.lines import lines_of
from assistant.staff.effect_run import EffectRun
from assistant.staff.question_checks import question_id
from assistant.staff.review import Reply, replies
from assistant.staff.trial import evaluation
from assistant.web.staff.desk import Desk, Fill, button, tapped_html
from assistant.web.staff.notice import inform, warn
from assistant.web.staff.teaching import labels as labels
from assistant.web.staff.teaching.effect import progress_html
from corpus.bank.questions import AskedQuestion
from corpus.models import Town

_TICK_S = 1.5  # between looks at a measurement under way
_SHOWN = 50  # of the pending questions; each is answered to show how


def review_panel(desk: Desk) -> Fill:
    """Build the panel; returns what fills it on an event."""
    return _Panel(desk).fill_on


class _Panel:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        gradio.HTML(f'<p class="staff-note">{labels.REFRESH_NOTE}</p>')
        with gradio.Row():
            self._check = gradio.Button(labels.CHECK, visible=False, size="md")
            self._stop = gradio.Button(labels.STOP_CHECK, visible=False, size="md")
            self._accept_all = gradio.Button(labels.ACCEPT_ALL, visible=False, size="md")
        self._runs: dict[str, EffectRun] = {}  # by town, all staff's: it takes a core
        self._tick = gradio.Timer(_TICK_S, active=False)
        self._effect = gradio.HTML(elem_id="staff-effect", elem_classes="staff-page")
        self._list = tapped_html("staff-review")
        self._connect()

    @property
    def _listed(self) -> list[Any]:
        return [self._list, self._accept_all, *self._watched]

    @property
    def _watched(self) -> list[Any]:
        return [self._effect, self._check, self._stop, self._tick]

    def fill_on(self, event: Any) -> object:
        """Fill the lists when the event comes."""
        return self._desk.gate.listen(event, self._lists, [], self._listed)

    def _connect(self) -> None:
        listen = self._desk.gate.listen
        listed, slow = self._listed, {"shows_progress_on": self._list}
        listen(self._check.click, self._measure, [], self._watched)
        listen(self._stop.click, self._stopped, [], self._watched)
        listen(self._tick.tick, self._progress, [], self._watched)
        listen(self._accept_all.click, self._accept_every, [], listed, **slow)
        listen(self._list.submit, self._accept, [], listed, **slow)
        listen(self._list.delete, self._reject, [], listed)
        listen(self._list.clear, self._remove, [], listed, **slow)

    def _lists(self) -> list[object]:
        """Updates of `_listed`: what is pending and live, and the effect of what is pending."""
        pending, added = self._desk.questions.pending(), self._desk.questions.added()
        shown = replies(self._desk.assistant, pending[:_SHOWN])
        return [
            self._pending_html(shown, len(pending)) + self._added_html(added),
            gradio.Button(visible=bool(pending)),
            *self._progress(),
        ]

    @property
    def _run(self) -> EffectRun:
        return self._runs.setdefault(self._desk.gate.town, EffectRun())

    def _pending_ids(self) -> tuple[str, ...]:
        return tuple(question_id(one.question) for one in self._desk.questions.pending())

    def _measure(self) -> list[object]:
        settings, questions = self._desk.settings, self._desk.questions
        assistant, found = self._desk.assistant, evaluation(questions)
        self._run.start(
            lambda: found.effects_of_pending(settings, questions, assistant), self._pending_ids()
        )
        return self._progress()

    def _stopped(self) -> list[object]:
        self._run.cancel()
        return self._progress()

    def _progress(self) -> list[object]:
        """Updates of `_watched`; the effect of what is no longer pending is not shown."""
        now, pending = self._run.progress, self._pending_ids()
        shown = progress_html(now) if now.running or now.pending == pending else ""
        is_measured = not self._desk.assistant.files.imported  # the questions are 富河镇's
        return [
            shown,
            gradio.Button(visible=bool(pending) and not now.running and is_measured),
            gradio.Button(visible=now.running),
            gradio.Timer(active=now.running),
        ]

    def _accept(
        self,
        event: gradio.EventData,
        progress: gradio.Progress = gradio.Progress(),  # noqa: B008
    ) -> list[object]:
        return self._accepted([str(event.id)], progress)

    def _accept_every(self, progress: gradio.Progress = gradio.Progress()) -> list[object]:  # noqa: B008
        pending = self._desk.questions.pending()
        return self._accepted([question_id(one.question) for one in pending], progress)

    def _accepted(self, ids: Sequence[str], progress: gradio.Progress) -> list[object]:
        accepted, _ = self._desk.questions.decide(accept=ids)
        self._run.cancel()  # it is of what was pending
        self._desk.bring_live(progress)
        inform(labels.accepted([one.question for one in accepted]))
        if not all(reply.found for reply in replies(self._desk.assistant, accepted)):
            warn(labels.NOT_FIRST)
        return self._lists()

    def _reject(self, event: gradio.EventData) -> list[object]:
        _, rejected = self._desk.questions.decide(reject=[str(event.id)])
        self._run.cancel()
        inform(labels.removed(rejected[0].question))
        return self._lists()

    def _remove(
        self,
        event: gradio.EventData,
        progress: gradio.Progress = gradio.Progress(),  # noqa: B008
    ) -> list[object]:
        (removed,) = self._desk.questions.remove([str(event.id)])
        self._desk.bring_live(progress)
        inform(labels.removed(removed.question))
        return self._lists()

    def _pending_html(self, shown: Iterable[Reply], count: int) -> str:
        if not count:
            return f"<h2>{labels.NOTHING_PENDING}</h2>"
        rows = "".join(
            f"<li>{self._question_html(reply.asked)}{_reply_html(reply, self._desk.assistant.town)}"
            '<div class="staff-buttons">'
            + button("submit", labels.ACCEPT, question_id(reply.asked.question))
            + button("delete", labels.REJECT, question_id(reply.asked.question))
            + "</div></li>"
            for reply in shown
        )
        return f'<h2>{labels.pending(count)}</h2><ol class="staff-list">{rows}</ol>'

    def _added_html(self, added: Sequence[AskedQuestion]) -> str:
        rows = "".join(
            f'<li>{self._question_html(asked)}<div class="staff-buttons">'
            f"{button('clear', labels.REMOVE, question_id(asked.question))}</div></li>"
            for asked in reversed(added)
        )
        return (
            f"<details><summary>{labels.added(len(added))}</summary>"
            f'<ol class="staff-list">{rows}</ol></details>'
            if added
            else ""
        )

    def _question_html(self, asked: AskedQuestion) -> str:
        duties = "；".join(map(self._desk.duty_name, asked.duties))
        return (
            f"<h3>{escape(asked.question)}</h3>"
            f"<p>{labels.ASKERS[asked.who]} · {labels.ATTACHED_TO} {escape(duties)}"
            f" · {labels.OF_DEPARTMENTS} {escape('、'.join(asked.departments))}</p>"
        )


def _reply_html(reply: Reply, town: Town) -> str:
    if reply.duty_id is None:
        return f'<p class="staff-bad">✗ {labels.DECLINES_NOW}</p>'
    kind, mark, words = (
        ("good", "✓", labels.RIGHT_NOW) if reply.found else ("bad", "✗", labels.WRONG_NOW)
    )
    direct = lines_of(reply.parts, town)[0].text
    return f'<p class="staff-{kind}">{mark} {words}{escape(direct)}</p>'
