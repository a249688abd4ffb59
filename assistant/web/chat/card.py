"""The answer card: an `Answer` as HTML, every word of question and source escaped."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby, takewhile

from assistant.answer import Answer, Certainty, Citation
from assistant.answering.citation import cites_list
from assistant.answering.parts.framing import Call, Note, NotePurpose
from assistant.answering.parts.of_duties import Who, WhoForm
from assistant.answering.parts.part import Part
from assistant.answering.telling.lines import Line, LineKind, lines_of, without_related
from assistant.answering.wording import brief, reference
from assistant.web.chat.body import CHINESE_TAG, body_html, paragraph
from assistant.web.chat.calls import calls_html
from assistant.web.chat.choices import choices_html
from assistant.web.chat.next_questions import asks_back
from assistant.web.chat.room import (
    CALLS_ROWS,
    FOLD_ROWS,
    SOURCES_ROWS,
    TOOLS_ROWS,
    room_below,
)
from assistant.web.labels import LIST_CLASSES, Labels, imported_on
from assistant.web.lists.duty_view import duty_html
from assistant.web.marking import marked_text
from corpus.models import Town

_SENTENCES = re.compile(r"(?<=.{12}[。！？])(?!$)|(?<=.{12}\.)\s(?=[A-Z])")
MAX_SOURCES = 8  # more would make a slow page of an enumeration; they stand in the text


def card_stages(answer: Answer, town: Town, labels: Labels, thread: str = "") -> Iterator[str]:
    """The card as it grows: the direct answer, then numbers and text, then the sources.

    Duties that may be related stand below it as chips, and not in it; a `thread` is the earlier
    matter that it is still about. Who is in danger sees whom to call and nothing else.
    """
    above, direct, rest = _direct_and_rest(answer, town, labels)
    marked = marked_text(direct, answer.matched_terms)
    direct_line = f'<p class="lz-direct" lang="{CHINESE_TAG}">{marked}</p>'
    head = f"{_thread(thread, labels)}{above}{direct_line}"
    yield _card(answer, head)
    tools = _tools(answer, town, labels)
    sources = _sources(answer, town, labels, thread)
    folds = FOLD_ROWS * (bool(thread) + (sources.count("<details") > 1))
    others = SOURCES_ROWS * bool(sources) + TOOLS_ROWS * bool(tools) + folds
    choices = choices_html(answer, town, labels)
    main = head + _body(answer, town, direct, rest, labels, others, choices)
    yield _card(answer, main)
    if answer.emergency:
        return
    yield _card(answer, f'<div class="lz-main">{main}</div>{sources}{tools}')


def plain_card(answer: Answer, town: Town, labels: Labels) -> str:
    """The whole card without anything that takes a script: sources as what is quoted of them."""
    above, direct, rest = _direct_and_rest(answer, town, labels)
    head = f'{above}<p class="lz-direct" lang="{CHINESE_TAG}">{escape(direct)}</p>'
    main = head + _body(answer, town, direct, rest, labels, SOURCES_ROWS)
    if answer.emergency:
        return _card(answer, main)
    groups = [list(group) for _, group in groupby(answer.citations, key=lambda c: c.duty_id)]
    quoted = "".join(_quoted(group, town) for group in groups[:MAX_SOURCES])
    day = imported_on(labels, town.version) if quoted else ""
    dated = f'<p class="lz-small">{escape(labels.sources + day)}</p>' if day else ""
    return _card(answer, f"{main}{quoted}{dated}")


def waiting_card(labels: Labels) -> str:
    """What stands in an answer's place while it is looked for."""
    return f'<p class="lz-card lz-waiting">{escape(labels.waiting)}</p>'


def fault_card(labels: Labels) -> str:
    """What stands in an answer's place after an internal fault."""
    return f'<div class="lz-card lz-none"><p class="lz-direct">{escape(labels.fault)}</p></div>'


def _card(answer: Answer, inner: str) -> str:
    colour = LIST_CLASSES[answer.list] if answer.list else "lz-none"
    colour += " lz-danger" * bool(answer.emergency)
    return f'<div class="lz-card {colour}">{inner}</div>'


def _told(answer: Answer) -> Sequence[Part]:
    """The parts that a card tells; below each of several matters it would say again what else."""
    calls = [part for part in answer.parts if isinstance(part, Call) and not part.maybe]
    told = without_related(answer.parts)
    if answer.matters:
        told = tuple(part for part in told if not _is_next_step(part))
    return calls or told


