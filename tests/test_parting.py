"""Where each matter of a message begins, as learned; and statements of several duties."""

import json
from pathlib import Path

import numpy as np
import pytest

from assistant import Assistant
from assistant.answering.parting import starts
from assistant.answering.parting.cuts import CUT_FACTS, Cut, cuts_of
from assistant.answering.parting.pieces import FACTS, UNSEARCHED, pieces_by_words, with_found
from assistant.answering.parting.starts import MatterStarts, likeliest_cut
from assistant.answering.parting.training import MESSAGES_FILE
from assistant.answering.parting.trees import Trees
from assistant.answering.parting.vectors import PieceVectors
from assistant.answering.proof.proof import Proof
from assistant.answering.talk.turns import Told
from assistant.answering.wording import CHECK_FAILED
from assistant.understanding.reader.reader import Reader

OF_TWO = "在草畜平衡区超载放牧的镇里罚，不签草畜平衡责任书的也是镇里罚，是这么回事吗"
TOLD_AND_ASKED = "低保多领了谁追，网围栏让人剪了，赶上河里又有人挖沙子，都归谁管"


@pytest.fixture
def reader(assistant: Assistant) -> Reader:
    found = assistant._answering._reader
    assert found
    return found


def test_trees_tell_by_the_facts_of_each_row() -> None:
    by_first = [[0, 0.5, 1, 2, 0], [-1, 0, 0, 0, -2.0], [-1, 0, 0, 0, 2.0]]
    trees = Trees.of([by_first, [[-1, 0, 0, 0, 1.0]]])
    told = trees.probabilities(np.array([[0.4, 9], [0.6, 9]]))
    assert told == pytest.approx([1 / (1 + np.e), 1 / (1 + np.exp(-3))])


def test_pieces_put_together_are_the_message(assistant: Assistant, reader: Reader) -> None:
    pieces = pieces_by_words(TOLD_AND_ASKED, assistant.search, reader)
    assert pieces
    assert "".join(pieces.texts) == TOLD_AND_ASKED
    assert pieces.facts.shape == (len(pieces.texts), len(FACTS))


def test_what_is_known_before_a_search_is_the_same_after_it(
    assistant: Assistant, reader: Reader
) -> None:
    before = pieces_by_words(TOLD_AND_ASKED, assistant.search, reader)
    assert before
    vectors = PieceVectors.load(assistant.engine.weights_hash)
    assert vectors
    after = with_found(before, assistant.search, vectors)
    assert (before.facts != after.facts).any()
    assert (before.facts[:, UNSEARCHED] == after.facts[:, UNSEARCHED]).all()


def test_a_message_is_cut_once_for_each_likely_number_of_matters(
    assistant: Assistant, reader: Reader
) -> None:
    pieces = pieces_by_words(TOLD_AND_ASKED, assistant.search, reader)
    vectors = PieceVectors.load(assistant.engine.weights_hash)
    assert pieces
    assert vectors
    pieces = with_found(pieces, assistant.search, vectors)
    chances = np.linspace(0.9, 0.1, len(pieces.texts))
    cuts = cuts_of(pieces, chances, assistant.search, vectors)
    assert [len(cut.texts) for cut in cuts] == [*range(1, 1 + len(cuts))]
    assert {"".join(cut.texts) for cut in cuts} == {TOLD_AND_ASKED}
    assert cuts[1].texts[0] == pieces.texts[0]  # a matter begins at the likeliest pieces
    assert all(len(cut.facts) == len(CUT_FACTS) for cut in cuts)
    surely = np.array([0.999] + [0.0001] * (len(pieces.texts) - 1))
    (cut,) = cuts_of(pieces, surely, assistant.search, vectors)
    assert cut.texts == (TOLD_AND_ASKED,)
    nowhere = np.full(len(pieces.texts), 0.0001)
    assert cuts_of(pieces, nowhere, assistant.search, vectors)[0].texts == (TOLD_AND_ASKED,)


def test_a_letter_has_several_matters_less_readily() -> None:
    one, two = Cut(("甲，乙",), ()), Cut(("甲，", "乙"), ())
    right = np.array([0.1, 0.9])
    assert likeliest_cut([one, two], right) == 1
    assert likeliest_cut([one, two], right, letter=True) == 0
    assert likeliest_cut([one, two], np.array([0.01, 0.9]), letter=True) == 1


def test_what_no_word_or_mark_parts_must_be_several_surely() -> None:
    cuts = [Cut(("甲，乙",), ()), Cut(("甲，", "乙"), ())]
    right = np.array([0.3, 0.7])
    assert likeliest_cut(cuts, right) == 0
    assert likeliest_cut(cuts, right, parts=True) == 1


