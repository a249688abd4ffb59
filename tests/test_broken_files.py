"""A file that can't be read gets one sentence: the true cause, and what helps."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import msoffcrypto.format.ooxml
import pytest
from docx import Document
from openpyxl import Workbook
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from corpus.source import SourceError
from corpus.town import load_source

GOOD = Path(__file__).parent / "data" / "towns" / "bailu"
UNFINISHED = "文件不完整或已损坏（多半是没有下载完、没有拷贝完），请重新下载或拷贝后再试。"
LOCKED = "文件设了密码，打不开，请用 Word、WPS 或 Excel 打开后去掉密码，保存后再试。"
WITH_OCR = (
    '要先认出上面的字；请在项目文件夹里运行 python -m pip install ".[ocr]" 装上文字识别后再试'
    "（容器请换用装有它的镜像），或者找发布单位要可复制文字的 docx、xlsx 或 pdf。"
)
UNRELATED = "全文没有“事项”二字，不像履职事项清单，请检查是否选错文件。"


def good(name: str) -> bytes:
    return (GOOD / name).read_bytes()


def half(name: str) -> bytes:
    data = good(name)
    return data[: len(data) // 2]


def locked_office(name: str) -> bytes:
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(good(name))).encrypt("123456", out)
    return out.getvalue()


def picture() -> io.BytesIO:
    data = io.BytesIO()
    Image.new("RGB", (200, 100), "white").save(data, "PNG")
    data.seek(0)
    return data


def pdf(draw: Callable[[Canvas], object], **settings: object) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, **settings)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def scanned_pdf() -> bytes:
    from reportlab.lib.utils import ImageReader

    return pdf(lambda canvas: canvas.drawImage(ImageReader(picture()), 50, 500))


def docx(fill: Callable[[object], object]) -> bytes:
    paper, out = Document(), io.BytesIO()
    fill(paper)
    paper.save(out)
    return out.getvalue()


def xlsx(*rows: list[str]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(out)
    return out.getvalue()


def archive(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(name, "内容")
    return out.getvalue()


def old_office(stream: str) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    return head + bytes(504) + stream.encode("utf-16-le") + bytes(512)


BROKEN: list[tuple[str, Callable[[], bytes], str]] = [
    ("locked.docx", lambda: locked_office("list.docx"), LOCKED),
    ("locked.xlsx", lambda: locked_office("list.xlsx"), LOCKED),
    (
        "locked.pdf",
        lambda: pdf(
            lambda canvas: canvas.drawString(50, 500, "x"), encrypt=StandardEncryption("123456")
        ),
        "文件设了密码，打不开，请在 PDF 阅读器里输入密码后打印（或另存）成没有密码的 PDF 再试。",
    ),
    ("half.docx", lambda: half("list.docx"), UNFINISHED),
    ("half.xlsx", lambda: half("list.xlsx"), UNFINISHED),
    ("half.pdf", lambda: half("list.pdf"), UNFINISHED),
    ("head.xls", lambda: old_office("")[:512], UNFINISHED),
    ("scan.pdf", scanned_pdf, f"这是扫描件，每一页都是图片，{WITH_OCR}"),
    (
        "scan.docx",
        lambda: docx(lambda paper: paper.add_picture(picture())),  # type: ignore[attr-defined]
        "文档里只有图片，没有可以读取的文字，请找发布单位要可复制文字的版本，"
        "或用带文字识别的扫描软件转成 docx 后再试。",
    ),
    (
        "photo.jpg",
        lambda: picture().getvalue(),
        f"这是图片，{WITH_OCR}",
    ),
    ("photos.zip", lambda: archive("第1页.jpg"), f"这是图片，{WITH_OCR}"),
    (
        "photo.heic",
        lambda: b"\0\0\0 ftypheic" + bytes(64),
        "这种图片（gif、heic）读不了，请另存（或转发）成 jpg 后再试。",
    ),
    (
        "drawn.pdf",
        lambda: pdf(lambda canvas: canvas.line(50, 500, 90, 500)),
        "PDF 里没有任何文字，请找发布单位要可复制文字的 docx、xlsx 或 pdf 后再试。",
    ),
    ("empty.docx", lambda: b"", "文件是空的，里面没有任何内容，请重新下载或导出。"),
    ("blank.docx", lambda: docx(lambda paper: None), "文件里没有任何文字，请重新下载或导出。"),
    ("blank.xlsx", lambda: xlsx(), "文件里没有任何文字，请重新下载或导出。"),
    ("menu.xlsx", lambda: xlsx(["菜名", "价格"], ["米饭", "2"]), UNRELATED),
    ("weather.txt", lambda: "今天天气很好。\n".encode(), UNRELATED),
    (
        "other.xlsx",
        lambda: xlsx(["序号", "采购事项", "金额"], ["1", "纸", "2"]),
        "“Sheet”表第 2 行：全文没有找到任何履职事项清单的标题。",
    ),
    (
        "old.doc",
        lambda: old_office("WordDocument"),
        "这是旧版 Word 文档（doc），请用 Word 或 WPS 打开，另存为 docx 后再试。",
    ),
    (
        "list.rtf",
        lambda: b"{\\rtf1\\ansi",
        "这是 RTF 文档，请用 Word 或 WPS 打开，另存为 docx 后再试。",
    ),
    ("list.zip", lambda: archive("清单.docx"), "这是压缩包，请解压后导入里面的清单文件。"),
    (
        "list.ofd",
        lambda: archive("OFD.xml"),
        "这是 OFD 版式文件，请用 OFD 阅读器另存为 pdf，或找发布单位要 docx 后再试。",
    ),
    (
        "what.dat",
        lambda: b"abc\x00\x01\x02",
        "第 4 个字节是零字节，这是不认识的二进制文件，"
        "请用 Word、WPS 或 Excel 打开，另存为 docx、xlsx 或 pdf 后再试。",
    ),
]


@pytest.mark.parametrize(("name", "data", "sentence"), BROKEN, ids=[name for name, _, _ in BROKEN])
def test_a_broken_file_is_told_in_one_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    data: Callable[[], bytes],
    sentence: str,
) -> None:
    monkeypatch.setenv("PATH", "")  # no LibreOffice
    for module in ("corpus.readers.pdf.file", "corpus.readers.scan.files"):
        monkeypatch.setattr(f"{module}.is_installed", lambda: False)
    path = tmp_path / name
    path.write_bytes(data())
    with pytest.raises(SourceError) as caught:
        load_source(path)
    assert str(caught.value).removeprefix(f"{path}：").removeprefix(f"{name} ") == sentence
