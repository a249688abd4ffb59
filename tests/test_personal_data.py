"""Personal numbers: found however they are written, and nothing else taken for one."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.log.personal_data import personal_number, without_personal_numbers
from corpus.models import Town

ROOT = Path(__file__).parent.parent
QUESTIONS = [
    *(ROOT / "corpus" / "data").rglob("*.jsonl"),
    *(ROOT / "eval" / "data").glob("*.jsonl"),
]
DIGITS = [
    "0123456789",
    "０１２３４５６７８９",
    "〇一二三四五六七八九",
    "零幺二三四五六七八九",
    "٠١٢٣٤٥٦٧٨٩",
]
SEPARATORS = [
    "",
    " ",
    "  ",
    "-",
    "–",
    "—",
    "－",
    "‑",
    "·",
    "．",
    "，",
    ",",
    "、",
    "。",
    "…",
    "/",
    "\u200b",
    "\u3000",
    "\u2028",
]
SHAPES = {  # groups of digits as people write them
    "手机号": (["138", "0013", "8000"], ["159", "12345678"], ["1390013", "8000"], [*"13800138000"]),
    "身份证号或银行卡号": (
        ["150422", "19900101", "1234"],
        ["150422", "1990", "0101", "123X"],
        ["6222", "0212", "3456", "7890"],
        ["6222", "0212", "3456", "7890", "123"],
    ),
    "座机号": (["0476", "6223455"], ["010", "62234556"]),
}
WRITTEN = [(name, groups) for name, shapes in SHAPES.items() for groups in shapes]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("打138–0013–8000", "打〔手机号〕"),  # these were stored as they are before
        ("打138，0013，8000", "打〔手机号〕"),
        ("（138）0013 8000", "（〔手机号〕"),
        ("138，…0013，8000", "〔手机号〕"),
        ("1380013800013912345678", "〔身份证号或银行卡号〕"),
        ("多打了一位：138001380001", "多打了一位：〔手机号〕"),
        ("138\x000013\x1b8000", "〔手机号〕"),
        ("幺三八，零零幺三，八零零零", "〔手机号〕"),
        ("①③⑧⓪⓪①③⑧⓪⓪⓪", "〔手机号〕"),
        ("150422  19900101 123X", "〔身份证号或银行卡号〕"),
        ("6222，0212，3456，7890", "〔身份证号或银行卡号〕"),
        ("（0476）622 3455", "（〔座机号〕"),
        ("+86-476-6223455", "〔座机号〕"),
        ("电话138 0013 8000", "电话〔手机号〕"),
        ("蒙D·12345占道", "〔车牌号〕占道"),
        ("我是oOpenId_of-a_villager-000001", "我是〔微信号〕"),
        ("13800138000,13912345678", "〔手机号〕,〔手机号〕"),
    ],
)
def test_it_is_masked(text: str, masked: str) -> None:
    assert without_personal_numbers(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "打12345、12315、12348都没人管",
        "12345 12315 12348",
        "110、119、120、122",
        "2019、2020、2021、2022这几年",
        "2024.01.15-2024.12.16",
        "20240115-20240216",
        "20240115103000",
        "补了1500、1600、1700、1800元",
        "13,800,138,000元",
        "15、16、17、18、19、20号",
        "赤政发〔2024〕12号，第138项、第139项",
        "2026-03-10 09:30:00,123 WARNING lvzhi.access: GET '/x' 200 12 ms",
        "电话是2024-2025年装的",
        "一二三四五六七八九十",
    ],
)
def test_it_is_no_ones(text: str) -> None:
    assert without_personal_numbers(text) == text


def _written(row: dict[str, Any]) -> str:
    """A question, or a message that is kept in stretches."""
    return str(row.get("question", "")) or "".join(words for words, _ in row["segments"])


def test_no_question_and_no_duty_is_taken_for_personal(town: Town) -> None:
    """One of the shipped questions is a number that is to be declined."""
    lines = [line for path in QUESTIONS for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [json.loads(line) for line in lines]
    asked = [
        text for row in rows for text in row.get("turns") or row.get("questions") or [_written(row)]
    ]
    duties = [block.text for duty in town.duties for block in duty.blocks]
    assert len(asked) > 5_000
    found = [text for text in (*asked, *duties) if personal_number(text)]
    assert found == ["13800000000"]


@given(
    st.sampled_from(WRITTEN),
    st.sampled_from(DIGITS),
    st.sampled_from(SEPARATORS),
    st.sampled_from(["", "找我", "打 ", "，"]),
    st.sampled_from(["", "谢谢", "，快来", " 急", "。"]),
)
def test_no_digit_is_left_of_a_number_however_it_is_written(
    written: tuple[str, list[str]], digits: str, separator: str, before: str, after: str
) -> None:
    name, groups = written
    number = separator.join(groups).translate(str.maketrans("0123456789", digits))
    assert without_personal_numbers(f"{before}{number}{after}") == f"{before}〔{name}〕{after}"


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1 ",
        "1，",
        "13，",
        "138-",
        "86 ",
        "6222 ",
        "150422，19900101，",
        "0",
        "电话",
        "电话123",
        "o",
        "oA-",
        "蒙A",
        "ﷺ",
    ],
)
def test_no_text_takes_long(unit: str) -> None:
    """A hundred thousand characters; the questions that are stored have six thousand at most."""
    text = unit * (100_000 // len(unit))
    started = time.process_time()
    without_personal_numbers(text)
    assert time.process_time() - started < 5.0
