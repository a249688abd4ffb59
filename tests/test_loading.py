"""Many towns at once: a folder of files loaded, whatever one is like, and a question across all."""

import shutil
from pathlib import Path

import pytest
from rich.console import Console

from assistant import Assistant
from assistant.cli.printing.towns import loaded_facts, print_loaded
from assistant.province.across import AcrossQuestion, ask_across, read_across
from corpus.models import ListName
from corpus.source import SourceError
from corpus.towns.registry import TownRegistry
from index.building.build import Workshop
from index.building.loading import (
    LoadedTown,
    Outcome,
    key_of_file,
    load_towns,
    town_files_in,
)
from index.making.duty_vectors import duty_vectors
from index.search import DutySearch
from index.vectors.files import FileStore
from tests.embedders import HashEmbedder
from tests.towns import MADE, beside_fuhe


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two good files, a torn one, and one that is no town's."""
    files = tmp_path / "files"
    files.mkdir()
    shutil.copy(MADE / "bailu" / "list.xlsx", files / "白鹭街道.xlsx")
    shutil.copy(MADE / "shiqiao" / "list.txt", files / "shiqiao.txt")
    whole = (MADE / "bailu" / "list.docx").read_bytes()
    (files / "broken.docx").write_bytes(whole[: len(whole) // 2])
    (files / "letter.txt").write_text("各位村民：明天停水。\n", encoding="utf-8")
    (files / "readme.md").write_text("不是清单", encoding="utf-8")
    (files / "~$白鹭街道.xlsx").write_bytes(b"open in Excel")
    return files


@pytest.fixture
def workshop(tmp_path: Path, fast_search: DutySearch) -> Workshop:
    cache = beside_fuhe(tmp_path, fast_search)
    return Workshop(HashEmbedder(), cache, FileStore(cache))


def load(folder: Path, workshop: Workshop) -> dict[str, LoadedTown]:
    data = folder.parent / "data"
    paths = town_files_in(folder)
    loaded = load_towns(paths, data, workshop, lambda key: data / "questions" / key / "added.jsonl")
    return {one.file.name: one for one in loaded}


@pytest.mark.slow
def test_a_bad_file_stops_no_other_and_a_second_run_does_only_what_is_left(
    folder: Path, workshop: Workshop
) -> None:
    first = load(folder, workshop)
    assert {name: (one.key, one.outcome) for name, one in first.items()} == {
        "白鹭街道.xlsx": ("bailujiedao", Outcome.LOADED),
        "shiqiao.txt": ("shiqiao", Outcome.LOADED),
        "broken.docx": ("broken", Outcome.FAILED),
        "letter.txt": ("letter", Outcome.FAILED),
    }
    assert first["白鹭街道.xlsx"].duties == first["shiqiao.txt"].duties == 60
    assert "broken.docx" in first["broken.docx"].problem
    assert workshop.vectors.told() == {"bailujiedao", "shiqiao"}
    embedder = workshop.embedder
    assert isinstance(embedder, HashEmbedder)
    embedder.embedded.clear()
    again = load(folder, workshop)
    assert {one.outcome for one in again.values()} == {Outcome.THERE, Outcome.FAILED}
    assert embedder.embedded == []
    shutil.copy(MADE / "bailu" / "list.txt", folder / "shiqiao.txt")
    assert load(folder, workshop)["shiqiao.txt"].outcome is Outcome.LOADED
    name = TownRegistry(folder.parent / "data").files("shiqiao").card.name
    assert name == "白鹭街道"


@pytest.mark.slow
def test_a_town_that_is_built_but_not_found_across_towns_is_told(
    folder: Path, workshop: Workshop
) -> None:
    load(folder, workshop)
    workshop.vectors.drop("shiqiao")
    assert load(folder, workshop)["shiqiao.txt"].outcome is Outcome.LOADED
    assert "shiqiao" in workshop.vectors.told()


def test_two_files_of_one_key_are_told_apart(
    tmp_path: Path, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "index.building.loading._loaded",
        lambda path, key, *_: LoadedTown(path, key, Outcome.THERE),
    )
    paths = [tmp_path / "石桥镇.docx", tmp_path / "石桥镇.pdf"]
    one, other = load_towns(paths, tmp_path, workshop, lambda key: tmp_path)
    assert (one.outcome, other.outcome) == (Outcome.THERE, Outcome.FAILED)
    assert "代号“shiqiaozhen”与 石桥镇.docx 的相同" in other.problem


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("shiqiao.docx", "shiqiao"),
        ("石桥镇.docx", "shiqiaozhen"),
        ("绿水乡（2025）.xlsx", "lvshuixiang2025"),
        ("镇" * 30 + ".txt", "zhen" * 10),
    ],
)
def test_a_files_name_gives_the_key(name: str, key: str) -> None:
    assert key_of_file(Path(name)) == key


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_without_a_list_is_told(tmp_path: Path, there: bool) -> None:
    with pytest.raises(SourceError, match="没有清单文件" if there else "不是文件夹"):
        town_files_in(tmp_path if there else tmp_path / "none")


