"""The answer card: an `Answer` as HTML, every word of question and source escaped."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby, takewhile

from assistant.answer import Answer, Certainty, Citation
from assistant.answering.citation import cites_list
from assistant.answering.parts.framing import Call
from assistant.answering.parts.of_duties import Who, WhoForm
from assistant.answering.parts.part import Part
from assistant.answering.telling.lines import Line, lines_of, without_related
from assistant.answering.wording import brief, reference
from assistant.web.chat.body import CHINESE_TAG, body_html, paragraph
from assistant.web.chat.calls import calls_html
from assistant.web.chat.next_questions import asks_back
from assistant.web.labels import LIST_CLASSES, Labels, imported_on
from assistant.web.lists.duty_view import duty_html
from assistant.web.marking import marked_text
from corpus.models import Town

MAX_SOURCES = 8  # more would make a slow page of an enumeration; they stand in the text


def card_stages(answer: Answer, town: Town, labels: Labels, thread: str = "") -> Iterator[str]:
    """The card as it grows: the direct answer, then numbers and text, then the sources.

    Duties that may be related stand below it as chips, and not in it; a `thread` is the earlier
    matter that it is still about. Who is in danger sees whom to call and nothing else.
    """
    above, direct, rest = _direct_and_rest(_told(answer), town)
    marked = marked_text(direct, answer.matched_terms)
    direct_line = f'<p class="lz-direct" lang="{CHINESE_TAG}">{marked}</p>'
    head = f"{_thread(thread, labels)}{above}{direct_line}"
    yield _card(answer, head)
    main = f"{head}{_doubt(answer, labels)}{_body(answer, town, rest, labels)}"
    yield _card(answer, main)
    if answer.emergency:
        return
    tools = _tools(answer, town, labels)
    sources = _sources(answer, town, labels)
    yield _card(answer, f'<div class="lz-main">{main}</div>{sources}{tools}')


def plain_card(answer: Answer, town: Town, labels: Labels) -> str:
    """The whole card without anything that takes a script: sources as what is quoted of them."""
    told = _told(answer) if answer.emergency else answer.parts
    above, direct, rest = _direct_and_rest(told, town)
    head = f'{above}<p class="lz-direct" lang="{CHINESE_TAG}">{escape(direct)}</p>'
    main = f"{head}{_doubt(answer, labels)}{_body(answer, town, rest, labels)}"
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
    return f'<div class="lz-card {colour}">{inner}</div>'


def _told(answer: Answer) -> Sequence[Part]:
    calls = [part for part in answer.parts if isinstance(part, Call) and not part.maybe]
    return calls or without_related(answer.parts)


def _doubt(answer: Answer, labels: Labels) -> str:
    """That an answer is unsure, where everything else looks as if it were not."""
    if answer.certainty is not Certainty.UNSURE or answer.emergency:
        return ""
    said = labels.which if asks_back(answer) else labels.unsure
    return f'<p class="lz-unsure">{escape(said)}</p>'


def _thread(matter: str, labels: Labels) -> str:
    """What a follow-up leans on, and the way out of it; page.js listens."""
    if not matter:
        return ""
    return (
        f'<p class="lz-thread"><span>{escape(labels.still.format(matter=matter))}</span>'
        f'<button type="button" class="lz-button" data-lz="leave"'
        f' aria-label="{escape(labels.leave)}">×</button></p>'
    )


def _body(answer: Answer, town: Town, rest: Sequence[Line], labels: Labels) -> str:
    """Where to go and what to tap, then the other lines."""
    return _where(answer, town, labels) + calls_html(answer, labels) + body_html(rest, labels)


def _where(answer: Answer, town: Town, labels: Labels) -> str:
    """The full names of those who have the one duty told, as printed."""
    told = [part for part in answer.parts if isinstance(part, Who)]
    if len(told) != 1 or told[0].form is not WhoForm.OPENING or answer.emergency:
        return ""
    named = "，".join(f"{one.holder}{labels.roles.get(one.role, '')}" for one in told[0].holders)
    return f'<p class="lz-where" lang="{CHINESE_TAG}">{escape(labels.go_to + named)}</p>'


def _direct_and_rest(parts: Sequence[Part], town: Town) -> tuple[str, str, Sequence[Line]]:
    """Notes that answer first, the plain first line of the lists' answer, and those below it.

    Above a table the first line is its heading.
    """
    lines = lines_of(parts, town, plain=True)
    notes = [*takewhile(lambda line: line.notes, lines)]
    direct, *rest = lines[len(notes) :]
    below = [direct, *rest] if direct.cells else rest
    return "".join(map(paragraph, notes)), direct.text, below


def _sources(answer: Answer, town: Town, labels: Labels) -> str:
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
    return (
        f'<section class="lz-sources"><h2>{escape(labels.sources)}</h2>{shown}{more}'
        f'<p class="lz-small">{escape(labels.understood)}{understood}{dated}</p></section>'
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
