"""The answer card: an `Answer` as HTML, every word of question and source escaped."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby, takewhile

from assistant.answer import Answer, AnswerKind, Certainty, Citation
from assistant.answering.citation import cites_list
from assistant.answering.parts.of_sets import Listed
from assistant.answering.parts.part import Part
from assistant.answering.telling.lines import Line, LineKind, lines_of, without_related
from assistant.answering.wording import brief, reference
from assistant.web.chat.notes import notes_html
from assistant.web.labels import LANGUAGE_TAGS, LIST_CLASSES, Labels, Language
from assistant.web.lists.duty_view import duty_html
from assistant.web.marking import marked_text
from corpus.models import ListName, Town

CHINESE_TAG = LANGUAGE_TAGS[Language.CHINESE]  # answers are Chinese in either interface
MAX_SOURCES = 8  # more would make a slow page of an enumeration; they stand in the text


def card_stages(answer: Answer, town: Town, labels: Labels) -> Iterator[str]:
    """The card as it grows: the direct answer, then badges and text, then the sources.

    Duties that may be related stand below it as chips, and not in it.
    """
    above, direct, rest = _direct_and_rest(without_related(answer.parts), town)
    marked = marked_text(direct, answer.matched_terms)
    head = f'{above}<p class="lz-direct" lang="{CHINESE_TAG}">{marked}</p>'
    yield _card(answer, head)
    head += _badges(answer, town, labels) + _body(rest)
    yield _card(answer, head)
    yield _card(answer, head + _sources(answer, town, labels) + _tools(answer, town, labels))


def plain_card(answer: Answer, town: Town, labels: Labels) -> str:
    """The whole card without anything that takes a script: sources as what is quoted of them."""
    above, direct, rest = _direct_and_rest(answer.parts, town)
    head = f'{above}<p class="lz-direct" lang="{CHINESE_TAG}">{escape(direct)}</p>'
    groups = [list(group) for _, group in groupby(answer.citations, key=lambda c: c.duty_id)]
    sources = "".join(_quoted(group, town) for group in groups[:MAX_SOURCES])
    return _card(answer, head + _badges(answer, town, labels) + _body(rest) + sources)


def waiting_card(labels: Labels) -> str:
    """What stands in an answer's place while it is looked for."""
    return f'<p class="lz-card lz-waiting">{escape(labels.waiting)}</p>'


def fault_card(labels: Labels) -> str:
    """What stands in an answer's place after an internal fault."""
    return f'<div class="lz-card lz-none"><p class="lz-direct">{escape(labels.fault)}</p></div>'


def _card(answer: Answer, inner: str) -> str:
    colour = LIST_CLASSES[answer.list] if answer.list else "lz-none"
    return f'<div class="lz-card {colour}">{inner}</div>'


def _badges(answer: Answer, town: Town, labels: Labels) -> str:
    """List, lead department, the town's part, confidence; of many duties what all share."""
    if not answer.citations:
        return ""
    badges = []
    shown = [town.duty(duty_id) for duty_id in _shown(answer)]
    lists = {duty.list for duty in shown} or {citation.list for citation in answer.citations}
    if len(lists) == 1:
        [name] = lists
        badges.append(("lz-list", f"{labels.list_names[name]} · {labels.list_meanings[name]}"))
        if len({duty.lead_department for duty in shown}) == 1:
            badges.append(("", f"{labels.leads[name]}{shown[0].lead_department}"))
        if name is not ListName.BASIC:
            badges.append(("", f"{labels.towns_part}{labels.towns_parts[name]}"))
    badges.append(_certainty(answer, labels))
    items = "".join(f'<li class="lz-badge {kind}">{escape(text)}</li>' for kind, text in badges)
    return f'<ul class="lz-badges">{items}</ul>'


def _certainty(answer: Answer, labels: Labels) -> tuple[str, str]:
    sure, unsure = labels.certainty
    return ("lz-sure", sure) if answer.certainty is Certainty.SURE else ("lz-unsure", unsure)


def _shown(answer: Answer) -> list[str]:
    """The duties whose holders the badges tell: those listed, else the first cited."""
    if answer.kind is AnswerKind.ENUMERATE:
        return [one.duty_id for p in answer.parts if isinstance(p, Listed) for one in p.duties]
    return [citation.duty_id for citation in answer.citations[:1]]


