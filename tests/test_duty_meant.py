"""What tells the duty that a message means after another one, and its weights."""

import json
from pathlib import Path

import pytest

from assistant import Assistant
from index.duty_meant import DUTY_MEANT_FILE, DutyMeant, joined_to


@pytest.mark.parametrize(
    ("message", "means"),
    [
        ("公示完了有人不服，镇里还来核吗", "配合-6"),
        ("存折上有两万块，会不会让人查出来", "配合-6"),
        ("瞒着车领了两年，多领的钱谁往回要", "上收-5"),
        ("采伐证谁发", "上收-56"),
        ("村道让大车压坏了谁修", "基本-67"),
        ("晚上吃啥好", None),
    ],
)
def test_what_a_message_finds_tells_the_duty_that_it_means(
    assistant: Assistant, message: str, means: str | None
) -> None:
    meant = DutyMeant.load(assistant._embedder)
    assert meant is not None
    search, before = assistant.search, "低保找谁办"
    ids = [duty.duty_id for duty in search.town.duties]
    alone, joined = search.find(message), search.find(joined_to(before, message))
    told = meant.of(message, before, ids.index("配合-6"), alone, joined)
    assert (ids[told.duty] if told.duty is not None else None) == means
    assert 0.5 < told.probability <= 1


@pytest.mark.parametrize("changed", [{"model": "another"}, {"weights": {"alone": 1.0}}])
def test_weights_of_another_model_or_of_other_facts_tell_nothing(
    assistant: Assistant, tmp_path: Path, changed: dict[str, object]
) -> None:
    stored = json.loads(DUTY_MEANT_FILE.read_text(encoding="utf-8"))
    other = tmp_path / "duty_meant.json"
    other.write_text(json.dumps({**stored, **changed}), encoding="utf-8")
    assert DutyMeant.load(assistant._embedder, other) is None
