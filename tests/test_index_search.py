"""Search against brute force, and what a hit tells."""

import numpy as np
import pytest

from corpus.models import BlockKind
from index.features import FEATURES, SIGNALS, Owners, duty_features
from index.lexical import LexicalIndex
from index.search import DutySearch
from index.text.words import bigrams
from index.vectors.flat import VectorIndex
from tests.embedders import HashEmbedder

QUESTION = "危房改造谁负责"


def test_cosines_equal_brute_force_in_the_order_given() -> None:
    random = np.random.default_rng(7)
    vectors = random.normal(size=(500, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    found = VectorIndex.build(vectors).cosines(vectors[42])
    np.testing.assert_allclose(found, vectors @ vectors[42], atol=1e-5)
    assert int(found.argmax()) == 42


def test_bm25_equals_the_formula() -> None:
    texts = [["危房", "改造"], ["危房", "危房", "鉴定", "补助"], ["低保"]]
    scores = LexicalIndex.build(texts).scores(["危房"])
    idf = np.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    mean_length = 7 / 3

    def expected(frequency: int, length: int) -> float:
        norm = 1.5 * (1 - 0.75 + 0.75 * length / mean_length)
        return float(idf * frequency / (frequency + norm))

    np.testing.assert_allclose(scores, [expected(1, 2), expected(2, 4), 0.0], rtol=1e-4)


def test_unknown_terms_score_zero() -> None:
    assert LexicalIndex.build([["甲"], ["乙"]]).scores(["丙"]).tolist() == [0.0, 0.0]


def test_best_and_top_mean_per_duty() -> None:
    owners = Owners.of([[0], [0, 1], [1], [1], [1]], duties=2)
    scores = np.array([0.5, 0.9, 0.1, 0.2, 0.4], dtype=np.float32)
    assert owners.best(scores).tolist() == pytest.approx([0.9, 0.9])
    assert owners.top_mean(scores).tolist() == pytest.approx([0.7, 0.5])
    assert owners.of_duty(1).tolist() == [1, 2, 3, 4]


def test_a_duty_without_text_scores_nothing_and_leaves_the_others_theirs() -> None:
    owners = Owners.of([[0], [0], [2]], duties=4)
    scores = np.array([0.5, 0.25, 0.75], dtype=np.float32)
    assert owners.owning.tolist() == [True, False, True, False]
    assert owners.best(scores).tolist() == [0.5, 0.0, 0.75, 0.0]
    assert owners.top_mean(scores).tolist() == [0.375, 0.0, 0.75, 0.0]
    assert owners.of_duty(1).size == 0


def test_features_standardise_cosines_and_relate_bm25_to_the_best() -> None:
    signals = np.zeros((3, len(SIGNALS)), dtype=np.float32)
    signals[:, 0] = [0.8, 0.9, 0.85]
    signals[:, SIGNALS.index("passage_words")] = [0.0, np.e - 1, 1.0]
    features = duty_features(signals)
    assert features.shape == (3, len(FEATURES))
    assert features[:, 0].mean() == pytest.approx(0, abs=1e-5)
    assert features[:, 0].std() == pytest.approx(1, abs=1e-4)
    log, relative = (FEATURES.index(f"passage_words_{kind}") for kind in ("log", "relative"))
    assert features[1, log] == pytest.approx(1.0)
    assert features[:, relative].tolist() == pytest.approx([0.0, 1.0, 1 / (np.e - 1)])


def test_signals_equal_brute_force_over_texts(fast_search: DutySearch) -> None:
    vector = HashEmbedder().embed_queries([QUESTION])[0]
    passage_vectors = HashEmbedder().embed_queries([p.text for p in fast_search.passages])
    asked_vectors = HashEmbedder().embed_queries([a.question for a in fast_search.asked])
    for hit in fast_search.search(QUESTION, k=10):
        own = [
            float(v @ vector)
            for p, v in zip(fast_search.passages, passage_vectors, strict=True)
            if p.duty_id == hit.duty.duty_id
        ]
        asked = sorted(
            float(v @ vector)
            for a, v in zip(fast_search.asked, asked_vectors, strict=True)
            if hit.duty.duty_id in a.duties
        )
        assert hit.signals["passage_cosine"] == pytest.approx(max(own), abs=1e-4)
        middle = np.mean(
            [
                v
                for a, v in zip(fast_search.asked, asked_vectors, strict=True)
                if hit.duty.duty_id in a.duties
            ],
            axis=0,
        )
        assert hit.signals["asked_centroid"] == pytest.approx(
            float(middle @ vector / np.linalg.norm(middle)), abs=1e-4
        )
        assert hit.signals["asked_cosine_top3"] == pytest.approx(np.mean(asked[-3:]), abs=1e-4)
        assert len(hit.passages) == len(own)
        assert len(hit.asked) == len(asked)


def test_hits_are_ordered_and_probabilities_sum_to_one(fast_search: DutySearch) -> None:
    hits = fast_search.search(QUESTION, k=len(fast_search.town.duties))
    chances = [hit.probability for hit in hits]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) == pytest.approx(1.0)
    assert len({hit.duty.duty_id for hit in hits}) == 242


def test_titles_are_passages_of_their_own(fast_search: DutySearch) -> None:
    titles = [p for p in fast_search.passages if p.kind is BlockKind.TITLE]
    assert [p.text for p in titles] == [duty.title for duty in fast_search.town.duties]


def test_department_short_forms_are_words_of_the_town(fast_search: DutySearch) -> None:
    assert "林草局" in fast_search.words("林草局管不管")
    assert "住建局" in fast_search.words("这事归住建局吗")


def test_full_width_and_case_fold_before_cutting(fast_search: DutySearch) -> None:
    assert fast_search.words("１２３４５热线") == fast_search.words("12345热线")
    assert bigrams("ＡＢc，d") == ["ab", "bc", "d"]
