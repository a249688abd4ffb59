"""The staff tab: a login, and behind it one panel a task."""

import gradio

from assistant.assistant import Assistant
from assistant.feedback import FeedbackStore
from assistant.learning import QuestionStore
from assistant.settings import Settings
from assistant.web import staff_labels as labels
from assistant.web.staff_audit import audit_panel
from assistant.web.staff_desk import Desk, Fill
from assistant.web.staff_gate import MAX_PASSWORD_CHARS, StaffGate, StaffSession, client_of
from assistant.web.staff_hits import hits_panel
from assistant.web.staff_missed import missed_panel
from assistant.web.staff_review import review_panel
from assistant.web.staff_usage import usage_panel

_RELOAD = "() => window.location.reload()"  # the browser forgets what it has shown


def build_staff(assistant: Assistant, store: FeedbackStore, settings: Settings) -> None:
    """Build the tab's content where the caller stands in the page; needs `staff_password`."""
    gate = StaffGate(settings.staff_password)
    desk = Desk(gate, assistant, store, QuestionStore.open(settings), settings)
    with gradio.Column(elem_classes="staff-door") as door:
        gradio.HTML(f"<h2>{labels.LOGIN_HEADING}</h2><p>{labels.LOGIN_HELP}</p>")
        password = gradio.Textbox(
            label=labels.PASSWORD, type="password", max_length=MAX_PASSWORD_CHARS
        )
        enter = gradio.Button(labels.ENTER, variant="primary")
    with gradio.Column(visible=False, elem_classes="staff-room") as room:
        with gradio.Row(elem_classes="staff-head"):
            note = f'<p class="staff-note">{labels.kept_for(settings.feedback_days)}</p>'
            gradio.HTML(note, min_width=260)
            leave = gradio.Button(labels.LEAVE, size="sm", scale=0, min_width=120)
        show_first = _panels(desk)

    def sign_in(
        given: str, request: gradio.Request
    ) -> tuple[StaffSession, str, gradio.Column, gradio.Column]:
        session = gate.sign_in(given, client_of(request))
        return session, "", gradio.Column(visible=False), gradio.Column(visible=True)

    entered = gradio.on(
        [enter.click, password.submit],
        sign_in,
        [password],
        [gate.session, password, door, room],
        api_visibility="private",
        show_progress="hidden",
    )
    show_first(entered.success)
    leave.click(lambda: None, None, [gate.session], api_visibility="private").then(None, js=_RELOAD)


def _panels(desk: Desk) -> Fill:
    """Build the panels, filled anew when their tabs are opened; returns what fills the first."""
    filled = {
        labels.TAB_MISSED: missed_panel,
        labels.TAB_REVIEW: review_panel,
        labels.TAB_USAGE: usage_panel,
        labels.TAB_AUDIT: audit_panel,
    }
    fills = []
    with gradio.Tabs():
        for name, build in filled.items():
            with gradio.Tab(name) as tab:
                fills.append(build(desk))
            fills[-1](tab.select)
        with gradio.Tab(labels.TAB_HITS):
            hits_panel(desk)
    return fills[0]
