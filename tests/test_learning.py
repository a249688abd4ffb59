"""Questions that staff add: what is taken, where it is kept, and how it becomes live."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from assistant.log.personal_data import personal_number
from assistant.staff import added_questions as learning
from assistant.staff.added_questions import QuestionStore, write_questions
from assistant.staff.question_checks import (
    Draft,
    Known,
    Placed,
    QuestionError,
    QuestionRules,
    question_id,
    question_key,
)
from assistant.staff.question_files import read_drafts
from corpus.bank.questions import AskedQuestion, load_shipped
from corpus.models import Town
from corpus.town import town_folder
from index.building.build import open_search
from index.building.following import IndexFollower
from index.training.conflicts import find_conflicts, nearest_others
from tests.embedders import HashEmbedder
from tests.towns import FUHE

ROOT = Path(__file__).parent.parent
HOUSING = "巴林左旗住房和城乡建设局"
ADD_TEN = """
import sys
from pathlib import Path
from assistant.staff.added_questions import QuestionStore
from assistant.staff.question_checks import Draft, Placed
from corpus.town import load_town
store = QuestionStore(Path(sys.argv[1]), load_town(), ())
for n in range(int(sys.argv[3])):
    draft = Draft(question=f"问题{sys.argv[2]}之{n}", duties=("基本-1",))
    store.propose([Placed("", draft)])
