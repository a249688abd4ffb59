"""Asked questions are validated on load; an error names file, line and what is wrong."""

import json
from pathlib import Path

import pytest

from corpus.bank.questions import ASKED_FILE, Asker, load_asked
from corpus.models import Town
from corpus.source import SourceError
from corpus.town import DATA_DIR, load_town

GOOD = {
    "question": "房子快塌了找谁",
    "duties": ["配合-40", "基本-68"],
    "departments": ["巴林左旗住房和城乡建设局"],
    "who": "villager",
}
OTHER = {**GOOD, "question": "危房改造谁负责"}


@pytest.fixture(scope="module")
def fuhe() -> Town:
    return load_town("fuhe")


def write(folder: Path, *rows: object) -> Path:
    path = folder / "asked.jsonl"
    texts = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def message(path: Path, town: Town) -> str:
    with pytest.raises(SourceError) as caught:
        load_asked(path, town)
    return str(caught.value)


def test_the_shipped_questions_load(fuhe: Town) -> None:
    asked = load_asked(DATA_DIR / "fuhe" / ASKED_FILE, fuhe)
    assert len(asked) == 5304
    assert {duty for item in asked for duty in item.duties} == {d.duty_id for d in fuhe.duties}
    assert asked[0].question == "俺爸是老党员这阵子老去镇上学习，学的都是啥精神啊"
    assert asked[0].who is Asker.VILLAGER


def test_blank_lines_are_skipped_and_order_is_kept(tmp_path: Path, fuhe: Town) -> None:
    path = write(tmp_path, GOOD, "", OTHER, "")
    assert [item.question for item in load_asked(path, fuhe)] == [
        "房子快塌了找谁",
        "危房改造谁负责",
    ]


def test_a_question_may_hold_a_line_separator(tmp_path: Path, fuhe: Town) -> None:
    path = write(tmp_path, {**GOOD, "question": "房子\u2028塌了"}, GOOD)
    assert [item.question for item in load_asked(path, fuhe)] == [
        "房子\u2028塌了",
        GOOD["question"],
    ]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({**OTHER, "duties": ["配合-60"]}, "没有“配合-60”这一项"),
        ({**OTHER, "departments": ["巴林左旗教委"]}, "清单中没有“巴林左旗教委”这个部门"),
        (GOOD, "问题重复“房子快塌了找谁”"),
        ('{"question": "怎么', "不是合规的 JSON"),
        ({**GOOD, "list": "配合"}, "多出字段 list"),
        ({k: v for k, v in GOOD.items() if k != "who"}, "缺少字段 who"),
    ],
)
def test_an_error_names_file_line_and_what_is_wrong(
    tmp_path: Path, fuhe: Town, row: object, problem: str
) -> None:
    path = write(tmp_path, GOOD, "", row)
    assert message(path, fuhe) == f"asked.jsonl 第 3 行：{problem}。"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({**GOOD, "who": "robot"}, "who"),
        ({**GOOD, "duties": []}, "duties"),
        ({**GOOD, "question": ""}, "question"),
        ("[1]", "整行"),
    ],
)
def test_a_wrong_value_names_its_field(tmp_path: Path, fuhe: Town, row: object, field: str) -> None:
    said = message(write(tmp_path, row), fuhe)
    assert said.startswith(f"asked.jsonl 第 1 行：字段 {field} 不合规（")


def test_all_problems_are_gathered_and_the_first_ten_shown(tmp_path: Path, fuhe: Town) -> None:
    rows = [{**GOOD, "question": f"问题{n}", "duties": ["基本-0"]} for n in range(12)]
    sentences = message(write(tmp_path, *rows), fuhe).split("\n")
    assert sentences[0] == "asked.jsonl 第 1 行：没有“基本-0”这一项。"
    assert sentences[9] == "asked.jsonl 第 10 行：没有“基本-0”这一项。"
    assert sentences[10:] == ["另有 2 处问题。"]


def test_a_missing_file_is_named(tmp_path: Path, fuhe: Town) -> None:
    path = tmp_path / "none.jsonl"
    assert message(path, fuhe).startswith(f"{path}：读不到相似问文件（")
