"""The matters that many lists have and 富河镇's lacks: their questions, and whose they become."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from corpus.bank.matters import COMMON_KEY, MATTERS_FILE, load_matters
from corpus.source import SourceError
from corpus.town import load_town
from corpus.towns.imports import import_town
from index.building.build import open_search
from index.matters.matcher import Matcher
from index.matters.reference import Reference
from index.matters.votes import weighed
from index.search import DutySearch
from index.vectors.files import FileStore
from index.weights import Weights
from tests.embedders import HashEmbedder
from tests.towns import MADE, beside_fuhe, imported


def test_every_matter_has_questions_enough_and_none_is_another_matters() -> None:
    rows = [json.loads(line) for line in MATTERS_FILE.read_text(encoding="utf-8").splitlines()]
    assert len(rows) > 200
    assert min(len(row["questions"]) for row in rows) >= 20
    questions = [question for row in rows for question in row["questions"]]
    assert len(set(questions)) == len(questions)
    titles = [row["title"] for row in rows]
    assert len(set(titles)) == len(titles)
    assert not {duty.title for duty in load_town("fuhe").duties} & set(titles)


def test_the_matters_are_duties_of_nobody_with_all_their_wordings() -> None:
    town, asked = load_matters()
    first = town.duties[0]
    assert first.departments == (town.name,)
    assert len(first.blocks) > 1
    assert {row.duties[0] for row in asked} == {duty.duty_id for duty in town.duties}


# Chances by titles, and how near each of four questions of the one matter lies to two duties.
@pytest.mark.parametrize(
    ("chances", "near", "linked"),
    [
        ((0.05, 0.01), [(0.7, 0.1)] * 4, (True, False)),  # by the questions alone
        ((0.05, 0.01), [(0.6, 0.1)] * 4, (False, False)),  # which lie near nothing
        ((0.3, 0.01), [(0.3, 0.1)] * 2 + [(0.1, 0.3)] * 2, (True, False)),  # by both
        ((0.3, 0.01), [(0.1, 0.3)] * 4, (False, False)),  # the questions are another duty's
        ((0.9, 0.01), [(0.1, 0.3)] * 4, (False, False)),  # whatever the title
        ((0.9, 0.01), [(0.3, 0.1)] + [(0.1, 0.3)] * 3, (True, False)),
    ],
)
def test_title_and_questions_decide_together(
    chances: tuple[float, float], near: list[tuple[float, float]], linked: tuple[bool, bool]
) -> None:
    matter = SimpleNamespace(duty_id="基本-1")
    reference: Any = SimpleNamespace(
        town=SimpleNamespace(duties=[matter]),
        asked=[SimpleNamespace(duties=("基本-1",))] * len(near),
    )
    matcher = Matcher.load()
    found = weighed(
        np.array(chances)[:, None],
        np.array(near, dtype=np.float32),
        cast(DutySearch, reference),
        matcher,
    )
    assert tuple((found[:, 0] >= matcher.bound).tolist()) == linked


@pytest.mark.slow
def test_a_town_shares_their_one_copy_and_asks_no_text_of_theirs_as_uncovered(
    tmp_path: Path, fast_search: DutySearch
) -> None:
    cache = beside_fuhe(tmp_path, fast_search)
    vectors = FileStore(cache)
    files = imported("bailu", tmp_path)
    search = open_search(files, HashEmbedder(), cache, vectors=vectors)
    ours, common = search.index.shared
    place = len(ours.asked)
    row, theirs = search.asked[place], load_matters().asked[common.asked[0]]
    assert row.question == theirs.question
    assert row.duties == (search.town.duties[common.duties[0][0]].duty_id,)
    assert set(row.departments) <= set(search.town.duty(row.duties[0]).departments)
    assert search.agreement([place]) > 0.999
    assert search.evidence_of(row.question).asked.words[place] > 0
    assert len(common.uncovered) == 0
    alike = Reference(DutySearch(common.reference, HashEmbedder(), Weights.load)).asks_alike(
        common.asked, Reference(fast_search)
    )
    assert alike.any()
    assert not alike[ours.uncovered].any()
    again = open_search(files, HashEmbedder(), cache).index
    for part, first in zip(again.shared, (ours, common), strict=True):
        assert part.reference is first.reference
    assert vectors.told() == {"bailu"}


def test_a_text_asks_what_it_asks_itself_and_is_not_compared_twice(
    fast_search: DutySearch,
) -> None:
    town = Reference(fast_search)
    first = town.asks_alike(np.array([5, 9], dtype=np.int32), town)
    assert first[[5, 9]].all()
    assert first.sum() < len(fast_search.asked) / 10
    town.vectors = np.zeros_like(town.vectors)  # by which nothing is alike
    np.testing.assert_array_equal(town.asks_alike(np.array([5, 9], dtype=np.int32), town), first)
    assert not town.asks_alike(np.array([7], dtype=np.int32), town).any()


def test_no_town_takes_their_key(tmp_path: Any) -> None:
    with pytest.raises(SourceError, match="请换一个代号"):
        import_town(MADE / "bailu" / "list.txt", COMMON_KEY, tmp_path, lambda *_: None)
