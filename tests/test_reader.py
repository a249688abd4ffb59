"""The network that reads sets and statements: what it carries over, and when it keeps silent."""

from dataclasses import replace

import numpy as np
import pytest

from assistant import Assistant
from assistant.answer import AnswerKind
from assistant.answering.asked_aspects import AskedAspects
from assistant.understanding.reader.examples import CLAIMS_FILE, SETS_FILE, labelled, rows
from assistant.understanding.reader.labels import HEADS, ROLES, TAGS
from assistant.understanding.reader.marked import marked
from assistant.understanding.reader.network import Network
from assistant.understanding.reader.numbers import holders, numbers_in
from assistant.understanding.reader.read_matters import LEAST_PARTED
from assistant.understanding.reader.read_set import read_sets
from assistant.understanding.reader.reader import Reader
from assistant.understanding.sets.set_question import read_set_question
from assistant.understanding.statements.predicate import Kind, Predicate
from assistant.understanding.words.lexicon import Lexicon
from assistant.understanding.words.unsaid import MissingAspect
from corpus.departments import DepartmentNames
from corpus.models import ListName
from index.engine.embedding import Embedder

WATER, FORESTRY = "巴林左旗水利局", "巴林左旗林业和草原局"


@pytest.fixture(scope="module")
def engine(assistant: Assistant) -> Embedder:
    return assistant.engine


@pytest.fixture(scope="module")
def lexicon(assistant: Assistant) -> Lexicon:
    return Lexicon.over(assistant.search.index, DepartmentNames(assistant.town))


@pytest.fixture(scope="module")
def reader(engine: Embedder, lexicon: Lexicon) -> Reader:
    reader = Reader.of(engine, lexicon)
    assert reader is not None
    return reader


def test_it_reads_a_set_in_words_that_no_rule_knows(
    assistant: Assistant, reader: Reader, lexicon: Lexicon
) -> None:
    question = "林草局唱主角的活儿"
    assert read_set_question(question, lexicon) is None
    read = reader.sets_of(question)
    assert read is not None
    assert read.sets[0].predicates == (Predicate(Kind.LEADS, (FORESTRY,)),)
    answer = assistant.ask(question)
    led = {
        duty.duty_id
        for duty in assistant.town.duties
        if duty.list is ListName.ASSIST and duty.lead_department == FORESTRY
    }
    assert answer.kind is AnswerKind.ENUMERATE
    assert {citation.duty_id for citation in answer.citations} == led
    assert answer.confidence < 0.8


def test_a_denial_turns_what_it_reads(reader: Reader) -> None:
    plain, denied = (
        reader.sets_of(question)
        for question in ("水利局沾边的平安法治配合任务", "水利局没沾边的平安法治配合任务")
    )
    assert plain is not None
    assert denied is not None
    assert Predicate(Kind.INVOLVED, (WATER,)) in plain.sets[0].predicates
    assert Predicate(Kind.INVOLVED, (WATER,), negated=True) in denied.sets[0].predicates


def test_of_several_sets_each_clause_is_read_with_what_was_said_before(reader: Reader) -> None:
    read = reader.sets_of("配合清单里头，给经费的几项，不给经费的几项")
    assert read is not None
    money = Predicate(Kind.SUPPORT, ("经费",))
    assert [own.predicates for own in read.sets] == [
        (Predicate(Kind.LIST, ("配合",)), money),
        (Predicate(Kind.LIST, ("配合",)), money.negation),
    ]


@pytest.mark.parametrize("question", ["低保怎么申请", "俺家房子漏雨了找谁", "今天天气咋样"])
def test_a_question_of_one_matter_is_no_set(reader: Reader, question: str) -> None:
    assert reader.sets_of(question) is None
    assert reader.claim_of(question) is None


def test_a_word_that_no_statement_takes_up_makes_the_set_doubtful(
    engine: Embedder, lexicon: Lexicon, reader: Reader
) -> None:
    text = marked("配合清单里带星号的", engine.read_tokens, lexicon)
    heads = {name: np.eye(len(classes), dtype=np.float32)[0] for name, classes in HEADS.items()}
    heads["list 配合"] = np.array([0.0, 1.0, 0.0], np.float32)
    network = Network.load(engine.weights_hash)
    assert network is not None
    told = network.told(text)
    unread = replace(told, heads=heads, tags=_none_tagged(len(text.kinds)))
    read = read_sets(text, unread)
    assert read is not None
    assert not read.whole


def _none_tagged(tokens: int) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    return np.eye(len(TAGS), dtype=np.float32)[[0] * tokens]


@pytest.mark.parametrize(
    ("message", "firsts"),
    [
        (
            "俺娘的残疾证到期想换新的我家门口路灯也坏了半个月没人修",
            ("俺娘的残疾证", "我家门口路灯"),
        ),
        ("家里老人的高龄津贴没发下来村口那条路也该修修了吧", ("家里老人", "村口那条路")),
    ],
)
def test_matters_without_a_mark_between_them_are_parted(
    reader: Reader, message: str, firsts: tuple[str, ...]
) -> None:
    read = reader.matters_of(message)
    assert read is not None
    assert read.probability > LEAST_PARTED
    assert [text.startswith(own) for text, own in zip(read.texts, firsts, strict=True)] == [
        True
    ] * 2


