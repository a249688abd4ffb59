"""The towns of the page: which one it is opened for, the chooser, and questions to begin with."""

import random
import re
from contextlib import suppress
from html import escape

from gradio.components.chatbot import ExampleMessage

from assistant.service.refusals import RefusedError
from assistant.service.towns import Towns
from assistant.web.labels import EXAMPLES, Labels
from corpus.models import Town
from corpus.town import available_towns

PARAMETER = "town"  # of the page's address
MAX_CHOICES = 200  # of the chooser; a town beyond them is opened by its address
_MAX_TITLE_CHARS = 14  # of a duty that makes a question
_TOPICS, _QUESTIONS = 6, 4
_ASIDE = re.compile(r"（[^（）]*）$")


def key_of(towns: Towns, wanted: str) -> str:
    """The town that an address names, if it is there and can be read, and else the default."""
    if wanted and towns.registry.find(wanted):
        with suppress(RefusedError):
            return towns.town(wanted).key
    return towns.default


def chooser(towns: Towns, key: str, labels: Labels, action: str = "./") -> str:
    """A form that opens the page of another town, without any script; "" where there is one."""
    listed = [*towns.registry.listed()]
    if len(listed) < 2:
        return ""
    shown = listed[:MAX_CHOICES]
    shown += [each for each in listed[MAX_CHOICES:] if each.files.key == key]
    options = "".join(
        f'<option value="{files.key}"{" selected" * (files.key == key)}>'
        f"{escape(card.name)}（{escape(card.region)}）</option>"
        for files, card in shown
    )
    return (
        f'<form class="lz-town" method="get" action="{action}"><label>{escape(labels.town)}'
        f' <select name="{PARAMETER}">{options}</select></label>'
        f' <button class="lz-button">{escape(labels.open_town)}</button></form>'
    )


def examples_of(town: Town) -> dict[str, tuple[str, ...]]:
    """Questions to begin with, by topic; an imported town's are about its own short titles."""
    if town.key in available_towns():
        return EXAMPLES
    found: dict[str, list[str]] = {}
    for duty in town.duties:
        title = _ASIDE.sub("", duty.title.rstrip("。"))
        if len(title) <= _MAX_TITLE_CHARS:
            found.setdefault(duty.section or duty.list.full_name, []).append(f"{title}找谁")
    if not found:
        return {part.title: (f"{part.name.value}清单有哪些",) for part in town.lists}
    return {topic: tuple(texts[:_QUESTIONS]) for topic, texts in [*found.items()][:_TOPICS]}


def drawn_examples(town: Town) -> list[ExampleMessage]:
    """One question of each topic, drawn anew each time."""
    return [
        {"text": text, "display_text": f"{topic}\n{text}"}
        for topic, texts in examples_of(town).items()
        for text in (random.choice(texts),)
    ]
