"""Scans and photos are read by recognition; what it leaves in doubt is shown and can be mended."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from corpus.models import ListName
from corpus.readers import Form, GridRow, Place, Reading, read_document
from corpus.readers.scan.numbers import with_mended_numbers
from corpus.readers.scan.packing import one_document, photos_in
from corpus.readers.scan.recogniser import Picture
from corpus.source import SourceError
from corpus.town import read_town
from corpus.towns.imports import import_town
from eval.documents.fields import truths_of
from tests.towns import MADE

BAILU = MADE / "bailu"


@pytest.fixture(scope="module")
def half_page() -> Picture:
    """The upper half of a page with 12 duties, askew, grey and noisy."""
    import cv2

    from eval.documents.printing import scanned

    (page,) = scanned(BAILU / "list.pdf", pages=[2])
    photo = cv2.imdecode(np.frombuffer(page, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert photo is not None
    return np.asarray(photo[:1000], np.uint8)


@pytest.mark.slow
@pytest.mark.ocr
def test_a_scanned_page_is_read_with_its_table(tmp_path: Path, half_page: Picture) -> None:
    Image.fromarray(half_page).save(tmp_path / "scan.pdf", resolution=200)
    town, _, reading = read_town(tmp_path / "scan.pdf", "bailu")
    truths = [truth for truth in truths_of(BAILU) if truth["list"] == ListName.BASIC][:12]
    assert town is not None
    read = [(d.number, d.section, d.title, d.enforcement) for d in town.duties[:12]]
    told = [(t["number"], t["section"], t["title"], t["enforcement"]) for t in truths]
    assert len(set(read) & set(told)) >= 11
    assert (town.region, town.name) == ("福建省南浦市临溪区", "白鹭街道")
    assert str(reading.place(town.duties[4].source_lines[0])) == "第 1 页第 7 行"
    assert any("文字识别" in doubt for doubt in reading.doubts)


@pytest.mark.slow
@pytest.mark.ocr
def test_a_photo_that_lies_on_its_side_is_set_upright(tmp_path: Path, half_page: Picture) -> None:
    Image.fromarray(np.rot90(half_page[:420])).save(tmp_path / "第1页.jpg")
    rows = read_document(tmp_path / "第1页.jpg").rows
    table = [row.cells[0] for row in rows if row.form is Form.TABLE]
    assert table[:4] == ["序号", "党的建设", "1", "2"]


HEADER = ("序号", "事项名称")


def numbered(*cells: str) -> list[str]:
    """What the numbers of a recognised list are read as."""
    table = [HEADER, *((cell, f"第{at}项") for at, cell in enumerate(cells, start=1))]
    rows = [GridRow(Place(at, page=1), row, Form.TABLE) for at, row in enumerate(table, 1)]
    return [row.cells[0] for row in with_mended_numbers(rows, frozenset([1]))][1:]


@pytest.mark.parametrize(
    ("recognised", "meant"),
    [
        (("l", "2", "3"), ("1", "2", "3")),
        (("I", "2."), ("1", "2.")),
        (("1", "", "3"), ("1", "2", "3")),  # a number that was not seen
        (("1", "7", "3"), ("1", "2", "3")),
        (("9", "l0", "1l", "I2"), ("9", "10", "11", "12")),
        (("9", "1〇"), ("9", "10")),
        (("19", "2O", "2l"), ("19", "20", "21")),
        (("*1", "*l2"), ("*1", "*12")),
        (("1", "", "2"), ("1", "", "2")),  # goes on with the row above
        (("1", "", "", "4"), ("1", "", "", "4")),  # nobody knows which of them
        (("1", "2", "1", "2"), ("1", "2", "1", "2")),  # counted anew
    ],
)
def test_the_run_of_numbers_mends_what_was_misread(
    recognised: Sequence[str], meant: Sequence[str]
) -> None:
    assert tuple(numbered(*recognised)) == tuple(meant)


def test_numbers_that_were_printed_as_text_stay() -> None:
    rows = [
        GridRow(Place(1, page=1), HEADER, Form.TABLE),
        GridRow(Place(2, page=1), ("l", "事项"), Form.TABLE),
    ]
    assert with_mended_numbers(rows, frozenset([2])) == rows


def test_photos_are_one_document_in_the_order_of_their_pages(tmp_path: Path) -> None:
    folder = tmp_path / "清单"
    folder.mkdir()
    for name in ("第10页.jpg", "第2页.JPG", "说明.txt", "第1页.png"):
        (folder / name).write_bytes(name.encode())
    inside = [name.encode() for name in ("第1页.png", "第2页.JPG", "第10页.jpg")]
    with one_document([folder]) as packed:
        assert packed.name == "清单.zip"
        assert photos_in(packed.read_bytes()) == inside
    named = [folder / "第10页.jpg", folder / "第1页.png"]
    with one_document(named) as packed:
        assert photos_in(packed.read_bytes()) == [path.name.encode() for path in named]


def test_one_file_is_the_document_itself(tmp_path: Path) -> None:
    with one_document([tmp_path / "清单.docx"]) as document:
        assert document == tmp_path / "清单.docx"


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (("a.docx", "b.docx"), "一次只能导入一份清单；多个文件只用于一页一张的照片（jpg、png）。"),
        (("",), "这个文件夹里没有照片（jpg、png）。"),
    ],
)
def test_other_files_are_not_packed(tmp_path: Path, names: Sequence[str], sentence: str) -> None:
    with (
        pytest.raises(SourceError) as caught,
        one_document([tmp_path / n for n in names]),
    ):
        pass
    assert str(caught.value).endswith(sentence)


def test_what_was_recognised_without_certainty_is_a_line_of_the_corrections(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def recognised(path: Path, progress: object) -> Reading:
        reading = read_document(path)
        rows = list(reading.rows)
        at = next(n for n, row in enumerate(rows) if "打击欺诈骗保" in row.cells)
        rows[at] = replace(rows[at], doubtful=("打击欺诈骗保", "处置结果在15个工作日内反馈"))
        return replace(reading, rows=tuple(rows))

    monkeypatch.setattr("corpus.towns.imports.read_document", recognised)
    imported = import_town(BAILU / "list.docx", "photos", tmp_path, lambda done, total: None)
    doubts = [p for p in imported.problems if "认字没有把握" in p.message]
    assert [(p.duty_id, p.mended_by) for p in doubts] == [("配合-3", "名称"), ("", "")]
    assert "打击欺诈骗保" in imported.beside(doubts[0])
    corrections = (imported.folder / "corrections.txt").read_text(encoding="utf-8")
    assert "# 配合-3 名称 = 打击欺诈骗保" in corrections