@pytest.mark.parametrize(
    "message",
    [
        "俺家房子后墙裂了大口子，下雨天漏得没法住，娃晚上吓得不敢睡，想翻修一下该咋申请",
        "水利局牵头的和林草局牵头的都有哪些",
        "低保",
    ],
)
def test_a_story_or_a_set_is_one_matter(assistant: Assistant, message: str) -> None:
    assert assistant.ask(message).matters == ()


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("高龄津贴一回能给开几张票子", MissingAspect.AMOUNT),
        ("危房改造的钱猴年马月能到卡里", MissingAspect.TIME),
        ("俺这样的落得上低保不", MissingAspect.CONDITION),
    ],
)
def test_what_the_lists_lack_is_heard_in_words_that_no_table_has(
    reader: Reader, question: str, asked: MissingAspect
) -> None:
    assert asked in AskedAspects(reader).of(question)
    assert AskedAspects(reader).of("这路坏了该找谁修") == ()


def test_a_long_message_is_not_read(reader: Reader) -> None:
    message = "水利局牵头的有哪些，要多少钱" + "，真的很想知道" * 30
    assert reader.sets_of(message) is None
    assert reader.matters_of(message) is None
    assert reader.asks(message, MissingAspect.AMOUNT) == 0.0


def test_another_engine_has_no_reader(lexicon: Lexicon) -> None:
    assert Network.load("another engine") is None
    assert Reader.of(object(), lexicon) is None


def test_tokens_tell_their_characters(engine: Embedder) -> None:
    question = "水利局承接的 有哪些？"
    tokens = engine.read_tokens(question)
    assert "".join(question[start:end] for start, end in tokens.spans).replace(" ", "") == (
        question.replace(" ", "")
    )
    assert tokens.states.shape[0] == len(tokens.spans)


def test_every_example_has_its_labels(engine: Embedder, lexicon: Lexicon) -> None:
    some = [row for row in rows() if row.get("sets") or "claims" in row][::97]
    for row in some:
        own = labelled(row, engine.read_tokens, lexicon)
        assert set(own.heads) <= set(HEADS)
        assert all(0 <= value < len(HEADS[head]) for head, value in own.heads.items())
        assert all(role < len(ROLES) for roles, _ in own.roles.values() for role in roles)
        assert own.tags is not None
        assert len(own.tags) == len(own.text.tokens.spans)


@pytest.mark.parametrize("path", [SETS_FILE, CLAIMS_FILE])
def test_no_example_stands_twice(path: object) -> None:
    texts = [row["question"] for row in rows() if ("sets" in row) == (path == SETS_FILE)]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize(
    ("text", "told", "expected"),
    [
        ("三家以上的", "at least", (3, 99)),
        ("超过五个部门的", "more", (6, 99)),
        ("不到三家的", "fewer", (1, 2)),
        ("正好两家单位的", "exactly", (2, 2)),
        ("单打独斗的", "alone", (1, 1)),
        ("好几家的", "exactly", None),
    ],
)
def test_numbers_of_departments(text: str, told: str, expected: tuple[int, int] | None) -> None:
    assert holders(told, numbers_in(text)) == expected


def test_what_the_network_left_aside_is_not_told(assistant: Assistant) -> None:
    """管不了 states something: without it these would be all 63 penalties."""
    answer = assistant.ask("镇里管不了的处罚")
    assert {citation.list for citation in answer.citations} == {ListName.RECLAIMED}
    assert assistant.ask("收回清单最后一项是什么").kind is AnswerKind.LOOKUP


def test_who_gives_nothing_in_a_story_is_not_the_county(assistant: Assistant) -> None:
    story = (
        "去年秋天俺把三十亩地包给外村的老张，说好一亩三百，头一年给了，今年他说年头不好要降到二百，"
    )
    story += "合同上写得明明白白的，俺不同意他就撂挑子不给钱，地也不种了荒在那，眼瞅着要开春了，"
    answer = assistant.ask(story + "俺也不知道该找谁说理，这承包合同的事儿镇里给调解不？")
    assert "履职保障" not in answer.text
    assert answer.citations[0].duty_id == "基本-60"


def test_an_empty_set_that_only_the_network_surely_hears_is_told(assistant: Assistant) -> None:
    answer = assistant.ask("配合清单里啥保障也没写的是哪几项")
    assert answer.kind is AnswerKind.ENUMERATE
    assert (answer.citations, answer.refused) == ((), True)
    assert answer.confidence <= 0.7


def test_a_place_to_go_to_leaves_nothing_out(assistant: Assistant) -> None:
    assert assistant.ask("加油站检查，镇里不用去了吧").verdict == "yes"


def test_offices_above_are_no_stretch_of_numbers(assistant: Assistant) -> None:
    answer = assistant.ask("一件事要上头八个局都有份的有哪几件")
    assert {citation.duty_id for citation in answer.citations} == {"配合-8", "配合-18"}


def test_of_a_title_s_word_all_of_it_is_read(reader: Reader) -> None:
    read = reader.sets_of("三张清单都算上，题目里有秸秆的几项")
    assert read is not None
    assert read.sets[0].predicates == (Predicate(Kind.TITLE, ("秸秆",)),)
