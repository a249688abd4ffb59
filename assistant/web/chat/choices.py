"""Between two close duties: which one is meant, as buttons within the card, above its rest."""

from html import escape

from assistant.answer import Answer
from assistant.web.chat.body import CHINESE_TAG
from assistant.web.chat.next_questions import asks_back, next_questions
from assistant.web.labels import Labels
from corpus.models import Town


def choices_html(answer: Answer, town: Town, labels: Labels) -> str:
    """The buttons, "" where nothing is asked back; page.js sends what one of them asks."""
    if not asks_back(answer):
        return ""
    buttons = "".join(
        f'<button type="button" class="lz-button" data-lz-ask="{escape(one["value"])}">'
        f"{escape(one['label'])}</button>"
        for one in next_questions(answer, town, labels)
    )
    return f'<p class="lz-choices" lang="{CHINESE_TAG}">{buttons}</p>'
