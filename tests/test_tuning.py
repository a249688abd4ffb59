"""The tuning of the encoder: its batches, its trainer, and the difference that ships."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant import Assistant
from corpus.bank.questions import Form, load_bank
from corpus.models import Town
from corpus.passages import passages_of
from corpus.town import town_folder
from index.engine.weights import ModelUnavailable
from index.training.letters import new_texts
from index.tuning.delta import RANK, add_delta, encoder_weights, save_delta, seen_by, text_key
from index.tuning.pairs import Group, batches, groups_of
from index.tuning.trainer import tune
from tests.tiny_model import write_tiny_model

GROUPS = [Group(f"g{n}", tuple(f"低保{n}怎么{m}" for m in range(3))) for n in range(150)]
SIZE = 124  # of a batch of so many groups


def test_a_batch_has_each_group_once_and_the_plan_is_always_the_same() -> None:
    planned = batches(GROUPS, epochs=2, seed=1)
    assert planned == batches(GROUPS, epochs=2, seed=1) != batches(GROUPS, epochs=2, seed=2)
    for batch in planned:
        groups = [pair.groups[0] for pair in batch]
        assert len(set(groups)) == len(groups) == SIZE
    assert len(planned) == 2 * 3


def test_the_groups_of_a_town_are_its_duties_and_the_kinds_of_what_none_covers(town: Town) -> None:
    bank = load_bank(town_folder("fuhe"), None, town)
    groups = groups_of(town, passages_of(town), bank)
    duties, kinds = groups[:242], groups[242:]
    assert all(group.texts and group.passages for group in duties)
    assert kinds
    assert not any(group.passages for group in kinds)
    assert "电力" in {group.name for group in kinds}


@pytest.mark.slow
def test_tuning_changes_the_layers_and_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    tiny = str(write_tiny_model(tmp_path))
    planned = batches(GROUPS, epochs=1, seed=1)[:2]
    model = SentenceTransformer(tiny, device="cpu")
    base = encoder_weights(model)
    tune(model, planned, len(GROUPS), tmp_path / "run")
    tuned = encoder_weights(model)
    changed = {name for name in base if (base[name] != tuned[name]).any()}
    assert changed
    assert not any(name.startswith("embeddings.") for name in changed)
    again = SentenceTransformer(tiny, device="cpu")
    tune(again, planned, len(GROUPS), tmp_path / "run")  # nothing is left to do
    for name, weight in encoder_weights(again).items():
        assert np.array_equal(weight, tuned[name])


@pytest.mark.slow
def test_the_difference_gives_the_tuned_weights_back(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(write_tiny_model(tmp_path)), device="cpu")
    base = encoder_weights(model)
    rng = np.random.default_rng(0)
    tuned = {
        name: weight + rng.normal(scale=0.01, size=weight.shape).astype(np.float32)
        for name, weight in base.items()
    }
    save_delta(base, tuned, ["低保怎么申请"], tmp_path / "delta.npz")
    add_delta(model, tmp_path / "delta.npz")
    for name, weight in encoder_weights(model).items():  # of at most RANK rows, so all is kept
        assert min(weight.shape) <= RANK
        assert np.abs(weight - tuned[name]).max() < 1e-4
    assert seen_by(str(tmp_path)) == {text_key("低保怎么申请")}


def test_the_ranker_is_not_trained_on_texts_that_the_encoder_saw(
    assistant: Assistant, tmp_path: Path
) -> None:
    def write_seen(texts: Sequence[str], name: str) -> str:
        (tmp_path / name).mkdir()
        keys = np.array(sorted(map(text_key, texts)), np.uint64)
        np.savez(tmp_path / name / "delta.npz", seen=keys)
        return str(tmp_path / name)

    letters = [text.question for text in assistant.search.asked if text.form is not Form.ASKED]
    uncovered = [text.question for text in assistant.search.index.uncovered]
    whole = write_seen(letters, "whole")
    most = write_seen([*letters[3:], *uncovered], "most")
    others = write_seen([*letters[5:], *uncovered], "others")

    def new(*models: str) -> list[str]:
        found = new_texts(models, lambda _: assistant.search, lambda *_: None)
        return [text.question for text in found.covered.texts]

    with pytest.raises(ModelUnavailable, match="--leave-texts"):
        new(whole)
    assert sorted(new(whole, most, others)) == sorted(letters[:5])  # each text once
