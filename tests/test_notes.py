"""What staff may note, how it is kept, and the Excel file that it comes and goes in."""

import io
import json
import threading
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner, Result

from assistant.cli.main import app
from assistant.notes.book import NoteBook, NoteError, to_lines
from assistant.notes.note import MAX_CHARS, NoteKind
from assistant.notes.phones import dialled, numbers_in
from assistant.notes.sheets import HELP, drafts_of, exported
from assistant.notes.store import Draft, NoteStore
from corpus.models import Town
from corpus.town import read_town
from tests.processes import ROOT

OFFICE, WINDOW, PHONE, HOURS, PAPERS, GUIDE, SENTENCE = NoteKind
LOW_INCOME, CIVIL = "配合-6", "巴林左旗民政局"
WHO = "党政办"
MOBILE = "13812345678"


@pytest.fixture
def store(town: Town, tmp_path: Path) -> NoteStore:
    return NoteStore(tmp_path / "towns" / town.key / "notes.jsonl", town)


def noted(store: NoteStore, subject: str = LOW_INCOME) -> dict[NoteKind, str]:
    title = store.titles()[subject]
    return {kind: one.value for kind, one in store.notes().of(subject, title).items()}


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("0476-7890123", ("0476-7890123",)),
        ("04767890123", ("0476-7890123",)),
        ("（0476）7890123", ("0476-7890123",)),
        ("０４７６－７８９０１２３", ("0476-7890123",)),
        ("0476—7890123", ("0476-7890123",)),
        ("0476 7890123", ("0476-7890123",)),
        ("010-62345678转801", ("010-62345678转801",)),
        ("7890123、12345", ("7890123", "12345")),
        ("400-123-4567", ("400-123-4567",)),
        ("95598；119", ("95598", "119")),
        (MOBILE, (MOBILE,)),
        ("4767890123", None),
        ("找老王", None),
        ("0476-7890123（白天）", None),
        ("7890123、7890124、7890125、7890126", None),
        ("1381234567", None),
        ("", None),
    ],
)
def test_a_phone_has_one_form_or_is_none(typed: str, numbers: tuple[str, ...] | None) -> None:
    assert numbers_in(typed) == numbers


def test_a_number_is_dialled_without_its_extension() -> None:
    assert dialled("0476-7890123转801") == "04767890123"


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (PHONE, "123", "不是电话号码"),
        (PHONE, MOBILE, "个人的不能公开"),
        (SENTENCE, f"找王主任{MOBILE}", "个人的不能公开"),
        (SENTENCE, "账号6222021234567890123", "疑似身份证号或银行卡号"),
        (OFFICE, "楼" * (MAX_CHARS[OFFICE] + 1), "最多 60 个字"),
        (WINDOW, "3号窗口", "还要写办理地点"),
        (GUIDE, "http://zwfw.example.gov.cn/a", "要 https"),
        (GUIDE, "https://user@example.gov.cn/", "不是网址"),
        (GUIDE, "https://localhost/", "不是网址"),
        (GUIDE, "https://example.gov.cn/<script>", "不是网址"),
        (GUIDE, "javascript:alert(1)", "不是网址"),
    ],
)
def test_what_may_not_be_noted_is_told(
    store: NoteStore, kind: NoteKind, value: str, said: str
) -> None:
    with pytest.raises(NoteError, match=said):
        store.enter([Draft(LOW_INCOME, {kind: value})], WHO)
    assert not store.path.exists()


@pytest.mark.parametrize("value", ["每周二办", "座机0476-7890123", "见https://example.gov.cn"])
def test_a_public_number_may_stand_in_a_sentence(store: NoteStore, value: str) -> None:
    store.enter([Draft(LOW_INCOME, {SENTENCE: value})], WHO)
    assert noted(store) == {SENTENCE: value}


def test_a_mobile_number_is_taken_where_staff_confirm_it(store: NoteStore) -> None:
    store.enter([Draft(LOW_INCOME, {PHONE: MOBILE}, mobile=True)], WHO)
    assert noted(store) == {PHONE: MOBILE}


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("配合-6", "配合-6"),
        ("配合6", "配合-6"),
        ("配合履职事项清单第6项", "配合-6"),
        (CIVIL, CIVIL),
        ("民政局", CIVIL),
        ("富河镇", "富河镇"),
    ],
)
def test_a_subject_is_a_duty_a_department_or_the_town(
    store: NoteStore, said: str, key: str
) -> None:
    (made,) = store.enter([Draft(said, {PHONE: "12345"})], WHO)
    assert made.subject == key


@pytest.mark.parametrize("said", ["配合-99", "火星局", ""])
def test_another_subject_is_none(store: NoteStore, said: str) -> None:
    with pytest.raises(NoteError, match="不是清单里的事项编号或部门"):
        store.enter([Draft(said, {PHONE: "12345"})], WHO)


