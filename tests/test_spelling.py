"""Mending what was typed by ear: exact on a small language, sound on the town's."""

import math
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.bank.questions import Form
from corpus.town import load_source
from index.search import DutySearch
from index.text.language import LanguageModel
from index.text.phonetics import Readings
from index.text.spelling import MAX_MENDED_CHARS, Speller, SpellingTables
from tests.towns import MADE


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    return LanguageModel.build(["甲乙", "甲丙"])


def ids(model: LanguageModel, characters: str) -> tuple[int, int]:
    first, second = map(model.id_of, characters)
    return first, second


def test_witten_bell_by_hand(model: LanguageModel) -> None:
    # Six tokens, boundaries included; 0.05 for each of 20,000 unseen characters.
    one = (1 + 0.05) / (6 + 1000)
    pair = (1 + 2 * one) / (2 + 2)  # after 甲: two tokens of two kinds
    after_start = (1 + 2 * pair) / (2 + 2)  # after boundary and 甲, again two of two kinds
    context = ids(model, "\n甲")
    assert model.log_probability(context, model.id_of("乙")) == pytest.approx(math.log(after_start))


def test_an_unseen_character_is_left_the_weight_of_unseen_kinds(model: LanguageModel) -> None:
    unseen = 0.05 / 1006
    expected = math.log(2 / 4 * 2 / 4 * unseen)
    assert model.log_probability(ids(model, "\n甲"), 0) == pytest.approx(expected)


def test_an_unseen_context_counts_for_nothing(model: LanguageModel) -> None:
    one = (1 + 0.05) / 1006
    pair = (1 + 2 * one) / 4
    context = ids(model, "乙甲")
    assert model.log_probability(context, model.id_of("丙")) == pytest.approx(math.log(pair))


def test_general_words_lend_a_little() -> None:
    model = LanguageModel.build(["甲乙"], [("丙丁", 99)])
    assert model.count("丙") == pytest.approx(0.1 * math.log(100))
    assert model.count("甲") == 1.0
    assert model.is_seen("丙", "丁")
    assert not model.is_seen("丁", "丙")


def test_a_language_is_read_as_it_was_written(tmp_path: Path) -> None:
    model = LanguageModel.build(["危房改造谁负责", "危房鉴定"])
    model.save(tmp_path / "language.npz")
    again = LanguageModel.load(tmp_path / "language.npz")
    numbers = range(len(model.characters) + 1)
    for before in numbers:
        for last in numbers:
            for character in numbers:
                assert again.log_probability((before, last), character) == pytest.approx(
                    model.log_probability((before, last), character), abs=1e-5
                )


@pytest.fixture(scope="module")
def small() -> Speller:
    texts = ["危房改造谁负责", "危房改造找谁", "危房改造补助"] * 3
    return Speller(SpellingTables.of(LanguageModel.build(texts), Readings.build([])))


def test_a_homophone_gives_way_to_the_word(small: Speller) -> None:
    assert small.corrected("微房改造找谁") == "危房改造找谁"
    assert small.corrected("危防改造，找谁？") == "危房改造，找谁？"


def test_a_dialect_sound_gives_way_too(small: Speller) -> None:
    assert small.corrected("危房改早") == "危房改造"


def test_what_sounds_otherwise_stays(small: Speller) -> None:
    assert small.corrected("楼房改造") == "楼房改造"


def test_a_long_story_is_not_mended(small: Speller) -> None:
    story = "微房改造找谁" * (MAX_MENDED_CHARS // 6 + 1)
    assert small.corrected(story) == story


def test_pinyin_without_any_way_through_stays(small: Speller) -> None:
    assert small.in_characters("niu yang") == "niu yang"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("新农和咋交", "新农合咋交"),
        ("宅基弟咋申请", "宅基地咋申请"),
        ("医宝报销找谁", "医保报销找谁"),
        ("底保户咋认定", "低保户咋认定"),
        ("di bao zenme shenqing", "低保怎么申请"),
        ("DIBAO zenme shenqing?", "低保怎么申请?"),
        ("weifanggaizaoshuifuze", "危房改造谁负责"),
        ("dī bǎo zěn me shēn qǐng", "低保怎么申请"),
        ("dibao 怎么申请", "低保 怎么申请"),
    ],
)
def test_the_town_reads_what_was_typed_by_ear(
    fast_search: DutySearch, written: str, meant: str
) -> None:
    assert fast_search.index.speller.corrected(written) == meant


@pytest.mark.parametrize(
    "question",
    [
        "危房改造谁负责",
        "配合履职事项清单第9项",
        "林草局承接了哪些处罚",
        "How do I apply for a homestead plot?",
        "house",
        "12345",
        "A4 纸",
        "",
    ],
)
def test_what_is_right_stays(fast_search: DutySearch, question: str) -> None:
    assert fast_search.index.speller.corrected(question) == question


def test_hardly_any_asked_question_is_changed(fast_search: DutySearch) -> None:
    speller = fast_search.index.speller
    asked = [a.question for a in fast_search.asked if a.form is Form.ASKED][::10]
    changed = [question for question in asked if speller.corrected(question) != question]
    assert len(changed) <= 0.02 * len(asked)


def test_pinyin_and_homophones_find_what_the_right_spelling_finds(fast_search: DutySearch) -> None:
    right = [hit.duty.duty_id for hit in fast_search.search("低保怎么申请")]
    assert [h.duty.duty_id for h in fast_search.search("di bao zenme shenqing")] == right
    assert [h.duty.duty_id for h in fast_search.search("底保怎么申请")] == right


def test_what_another_town_writes_is_right_there_and_mended_here(small: Speller) -> None:
    town = load_source(MADE / "bailu" / "list.xlsx", "bailu")
    assert {"白鹭", "鹭街"} <= small.strange(town, [])
    text = "微房改造"
    mended = small.corrected(text)
    assert mended != text
    own = {f"{one}{other}" for one, other in pairwise(text)}
    assert small.beside(own).corrected(text) == text
    assert small.corrected(text) == mended
