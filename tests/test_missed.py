"""Missed questions as staff see them: alike ones together, danger and abuse apart."""

from datetime import datetime

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.log.entry import CHINA
from assistant.staff.question_checks import question_key
from assistant.staff.unanswered.alike import ALIKE, SORTED, Sorter
from assistant.staff.unanswered.apart import Apart, is_abuse
from assistant.staff.unanswered.missed import Fault, MissedQuestion
from assistant.understanding.normalisation import normalise

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=CHINA)


class Angles:
    """A fake engine: a text is turned by as many degrees as the number at its end says."""

    model_name = "angles"

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed_queries(self, texts: list[str]) -> NDArray[np.float32]:
        self.embedded += texts
        degrees = np.radians([float("".join(filter(str.isdigit, text)) or 0) for text in texts])
        return np.stack([np.cos(degrees), np.sin(degrees)], axis=1).astype(np.float32)


def missed(question: str, times: int = 1, *reasons: str) -> MissedQuestion:
    return MissedQuestion(
        key=question_key(question),
        question=question,
        asked=question,
        thread=(),
        answer="",
        times=times,
        last_asked=NOW,
        faults=(Fault.UNHELPFUL,) if reasons else (Fault.REFUSED,),
        reasons=reasons,
    )


def grouped(*questions: MissedQuestion) -> list[tuple[list[str], int]]:
    found = Sorter(Angles()).sorted(questions)
    return [([one.question for one in group.questions], group.times) for group in found.groups]


NEAR = float(np.degrees(np.arccos(ALIKE)))  # 30.7 degrees


def test_alike_questions_are_one_group_that_is_counted_whole() -> None:
    assert 30 < NEAR < 31
    assert grouped(missed("草场 0", 5), missed("房照 90", 4), missed("草场 30", 3)) == [
        (["草场 0", "草场 30"], 8),
        (["房照 90"], 4),
    ]


def test_likeness_is_to_the_first_of_a_group_so_that_groups_do_not_drift() -> None:
    assert grouped(missed("问 0", 3), missed("问 29", 2), missed("问 58")) == [
        (["问 0", "问 29"], 5),
        (["问 58"], 1),
    ]


def test_a_question_joins_the_nearest_group() -> None:
    assert grouped(missed("问 0", 3), missed("问 40", 2), missed("问 25")) == [
        (["问 0"], 3),
        (["问 40", "问 25"], 3),
    ]


def test_together_alike_questions_come_before_one_that_was_asked_as_often() -> None:
    assert [
        texts[0] for texts, _ in grouped(missed("甲 90", 4), missed("乙 0", 3), missed("丙 1", 2))
    ] == [
        "乙 0",
        "甲 90",
    ]


def test_a_group_tells_what_was_wrong_with_any_of_it() -> None:
    (group,) = Sorter(Angles()).sorted([missed("问 0"), missed("问 1", 1, "不对")]).groups
    assert group.faults == (Fault.REFUSED, Fault.UNHELPFUL)
    assert group.reasons == ("不对",)


def test_nothing_missed_is_nothing_sorted() -> None:
    found = Sorter(Angles()).sorted([])
    assert (found.groups, found.apart) == ((), ())


def test_a_question_is_embedded_once() -> None:
    engine = Angles()
    sorter = Sorter(engine)
    for _ in range(2):
        sorter.sorted([missed("草场 0"), missed("房照 90")])
    assert engine.embedded == ["草场 0", "房照 90"]


def test_danger_and_abuse_stand_apart_in_no_group() -> None:
    found = Sorter(Angles()).sorted(
        [missed("我不想活了", 9), missed("草场 0", 5), missed("你们都是废物", 4)]
    )
    assert [group.first.question for group in found.groups] == ["草场 0"]
    assert [(reason, one.question) for reason, one in found.apart] == [
        (Apart.DANGER, "我不想活了"),
        (Apart.ABUSE, "你们都是废物"),
    ]


def test_what_is_asked_least_is_neither_embedded_nor_grouped() -> None:
    engine = Angles()
    often = [missed(f"问{n % 360}", 2) for n in range(SORTED)]
    found = Sorter(engine).sorted([*often, missed("问0，问过一次"), missed("滚犊子")])
    assert found.groups[-1].questions == (missed("问0，问过一次"),)
    assert [reason for reason, _ in found.apart] == [Apart.ABUSE]
    assert len(engine.embedded) == SORTED


@pytest.mark.parametrize(
    "message",
    [
        "你们都是废物",
        "滚犊子",
        "草泥马",
        "煞笔机器人",
        "什么破系统，垃圾玩意",
        "放你妈的屁",
        "一群吃干饭的",
        "你们政府就是一帮土匪",
        "老百姓的钱养了一帮饭桶",
        "生孩子没屁眼的缺德玩意儿",
        "妈了个巴子的",
        "神经病",
        "you are so stupid",
    ],
)
def test_mere_abuse_is_told(message: str) -> None:
    assert is_abuse(normalise(message))


@pytest.mark.parametrize(
    "message",
    [
        "低保凭啥不给我，你们这帮狗日的",
        "他妈的垃圾堆门口半个月了没人拉",
        "路灯坏了三个月了，一群废物没人管",
        "邻居骂我缺德咋调解",
        "该死的野猪把苞米拱了找谁赔",
        "道边全是垃圾",
        "垃圾",
        "精神病归谁管",
        "我家孩子智障能办残疾证不",
        "养王八要办啥手续",
        "猪死了埋哪",
        "日间照料中心归谁",
        "操场谁管",
        "今天天气咋样",
    ],
)
def test_a_matter_is_no_abuse_whatever_is_said_beside_it(message: str) -> None:
    assert not is_abuse(normalise(message))
