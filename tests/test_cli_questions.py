"""`lvzhi questions` as staff meet it; the last test goes the whole way with the real model."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant import Assistant
from assistant.answer import Answer, AnswerKind, Citation
from assistant.cli.main import app
from assistant.settings import Settings
from corpus.bank.questions import load_asked
from corpus.models import ListName
from corpus.town import load_town
from tests.caches import copied_cache

SICK_SHEEP = "蹦跶羊蔫了归谁"  # a made-up word: nothing shipped is like it
ADDED_FILE = Path("questions") / "fuhe" / "added.jsonl"


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A data folder of its own, in a terminal wide enough to keep sentences whole."""
    monkeypatch.setenv("LVZHI_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


class StubAssistant:
    """Answers everything with one duty; what is tested here is what staff do with questions."""

    def __init__(self, settings: Settings) -> None:
        """Whichever the town."""

    def ask(self, question: str) -> Answer:
        citation = Citation(
            duty_id="配合-40",
            list=ListName.ASSIST,
            number=40,
            section="城乡建设",
            title="住房安全",
            holder="某局",
            quote="危房改造",
            source_lines=(1,),
            score=0.9,
        )
        return Answer(
            kind=AnswerKind.DUTY,
            text=f"答：{question}",
            citations=(citation,),
            confidence=0.9,
            resolved_question=question,
        )


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.cli.questions.load_assistant", StubAssistant)


def run(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, ["questions", *arguments], input=typed)


def printed(*arguments: str) -> object:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def live() -> list[str]:
    rows = printed("export")
    assert isinstance(rows, list)
    return [row["question"] for row in rows]


def test_add_tells_the_duty_the_department_and_the_next_step() -> None:
    result = run("add", "屋要", "倒了", "--duty", "配合-40")
    assert result.exit_code == 0
    for text in (
        "屋要 倒了",
        "挂在 配合-40 农村低收入群体等重点对象住房安全保障",
        "归：巴林左旗住房和城乡建设局",
        "待审 1 个，尚未生效",
        "lvzhi questions review",
    ):
        assert text in result.output
    assert live() == []


def test_a_telephone_number_is_refused_and_nowhere_stored(data: Path) -> None:
    result = run("add", "我13800138000屋要倒了", "--duty", "配合-40")
    assert result.exit_code == 2
    assert result.stderr.replace("\n", "") == (
        "问题里有疑似手机号“138****00”，加进来会被长期保存；请去掉号码后再加。"
    )
    files = [path for path in data.rglob("*") if path.is_file()]
    assert [path.name for path in files if path.read_bytes()] == []


@pytest.mark.slow
@pytest.mark.usefixtures("stub")
def test_review_asks_one_by_one_and_keeps_each_decision() -> None:
    for text in ("屋要倒了", "羊蔫了", "圈要倒了", "棚要倒了"):
        run("add", text, "--duty", "配合-32" if text == "羊蔫了" else "配合-40")
    result = run("review", typed="?\na\nr\ns\nq\n")
    assert result.exit_code == 0
    assert "“?”不认识，应为 a、r、s、q 之一" in result.output
    assert "✓ 助手现在答 配合-40" in result.output
    assert "✗ 助手现在答 配合-40" in result.output
    assert "接受 1 个，不要 1 个，还剩待审 2 个" in result.output
    assert live() == ["屋要倒了"]
    rows = printed("review")
    assert isinstance(rows, list)
    assert [row["question"] for row in rows] == ["圈要倒了", "棚要倒了"]


@pytest.mark.slow
@pytest.mark.usefixtures("stub")
def test_review_without_a_person_decides_by_flags() -> None:
    for text in ("屋要倒了", "羊蔫了", "圈要倒了"):
        run("add", text, "--duty", "配合-32" if text == "羊蔫了" else "配合-40")
    rows = printed("review")
    assert isinstance(rows, list)
    ids = {row["question"]: row["id"] for row in rows}
    done = printed("review", "--accept-all", "--reject", ids["圈要倒了"])
    assert isinstance(done, dict)
    assert {row["question"]: row["found"] for row in done["accepted"]} == {
        "屋要倒了": True,
        "羊蔫了": False,
    }
    assert [row["question"] for row in done["rejected"]] == ["圈要倒了"]
    assert done["pending"] == 0
    unknown = run("review", "--accept", ids["圈要倒了"])
    assert (unknown.exit_code, ids["圈要倒了"] in unknown.stderr) == (2, True)
    assert [row["question"] for row in printed_list("remove", ids["羊蔫了"])] == ["羊蔫了"]
    assert live() == ["屋要倒了"]


def printed_list(*arguments: str) -> list[dict[str, str]]:
    rows = printed(*arguments)
    assert isinstance(rows, list)
    return rows


@pytest.mark.slow
@pytest.mark.usefixtures("stub")
def test_what_is_exported_can_be_imported_elsewhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run("add", "屋要倒了", "--duty", "配合-40", "--who", "staff", "--accept")
    run("add", "圈要倒了", "--duty", "配合-40", "--duty", "基本-68", "--accept")
    file = tmp_path / "out.jsonl"
    assert run("export", str(file)).exit_code == 0
    assert run("export").stdout == file.read_text(encoding="utf-8")
    again = run("import", str(file))
    assert again.exit_code == 2
    assert "out.jsonl:1：问题“屋要倒了”与已生效的“屋要倒了”重复" in again.stderr

    other = tmp_path / "other"
    monkeypatch.setenv("LVZHI_DATA_DIR", str(other))
    assert run("import", str(file), "--accept").exit_code == 0
    assert (other / ADDED_FILE).read_bytes() == file.read_bytes()


def test_check_without_pending_questions_says_what_to_do() -> None:
    result = run("check")
    assert result.exit_code == 2
    assert "没有待审的问题" in result.stderr


def test_a_data_folder_that_can_not_be_written_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    monkeypatch.setenv("LVZHI_DATA_DIR", str(tmp_path / "file"))
    result = run("add", "屋要倒了", "--duty", "配合-40")
    assert result.exit_code == 2
    assert "写不进数据文件夹" in result.stderr
    assert "LVZHI_DATA_DIR" in result.stderr


def test_help_is_chinese_and_names_every_command() -> None:
    output = run("--help").output
    for word in ("add", "import", "review", "remove", "export", "check", "conflicts", "审核"):
        assert word in output


@pytest.fixture
def own_cache(
    assistant: Assistant, cache_dir: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The real engine, and a copy of the real index that this test may change."""
    folder = copied_cache(assistant, cache_dir, tmp_path / "cache")
    monkeypatch.setenv("LVZHI_CACHE_DIR", str(folder))


@pytest.mark.usefixtures("own_cache")
def test_a_missed_question_is_learned_from_add_to_ask_with_the_real_model(
    data: Path, tmp_path: Path
) -> None:
    def first_cited(question: str) -> str | None:
        citations = Assistant.load().ask(question).citations
        return citations[0].duty_id if citations else None

    def checked() -> tuple[int, dict[str, list[dict[str, str]]]]:
        result = run("check", str(exam), "--json")
        return result.exit_code, json.loads(result.stdout)

    exam = tmp_path / "exam.jsonl"
    rows = [
        {"id": "1", "question": "蹦跶羊蔫了，归谁呀", "gold": ["基本-91"], "style": "colloquial"},
        {"id": "2", "question": "低保咋申请", "gold": ["配合-6"], "style": "colloquial"},
    ]
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    exam.write_text("".join(lines), encoding="utf-8")

    assert first_cited(SICK_SHEEP) != "基本-91"
    assert run("add", SICK_SHEEP, "--duty", "基本-91").exit_code == 0
    assert first_cited(SICK_SHEEP) != "基本-91", "pending is not live"

    code, facts = checked()
    assert code == 0
    assert [(row["id"], row["after"]) for row in facts["gained"]] == [("1", "基本-91")]
    assert facts["lost"] == []
    assert first_cited(SICK_SHEEP) != "基本-91", "a check changes nothing"

    done = printed("review", "--accept-all")
    assert isinstance(done, dict)
    assert [row["found"] for row in done["accepted"]] == [True]
    assert first_cited(SICK_SHEEP) == "基本-91"
    assert load_asked(data / ADDED_FILE, load_town())[0].departments == ("富河镇",)

    for other in ("蹦跶羊蔫了归谁呀呀", "蹦跶羊蔫了，归谁啊", "蹦跶羊蔫了归谁呢"):
        run("add", other, "--duty", "基本-1")
    code, facts = checked()
    lost = [(row["id"], row["before"], row["after"]) for row in facts["lost"]]
    assert (code, lost) == (1, [("1", "基本-91", "基本-1")])