def test_as_many_matters_as_are_said_are_told(assistant: Assistant) -> None:
    message = "卖羊的检疫票谁给开 春季打防疫针归谁组织 死羊咋处理 就这三样"
    told = [matter.duty_id for matter in assistant.ask(message).matters]
    assert told == ["上收-22", "配合-22", "配合-23"]


def test_a_message_that_numbers_its_matters_has_so_many(assistant: Assistant) -> None:
    answer = assistant.ask("请答复三件：一、人口普查；二、污染源普查；三、年鉴编写。由谁负责？")
    assert [matter.duty_id for matter in answer.matters] == ["基本-26", "配合-52", "基本-95"]


def test_a_third_is_counted_on_from_the_first(assistant: Assistant) -> None:
    answer = assistant.ask("药店卖过期药 二一个宾馆电梯总坏 三一个12345打了没人回访")
    assert [matter.duty_id for matter in answer.matters] == ["上收-9", "上收-15", "基本-98"]


def test_clauses_about_one_matter_are_told_together(assistant: Assistant) -> None:
    answer = assistant.ask("危房改造的申请，不是镇里批，是住建局批，这话对吗")
    assert not answer.matters
    assert answer.citations[0].duty_id == "配合-40"


@pytest.mark.parametrize(
    ("asked", "duty"), [("酒类批发许可证咋申请", None), ("低保找谁申请", "配合-6")]
)
def test_what_is_told_before_another_request_is_a_matter_of_its_own(
    assistant: Assistant, asked: str, duty: str | None
) -> None:
    answer = assistant.ask(f"有人在禁牧区放羊，{asked}")
    assert [matter.duty_id for matter in answer.matters] == ["基本-83", duty]


def test_a_pieces_vector_is_told_from_the_tokens_of_its_text(
    assistant: Assistant, reader: Reader
) -> None:
    vectors = PieceVectors.load(assistant.engine.weights_hash)
    assert vectors
    text = "低保多领了谁追"
    tokens = reader.matter_tokens(text)
    assert tokens
    (told,) = vectors.told(tokens.state_within(0, len(text))[None])
    assert np.linalg.norm(told) == pytest.approx(1)
    (own, other) = assistant.search.embedder.embed_queries([text, "河里有人挖沙子"])
    assert told @ own > 0.85 > told @ other
    assert PieceVectors.load("0" * 64) is None


def test_no_piece_is_embedded_anew(
    assistant: Assistant, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces = pieces_by_words(TOLD_AND_ASKED, assistant.search, reader)
    vectors = PieceVectors.load(assistant.engine.weights_hash)
    assert pieces
    assert vectors
    monkeypatch.setattr(assistant.engine, "_run", None)
    told = with_found(pieces, assistant.search, vectors)
    assert told.facts[:, FACTS.index("right")].all()


def test_trees_of_another_engine_part_nothing(
    assistant: Assistant, reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MatterStarts.of(assistant.search, reader)
    stored = json.loads(starts.STARTS_FILE.read_text(encoding="utf-8"))
    other = tmp_path / "starts.json"
    other.write_text(json.dumps({**stored, "engine": "0" * 64}), encoding="utf-8")
    monkeypatch.setattr(starts, "STARTS_FILE", other)
    assert MatterStarts.of(assistant.search, reader) is None


def test_the_examples_are_of_duties_that_there_are(assistant: Assistant) -> None:
    rows = [json.loads(line) for line in MESSAGES_FILE.read_text(encoding="utf-8").splitlines()]
    known = {duty.duty_id for duty in assistant.town.duties}
    for row in rows:
        assert {duty for own in row["duties"] for duty in own} <= known
        matters = {matter for _, matter in row["segments"] if matter != "b"}
        assert matters == set(range(len(row["duties"])))


def test_a_statement_of_two_duties_is_judged_clause_by_clause(assistant: Assistant) -> None:
    answer = assistant.ask(OF_TWO)
    assert [matter.duty_id for matter in answer.matters] == ["基本-85", "上收-79"]
    assert answer.verdict == "partly"


def test_verdicts_of_clauses_may_not_come_to_something_else(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    lie = assistant.ask(OF_TWO).model_copy(update={"verdict": "yes"})
    monkeypatch.setattr(assistant._answering, "answer", lambda *_: Told(lie))
    assert assistant.ask(OF_TWO).text == CHECK_FAILED
    monkeypatch.setattr(Proof, "problems", lambda self, answer: [])
    assert assistant.ask(OF_TWO).text == lie.text


@pytest.mark.parametrize(
    "question", ["这两件是这样吗", "我跟村民这么讲对吧", "他说得对吗", "老书记这么说靠谱吗"]
)
def test_who_was_told_so_is_no_part_of_a_statement(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(f"危房改造是住建局牵头，{question}")
    assert (answer.verdict, answer.citations[0].duty_id) == ("yes", "配合-40")
