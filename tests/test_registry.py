"""The registry of towns: shipped and imported ones alike, as they lie on disk at the moment."""

import gc
import json
import shutil
import weakref
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from assistant.answering.citation import CitationChecker
from assistant.answering.composer import Composer
from assistant.answering.talk.turns import TalkState
from assistant.answering.way import Answering
from assistant.notes.book import NoteBook
from assistant.settings import Settings, SettingsError
from corpus.models import Town
from corpus.source import SourceError
from corpus.towns.registry import CARD_FILE, MODEL_FILE, TownRegistry
from index.building.bank import BANK, bank_store, reference_files
from index.building.build import Reporter, Workshop, open_search
from index.building.copying import copy_index
from index.building.ingredients import ingredients
from index.building.manifest import Ingredients, Manifest
from index.building.standing import index_of
from index.matters.matcher import Matcher
from index.search import DutySearch
from index.vectors.files import FileStore
from tests.embedders import HashEmbedder
from tests.towns import FUHE, MADE, beside_fuhe, imported


def test_shipped_and_imported_towns_are_told_alike(tmp_path: Path, town: Town) -> None:
    imported("bailu", tmp_path)
    registry = TownRegistry(tmp_path)
    assert registry.keys == ("fuhe", "bailu")
    shipped, made = registry.listed()
    assert (shipped.card.name, shipped.card.duties) == ("富河镇", len(town.duties))
    assert shipped.card.version is None
    assert (made.card.name, made.card.region) == ("白鹭街道", "福建省南浦市临溪区")
    assert (made.card.duties, made.card.document) == (60, "list.xlsx")
    imported_at = made.card.imported_at
    assert imported_at is not None
    assert abs((datetime.now(UTC) - imported_at).total_seconds()) < 60
    assert made.files.town.key == "bailu"
    assert made.files.document.read_bytes() == (MADE / "bailu" / "list.xlsx").read_bytes()


@pytest.mark.parametrize(
    "key", ["", "nowhere", "..", "../towns/bailu", "BAILU", "bailu\0", "x" * 99]
)
def test_a_key_that_is_no_town_is_told_with_those_there_are(tmp_path: Path, key: str) -> None:
    imported("bailu", tmp_path)
    (tmp_path / CARD_FILE).write_text("{}", encoding="utf-8")  # where `..` would lead
    registry = TownRegistry(tmp_path)
    assert registry.find(key) is None
    with pytest.raises(SourceError, match="这个乡镇的数据，现有：fuhe、bailu。") as caught:
        registry.files(key)
    assert len(str(caught.value)) < 80


def test_very_many_towns_make_no_long_sentence(tmp_path: Path) -> None:
    first = imported("bailu", tmp_path)
    for number in range(300):
        shutil.copytree(first.folder, tmp_path / "towns" / f"town{number}")
    registry = TownRegistry(tmp_path)
    assert registry.named.endswith(" 等 302 个")
    assert len(registry.named) < 250
    assert len(list(registry.listed())) == 302


def test_a_damaged_town_is_left_out_of_the_list_and_says_what_to_do(tmp_path: Path) -> None:
    files = imported("bailu", tmp_path)
    imported("shiqiao", tmp_path)
    (files.folder / CARD_FILE).write_text("{", encoding="utf-8")
    assert [each.files.key for each in TownRegistry(tmp_path).listed()] == ["fuhe", "shiqiao"]
    (files.folder / MODEL_FILE).write_text("{", encoding="utf-8")
    with pytest.raises(SourceError, match="请用 lvzhi import 重新导入 bailu"):
        _ = files.town


def test_a_new_import_is_seen_at_once(tmp_path: Path) -> None:
    before = imported("bailu", tmp_path)
    stamp, content = before.stamp, before.content
    corrections = before.folder / "corrections.txt"
    corrections.write_text("基本-1 名称 = 宣传党的政策\n", encoding="utf-8")
    assert before.content == content  # it is used with the next import
    imported("bailu", tmp_path)
    assert before.stamp != stamp
    assert before.content != content
    assert before.town.duty("基本-1").title == "宣传党的政策"


def test_a_corrected_title_can_be_cited_as_the_document_can(tmp_path: Path) -> None:
    files = imported("bailu", tmp_path)
    corrections = files.folder / "corrections.txt"
    corrections.write_text("基本-1 名称 = 宣传党的政策\n", encoding="utf-8")
    imported("bailu", tmp_path)
    duty = files.town.duty("基本-1")
    checker = CitationChecker(files.town, files.lines)
    assert list(checker.quotable([duty.title], duty.source_lines)) == [
        (duty.title, duty.source_lines)
    ]
    other = files.town.duty("基本-2")
    assert list(checker.quotable([duty.title], other.source_lines)) == [(duty.title, ())]


