"""Where each matter of a message begins, as learned; and statements of several duties."""

import json
from pathlib import Path

import numpy as np
import pytest

from assistant import Assistant
from assistant.answering.parting import starts
from assistant.answering.parting.pieces import FACTS, UNSEARCHED, pieces_by_words, with_found
from assistant.answering.parting.starts import MatterStarts, begins_at
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
    after = with_found(TOLD_AND_ASKED, before, assistant.search, vectors)
    assert (before.facts != after.facts).any()
    assert (before.facts[:, UNSEARCHED] == after.facts[:, UNSEARCHED]).all()


@pytest.mark.parametrize(
    ("chances", "begun"),
    [
        ([0.9, 0.5, 0.0], [True, False, False]),
        ([0.9, 0.7, 0.0], [True, True, False]),
        ([0.4, 0.3, 0.95], [True, False, True]),  # the first may begin at either of two
        ([0.9] + [0.1] * 7, [True] + [False] * 7),  # a story
    ],
)
def test_as_many_matters_begin_as_is_most_probable(chances: list[float], begun: list[bool]) -> None:
    assert begins_at(np.array(chances)).tolist() == begun


def test_a_letter_has_several_matters_less_readily() -> None:
    chances = np.array([0.95, 0.7, 0.1])
    assert begins_at(chances).sum() == 2
    assert begins_at(chances, letter=True).sum() == 1
    assert begins_at(np.array([0.99, 0.99, 0.1]), letter=True).sum() == 2


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
    told = with_found(TOLD_AND_ASKED, pieces, assistant.search, vectors)
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


@pytest.mark.parametrize(
    ("request_", "matters"), [("酒类批发许可证咋申请", 1), ("低保找谁申请", 2)]
)
def test_what_is_told_before_a_request_that_no_list_covers_is_no_matter(
    assistant: Assistant, reader: Reader, request_: str, matters: int
) -> None:
    parting = MatterStarts.of(assistant.search, reader)
    assert parting
    told = "有人在禁牧区放羊，"
    assert len(parting._with_background([told, request_], [0.95, 0.9])) == matters
