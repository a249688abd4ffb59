"""The question file: what is read, and how every wrong line is reported at once."""

from pathlib import Path

import pytest

from eval.questions import PUBLIC_EVAL, QuestionFileError, fingerprint, load_questions

GOOD = (
    '{"id": "A1", "question": "低保找谁", "gold": ["配合-6"], "acceptable": [], "list": "配合", '
    '"departments": ["民政局"], "style": "colloquial", "must_contain": ["", "入户"], "note": ""}'
)


def written(folder: Path, *lines: str, name: str = "q.jsonl") -> Path:
    path = folder / name
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_public_set_loads_whole() -> None:
    questions = load_questions([PUBLIC_EVAL])
    assert len(questions) == 360
    assert sum(question.covered for question in questions) == 295
    assert sum(bool(question.context) for question in questions) == 8


def test_blank_phrases_and_blank_lines_are_ignored(tmp_path: Path) -> None:
    (question,) = load_questions([written(tmp_path, "", GOOD, "  ")])
    assert question.must_contain == ("入户",)
    assert question.context == ()


def test_all_errors_are_reported_with_file_and_line(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        GOOD,
        '{"id": "A2", "gold": ["配合6"], "style": "typo", "golden": []}',
        "{not json",
        GOOD,
    )
    with pytest.raises(QuestionFileError) as raised:
        load_questions([path])
    assert str(raised.value).splitlines() == [
        "题目文件有 5 处错误，请改正后重试：",
        f"  {path}:2 question：缺少该字段",
        f"  {path}:2 gold.0：应为“配合-40”形式的事项编号",
        f"  {path}:2 golden：不认识的字段",
        f"  {path}:3 整行：不是合法的 JSON",
        f"  {path}:4 id：“A1”已在 {path}:1 用过",
    ]


def test_same_id_in_two_files_is_an_error(tmp_path: Path) -> None:
    one, two = written(tmp_path, GOOD), written(tmp_path, GOOD, name="r.jsonl")
    with pytest.raises(QuestionFileError, match=r"r\.jsonl:1 id"):
        load_questions([one, two])


def test_unusable_files_are_named(tmp_path: Path) -> None:
    gbk = tmp_path / "gbk.jsonl"
    gbk.write_bytes(GOOD.encode("gbk"))
    with pytest.raises(QuestionFileError, match=r"gbk\.jsonl 不是 UTF-8"):
        load_questions([gbk])
    with pytest.raises(QuestionFileError, match=r"读不到题目文件 .*none\.jsonl"):
        load_questions([tmp_path / "none.jsonl"])
    with pytest.raises(QuestionFileError, match="没有题目"):
        load_questions([written(tmp_path, "")])


def test_fingerprint_follows_content(tmp_path: Path) -> None:
    before = fingerprint(written(tmp_path, GOOD))
    after = fingerprint(written(tmp_path, GOOD, ""))
    assert before.name == after.name == "q.jsonl"
    assert before.sha256 != after.sha256
