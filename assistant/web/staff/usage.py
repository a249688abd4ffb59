"""The staff panel of usage: plots per day, list, department and channel, and the log's export."""

from collections.abc import Mapping
from html import escape

import gradio

from assistant.log.export import ExportFormat, exported
from assistant.log.usage import Day, Usage, period, usage_of
from assistant.web.labels import LIST_CLASSES
from assistant.web.staff import labels as labels
from assistant.web.staff.desk import Desk, Fill, table
from corpus.models import ListName

_PERIODS = (7, 30, 90)  # days, besides the whole retention
# The text becomes a file on the visitor's device; none lies on the server meanwhile.
_SAVE = """(text) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text]));
    link.download = "NAME_" + new Date().toISOString().slice(0, 10) + ".FORM";
    link.click();
    URL.revokeObjectURL(link.href);
    return "";
}"""


def usage_panel(desk: Desk) -> Fill:
    """Build the panel; returns what fills it on an event."""
    keep = desk.settings.feedback_days
    spans = sorted({*(days for days in _PERIODS if days < keep), keep})
    days = gradio.Radio(
        [(labels.last_days(span), span) for span in spans],
        value=spans[min(1, len(spans) - 1)],
        label=labels.PERIOD,
    )
    shown = gradio.HTML(elem_id="staff-usage", elem_classes="staff-page")
    text = gradio.Textbox(visible="hidden", container=False)
    with gradio.Row():
        gradio.HTML(f"<p>{labels.EXPORT}</p>", min_width=200)
        for form in ExportFormat:
            download = gradio.Button(form.value.upper(), size="sm", scale=0, min_width=100)
            _connect_export(desk, download, form, days, text)

    def told(span: int) -> str:
        since = period(span)
        return usage_html(usage_of(desk.log.entries(since), since))

    desk.gate.listen(days.input, told, [days], [shown])
    return lambda event: desk.gate.listen(event, told, [days], [shown])


def _connect_export(
    desk: Desk,
    download: gradio.Button,
    form: ExportFormat,
    days: gradio.Radio,
    text: gradio.Textbox,
) -> None:
    def export(span: int) -> str:
        return exported(desk.log.entries(period(span)), form)

    save = _SAVE.replace("NAME", labels.EXPORT_NAME).replace("FORM", form.value)
    desk.gate.listen(download.click, export, [days], [text]).success(None, [text], [text], js=save)


def usage_html(usage: Usage) -> str:
    """The totals, then the plots; each plot is a table, too."""
    if not usage.questions:
        return f"<p>{labels.NO_QUESTIONS}</p>"
    channels = {
        labels.CHANNEL_NAMES.get(name, name): count for name, count in usage.channels.items()
    }
    lists = {str(which): LIST_CLASSES[which] for which in ListName}
    return (
        f'<p class="staff-total">'
        f"{labels.totals(len(usage.days), usage.questions, usage.refused, usage.refused_share)}"
        f"</p><p>{labels.opinions(usage.helpful, usage.unhelpful)}"
        f"{labels.latency(usage.latency_p50_ms, usage.latency_p95_ms)}</p>"
        f"{_days(usage.days)}"
        f"{_bars(labels.PER_LIST, usage.lists, lists)}"
        f"{_bars(labels.PER_DEPARTMENT, usage.departments, {})}"
        f"{_bars(labels.PER_CHANNEL, channels, {})}"
    )


def _days(days: tuple[Day, ...]) -> str:
    """A column a day, answered below, refused above; the numbers stand folded below."""
    most = max(day.answered + day.refused for day in days)
    columns = "".join(
        f'<div title="{day.day:%m-%d}：{labels.ANSWERED} {day.answered}，'
        f'{labels.REFUSED} {day.refused}">'
        f'<i class="staff-refused" style="height:{day.refused / most:.2%}"></i>'
        f'<i class="staff-answered" style="height:{day.answered / most:.2%}"></i></div>'
        for day in days
    )
    rows = (
        (f"{day.day:%Y-%m-%d}", str(day.answered), str(day.refused))
        for day in reversed(days)
        if day.answered or day.refused
    )
    heads = (labels.DAY, labels.ANSWERED, labels.REFUSED)
    return (
        f"<h2>{labels.PER_DAY}</h2><p class='staff-legend'>"
        f'<i class="staff-answered"></i>{labels.ANSWERED}'
        f' <i class="staff-refused"></i>{labels.REFUSED}</p>'
        f'<div class="staff-days" aria-hidden="true">{columns}</div>'
        f'<p class="staff-ends" aria-hidden="true"><span>{days[0].day:%m-%d}</span>'
        f"<span>{labels.busiest(most)}</span><span>{days[-1].day:%m-%d}</span></p>"
        f"<details><summary>{labels.NUMBER}</summary>{table(heads, rows)}</details>"
    )


def _bars(heading: str, counts: Mapping[str, int], classes: Mapping[str, str]) -> str:
    """A bar a name, with its number; `classes` colour some."""
    if not counts:
        return ""
    most = max(counts.values())
    rows = (
        (
            f'{escape(name)}<span class="lz-bars {classes.get(name, "")}" aria-hidden="true">'
            f'<i style="width:{count / most:.2%}"></i></span>',
            str(count),
        )
        for name, count in counts.items()
    )
    return f'<div class="staff-bars">{table((heading, labels.NUMBER), rows)}</div>'
