"""The staff tab: a login, and behind it one panel a task."""

from html import escape
from typing import Any

import gradio

from assistant.service.guard.paths import STAFF_LOGIN
from assistant.service.staff_login import StaffLogins
from assistant.service.towns import Towns
from assistant.settings import Settings
from assistant.staff.unanswered.alike import Sorter
from assistant.web.staff import labels as labels
from assistant.web.staff.audit import audit_panel
from assistant.web.staff.desk import Desk, Fill
from assistant.web.staff.gate import StaffGate
from assistant.web.staff.hits import hits_panel
from assistant.web.staff.notes import notes_panel
from assistant.web.staff.notice import told
from assistant.web.staff.replies import replies_panel
from assistant.web.staff.teaching.links import links_panel
from assistant.web.staff.teaching.missed import missed_panel
from assistant.web.staff.teaching.review import review_panel
from assistant.web.staff.usage import usage_panel
from assistant.web.staff.versions import versions_panel
from assistant.web.towns import key_of

# The password goes past Gradio, which would keep it with the page's other inputs.
_SIGN_IN = """async (password, town) => {
    const answer = await fetch(window.gradio_config.root + "STAFF_LOGIN", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ password })
    });
    return [answer.ok ? "" : (await answer.json()).detail, town];
}""".replace("STAFF_LOGIN", STAFF_LOGIN)
# The browser forgets what it has shown.
_SIGN_OUT = """async () => {
    await fetch(window.gradio_config.root + "STAFF_LOGIN", { method: "DELETE" });
    window.location.reload();
}""".replace("STAFF_LOGIN", STAFF_LOGIN)
_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def build_staff(
    tab: gradio.Tab,
    town: gradio.Textbox,
    towns: Towns,
    settings: Settings,
    logins: StaffLogins,
) -> None:
    """Build the content of the tab, where the caller stands in the page.

    `town` holds the key of the page's town, "" for the default's, whose office is open.
    """
    gate = StaffGate(logins, town)
    desk = Desk(gate, towns, settings, Sorter(towns.office().assistant.engine))
    with gradio.Column(elem_classes="staff-door") as door:
        gradio.HTML(f"<h2>{labels.LOGIN_HEADING}</h2><p>{labels.LOGIN_HELP}</p>")
        password = gradio.Textbox(label=labels.PASSWORD, type="password")
        enter = gradio.Button(labels.ENTER, variant="primary")
    with gradio.Column(visible=False, elem_classes="staff-room") as room:
        with gradio.Row(elem_classes="staff-head"):
            note = gradio.HTML(min_width=260)
            leave = gradio.Button(labels.LEAVE, size="sm", scale=0, min_width=120)
        show_first = _panels(desk)

    def inside(key: str) -> tuple[gradio.Column, gradio.Column, str]:
        named = labels.kept_for(towns.town(key_of(towns, key)).name, settings.feedback_days)
        head = f'<p class="staff-note">{escape(named)}</p>'
        return gradio.Column(visible=False), gradio.Column(visible=True), head

    def entered(said: str, key: str, request: gradio.Request) -> tuple[object, ...]:
        """After an attempt to sign in, of which the server `said` what was wrong, if anything."""
        if said or not gate.lets_in(request):
            raise told(said or labels.SIGN_IN_FIRST)
        return "", *inside(key)

    def returned(key: str, request: gradio.Request) -> tuple[object, ...]:
        """A page that is opened anew by who is signed in; others still stand at the door."""
        if not gate.lets_in(request):
            raise gradio.Error(visible=False, print_exception=False)
        return inside(key)

    tried = gradio.on(
        [enter.click, password.submit],
        entered,
        [password, town],
        [password, door, room, note],
        js=_SIGN_IN,
        **_QUIET,
    )
    show_first(tried.success)
    show_first(tab.select(returned, [town], [door, room, note], **_QUIET).success)
    leave.click(None, js=_SIGN_OUT)


def _panels(desk: Desk) -> Fill:
    """Build the panels, filled anew when their tabs are opened; returns what fills the first."""
    filled = {
        labels.TAB_MISSED: missed_panel,
        labels.TAB_REVIEW: review_panel,
        labels.TAB_LINKS: links_panel,
        labels.TAB_NOTES: notes_panel,
        labels.TAB_USAGE: usage_panel,
        labels.TAB_AUDIT: audit_panel,
        labels.TAB_VERSIONS: versions_panel,
    }
    fills = []
    with gradio.Tabs():
        for name, build in filled.items():
            with gradio.Tab(name) as tab:
                fills.append(build(desk))
            fills[-1](tab.select)
        with gradio.Tab(labels.TAB_REPLIES):
            replies_panel(desk)
        with gradio.Tab(labels.TAB_HITS):
            hits_panel(desk)
    return fills[0]
