"""What tells a question that leans on an earlier one by its sound, and its weights."""

import json
from pathlib import Path

import pytest

from assistant import Assistant
from index.leaning import LEANING_FILE, leaning_judge


@pytest.mark.parametrize(
    ("question", "leans"),
    [
        ("领完了还能再领一回吗", True),
        ("验收不过关谁负责返工", True),
        ("得提前几天去说", True),
        ("低保咋申请", False),
        ("草原上偷着开荒谁查", False),
        ("露天烧秸秆归谁处罚", False),
        ("村里的路灯坏了", False),
    ],
)
def test_the_shipped_weights_tell_what_sounds_cut_short(
    assistant: Assistant, question: str, leans: bool
) -> None:
    judge = leaning_judge(assistant._embedder)
    assert judge is not None
    assert (judge(question) >= 0.5) is leans


def test_weights_of_another_model_are_not_used(assistant: Assistant, tmp_path: Path) -> None:
    stored = json.loads(LEANING_FILE.read_text(encoding="utf-8"))
    other = tmp_path / "leaning.json"
    other.write_text(json.dumps({**stored, "model": "another"}), encoding="utf-8")
    assert leaning_judge(assistant._embedder, other) is None