@pytest.mark.parametrize("key", ["bailu", "shiqiao"])
@pytest.mark.parametrize("form", ["docx", "pdf", "xlsx", "html", "txt"])
def test_each_part_of_an_imported_duty_can_be_cited(tmp_path: Path, key: str, form: str) -> None:
    files = imported(key, tmp_path, form)
    checker = CitationChecker(files.town, files.lines)
    unproven = [
        (duty.duty_id, quote)
        for duty in files.town.duties
        for block in duty.blocks
        for quote, lines in checker.quotable(block.items, block.source_lines)
        if not lines
    ]
    assert unproven == []


def test_an_imported_town_is_a_setting_where_its_data_lie(tmp_path: Path) -> None:
    imported("bailu", tmp_path)
    environment = {"LVZHI_TOWN": "bailu", "LVZHI_DATA_DIR": str(tmp_path)}
    settings = Settings.from_environment(environment)
    assert settings.town_files.town.name == "白鹭街道"
    with pytest.raises(SettingsError, match="LVZHI_TOWN 的值“bailu”不是已有的乡镇，应为 fuhe 之一"):
        Settings.from_environment(environment | {"LVZHI_DATA_DIR": str(tmp_path / "other")})


@pytest.mark.slow
def test_a_town_that_nobody_asked_about_is_indexed_and_found(
    tmp_path: Path, fast_search: DutySearch
) -> None:
    files = imported("bailu", tmp_path)
    embedder, cache = HashEmbedder(), beside_fuhe(tmp_path, fast_search)
    done: list[tuple[str, int, int]] = []
    reporter = Reporter(progress=lambda *step: done.append(step))
    search = open_search(files, embedder, cache, reporter)
    assert search.town.key == "bailu"
    assert {stage for stage, _, _ in done} == {"向量化条文", "向量化相似问"}
    duty = files.town.duty("基本-2")
    assert search.search(duty.title, 1)[0].duty.duty_id == duty.duty_id
    embedder.embedded.clear()
    open_search(files, embedder, cache)
    assert embedder.embedded == []


