"""Long messages: headings, pieces, endings, and how their scores become one."""

import numpy as np
import pytest

from assistant import Assistant
from index.features import SIGNALS
from index.judgement import FACTS, Nearness
from index.search import DutySearch
from index.text.messages import ENDING_CHARS, PIECE_CHARS, WHOLE_CHARS, ending, heading, pieces
from index.text.queries import MAX_PIECES
from index.views import View, combined

TALK = "前天早上俺去串门，邻居大嫂在院里晒被子，说天好。"
QUESTION = "危房改造找谁申请"
LETTER = f"反映危房改造补助一直没有发\n{TALK * 4}"
ALIKE = Nearness(
    0.9, 0.8, uncovered_words=1.0, uncovered_bigrams=1.0, uncovered_share=0.1, plain_share=0.5
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (LETTER, "反映危房改造补助一直没有发"),
        (f"我家的低保为什么停了？{TALK * 4}", "我家的低保为什么停了"),
        (QUESTION, ""),  # all of a short question is its heading
        (f"您好。{TALK * 4}", ""),  # says nothing
        ("甲" * 46 + "。" + TALK * 4, ""),  # a sentence of the story
        ("甲" * 80, ""),
    ],
)
def test_the_heading_of_a_message(text: str, found: str) -> None:
    assert heading(text) == found


def test_what_the_model_reads_whole_is_not_cut() -> None:
    assert pieces("甲" * WHOLE_CHARS) == ("甲" * WHOLE_CHARS,)


def test_every_word_of_a_long_story_is_in_exactly_one_piece() -> None:
    story = TALK * 60 + QUESTION
    assert "".join(pieces(story)) == story
    assert max(map(len, pieces(story))) <= PIECE_CHARS


def test_text_without_pauses_is_cut_by_length() -> None:
    dictated = "甲" * (3 * PIECE_CHARS + 5)
    assert [len(piece) for piece in pieces(dictated)] == [*[PIECE_CHARS] * 3, 5]


def test_signs_alone_are_no_piece() -> None:
    assert pieces("。" * (WHOLE_CHARS + 1) + QUESTION) == (QUESTION,)


def test_a_story_ends_with_its_question() -> None:
    assert ending(TALK * 9 + QUESTION).endswith(QUESTION)
    assert len(ending(TALK * 9 + QUESTION)) <= ENDING_CHARS


def _view(*scores: float) -> View:
    signals = np.zeros((len(scores), len(SIGNALS)), dtype=np.float32)
    return View(signals, np.array(scores), ALIKE)


def test_the_best_piece_counts_for_a_duty() -> None:
    seen = combined([_view(3.0, 0.0, 2.0), _view(0.0, 2.5, 1.0)], None, characters=600)
    assert seen.chances.argmax() == 1  # the last piece counts more: 2.5 and 1
    assert seen.speaking.tolist() == [0, 1, 0]


def test_a_heading_outweighs_a_narrow_lead_of_the_whole() -> None:
    whole = [_view(1.0, 0.8, 0.0)]
    assert combined(whole, None, characters=200).chances.argmax() == 0
    seen = combined(whole, _view(0.0, 3.0, 0.0), characters=200)
    assert seen.chances.argmax() == 1
    assert seen.chances.sum() == pytest.approx(1.0)


def test_a_question_agrees_with_itself() -> None:
    seen = combined([_view(1.0, 0.0)], None, characters=8)
    facts = dict(zip(FACTS, seen.facts.tolist(), strict=False))  # other towns weigh more
    assert facts["heading_agrees"] == facts["probability"] == pytest.approx(seen.chances[0])
    assert facts["nearer_to_asked"] == pytest.approx(0.1)


def test_a_short_question_is_searched_as_it_is(fast_search: DutySearch) -> None:
    query = fast_search.query(QUESTION)
    assert (query.pieces, query.heading) == ((QUESTION,), "")


def test_an_endless_story_keeps_its_official_pieces_and_its_end(fast_search: DutySearch) -> None:
    story = TALK * 100 + "村里说可以报危房改造补助。" + TALK * 100 + "这事找谁？"
    query = fast_search.query(story)
    assert len(query.pieces) == MAX_PIECES
    assert any("危房改造补助" in piece for piece in query.pieces)
    assert query.pieces[-1].endswith("这事找谁？")


@pytest.mark.parametrize("talks", [4, 30, 180])
def test_the_duty_is_found_behind_a_story(assistant: Assistant, talks: int) -> None:
    best = assistant.search.search(QUESTION)[0].duty
    assert assistant.search.search(TALK * talks + QUESTION)[0].duty == best


def test_an_english_question_is_searched_in_chinese_terms(fast_search: DutySearch) -> None:
    english = "Who pays for the renovation of dilapidated houses, and where do I apply?"
    assert fast_search.query(english).pieces == ("危房改造 申请",)


def test_a_single_term_does_not_stand_for_an_english_question(fast_search: DutySearch) -> None:
    assert fast_search.query("What about dibao?").pieces == ("What about dibao? 低保",)
