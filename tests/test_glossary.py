"""English phrases and their Chinese terms."""

import json
from pathlib import Path

import pytest

import corpus.country.glossary as glossary_module
from corpus.country.glossary import GLOSSARY_FILE, chinese_terms


@pytest.mark.parametrize(
    ("english", "terms"),
    [
        ("homestead plot", ("宅基地",)),
        ("Homesteads!", ("宅基地",)),
        ("burning straw", ("焚烧秸秆",)),
        ("We burned the straw", ("秸秆",)),
        ("quarantine certificates", ("动物检疫",)),
        ("medical insurance, then crop insurance", ("医保", "农业保险")),
        ("dibao and dibao", ("低保",)),
        ("the moon is bright", ()),
        ("", ()),
    ],
)
def test_terms_of_a_text(english: str, terms: tuple[str, ...]) -> None:
    assert chinese_terms(english) == terms


def test_every_phrase_gives_its_own_term() -> None:
    path = Path(glossary_module.__file__).parents[1] / GLOSSARY_FILE
    entries: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    assert {p: chinese_terms(p) for phrases in entries.values() for p in phrases} == {
        p: (term,) for term, phrases in entries.items() for p in phrases
    }