"""


def drafted(question: str, *duties: str, departments: tuple[str, ...] = ()) -> Placed:
    return Placed("", Draft(question=question, duties=duties, departments=departments))


def texts(questions: tuple[AskedQuestion, ...]) -> list[str]:
    return [item.question for item in questions]


@pytest.fixture(scope="module")
def shipped(town: Town) -> tuple[AskedQuestion, ...]:
    return load_shipped(town_folder("fuhe"), town)


@pytest.fixture
def store(tmp_path: Path, town: Town, shipped: tuple[AskedQuestion, ...]) -> QuestionStore:
    return QuestionStore(tmp_path / "questions" / "fuhe" / "added.jsonl", town, shipped)


# What is taken


@pytest.mark.parametrize(
    ("duties", "given", "departments"),
    [
        (("基本-68",), (), ("富河镇",)),
        (("上收-47",), (), ("巴林左旗住房和城乡建设局", "巴林左旗自然资源局")),
        (("配合-40",), (), (HOUSING,)),
        (("配合-40", "基本-68"), (), (HOUSING, "富河镇")),
        (("配合-40",), ("富河镇",), ("富河镇",)),
        (("配合-39",), ("自然资源局", "农牧局"), ("巴林左旗农牧局", "巴林左旗自然资源局")),
    ],
)
def test_departments_default_by_list_and_are_named_in_full_lead_first(
    town: Town, duties: tuple[str, ...], given: tuple[str, ...], departments: tuple[str, ...]
) -> None:
    if duties == ("上收-47",):
        departments = town.duty("上收-47").departments
        assert len(departments) == 2
    draft = Draft(question="新问法", duties=duties, departments=given)
    assert QuestionRules(town).checked(draft, {}).departments == departments


@pytest.mark.parametrize(
    "written", ["配合40", "配合 40", "配合清单第40项", "配合－４０", "fuhe/配合-40"]
)
def test_a_duty_may_be_written_as_people_do(town: Town, written: str) -> None:
    draft = Draft(question="新问法", duties=(written, "配合-40"))
    assert QuestionRules(town).checked(draft, {}).duties == ("配合-40",)


@pytest.mark.parametrize(
    ("draft", "problem"),
    [
        (
            Draft(question="新问法", duties=("配合-60",)),
            "没有“配合-60”这一项，应为：基本 1 到 98、",
        ),
        (Draft(question="新问法", duties=()), "没有写事项，至少要一个"),
        (
            Draft(question="新问法", duties=("基本-68",), departments=("海洋局",)),
            "清单里没有“海洋局”这个部门",
        ),
        (
            Draft(question="新问法", duties=("配合-40",), departments=("林草局",)),
            f"“林草局”不是 配合-40 的部门，应为：{HOUSING}、富河镇；",
        ),
        (Draft(question="啊", duties=("配合-40",)), "有 1 个字、其中文字和数字 1 个"),
        (Draft(question="？！。", duties=("配合-40",)), "有 3 个字、其中文字和数字 0 个"),
        (Draft(question="长" * 201, duties=("配合-40",)), "有 201 个字、其中文字和数字 201 个"),
        (Draft(question="打13800138000问", duties=("配合-40",)), "疑似手机号“138****00”"),
        (
            Draft(question="危房改造 谁负责？", duties=("配合-40",)),
            "随产品发布的“危房改造谁负责”重复",
        ),
    ],
)
def test_what_can_not_be_taken_is_told_in_one_sentence(
    town: Town, draft: Draft, problem: str
) -> None:
    same = AskedQuestion.model_validate(
        {
            "question": "危房改造谁负责",
            "duties": ["配合-40"],
            "departments": [HOUSING],
            "who": "staff",
        }
    )
    known = {question_key(same.question): Known("随产品发布", same)}
    with pytest.raises(QuestionError) as caught:
        QuestionRules(town).checked(draft, known)
    (sentence,) = caught.value.problems
    assert problem in sentence
    assert sentence.endswith(("。", "查编号。"))
    assert "13800138000" not in sentence


def test_a_question_of_two_or_two_hundred_characters_is_taken_as_written(town: Town) -> None:
    for text in ("低保", "长" * 200):
        assert QuestionRules(town).checked(Draft(question=text, duties=("基本-1",)), {})
    draft = Draft(question=" 咋\u200b办？\n（急） ", duties=("基本-1",))
    assert QuestionRules(town).checked(draft, {}).question == "咋 办？ （急）"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("打13800138000找我", "手机号“138****00”"),
        ("打１３８ ００１３ ８０００", "手机号“138****00”"),
        ("+86-138-0013-8000", "手机号“861****00”"),
        ("一三八零零一三八零零零", "手机号“138****00”"),
        ("0476-7862345 没人接", "座机号“047****45”"),
        ("电话是7862345", "座机号“786****45”"),
        ("身份证15042219900101123X", "身份证号或银行卡号“150****3X”"),
        ("150422 19900101 1234", "身份证号或银行卡号“150****34”"),
        ("卡号6222021234567890123", "身份证号或银行卡号“622****23”"),
        ("打12345和110", None),
        ("2024-06-01 补了20240601元", None),
        ("占了1234567平方米", None),
    ],
)
def test_personal_numbers_are_found_and_masked(text: str, found: str | None) -> None:
    assert personal_number(text) == found


def test_no_shipped_question_is_taken_for_personal_or_double(
    shipped: tuple[AskedQuestion, ...],
) -> None:
    assert [q.question for q in shipped if personal_number(q.question)] == []
    assert len({question_key(q.question) for q in shipped}) == len(shipped)


# Where it is kept


def test_a_proposed_question_is_pending_until_it_is_accepted(store: QuestionStore) -> None:
    store.propose([drafted("屋要倒了", "配合-40"), drafted("圈要倒了", "配合-40")])
    assert (texts(store.pending()), store.added()) == (["屋要倒了", "圈要倒了"], ())
    accepted, rejected = store.decide([question_id("圈要倒了")], [question_id("屋要倒了")])
    assert (texts(accepted), texts(rejected)) == (["圈要倒了"], ["屋要倒了"])
    assert (store.pending(), texts(store.added())) == ((), ["圈要倒了"])
    assert texts(store.remove([question_id("圈要倒了")])) == ["圈要倒了"]
    assert store.added() == ()


def test_doubles_of_pending_added_and_shipped_are_refused(
    store: QuestionStore, shipped: tuple[AskedQuestion, ...]
) -> None:
    store.propose([drafted("屋要倒了", "配合-40")])
    for where in ("待审", "已生效"):
        with pytest.raises(QuestionError, match=f"与{where}的“屋要倒了”重复"):
            store.propose([drafted("屋，要倒了？", "基本-68")])
        if where == "待审":
            store.decide([question_id("屋要倒了")])
    with pytest.raises(QuestionError, match="与随产品发布的"):
        store.propose([drafted(shipped[0].question + "！", "基本-1")])


def test_an_unknown_id_changes_nothing(store: QuestionStore) -> None:
    store.propose([drafted("屋要倒了", "配合-40")])
    with pytest.raises(QuestionError, match="待审的问题里没有编号“00000000”"):
        store.decide([question_id("屋要倒了"), "00000000"])
    assert (texts(store.pending()), store.added()) == (["屋要倒了"], ())


def test_one_wrong_draft_keeps_all_out(store: QuestionStore) -> None:
    with pytest.raises(QuestionError) as caught:
        store.propose([drafted("屋要倒了", "配合-40"), drafted("屋要倒了", "配合-60")])
    assert len(caught.value.problems) == 2
    assert not store.pending_file.exists()


def test_a_damaged_file_is_named_with_its_line(store: QuestionStore) -> None:
    store.propose([drafted("屋要倒了", "配合-40")])
    with store.pending_file.open("a", encoding="utf-8") as file:
        file.write('{"question": "断')
    with pytest.raises(QuestionError, match=r"pending.jsonl 第 2 行：不是合规的 JSON。\n请在 /"):
        store.pending()


def test_a_failed_write_leaves_the_old_file(
    store: QuestionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.propose([drafted("屋要倒了", "配合-40")])

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("index.building.disk.os.fsync", fail)
    with pytest.raises(QuestionError, match="写不进数据文件夹"):
        store.propose([drafted("圈要倒了", "配合-40")])
    assert texts(store.pending()) == ["屋要倒了"]
    assert {path.name for path in store.pending_file.parent.iterdir()} == {"lock", "pending.jsonl"}


def test_killed_between_the_two_files_a_question_counts_as_added(
    store: QuestionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.propose([drafted("屋要倒了", "配合-40"), drafted("圈要倒了", "配合-40")])

    def killed_after_the_first(path: Path, questions: tuple[AskedQuestion, ...]) -> None:
        if path == store.pending_file:
            raise KeyboardInterrupt
        write_questions(path, questions)

    monkeypatch.setattr(learning, "write_questions", killed_after_the_first)
    with pytest.raises(KeyboardInterrupt):
        store.decide([question_id("屋要倒了")])
    assert (texts(store.added()), texts(store.pending())) == (["屋要倒了"], ["圈要倒了"])


def adding(store: QuestionStore, name: str, count: int) -> "subprocess.Popen[bytes]":
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", ADD_TEN, str(store.added_file), name, str(count)]
    return subprocess.Popen(command, env=environment)


@pytest.mark.slow
def test_two_processes_that_add_at_once_lose_nothing(store: QuestionStore) -> None:
    processes = [adding(store, name, 15) for name in ("甲", "乙")]
    assert [process.wait(60) for process in processes] == [0, 0]
    expected = {f"问题{name}之{n}" for name in ("甲", "乙") for n in range(15)}
    assert set(texts(store.pending())) == expected
    assert len(store.pending()) == 30


@pytest.mark.slow
def test_a_process_killed_while_adding_leaves_whole_lines(store: QuestionStore) -> None:
    process = adding(store, "甲", 5000)
    deadline = time.monotonic() + 60
    while not (store.pending_file.exists() and len(store.pending()) > 20):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    found = texts(store.pending())
    assert found == [f"问题甲之{n}" for n in range(len(found))]
    store.propose([drafted("后来的问题", "基本-1")])
    assert len(store.pending()) == len(found) + 1


# Files that staff have


def test_csv_from_excel_in_gbk_with_chinese_headers(store: QuestionStore, tmp_path: Path) -> None:
    path = tmp_path / "新.csv"
    path.write_bytes(
        "问题,事项,部门,提问人\r\n"
        "圈要倒了,配合40;基本-68,住建局,群众\r\n"
        "\r\n"
        '"屋要倒了,\n咋整",配合-40,,\r\n'.encode("gbk")
    )
    first, second = store.propose(read_drafts(path))
    assert (first.duties, first.departments, first.who) == (
        ("配合-40", "基本-68"),
        (HOUSING,),
        "villager",
    )
    assert second.question == "屋要倒了, 咋整"


def test_every_wrong_line_is_named_in_order_and_nothing_is_kept(
    store: QuestionStore, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "question,duties,departments,who\n"
        "圈要倒了,配合-40,,\n"
        "电话13800138000,配合-60,,\n"
        "好问题啊,基本-1,,坏人\n"
        "圈要倒了？,配合-40,,\n"
        "多出一列,基本-1,,,x\n",
        encoding="utf-8",
    )
    with pytest.raises(QuestionError) as caught:
        store.propose(read_drafts(path))
    assert [problem.partition("，")[0] for problem in caught.value.problems] == [
        "a.csv:3：问题里有疑似手机号“138****00”",
        "a.csv:3：没有“配合-60”这一项",
        "a.csv:4：who 的值“坏人”不对",
        "a.csv:5：问题“圈要倒了？”与 a.csv:2 的“圈要倒了”重复（挂在 配合-40）；请换个问法",
        "a.csv:6：多出“第5列”",
    ]
    assert store.pending() == ()


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("a.jsonl", b'{"question": "x"', "a.jsonl:1：这一行不是 JSON 对象"),
        ("a.jsonl", '{"question": "好问题"}'.encode(), "a.jsonl:1：缺少 duties"),
        ("a.jsonl", b'{"question": 1, "duties": "x"}', "a.jsonl:1：question 的值“1”不对"),
        ("a.jsonl", b"\n", "文件里没有问题"),
        ("a.csv", b"", "表头是“”，应为 question,duties,departments,who"),
        ("a.csv", b"question\nx\n", "表头是“question”"),
        ("a.csv", b"PK\0\3", "不是文本"),
        ("a.xlsx", b"PK", "后缀“.xlsx”不认识"),
    ],
)
def test_a_file_that_can_not_be_read_is_told(
    store: QuestionStore, tmp_path: Path, name: str, data: bytes, problem: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(QuestionError) as caught:
        store.propose(read_drafts(tmp_path / name))
    assert problem in str(caught.value)


# How it becomes live


@pytest.fixture(scope="module")
def cache(fast_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    return shutil.copytree(fast_cache, folder, symlinks=True, dirs_exist_ok=True)


@pytest.mark.slow
def test_an_added_question_is_embedded_alone_and_live(store: QuestionStore, cache: Path) -> None:
    plain = open_search(FUHE, HashEmbedder(), cache, added=store.added_file)
    store.propose([drafted("蹦跶鸡棚谁批", "配合-40")])
    embedder = HashEmbedder()
    follower = IndexFollower(FUHE, embedder, store.added_file)
    assert follower.newer(plain) is None
    store.decide([question_id("蹦跶鸡棚谁批")])
    live = open_search(FUHE, embedder, cache, added=store.added_file)
    assert embedder.embedded == ["蹦跶鸡棚谁批"]
    assert len(live.asked) == len(plain.asked) + 1
    assert live.index.version != plain.index.version
    assert live.search("蹦跶鸡棚谁批", 1)[0].asked[0].score == pytest.approx(1.0)
    assert live.search("蹦跶鸡棚谁批", 1)[0].duty.duty_id == "配合-40"

    newer = follower.newer(plain)
    assert newer is not None
    assert newer.index.version == live.index.version
    store.remove([question_id("蹦跶鸡棚谁批")])
    embedder.embedded.clear()
    again = open_search(FUHE, embedder, cache, added=store.added_file)
    assert (embedder.embedded, again.index.version) == ([], plain.index.version)


@pytest.mark.slow
def test_an_added_question_that_is_shipped_later_counts_once(
    store: QuestionStore, cache: Path, shipped: tuple[AskedQuestion, ...]
) -> None:
    write_questions(store.added_file, [shipped[0].model_copy(update={"duties": ("基本-98",)})])
    search = open_search(FUHE, HashEmbedder(), cache, added=store.added_file)
    assert search.asked == shipped


# Contradictions


def test_the_nearest_other_one_is_never_itself() -> None:
    vectors = np.eye(3, dtype=np.float32)
    vectors[2] = [0.6, 0.8, 0.0]
    nearest, cosines = nearest_others(vectors)
    assert nearest.tolist() == [2, 2, 1]
    assert cosines.tolist() == pytest.approx([0.6, 0.8, 0.8])


@pytest.mark.slow
def test_the_same_question_under_two_duties_is_a_conflict(
    store: QuestionStore, cache: Path, shipped: tuple[AskedQuestion, ...]
) -> None:
    victim = next(q for q in shipped if q.duties == ("上收-14",))
    wrong = AskedQuestion.model_validate(
        {
            "question": victim.question + "呀呀",
            "duties": ["基本-1"],
            "departments": ["富河镇"],
            "who": "villager",
        }
    )
    write_questions(store.added_file, [wrong])
    search = open_search(FUHE, HashEmbedder(), cache, added=store.added_file)
    found = find_conflicts(search, min_cosine=0.8, min_probability=0.1)
    pairs = {frozenset((one.asked.question, one.nearest.question)): one for one in found}
    conflict = pairs[frozenset((victim.question, wrong.question))]
    assert {conflict.ranked} <= {*conflict.nearest.duties}
    assert len(pairs) == len(found), "each pair once"
    strengths = [one.probability for one in found]
    assert strengths == sorted(strengths, reverse=True)
    assert min(strengths) >= 0.1
    assert all(not {*one.asked.duties} & {*one.nearest.duties} for one in found)


def test_stored_lines_are_those_of_the_shipped_file(store: QuestionStore) -> None:
    store.propose([drafted("屋要倒了", "配合-40")])
    (line,) = store.pending_file.read_text(encoding="utf-8").splitlines()
    assert json.loads(line) == {
        "question": "屋要倒了",
        "duties": ["配合-40"],
        "departments": [HOUSING],
        "who": "villager",
    }


@pytest.mark.parametrize("question", ["我不想活了", "俺爹喝农药了", "后山着火了快来人"])
def test_danger_is_attached_to_no_duty(store: QuestionStore, question: str) -> None:
    with pytest.raises(QuestionError, match="说的是险情"):
        store.propose([drafted(question, "配合-40")])
    assert store.pending() == ()


def test_what_only_sounds_of_danger_is_taken_where_a_classifier_knows_better(
    tmp_path: Path, town: Town
) -> None:
    told: list[str] = []

    def in_danger(question: str) -> bool:
        told.append(question)
        return False

    store = QuestionStore(tmp_path / "added.jsonl", town, (), in_danger)
    store.propose([drafted("家里着火烧没了能救急不", "配合-40")])
    assert told == texts(store.pending()) == ["家里着火烧没了能救急不"]
