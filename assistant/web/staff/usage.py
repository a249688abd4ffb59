"""The staff panel of usage: plots per day, list, department and channel, and the log's export."""

from collections.abc import Mapping
from html import escape

import gradio

from assistant.log.export import ExportFormat, exported
from assistant.log.usage import Day, Usage, period, usage_of
from assistant.staff.unanswered.week import week_of
from assistant.staff.unanswered.week_sheet import file_name, workbook
from assistant.web.labels import LIST_CLASSES
from assistant.web.staff import labels as labels
from assistant.web.staff.desk import (
    SAVE_BYTES,
    SAVE_TEXT,
    Desk,
    Fill,
    bytes_file,
    dated,
    table,
    text_file,
)
from corpus.models import ListName

_PERIODS = (7, 30, 90)  # days, besides the whole retention


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
    with gradio.Row():
        gradio.HTML(f"<p>{labels.WEEK}</p>", min_width=200)
        for weeks_ago, words in enumerate(labels.WEEKS):
            download = gradio.Button(words, size="sm", scale=0, min_width=100)
            _connect_week(desk, download, weeks_ago, text)

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
        content = exported(desk.log.entries(period(span)), form)
        return text_file(dated(labels.EXPORT_NAME, form.value), content)

    desk.gate.listen(download.click, export, [days], [text]).success(
        None, [text], [text], js=SAVE_TEXT
    )


def _connect_week(
    desk: Desk, download: gradio.Button, weeks_ago: int, text: gradio.Textbox
) -> None:
    def export() -> str:
        week = week_of(desk.log, desk.questions, desk.assistant, desk.sorter, weeks_ago)
        return bytes_file(file_name(week), workbook(week, desk.assistant.town))

    desk.gate.listen(download.click, export, [], [text]).success(
        None, [text], [text], js=SAVE_BYTES
    )


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
