"""What people really type: other scripts, pinyin, misheard characters, stories, English."""

import numpy as np
import pytest

from assistant import Assistant
from assistant.normalisation import MAX_QUESTION_CHARS, normalise
from corpus.glossary import chinese_terms
from index.spelling import Speller
from index.windows import WINDOW_CHARS, combined, windows

STORY = "今年开春俺家那头老母猪下了一窝崽，一共十三个，俺媳妇天天夜里起来看着。" * 60


@pytest.fixture(scope="module")
def speller(assistant: Assistant) -> Speller:
    return assistant.search.index.speller


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("危房改造誰負責", "危房改造谁负责"),
        ("低保咋申請？？？", "低保咋申请?"),
        ("😀低保😀咋申请", "低保 咋申请"),
        ("ＡＢ１２　配合", "AB12 配合"),
        ("……！！", ""),
        ("低保咋申请", "低保咋申请"),
    ],
)
def test_normalised_questions(typed: str, read: str) -> None:
    assert normalise(typed) == read


def test_a_question_is_cut_at_its_bound() -> None:
    assert len(normalise("低" * (MAX_QUESTION_CHARS + 100))) == MAX_QUESTION_CHARS


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("di bao zenme shenqing", "低保怎么申请"),
        ("weifang gaizao", "危房改造"),
        ("How do I apply", "How do I apply"),
        ("低保咋申请", "低保咋申请"),
    ],
)
def test_pinyin_becomes_characters_and_nothing_else_does(
    speller: Speller, typed: str, read: str
) -> None:
    assert speller.in_characters(typed) == read


def test_a_misheard_character_is_mended(speller: Speller) -> None:
    assert speller.corrected("宅基弟咋批") == "宅基地咋批"
    assert speller.corrected("宅基地咋批") == "宅基地咋批"


def test_windows_hold_whole_clauses_and_lose_nothing() -> None:
    text = "头一句说的是家常，第二句也是家常。" * 5 + "最后问一句低保咋申请？"
    cut = windows(text)
    assert "".join(cut) == text
    assert max(map(len, cut)) <= WINDOW_CHARS
    assert cut[-1].endswith("低保咋申请？")


def test_the_best_window_speaks_for_a_duty_and_the_last_has_a_bonus() -> None:
    scores = np.array([[3.0, 0.0], [0.0, 2.5]])
    assert combined(scores, None).tolist() == [3.0, 3.5]


def test_english_words_have_chinese_terms() -> None:
    assert "宅基地" in " ".join(chinese_terms("How do we apply for a homestead plot?"))
    assert chinese_terms("zzz qqq") == ()


@pytest.mark.parametrize(
    ("question", "duty_id"),
    [
        ("di bao zenme shenqing", "配合-6"),
        ("危房改造誰負責", "配合-40"),
        ("Who approves a homestead plot for a new house?", "基本-61"),
        (STORY + "现在猪死了两头，病死的猪得找谁来处理啊？", "配合-23"),
    ],
)
def test_the_duty_is_found_all_the_same(assistant: Assistant, question: str, duty_id: str) -> None:
    assert assistant.ask(question).citations[0].duty_id == duty_id


def test_an_english_question_is_framed_in_english(assistant: Assistant) -> None:
    answer = assistant.ask("Who approves a homestead plot for a new house?")
    assert answer.text.startswith("This is handled by the township itself, 富河镇.")
    assert "《基本履职事项清单》第61项" in answer.text
