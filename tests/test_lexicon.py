"""The word table and the page that specifies it say the same."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

from assistant.understanding.statements.predicate import Kind
from assistant.understanding.words.lexicon import WORDS_FILE
from assistant.understanding.words.talk_words import TALK_WORDS_FILE

PAGE = Path(__file__).parent.parent / "docs" / "understanding.md"
FROM_THE_TEXT = {"stop、pause", "range", "sign", "text"}  # no words: the scanner makes these


def rows(heading: str) -> dict[str, list[str]]:
    """The rows of the table below a heading, by their first cell."""
    part = PAGE.read_text("utf-8").split(heading)[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")][2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: row[1:] for row in cells}


def test_every_kind_of_word_stands_on_the_page_with_its_values() -> None:
    source = files("assistant.understanding.words") / WORDS_FILE
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    told = rows("## 一、跨度")
    assert set(told) - FROM_THE_TEXT == set(table)
    for kind, values in table.items():
        assert set(re.split(r"[ 、]", told[kind][0])) - {"named"} == set(values), kind


def test_every_group_of_words_of_the_talk_stands_on_the_page() -> None:
    source = files("assistant.understanding.words") / TALK_WORDS_FILE
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    told = {group: row[0].split() for group, row in rows("## 四、").items()}
    assert told == {group: [*sorts] for group, sorts in table.items()}


def test_every_statement_stands_on_the_page() -> None:
    assert set(rows("## 二、陈述")) == {kind.value for kind in Kind}
