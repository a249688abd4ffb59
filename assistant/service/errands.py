"""What a client asks for itself in its user's name: pings, titles, suggestions; no question."""

import json
import re
from collections.abc import Sequence

from assistant.understanding.message import read_errand, read_message
from assistant.understanding.words.message_shapes import Errand
from corpus.models import Town
from corpus.vocabulary import words_of

PONG = "pong"
NO_SUBJECT = "履职问答"
NEXT_QUESTIONS = ("那镇里要做啥", "哪个部门负责", "镇里还管吗")  # follow any question
_TITLE_CHARS = 20
_SUMMARY_CHARS = 200
# Where a prompt that holds the conversation, or one message of it, says what its user asked.
_SUBJECTS = (
    re.compile(r"<(?P<tag>user_query|query|user|question)>\s*(?P<said>.+?)\s*</(?P=tag)>", re.S),
    re.compile(r"^\s*(?:user|human|用户)\s*[:：]\s*(?P<said>\S.*)$", re.I | re.M),
    re.compile(r"^[^：\n]{0,60}(?:标题|主题|名字)[^：\n]{0,20}：\s*(?P<said>\S.*)$"),
)
_KEYS = {  # of the object that a client wants
    Errand.TITLE: ("Your Output", "title"),
    Errand.SUGGESTIONS: ("follow_ups",),
    Errand.TAGS: ("tags",),
    Errand.SEARCHES: ("queries",),
    Errand.COMPLETION: ("text",),
}


def errand_reply(orders: Sequence[str], questions: Sequence[str], town: Town) -> str | None:
    """What to answer a client's errand; None where its user asks something.

    `orders` are what the client told the model, `questions` what it sent as its user's words,
    oldest first. Nothing of this is a person's question, so nobody logs it.
    """
    prompt = questions[-1] if questions else ""
    errand, said = read_errand(prompt), questions[:-1]
    if errand is None:
        prompt, said = next(((text, questions) for text in orders if read_errand(text)), ("", ()))
        errand = read_errand(prompt)
    if errand is None:
        return None
    if errand is Errand.PING:
        return PONG
    asked = [text for one in (*questions, *orders) if (text := _subject(one))] or [
        text for one in said if (text := read_message(one).text)
    ]
    following = [words_of(town).worded(question) for question in NEXT_QUESTIONS]
    return _worded(errand, prompt, asked, following)


def _subject(text: str) -> str:
    """The words of a user that a prompt quotes, "" where it quotes none."""
    found = next((match for pattern in _SUBJECTS if (match := pattern.search(text))), None)
    return read_message(found["said"].strip()).text if found else ""


def _worded(errand: Errand, prompt: str, asked: Sequence[str], following: list[str]) -> str:
    first = asked[0][:_TITLE_CHARS] if asked else NO_SUBJECT
    values: dict[Errand, str | list[str]] = {
        Errand.TITLE: first,
        Errand.SUMMARY: "；".join(asked)[:_SUMMARY_CHARS] or NO_SUBJECT,
        Errand.SUGGESTIONS: following,
        Errand.TAGS: [NO_SUBJECT],
        Errand.SEARCHES: [],
        Errand.COMPLETION: "",
    }
    value = values[errand]
    key = next((name for name in _KEYS.get(errand, ()) if f'"{name}"' in prompt), None)
    if key:
        return json.dumps({key: value}, ensure_ascii=False)
    if "json" in prompt.lower():
        return json.dumps(value, ensure_ascii=False)
    return (value if isinstance(value, str) else "\n".join(value)) or NO_SUBJECT
