"""The shell: what stands in the page's HTML, and can be used, until Gradio's scripts have come."""

from collections.abc import Sequence
from html import escape
from importlib.resources import files

from gradio.components.chatbot import ExampleMessage

from assistant.answering.wording import HOTLINE
from assistant.service.guard.paths import LIGHT, LISTS
from assistant.web import labels as words
from assistant.web.labels import CHINESE, title_of
from assistant.web.towns import PARAMETER
from corpus.models import Town
from corpus.vocabulary import words_of


def shell_style() -> str:
    """What the shell needs to be drawn, for the head: it is not to wait for a style sheet."""
    css = (files("assistant.web") / "assets" / "shell.css").read_text(encoding="utf-8")
    return f"<style>{css}</style>"


def shell_html(town: Town, examples: Sequence[ExampleMessage], towns: str) -> str:
    """Name, chooser of `towns`, question box and the `examples` of the page.

    Without scripts they are forms of `/m`.
    """
    taps = "".join(
        f'<button name="q" value="{escape(one["text"])}">{_lines(one)}</button>' for one in examples
    )
    field = f'<input type="hidden" name="{PARAMETER}" value="{town.key}">'
    title, about = escape(title_of(town)), escape(words_of(town).worded(CHINESE.subtitle))
    return (
        f'<div id="lz-shell" lang="zh-CN"><header><h1>{title}</h1><p>{about}</p>{towns}</header>'
        f'<nav><b>{CHINESE.chat_tab}</b><a href=".{LISTS}">{CHINESE.browse_tab}</a></nav><main>'
        f"<noscript><p>{_way_on(words.NO_SCRIPT)}</p></noscript>"
        '<div id="lz-shell-talk" aria-live="polite"></div>'
        f'<form class="lz-taps" method="post" action=".{LIGHT}">'
        f'<div class="lz-hello"><h2>{escape(CHINESE.welcome)}</h2>'
        f"<p>{escape(CHINESE.welcome_more)}</p></div>{field}{taps}</form>"
        f'<form id="lz-shell-form" method="post" action=".{LIGHT}">'
        f'<textarea name="q" rows="1" required aria-label="{escape(CHINESE.ask)}"'
        f' placeholder="{escape(CHINESE.placeholder)}"></textarea>'
        f"{field}<button>{words.LIGHT_ASK}</button></form>"
        '<p id="lz-shell-state" role="status"></p>'
        # Below all else: what comes late must not move what a finger is about to touch.
        f'<p id="lz-slow">{_way_on(words.SLOW)}</p></main></div>'
    )


def _lines(example: ExampleMessage) -> str:
    topic, _, question = str(example.get("display_text", "")).partition("\n")
    return f"<small>{escape(topic)}</small>{escape(question)}"


def _way_on(sentence: str) -> str:
    return sentence.format(
        light=f'<a href=".{LIGHT}">{words.LIGHT_NAME}</a>',
        lists=f'<a href=".{LISTS}">{words.LISTS_NAME}</a>',
        hotline=f'<a href="tel:{HOTLINE}">{HOTLINE}</a>',
    )