@pytest.mark.parametrize("who", ["", "王", "王" * 21, MOBILE])
def test_who_enters_says_a_name(store: NoteStore, who: str) -> None:
    with pytest.raises(NoteError, match="填写人"):
        store.enter([Draft(LOW_INCOME, {PHONE: "12345"})], who)


def test_old_values_stay_with_day_and_who_and_come_back(store: NoteStore) -> None:
    store.enter([Draft(LOW_INCOME, {PHONE: "7890123", PAPERS: "身份证\n户口本"})], WHO)
    store.enter([Draft(LOW_INCOME, {PHONE: "7890124"})], "王干事")
    assert noted(store) == {PHONE: "7890124", PAPERS: "身份证；户口本"}
    told = [(one.kind, one.value, one.who) for one in store.notes().history(LOW_INCOME)]
    assert told[0] == (PHONE, "7890124", "王干事")
    assert (PHONE, "7890123", WHO) in told
    store.undo("李主任", LOW_INCOME)
    assert noted(store)[PHONE] == "7890123"
    assert store.notes().history(LOW_INCOME)[0].who == "李主任"
    store.undo("李主任", LOW_INCOME)
    assert noted(store)[PHONE] == "7890124"


def test_undoing_an_entry_without_a_value_before_takes_it_away(store: NoteStore) -> None:
    store.enter([Draft(LOW_INCOME, {PHONE: "7890123"}), Draft(CIVIL, {PHONE: "7890124"})], WHO)
    store.undo(WHO)
    assert store.notes().standing == {}
    with pytest.raises(NoteError, match="没有可撤销的"):
        NoteStore(store.path.with_name("none.jsonl"), store.town).undo(WHO)


def test_the_same_again_is_no_change_and_nothing_takes_it_away(store: NoteStore) -> None:
    store.enter([Draft(LOW_INCOME, {PHONE: "7890123"})], WHO)
    assert store.enter([Draft(LOW_INCOME, {PHONE: "789-0123".replace("-", "")})], WHO) == ()
    assert len(store.enter([Draft(LOW_INCOME, {PHONE: ""})], WHO)) == 1
    assert noted(store) == {}


def test_all_or_none_is_entered(store: NoteStore) -> None:
    with pytest.raises(NoteError) as raised:
        store.enter([Draft(LOW_INCOME, {PHONE: "12345"}), Draft("配合-99", {PHONE: "1"})], WHO)
    assert len(raised.value.problems) == 1
    assert not store.path.exists()