@pytest.mark.slow
def test_a_town_without_any_link_is_found_by_its_passages(
    tmp_path: Path, fast_search: DutySearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlinked = replace(Matcher.load(), bound=2.0, doubtful=2.0)
    monkeypatch.setattr(Matcher, "load", lambda: unlinked)
    files = imported("bailu", tmp_path)
    search = open_search(files, HashEmbedder(), beside_fuhe(tmp_path, fast_search))
    assert list(search.asked) == []
    duty = files.town.duty("基本-2")
    found = search.find(duty.title, 1)
    assert found.hits[0].duty.duty_id == duty.duty_id
    assert found.hits[0].asked == ()


@pytest.mark.slow
def test_a_new_import_makes_the_index_stale_and_another_town_does_not(
    tmp_path: Path, fast_search: DutySearch
) -> None:
    files = imported("bailu", tmp_path)
    cache = beside_fuhe(tmp_path, fast_search)
    open_search(files, HashEmbedder(), cache)
    imported("shiqiao", tmp_path)
    said: list[str] = []
    open_search(files, HashEmbedder(), cache, Reporter(say=said.append))
    assert said == []
    corrections = files.folder / "corrections.txt"
    corrections.write_text("基本-2 部门 = 临溪区民政局\n", encoding="utf-8")
    imported("bailu", tmp_path)
    search = open_search(files, HashEmbedder(), cache, Reporter(say=said.append))
    assert said == ["清单原文有改动，正在建立“bailu”的索引……"]
    assert search.town.duty("基本-2").departments == ("临溪区民政局",)


def test_an_import_of_the_kept_document_itself_keeps_it(tmp_path: Path) -> None:
    from corpus.towns.imports import import_town

    files = imported("bailu", tmp_path)
    card = json.loads((files.folder / CARD_FILE).read_text(encoding="utf-8"))
    import_town(files.document, "bailu", tmp_path, lambda done, total: None)
    assert files.document.name == "document.xlsx"
    assert len(files.town.duties) == card["duties"]


def test_the_shipped_town_is_read_as_ever() -> None:
    assert FUHE.document.name == "source.txt"
    assert FUHE.content == FUHE.document.read_bytes()


@pytest.mark.slow
def test_a_town_shares_the_references_texts_by_place(
    tmp_path: Path, fast_search: DutySearch
) -> None:
    files = imported("bailu", tmp_path)
    search = open_search(files, HashEmbedder(), beside_fuhe(tmp_path, fast_search))
    shared, common = search.index.shared
    assert len(shared.asked) > 20
    own = search.index.own_asked
    assert own
    assert len(search.asked) == len(shared.asked) + len(common.asked) + len(own)
    assert len(search.index.asked_indexes.vectors.vectors) == len(own)
    evidence = search.evidence_of("低保咋申请")
    theirs = fast_search.evidence_of("低保咋申请")
    assert len(evidence.asked.cosine) == len(search.asked)
    np.testing.assert_allclose(
        evidence.asked.cosine[: len(shared.asked)], theirs.asked.cosine[shared.asked], rtol=1e-5
    )
    row, place = search.asked[3], int(shared.asked[3])
    assert row.duties == tuple(search.town.duties[duty].duty_id for duty in shared.duties[3])
    assert fast_search.asked[place].form is row.form
    assert search.agreement([3, len(shared.asked), len(search.asked) - 1]) > 0.999
    size = sum(path.stat().st_size for path in search.index.folder.rglob("*") if path.is_file())
    assert size < 2_000_000


def test_the_shared_texts_are_those_that_ship_whatever_the_reference_towns_office_added(
    tmp_path: Path,
) -> None:
    shipped = ingredients(reference_files(), HashEmbedder())
    store = index_of(tmp_path, "fuhe")
    store.folder.mkdir(parents=True)

    def built_from(made_from: Ingredients) -> str:
        def write(folder: Path) -> Manifest:
            return Manifest(
                ingredients=made_from, duties=0, passages=0, asked=0, uncovered=0, checksums={}
            )

        store.replace(write)
        return bank_store(tmp_path, shipped).folder.name

    assert bank_store(tmp_path, shipped).folder.name == "fuhe"  # to be built there
    assert built_from(shipped) == "fuhe"
    assert built_from(shipped.model_copy(update={"asked_hash": "with its own"})) == BANK
    older = shipped.model_copy(update={"asked_hash": "0", "weights_hash": "older"})
    assert built_from(older) == "fuhe"  # to be built anew there


@pytest.mark.slow
def test_what_a_town_is_answered_from_is_gone_without_the_collector(
    tmp_path: Path, fast_search: DutySearch
) -> None:
    files = imported("bailu", tmp_path)
    search = open_search(files, HashEmbedder(), beside_fuhe(tmp_path, fast_search))
    checker = CitationChecker(files.town, files.lines)
    answering = Answering(search, Composer(files.town, checker), NoteBook(None))
    for question in ("di bao zenme shenqing", "底保怎么办", "低保和危房改造各归谁管", "有哪些清单"):
        assert answering.answer(search.in_characters(question), TalkState()).answer.text
    kept = [weakref.ref(one) for one in (answering, search, search.index, search.index.speller)]
    gc.collect()
    gc.disable()
    try:
        del answering, search
        assert [one() for one in kept] == [None] * len(kept)
    finally:
        gc.enable()


@pytest.mark.slow
def test_a_copy_of_a_town_embeds_no_text_that_it_shares(
    tmp_path: Path, fast_search: DutySearch
) -> None:
    files = imported("bailu", tmp_path)
    cache = beside_fuhe(tmp_path, fast_search)
    index = open_search(files, HashEmbedder(), cache).index
    copy_index(index.folder, tmp_path / "copy")
    row = index.own_asked[0].model_copy(update={"question": "低保在哪里申请"})
    (tmp_path / "added.jsonl").write_text(row.model_dump_json(), encoding="utf-8")
    embedder = HashEmbedder()
    search = open_search(files, embedder, tmp_path / "copy", added=tmp_path / "added.jsonl")
    assert "低保在哪里申请" in {row.question for row in search.asked}
    assert "低保在哪里申请" in embedder.embedded
    for part, first in zip(search.index.shared, index.shared, strict=True):
        assert part.reference is first.reference
        assert not {row.question for row in part.reference.asked} & {*embedder.embedded}


def test_the_shared_texts_are_not_embedded_again_beside_the_reference_towns_own(
    tmp_path: Path, fast_search: DutySearch
) -> None:
    cache = beside_fuhe(tmp_path, fast_search)
    workshop = Workshop(HashEmbedder(), cache, FileStore(cache))
    expected = ingredients(FUHE, HashEmbedder())
    known = workshop.known(index_of(cache, BANK), FUHE, expected)
    assert len(known) > 15_000
    other = expected.model_copy(update={"weights_hash": "another"})
    assert workshop.known(index_of(cache, BANK), FUHE, other) == {}
