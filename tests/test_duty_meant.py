"""What tells a message that goes on with the duty before it, and its weights."""

import json
from pathlib import Path

import pytest

from assistant import Assistant
from index.continuing import CONTINUING_FILE, Continuing


@pytest.mark.parametrize(
    ("message", "goes_on"),
    [
        ("公示完了有人不服，镇里还来核吗", True),
        ("存折上有两万块，会不会让人查出来", True),
        ("采伐证谁发", False),
        ("村道让大车压坏了谁修", False),
        ("晚上吃啥好", False),
    ],
)
def test_what_a_message_finds_alone_tells_whether_it_goes_on(
    assistant: Assistant, message: str, goes_on: bool
) -> None:
    judge = Continuing.load(assistant._embedder)
    assert judge is not None
    search = assistant.search
    place = [duty.duty_id for duty in search.town.duties].index("配合-6")
    share = judge.probability("低保找谁办", place, message, search.find(message))
    assert (share >= 0.5) is goes_on


@pytest.mark.parametrize("changed", [{"model": "another"}, {"weights": {"leaning": 1.0}}])
def test_weights_of_another_model_or_of_other_facts_do_not_tell_what_goes_on(
    assistant: Assistant, tmp_path: Path, changed: dict[str, object]
) -> None:
    stored = json.loads(CONTINUING_FILE.read_text(encoding="utf-8"))
    other = tmp_path / "continuing.json"
    other.write_text(json.dumps({**stored, **changed}), encoding="utf-8")
    assert Continuing.load(assistant._embedder, other) is None
