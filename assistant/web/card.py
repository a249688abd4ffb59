"""The answer card: an `Answer` as HTML, every word of question and source escaped."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from assistant.answer import Answer, Citation
from assistant.web.labels import LIST_CLASSES, Labels
from assistant.wording import reference
from corpus.models import Duty, ListName, Town

SURE, FAIRLY_SURE = 0.8, 0.5  # of `Answer.confidence`; below, the text says so too
MAX_SOURCES = 8  # more would make a slow page of an enumeration; they stand in the text


def card_stages(answer: Answer, town: Town, labels: Labels) -> Iterator[str]:
    """The card as it grows: the direct answer, then badges and text, then the sources."""
    direct, _, rest = answer.text.partition("\n")
    head = f'<p class="lz-direct">{_marked(direct, answer.matched_terms)}</p>'
    yield _card(answer, head)
    head += _badges(answer, labels) + _body(rest)
    yield _card(answer, head)
    yield _card(answer, head + _sources(answer, town, labels) + _tools(answer, town, labels))


def fault_card(labels: Labels) -> str:
    """What stands in an answer's place after an internal fault."""
    return f'<div class="lz-card lz-none"><p class="lz-direct">{escape(labels.fault)}</p></div>'


def _card(answer: Answer, inner: str) -> str:
    colour = LIST_CLASSES[answer.list] if answer.list else "lz-none"
    return f'<div class="lz-card {colour}">{inner}</div>'


def _badges(answer: Answer, labels: Labels) -> str:
    if answer.list is None or not answer.citations:
        return ""
    name = answer.list
    lead = "、".join(answer.departments[:1]) or answer.citations[0].holder
    badges = [("lz-list", f"{labels.list_names[name]}：{labels.list_meanings[name]}")]
    if name is not ListName.BASIC:
        badges.append(("", f"{labels.lead}：{lead}"))
    badges.append(("", f"{labels.towns_part}：{labels.towns_parts[name]}"))
    badges.append(_confidence(answer.confidence, labels))
    items = "".join(f'<li class="lz-badge {kind}">{escape(text)}</li>' for kind, text in badges)
    return f'<ul class="lz-badges">{items}</ul>'


def _confidence(confidence: float, labels: Labels) -> tuple[str, str]:
    high, middle, low = labels.confidence
    if confidence >= SURE:
        return "lz-sure", high
    return ("lz-sure", middle) if confidence >= FAIRLY_SURE else ("lz-unsure", low)


def _body(text: str) -> str:
    if not text:
        return ""
    lines = (
        f'<p class="lz-{"heading" if line.endswith("：") else "line"}">{escape(line)}</p>'
        for line in text.split("\n")
        if line
    )
    return f'<div class="lz-body">{"".join(lines)}</div>'


def _sources(answer: Answer, town: Town, labels: Labels) -> str:
    if not answer.citations:
        return ""
    groups = [list(group) for _, group in groupby(answer.citations, key=lambda c: c.duty_id)]
    shown = "".join(
        _source(group, town, answer.matched_terms, labels) for group in groups[:MAX_SOURCES]
    )
    left = len(groups) - MAX_SOURCES
    more = f"<p>{escape(labels.more_sources.format(count=left))}</p>" if left > 0 else ""
    understood = _marked(answer.resolved_question, answer.matched_terms)
    return (
        f'<section class="lz-sources"><h3>{escape(labels.sources)}</h3>{shown}{more}'
        f'<p class="lz-small">{escape(labels.understood)}{understood}</p></section>'
    )


def _source(cited: Sequence[Citation], town: Town, terms: Sequence[str], labels: Labels) -> str:
    """One cited duty, to be unfolded, and the button that opens it in the lists."""
    duty = town.duty(cited[0].duty_id)
    quotes = [line for citation in cited for line in citation.quote.split("\n")]
    hint = labels.original_hint.format(reference=reference(duty))
    return (
        f'<div class="lz-source {LIST_CLASSES[duty.list]}"><details><summary>'
        f"{escape(reference(duty))}<small>{_place(duty, labels)}</small></summary>"
        f"{_whole(duty, town, quotes, terms)}</details>"
        f'<button type="button" class="lz-button" data-lz-duty="{duty.duty_id}"'
        f' aria-label="{escape(hint)}">{escape(labels.original)}</button></div>'
    )


def _place(duty: Duty, labels: Labels) -> str:
    lines = "、".join(map(str, duty.source_lines))
    return escape(labels.place.format(section=duty.section, lines=lines))


def _whole(duty: Duty, town: Town, quotes: Sequence[str], terms: Sequence[str]) -> str:
    """The duty in full, what is quoted highlighted."""
    parts = [f'<p class="lz-heading">{_marked(duty.title, quotes)}</p>']
    for block in duty.blocks:
        parts.append(f'<p class="lz-heading">{escape(block.heading or block.holder)}</p>')
        parts += [f"<p>{_marked(item, quotes)}</p>" for item in block.items]
    return f'<div class="lz-whole">{"".join(parts)}</div>'


def _tools(answer: Answer, town: Town, labels: Labels) -> str:
    """What can be done with the answer; page.js listens."""
    if not answer.resolved_question:
        return ""
    buttons = "".join(
        f'<button type="button" class="lz-button" data-lz="{action}" data-done="{labels.done}">'
        f"{escape(word)}</button>"
        for action, word in (
            ("read", labels.read),
            ("copy", labels.copy),
            ("print", labels.print),
            ("share", labels.share),
        )
    )
    question = escape(answer.resolved_question)
    return (
        f'<div class="lz-tools" data-question="{question}" data-town="{town.key}">{buttons}</div>'
    )


def _marked(text: str, terms: Sequence[str]) -> str:
    """The text escaped, each place of a term in `<mark>`; the longest term wins."""
    parts: list[str] = []
    at = start = 0
    longest_first = sorted((term for term in terms if term), key=len, reverse=True)
    while at < len(text):
        term = next((term for term in longest_first if text.startswith(term, at)), "")
        if term:
            parts += [escape(text[start:at]), f"<mark>{escape(term)}</mark>"]
            start = at + len(term)
        at += len(term) or 1
    return "".join([*parts, escape(text[start:])])
