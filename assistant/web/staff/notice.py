"""What the staff tab tells in passing: notices that stand over the page for some seconds."""

from html import escape

import gradio


def inform(sentence: str) -> None:
    """Show that something was done."""
    gradio.Info(_shown(sentence))


def warn(sentence: str) -> None:
    """Show what staff should look at."""
    gradio.Warning(_shown(sentence))


def told(sentence: str) -> gradio.Error:
    """What to raise where a handler ends: the page shows it, the program's log does not."""
    return gradio.Error(_shown(sentence), print_exception=False)


def _shown(sentence: str) -> str:
    """Gradio takes a notice for HTML; it may quote what was typed."""
    return "<br>".join(map(escape, sentence.splitlines()))