def test_several_who_enter_at_once_lose_nothing(store: NoteStore) -> None:
    def enter(number: int) -> None:
        NoteStore(store.path, store.town).enter([Draft(f"基本-{number}", {PHONE: "12345"})], WHO)

    threads = [threading.Thread(target=enter, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.notes().standing) == 8


def test_a_book_reads_anew_what_was_replaced_and_nothing_of_what_is_damaged(
    store: NoteStore, caplog: pytest.LogCaptureFixture
) -> None:
    book = NoteBook(store.path)
    assert book.now().standing == {}
    store.enter([Draft(LOW_INCOME, {PHONE: "7890123"})], WHO)
    assert len(book.now().standing) == 1
    assert book.now() is book.now()
    store.path.write_text(store.path.read_text("utf-8") + "{nonsense}\n", "utf-8")
    assert book.now().standing == {}
    assert "第 2 行不是一条补充" in caplog.text
    with pytest.raises(NoteError, match="第 2 行"):
        store.notes()


def test_a_duty_that_is_called_otherwise_now_has_no_notes(store: NoteStore) -> None:
    (made,) = store.enter([Draft(LOW_INCOME, {PHONE: "7890123"})], WHO)
    old = made.model_copy(update={"title": "别的事项"})
    store.path.write_text(to_lines([old]), "utf-8")
    assert noted(store) == {}
    assert [one.value for one in store.outdated()] == ["7890123"]


def filled(store: NoteStore, cells: dict[tuple[str, str], object]) -> bytes:
    """The exported workbook with these cells written: (sheet, `D3`)."""
    book = load_workbook(io.BytesIO(exported(store)))
    for (sheet, place), value in cells.items():
        book[sheet][place] = value
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_the_template_has_every_duty_and_department_and_no_formula(store: NoteStore) -> None:
    book = load_workbook(io.BytesIO(exported(store)))
    assert book.sheetnames == ["事项", "部门"]
    duties = list(book["事项"].iter_rows(values_only=True))
    assert duties[0][0] == HELP
    assert duties[1][:5] == ("编号", "事项名称", "牵头部门", "办理地点", "窗口")
    assert [row[0] for row in duties[2:]] == [duty.duty_id for duty in store.town.duties]
    departments = [row[0] for row in book["部门"].iter_rows(min_row=3, values_only=True)]
    assert departments[0] == store.town.name
    assert set(departments[1:]) == {n for d in store.town.duties for n in d.departments} - {
        store.town.name
    }
    assert {cell.data_type for row in book["事项"].iter_rows() for cell in row} <= {
        "s",
        "inlineStr",
        "n",
    }


def test_a_workbook_goes_round(store: NoteStore, tmp_path: Path) -> None:
    store.enter(
        [
            Draft(
                LOW_INCOME,
                {OFFICE: "便民服务中心", WINDOW: "=1+1号", PHONE: MOBILE, PAPERS: "身份证"},
                mobile=True,
            ),
            Draft(CIVIL, {HOURS: "8:30-17:30", GUIDE: "https://example.gov.cn/a_b?c=1"}),
        ],
        WHO,
    )
    content = exported(store)
    assert store.enter(drafts_of(content, "补充.xlsx"), WHO) == ()
    other = NoteStore(tmp_path / "other.jsonl", store.town)
    other.enter(drafts_of(content, "补充.xlsx"), WHO)
    for subject in (LOW_INCOME, CIVIL):
        assert noted(other, subject) == noted(store, subject) != {}
    sheet = load_workbook(io.BytesIO(content))["部门"]
    (row,) = (r for r in sheet.iter_rows(values_only=True) if r[0] == CIVIL)
    assert row[-1] == WHO


def test_an_empty_cell_leaves_what_stands_and_a_word_takes_it_away(store: NoteStore) -> None:
    store.enter([Draft("基本-1", {PHONE: "7890123", HOURS: "全天"})], WHO)
    content = filled(store, {("事项", "F3"): None, ("事项", "G3"): "删除"})
    store.enter(drafts_of(content, "补充.xlsx"), WHO)
    assert noted(store, "基本-1") == {PHONE: "7890123"}


def test_what_is_wrong_in_a_workbook_is_told_by_row_and_column(store: NoteStore) -> None:
    content = filled(
        store,
        {
            ("事项", "F3"): 4767890123,  # Excel took the 0 away
            ("事项", "I4"): "zwfw.example.gov.cn",
            ("事项", "A5"): "配合-99",
            ("事项", "D5"): "一楼",
            ("部门", "D3"): MOBILE,
            ("部门", "C4"): "3号",
        },
    )
    with pytest.raises(NoteError) as raised:
        store.enter(drafts_of(content, "补充.xlsx"), WHO)
    begins = [problem.partition("：")[0] for problem in raised.value.problems]
    assert begins == [
        "事项表第 3 行 F 列",
        "事项表第 4 行 I 列",
        "事项表第 5 行",
        "部门表第 3 行 D 列",
        "部门表第 4 行 C 列",
    ]
    assert not store.path.exists()


def test_what_is_no_workbook_of_ours_is_told(store: NoteStore) -> None:
    for content, said in (
        (b"PK nonsense", "不是 xlsx"),
        (book_of([["a"]]), "没有“事项”或“部门”工作表"),
        (book_of([["a"]], "事项"), "没有找到写着“编号”的表头"),
        (exported(store), "没有填写任何内容"),
    ):
        with pytest.raises(NoteError, match=said):
            drafts_of(content, "补充.xlsx")


def book_of(rows: list[list[str]], title: str = "别的") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["notes", *arguments])


def test_the_command_line_enters_shows_exports_imports_and_undoes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LVZHI_DATA_DIR", str(tmp_path))
    entered = run("set", "民政局", "--phone", "0476 7890123", "--who", WHO)
    assert f"{CIVIL} 电话：0476-7890123" in entered.output
    assert (tmp_path / "towns" / "fuhe" / "notes.jsonl").exists()
    sheet = str(tmp_path / "补充.xlsx")
    assert run("export", sheet).exit_code == 0
    assert "共 0 条" in run("import", sheet, "--who", WHO).output
    rows = json.loads(run("undo", "民政局", "--who", WHO, "--json").stdout)
    assert [(row["kind"], row["value"]) for row in rows] == [("phone", "")]
    assert "共 0 条" in run("show").output
    assert "共 2 条" in run("show", "民政局").output
    failed = run("set", "火星局", "--phone", "12345", "--who", WHO)
    assert (failed.exit_code, "不是清单里的事项编号" in failed.output) == (2, True)


@pytest.mark.parametrize("key", ["bailu", "shiqiao"])
def test_any_town_has_notes_of_its_own_duties_and_departments(key: str, tmp_path: Path) -> None:
    town, _, _ = read_town(ROOT / "tests" / "data" / "towns" / key / "list.txt", key)
    assert town is not None
    store = NoteStore(tmp_path / "notes.jsonl", town)
    subjects = [*store.rules.departments, *(duty.duty_id for duty in town.duties)]
    store.enter([Draft(one, {PHONE: "12345"}) for one in subjects], WHO)
    assert len(store.notes().standing) == len(subjects)
    assert store.outdated() == []
    assert store.enter(drafts_of(exported(store), "补充.xlsx"), WHO) == ()
