"""What the staff tab tells in passing: notices that stand over the page for some seconds."""

from html import escape

import gradio

from assistant.web.staff_labels import NOTICE


def inform(sentence: str) -> None:
    """Show that something was done."""
    gradio.Info(_shown(sentence), title=NOTICE)


def warn(sentence: str) -> None:
    """Show what staff should look at."""
    gradio.Warning(_shown(sentence), title=NOTICE)


def told(sentence: str) -> gradio.Error:
    """Show why a handler ends here; raise what is returned. The program's log has nothing of it."""
    warn(sentence)  # the error's own notice would be headed “Error”, whatever title it is given
    return gradio.Error(sentence, visible=False, print_exception=False)


def _shown(sentence: str) -> str:
    """Gradio takes a notice for HTML; it may quote what was typed."""
    return "<br>".join(map(escape, sentence.splitlines()))
