"""A source that can't be used gets one clear sentence naming file and line; GBK is simply read."""

from pathlib import Path

import pytest

from corpus.source import SourceError
from corpus.town import DATA_DIR, SOURCE_FILE, load_source, load_town

SOURCE = DATA_DIR / "fuhe" / SOURCE_FILE
TEXT = SOURCE.read_text(encoding="utf-8")


def message(path: Path) -> str:
    with pytest.raises(SourceError) as caught:
        load_source(path, "fuhe")
    return str(caught.value)


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "list.txt"
    path.write_bytes(text.encode(encoding))
    return path


def edited(folder: Path, line: int, before: str, after: str) -> Path:
    """The real document with one line changed."""
    lines = TEXT.split("\n")
    assert before in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(before, after, 1)
    return write(folder, "\n".join(lines))


def without_lines(folder: Path, *dropped: int) -> Path:
    lines = enumerate(TEXT.split("\n"), start=1)
    return write(folder, "\n".join(text for number, text in lines if number not in dropped))


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-16", "utf-8-sig"])
def test_other_encodings_give_the_same_town(tmp_path: Path, encoding: str) -> None:
    assert load_source(write(tmp_path, TEXT, encoding), "fuhe") == load_town("fuhe")


def test_utf_16_of_either_byte_order_gives_the_same_town(tmp_path: Path) -> None:
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        path = tmp_path / encoding
        path.write_bytes(mark + TEXT.encode(encoding))
        assert load_source(path, "fuhe") == load_town("fuhe")


def test_line_ends_of_windows_give_the_same_town(tmp_path: Path) -> None:
    assert load_source(write(tmp_path, TEXT.replace("\n", "\r\n")), "fuhe") == load_town("fuhe")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "none.txt"
    assert message(path) == f"{path}：读不到清单（没有这个文件），请检查路径。"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert message(tmp_path) == f"{tmp_path}：读不到清单（这是一个文件夹），请检查路径。"


@pytest.mark.parametrize("text", ["", " \n\t\n"])
def test_an_empty_file(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, text)
    assert message(path) == f"{path}：文件是空的，里面没有任何内容，请重新下载或导出。"


def test_bytes_in_no_known_encoding(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes("事项".encode() + b"\xff\xff\xff")
    assert message(path) == f"{path}：既不是 UTF-8 也不是 GBK 编码，请另存为 UTF-8 纯文本。"


def test_a_text_that_is_no_list_of_duties(tmp_path: Path) -> None:
    path = write(tmp_path, "今天天气很好。\n")
    assert message(path) == (f"{path}：全文没有“事项”二字，不像履职事项清单，请检查是否选错文件。")


def test_a_text_without_any_list_heading(tmp_path: Path) -> None:
    path = write(tmp_path, "富河镇的事项很多。\n1\t做好党建。")
    assert message(path) == "list.txt 第 2 行：全文没有找到任何履职事项清单的标题。"


def test_a_missing_list(tmp_path: Path) -> None:
    path = write(tmp_path, "\n".join(TEXT.split("\n")[:317]))
    assert message(path) == "list.txt 第 317 行：全文没有《上收履职事项清单》。"


def test_a_list_printed_twice(tmp_path: Path) -> None:
    path = edited(tmp_path, 318, "上收履事项清单（85项）", "基本履职事项清单（85项）")
    sentences = message(path).split("\n")
    assert "list.txt 第 318 行：《基本履职事项清单》出现了两次。" in sentences
    assert "list.txt 第 483 行：全文没有《上收履职事项清单》。" in sentences


def test_a_number_twice(tmp_path: Path) -> None:
    sentences = message(edited(tmp_path, 19, "3\t", "2\t")).split("\n")
    assert sentences == ["list.txt 第 19 行：《基本履职事项清单》序号重复：2。"]


def test_a_number_twice_far_apart(tmp_path: Path) -> None:
    sentences = message(edited(tmp_path, 424, "56\t", "5\t")).split("\n")
    assert "list.txt 第 424 行：《上收履职事项清单》序号重复：5。" in sentences


def test_neighbours_with_one_number_are_not_taken_for_a_page_split(tmp_path: Path) -> None:
    # 上收-31 and 上收-32 have the most alike titles of all neighbours in the document.
    sentences = message(edited(tmp_path, 381, "32\t", "31\t")).split("\n")
    assert sentences[0] == "list.txt 第 381 行：《上收履职事项清单》序号重复：31。"


def test_a_missing_number(tmp_path: Path) -> None:
    sentences = message(without_lines(tmp_path, 268)).split("\n")
    assert sentences == [
        "list.txt 第 142 行：《配合履职事项清单》标题写 59 项，实际读出 58 项。",
        "list.txt 第 262 行：《配合履职事项清单》“城乡建设”写 7 项，实际读出 6 项。",
        "list.txt 第 270 行：《配合履职事项清单》第 40 项应在这里，写的却是 41。",
    ]


def test_a_missing_first_number(tmp_path: Path) -> None:
    sentences = message(without_lines(tmp_path, 17)).split("\n")
    assert "list.txt 第 17 行：《基本履职事项清单》第 1 项应在这里，写的却是 2。" in sentences


def test_a_lists_count_that_disagrees(tmp_path: Path) -> None:
    assert message(edited(tmp_path, 13, "98项", "97项")) == (
        "list.txt 第 13 行：《基本履职事项清单》标题写 97 项，实际读出 98 项。"
    )


def test_a_sections_count_that_disagrees(tmp_path: Path) -> None:
    assert message(edited(tmp_path, 367, "27项", "28项")) == (
        "list.txt 第 367 行：《上收履职事项清单》“城乡建设”写 28 项，实际读出 27 项。"
    )


def test_a_duty_without_department(tmp_path: Path) -> None:
    path = edited(tmp_path, 153, "\t巴林左旗工信和科技局\t", "\t\t")
    assert message(path) == "list.txt 第 153 行：配合-3 没有写明上级部门。"


def test_a_duty_without_title(tmp_path: Path) -> None:
    path = edited(tmp_path, 346, "特种设备安全监督检查", "")
    assert message(path) == "list.txt 第 346 行：上收-15 没有事项名称。"


def test_a_first_row_without_number(tmp_path: Path) -> None:
    sentences = message(edited(tmp_path, 17, "1\t", "\t")).split("\n")
    assert sentences[-1] == "list.txt 第 18 行：《基本履职事项清单》第 1 项应在这里，写的却是 2。"
    assert "list.txt 第 17 行：《基本履职事项清单》第一行没有序号。" in sentences


def test_an_unknown_town_names_those_there_are() -> None:
    with pytest.raises(SourceError, match=r"没有“nowhere”这个乡镇的数据，现有：.*fuhe"):
        load_town("nowhere")
    with pytest.raises(SourceError, match=r"没有“\.\./fuhe”这个乡镇的数据"):
        load_town("../fuhe")