def test_the_end_tells_how_many_and_which_files_to_look_at() -> None:
    loaded = [
        LoadedTown(Path("a.txt"), "a", Outcome.LOADED, duties=60),
        LoadedTown(Path("b.txt"), "b", Outcome.THERE, duties=50, doubtful=3),
        LoadedTown(Path("c.txt"), "c", Outcome.FAILED, problem="c.txt 是空的。"),
    ]
    console = Console(width=100, record=True)
    print_loaded(console, loaded)
    text = console.export_text()
    assert "读进 1 个乡镇，先前已有 1 个，没读进 1 个；共 110 项" in text
    assert text.index("c.txt 是空的") < text.index("3 处要核对")
    assert "a.txt" not in text
    assert loaded_facts(loaded)[2]["outcome"] == "failed"


QUESTIONS = [
    ("哪些镇把秸秆焚烧放在基本清单", AcrossQuestion("秸秆焚烧", ListName.BASIC)),
    ("秸秆焚烧放在基本清单里的乡镇", AcrossQuestion("秸秆焚烧", ListName.BASIC)),
    ("全省有多少个镇把动物检疫列入上收清单", AcrossQuestion("动物检疫", ListName.RECLAIMED)),
    ("哪些街道配合清单里有危房改造", AcrossQuestion("危房改造", ListName.ASSIST)),
    ("哪几个乡镇的危房改造是民政局牵头", AcrossQuestion("危房改造", ListName.ASSIST, "民政局")),
    ("秸秆焚烧", AcrossQuestion("秸秆焚烧")),
]


@pytest.mark.parametrize(("question", "read"), QUESTIONS)
def test_a_question_across_towns_is_read(
    assistant: Assistant, question: str, read: AcrossQuestion
) -> None:
    assert read_across(question, assistant) == read


def test_every_row_across_towns_stands_in_that_towns_document(
    assistant: Assistant, tmp_path: Path
) -> None:
    registry, store = TownRegistry(tmp_path), FileStore(tmp_path)
    index = assistant.search.index
    Workshop(assistant.engine, tmp_path, store).tell(index)
    gone = [duty.duty_id for duty in index.town.duties]  # of other data that the cache served
    store.tell("gone", gone, duty_vectors(index))
    read = read_across("秸秆焚烧放在哪些镇的基本清单", assistant)
    answer = ask_across(read, assistant, registry, store, limit=5)
    assert (answer.towns, answer.seen, answer.found) == (1, 1, 1)
    source = "".join(registry.files("fuhe").lines)
    for one in answer.duties:
        assert one.duty.list is ListName.BASIC
        assert one.quote in source
        assert "秸秆" in one.quote
        assert "焚烧" in one.quote
    nothing = AcrossQuestion("秸秆焚烧", ListName.BASIC, office="税务局")
    assert ask_across(nothing, assistant, registry, store, 5).duties == ()
