"""One form for what people type."""

import pytest

from assistant.understanding.normalisation import MAX_QUESTION_CHARS, normalise


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("　低保\n咋申请？ Ａ１\u200b", "低保 咋申请? A1"),
        ("配合第９项", "配合第9项"),
        ("危房改造誰負責", "危房改造谁负责"),
        ("農機購置補貼向誰申請，著急", "农机购置补贴向谁申请,着急"),
        ("宅基地裡蓋房", "宅基地里盖房"),
        ("皇后、乾隆", "皇后、乾隆"),
        ("🐑死了🙏🏻谁管❤️", "死了 谁管"),
        ("👨‍👩‍👧低保1️⃣", "低保1"),
        ("救命啊！！！！！！", "救命啊!"),
        ("这事。。。归谁管？？？", "这事。归谁管?"),
        ("ＤＩＢＡＯ", "DIBAO"),
        ("di bao zenme shenqing", "di bao zenme shenqing"),
        ("\x00\x07低\ufeff保", "低保"),
        ("归谁管？！？！", "归谁管?"),
        ("？？？", ""),
        ("🙏🙏", ""),
        ("基本清单里打了★的有几件", "基本清单里打了*的有几件"),
        ("★号的列一列", "*号的列一列"),
        ("★★★紧急★★★ 水管爆了", "紧急 水管爆了"),
        ("", ""),
    ],
)
def test_one_form(typed: str, searched: str) -> None:
    assert normalise(typed) == searched


def test_a_normalised_question_stays() -> None:
    question = "俺家房子要塌了,找谁?"
    assert normalise(question) == question
    assert normalise(normalise("農機購置補貼？？")) == normalise("農機購置補貼？？")


def test_what_lies_beyond_the_limit_is_not_read() -> None:
    assert normalise("保" * (MAX_QUESTION_CHARS + 7)) == "保" * MAX_QUESTION_CHARS
    assert len(normalise("ﷺ" * MAX_QUESTION_CHARS)) <= MAX_QUESTION_CHARS  # each makes 18
    assert len(normalise("a" + "\u0316\u0345" * MAX_QUESTION_CHARS)) < 40