def _direct_and_rest(parts: Sequence[Part], town: Town) -> tuple[str, str, Sequence[Line]]:
    """Notes that answer first, the plain first line of the lists' answer, and those below it.

    Above a table the first line is its heading.
    """
    lines = lines_of(parts, town)
    notes = [*takewhile(lambda line: line.notes, lines)]
    direct, *rest = lines[len(notes) :]
    below = [direct, *rest] if direct.cells else rest
    return "".join(map(_paragraph, notes)), direct.text, below


def _body(lines: Sequence[Line]) -> str:
    if not lines:
        return ""
    groups = groupby(lines, key=lambda line: line.kind is LineKind.ROW)
    inner = "".join(
        _table(list(group)) if rows else "".join(map(_paragraph, group)) for rows, group in groups
    )
    return f'<div class="lz-body" lang="{CHINESE_TAG}">{inner}</div>'


def _paragraph(line: Line) -> str:
    if line.notes:
        return notes_html(line.notes)
    kind = "heading" if line.kind is LineKind.HEADING else "line"
    return f'<p class="lz-{kind}">{escape(line.text)}</p>'


def _table(rows: Sequence[Line]) -> str:
    shown = "".join(
        f'<tr data-lz-text="{escape(row.text)}">'
        + f'<th scope="row">{escape(row.cells[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row.cells[1:])
        + "</tr>"
        for row in rows
    )
    return f'<div class="lz-table"><table>{shown}</table></div>'


def _sources(answer: Answer, town: Town, labels: Labels) -> str:
    if not answer.citations:
        return ""
    groups = [list(group) for _, group in groupby(answer.citations, key=lambda c: c.duty_id)]
    shown = "".join(_source(group, town, labels) for group in groups[:MAX_SOURCES])
    left = len(groups) - MAX_SOURCES
    more = f"<p>{escape(labels.more_sources.format(count=left))}</p>" if left > 0 else ""
    understood = marked_text(answer.resolved_question, answer.matched_terms)
    return (
        f'<section class="lz-sources"><h2>{escape(labels.sources)}</h2>{shown}{more}'
        f'<p class="lz-small">{escape(labels.understood)}{understood}</p></section>'
    )


def _source(cited: Sequence[Citation], town: Town, labels: Labels) -> str:
    """One cited duty, to be unfolded, and the button that opens it in the lists."""
    if cites_list(cited[0], town):
        return f'<div class="lz-source">{_list_heading(cited[0])}</div>'
    duty = town.duty(cited[0].duty_id)
    quotes = [citation.quote for citation in cited]
    hint = labels.original_hint.format(reference=reference(duty))
    return (
        f'<div class="lz-source"><details><summary><b>{escape(reference(duty))}</b> '
        f"<span>{escape(brief(duty.title))}</span></summary>"
        f"{duty_html(duty, town, quotes, labels.language)}</details>"
        f'<button type="button" class="lz-button" data-lz-duty="{duty.duty_id}"'
        f' aria-label="{escape(hint)}">{escape(labels.original)}</button></div>'
    )


def _list_heading(citation: Citation) -> str:
    """A whole list as a source: its heading, as printed."""
    return f"<p><b>《{citation.list.full_name}》</b> {escape(citation.quote)}</p>"


def _quoted(cited: Sequence[Citation], town: Town) -> str:
    """One cited duty as its name and quotes, to be unfolded."""
    if cites_list(cited[0], town):
        return _list_heading(cited[0])
    duty = town.duty(cited[0].duty_id)
    quotes = "".join(f"<blockquote>{escape(citation.quote)}</blockquote>" for citation in cited)
    name = f"<b>{escape(reference(duty))}</b> {escape(brief(duty.title))}"
    return f"<details><summary>{name}</summary>{quotes}</details>"


def _tools(answer: Answer, town: Town, labels: Labels) -> str:
    """What can be done with the answer; page.js listens."""
    if not answer.resolved_question:
        return ""
    tools = (
        ("read", labels.read, f'data-stop="{escape(labels.stop_reading)}"'),
        ("copy", labels.copy, f'data-done="{escape(labels.done)}"'),
        ("print", labels.print, ""),
        ("share", labels.share, f'data-done="{escape(labels.done)}"'),
    )
    buttons = "".join(
        f'<button type="button" class="lz-button" data-lz="{action}" {then}>{escape(word)}</button>'
        for action, word, then in tools
    )
    question = escape(answer.resolved_question)
    return (
        f'<div class="lz-tools" data-question="{question}" data-town="{town.key}">{buttons}</div>'
    )