def _is_next_step(part: Part) -> bool:
    return isinstance(part, Note) and part.purpose is NotePurpose.NEXT_STEP


def _doubt(answer: Answer, labels: Labels) -> str:
    """That an answer is unsure, where everything else looks as if it were not."""
    if answer.certainty is not Certainty.UNSURE or answer.emergency or answer.matters:
        return ""  # each of several matters says it of itself
    return labels.which if asks_back(answer) else labels.unsure


def _thread(matter: str, labels: Labels) -> str:
    """What a follow-up leans on, and the way out of it; page.js listens."""
    if not matter:
        return ""
    return (
        f'<p class="lz-thread"><span>{escape(labels.still.format(matter=matter))}</span>'
        f'<button type="button" class="lz-button" data-lz="leave"'
        f' aria-label="{escape(labels.leave)}">×</button></p>'
    )


def _body(
    answer: Answer,
    town: Town,
    direct: str,
    rest: Sequence[Line],
    labels: Labels,
    others: float,
    choices: str = "",
) -> str:
    """Where to go and what to tap, then the other lines as far as there is room for them.

    So many rows are taken by `others` above and below. Where is asked back which duty is meant,
    what either of them says comes after that.
    """
    doubt, where = _doubt(answer, labels), _where(answer, town, labels)
    calls = calls_html(answer, labels)
    told = [text for text in (doubt, where) if text]
    room = room_below(direct, told, others + CALLS_ROWS * bool(calls))
    return (
        (f'<p class="lz-unsure">{escape(doubt)}</p>' if doubt else "")
        + choices
        + (f'<p class="lz-where" lang="{CHINESE_TAG}">{escape(where)}</p>' if where else "")
        + calls
        + body_html(rest, labels, room, is_folded=asks_back(answer))
    )


def _where(answer: Answer, town: Town, labels: Labels) -> str:
    """The full names of those who have the one duty told, as printed; their roles are above."""
    told = [part for part in answer.parts if isinstance(part, Who)]
    if len(told) != 1 or told[0].form is not WhoForm.OPENING:
        return ""
    if answer.emergency or asks_back(answer):  # of which duty is still to be said
        return ""
    return labels.go_to + "、".join(one.holder for one in told[0].holders)


def _direct_and_rest(answer: Answer, town: Town, labels: Labels) -> tuple[str, str, Sequence[Line]]:
    """Notes that answer first, the plain first line of the lists' answer, and those below it.

    Above a table the first line is its heading; above several matters it says how many they are.
    Of a long line the first sentence stands out alone, but for danger.
    """
    lines = lines_of(_told(answer), town, plain=True)
    notes = [*takewhile(lambda line: line.notes, lines)]
    above = "".join(map(paragraph, notes))
    direct, *rest = lines[len(notes) :]
    if answer.matters and direct.kind is LineKind.HEADING:
        return above, labels.several.format(count=len(answer.matters)), [direct, *rest]
    if direct.cells or answer.emergency:
        return above, direct.text, [direct, *rest] if direct.cells else rest
    first, *more = _SENTENCES.split(direct.text, maxsplit=1)
    return above, first, [*map(Line, more), *rest]


def _sources(answer: Answer, town: Town, labels: Labels, thread: str) -> str:
    """The sources, and how the question was understood, which a phone shows of a follow-up."""
    if not answer.citations:
        return ""
    groups = [list(group) for _, group in groupby(answer.citations, key=lambda c: c.duty_id)]
    first, *others = (_source(group, town, labels) for group in groups[:MAX_SOURCES])
    further = labels.further_sources.format(count=len(others))
    folded = (
        f'<details class="lz-more"><summary>{escape(further)}</summary>{"".join(others)}</details>'
    )
    shown = first + (folded if others else "")
    left = len(groups) - MAX_SOURCES
    more = f"<p>{escape(labels.more_sources.format(count=left))}</p>" if left > 0 else ""
    understood = marked_text(answer.resolved_question, answer.matched_terms)
    dated = escape(imported_on(labels, town.version))
    kind = "lz-small" if thread or dated else "lz-small lz-as-asked"
    return (
        f'<section class="lz-sources"><h2>{escape(labels.sources)}</h2>{shown}{more}'
        f'<p class="{kind}">{escape(labels.understood)}{understood}{dated}</p></section>'
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
        f' data-version="{town.version}" aria-label="{escape(hint)}">'
        f"{escape(labels.original)}</button></div>"
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
