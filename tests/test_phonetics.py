"""How characters sound, and which Latin letters are pinyin."""

from pathlib import Path

import pytest

from index.text.phonetics import Readings, gb2312, plain_letters, sounds_alike


@pytest.fixture(scope="module")
def readings() -> Readings:
    return Readings.build([("银行", 60), ("行走", 40), ("还款", 1), ("还有", 99), ("旅客", 10)])


def test_a_character_is_read_as_in_words_most_frequent_first(readings: Readings) -> None:
    assert readings.of("行") == ("hang", "xing")
    assert readings.of("危") == ("wei",)
    assert readings.of("A") == ()


def test_a_rare_reading_is_left_out(readings: Readings) -> None:
    assert readings.of("还") == ("hai",)


def test_u_with_two_dots_is_written_v(readings: Readings) -> None:
    assert readings.of("旅") == ("lv",)
    assert readings.of("女") == ("nv",)


def test_readings_are_read_as_they_were_written(readings: Readings, tmp_path: Path) -> None:
    readings.save(tmp_path / "readings.txt")
    again = Readings.load(tmp_path / "readings.txt")
    assert [again.of(c) for c in gb2312()] == [readings.of(c) for c in gb2312()]


@pytest.mark.parametrize("letters", ["dibao", "zhaijidi", "xian", "nvren", "e", "shuangliang"])
def test_pinyin(readings: Readings, letters: str) -> None:
    assert readings.is_pinyin(letters)


@pytest.mark.parametrize("letters", ["", "the", "wifi", "dibaox", "subsidy", "apply", "hm", "n"])
def test_no_pinyin(readings: Readings, letters: str) -> None:
    assert not readings.is_pinyin(letters)


def test_syllables_that_may_start_at_a_place(readings: Readings) -> None:
    assert list(readings.starting("xianzai", 0)) == ["xi", "xia", "xian"]
    assert list(readings.starting("xianzai", 4)) == ["za", "zai"]


@pytest.mark.parametrize(
    ("one", "other"), [("zhi", "zi"), ("sheng", "sen"), ("ling", "lin"), ("lv", "lu")]
)
def test_dialects_mix_up(one: str, other: str) -> None:
    assert sounds_alike(one) == sounds_alike(other)


def test_other_sounds_stay_apart() -> None:
    assert sounds_alike("bao") != sounds_alike("pao")
    assert sounds_alike("dong") == "dong"


def test_tones_are_taken_off() -> None:
    assert plain_letters("Dī bǎo") == "di bao"
    assert plain_letters("di1 bao3, 12345") == "di bao, 12345"
    assert plain_letters("lǚyóu") == "lvyou"


def test_gb2312_has_its_6763_characters() -> None:
    characters = list(gb2312())
    assert len(set(characters)) == 6763
    assert "镇" in characters
    assert "鎮" not in characters
