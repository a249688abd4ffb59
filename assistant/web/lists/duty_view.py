"""One whole duty as HTML: its place in the document, who holds it, and all that is written."""

from collections.abc import Iterator, Sequence
from html import escape
from urllib.parse import quote

from assistant.web.labels import LIST_CLASSES, Language, labels_of
from assistant.web.lists.labels import BrowseLabels, browse_labels
from assistant.web.marking import marked_text
from corpus.models import Block, BlockKind, Duty, ListName, Town
from corpus.vocabulary import words_of

_ORDINALS = "一二三四五六七八九十"


def duty_html(
    duty: Duty, town: Town, marked: Sequence[str] = (), language: str = Language.CHINESE
) -> str:
    """The whole duty, its blocks in the document's order, every word escaped.

    `marked` are verbatim stretches of it that are highlighted wherever they stand.
    """
    words = browse_labels(language)
    return (
        f'<article class="lz-duty {LIST_CLASSES[duty.list]}" lang="zh-CN">'
        f"{_badges(duty, town, words, language)}"
        f'<h3 class="lz-duty-title" tabindex="-1">{marked_text(duty.title, marked)}</h3>'
        f"{_variants(duty.title_variants, words)}"
        f'<p class="lz-place">{escape(place_of(duty, town, language))}</p>'
        f"{_departments(duty, words)}"
        f"{''.join(_blocks(duty, town, marked, words))}"
        f"{_starred(duty, words)}</article>"
    )


def duty_address(duty_id: str, town: Town) -> str:
    """The address of a duty on the page, with the version that it is of; HTML."""
    version = f"&amp;version={town.version}" if town.version else ""
    return f"?duty={quote(duty_id)}&amp;town={town.key}{version}"


def place_of(duty: Duty, town: Town, language: str = Language.CHINESE) -> str:
    """Where a duty stands: document, list, section, number and lines of the source file."""
    ordinals = {
        section.name: section.ordinal
        for duty_list in town.lists
        if duty_list.name is duty.list
        for section in duty_list.sections
    }
    ordinal = ordinals.get(duty.section, 0)
    before = f"{_ORDINALS[ordinal - 1]}、" if 0 < ordinal <= len(_ORDINALS) else ""
    return browse_labels(language).place.format(
        source=town.source_name,
        list=town.list_title(duty.list),
        section=f"{before}{duty.section}",
        number=duty.number,
        lines=_numbers(duty.source_lines),
    )


def _badges(duty: Duty, town: Town, words: BrowseLabels, language: str) -> str:
    meaning = words_of(town).worded(labels_of(language).list_meanings[duty.list])
    badges = [("lz-list", f"{duty.duty_id} · {meaning}")]
    if duty.enforcement:
        badges.append(("", f"* {words.enforcement}"))
    items = "".join(f'<li class="lz-badge {kind}">{escape(text)}</li>' for kind, text in badges)
    return f'<ul class="lz-badges">{items}</ul>'


def _departments(duty: Duty, words: BrowseLabels) -> str:
    if duty.list is ListName.BASIC:
        return ""
    if duty.list is ListName.RECLAIMED:
        rows = [(words.takes_over, "、".join(duty.departments))]
    else:
        lead, *others = duty.departments
        rows = [(words.lead, lead)] + ([(words.others, "、".join(others))] if others else [])
    items = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows)
    return f'<dl class="lz-holders">{items}</dl>'


def _blocks(duty: Duty, town: Town, marked: Sequence[str], words: BrowseLabels) -> Iterator[str]:
    for block in duty.blocks:
        if block.kind is BlockKind.TITLE:
            continue
        items = "".join(f"<li>{marked_text(item, marked)}</li>" for item in block.items)
        yield (
            f'<section class="lz-part lz-{block.kind.value.replace("_", "-")}">'
            f"<h4>{_heading(block, duty, town, words)}</h4><ul>{items}</ul>"
            f"{_variants(block.variants, words)}</section>"
        )


def _heading(block: Block, duty: Duty, town: Town, words: BrowseLabels) -> str:
    text = {
        BlockKind.SHARED: words.shared,
        BlockKind.SUPPORT: words_of(town).worded(words.support),
        BlockKind.TOWNSHIP: words.towns_part.format(town=town.name),
    }.get(block.kind, block.heading or block.holder)
    tags = []
    leads = block.holder == duty.lead_department and len(duty.departments) > 1
    if block.kind is BlockKind.DEPARTMENT and leads:
        tags.append(words.lead_tag)
    if block.source_lines != duty.source_lines:
        tags.append(words.lines.format(lines=_numbers(block.source_lines)))
    return escape(text) + "".join(f" <small>{escape(tag)}</small>" for tag in tags)


def _variants(variants: Sequence[str], words: BrowseLabels) -> str:
    if not variants:
        return ""
    texts = "".join(
        f"<p>{'<br>'.join(escape(line) for line in text.split(chr(10)))}</p>" for text in variants
    )
    return f"<details><summary>{escape(words.variant)}</summary>{texts}</details>"


def _starred(duty: Duty, words: BrowseLabels) -> str:
    inside = any("*" in item for block in duty.blocks for item in block.items)
    return f'<p class="lz-small">{escape(words.starred)}</p>' if inside else ""


def _numbers(lines: Sequence[int]) -> str:
    return "、".join(map(str, lines))
