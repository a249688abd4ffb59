"""Where towns' vectors live: files and Milvus pass the same tests; a lost engine loses nothing."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.vectors.files import FileStore
from index.vectors.flat import VectorIndex
from index.vectors.milvus import MilvusStore
from index.vectors.milvus_engine import MilvusEngine
from index.vectors.store import TownDuty, VectorStore

MILVUS = pytest.param("milvus", marks=pytest.mark.milvus)
DIMENSION = 16


@pytest.fixture(scope="module")
def lite(tmp_path_factory: pytest.TempPathFactory) -> str:
    """One Milvus Lite for all; each test has towns of its own in it."""
    return str(tmp_path_factory.mktemp("milvus") / "towns.db")


@pytest.fixture(params=["files", MILVUS])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> VectorStore:
    files = FileStore(tmp_path)
    if request.param == "files":
        return files
    return MilvusStore(request.getfixturevalue("lite"), files)


@pytest.fixture
def milvus(lite: str, tmp_path: Path) -> MilvusStore:
    return MilvusStore(lite, FileStore(tmp_path))


@pytest.fixture
def towns(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Keys that no other test has used in the shared engine."""
    name = request.node.name.lower().translate({ord(c): "_" for c in "[]-"})[-30:]
    return f"{name}_a", f"{name}_b"


def unit(seed: int, count: int) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def built(cache: Path, town: str, build: str = "built-1") -> Path:
    folder = cache / "indexes" / town / build
    (folder / "passages").mkdir(parents=True)
    return folder


def test_every_vector_of_a_town_is_compared_and_none_of_another(
    store: VectorStore, towns: tuple[str, str], tmp_path: Path
) -> None:
    parts = []
    for seed, town in enumerate(towns):
        folder = built(tmp_path, town)
        store.keep(folder, "passages", unit(seed, 40 + seed))
        parts.append(store.open(folder, "passages"))
    query = unit(9, 1)[0]
    for seed, part in enumerate(parts):
        vectors = unit(seed, 40 + seed)
        np.testing.assert_allclose(part.cosines(query), vectors @ query, atol=1e-6)
        np.testing.assert_array_equal(part.vector(3), vectors[3])
        np.testing.assert_array_equal(part.vectors, vectors)


def test_a_town_built_anew_has_its_new_vectors(
    store: VectorStore, towns: tuple[str, str], tmp_path: Path
) -> None:
    query = unit(9, 1)[0]
    for seed, build in enumerate(("built-1", "built-2")):
        folder = built(tmp_path, towns[0], build)
        store.keep(folder, "passages", unit(seed, 30))
        part = store.open(folder, "passages")
        np.testing.assert_allclose(part.cosines(query), unit(seed, 30) @ query, atol=1e-6)


def test_a_part_without_a_text_has_no_score(
    store: VectorStore, towns: tuple[str, str], tmp_path: Path
) -> None:
    folder = built(tmp_path, towns[0])
    store.keep(folder, "passages", unit(0, 0))
    assert store.open(folder, "passages").cosines(unit(9, 1)[0]).shape == (0,)


def test_the_nearest_duty_of_each_town_is_found_until_the_town_is_dropped(
    store: VectorStore, towns: tuple[str, str]
) -> None:
    query = unit(9, 1)[0]
    own = {town: unit(seed, 12) for seed, town in enumerate(towns)}
    ids = [f"基本-{number}" for number in range(12)]
    for town in towns:
        store.tell(town, ids, unit(5, 12))
        store.tell(town, ids, own[town])  # in place of those
    assert set(towns) <= store.told()

    def best() -> dict[str, TownDuty]:
        found: dict[str, TownDuty] = {}
        for near in store.nearest(query, towns=100):
            found.setdefault(near.duty.town, near.duty)
        return {town: found[town] for town in towns if town in found}

    expected = {town: TownDuty(town, ids[int((own[town] @ query).argmax())]) for town in towns}
    assert best() == expected
    store.drop(towns[0])
    assert best() == {towns[1]: expected[towns[1]]}
    assert towns[0] not in store.told()


def test_of_very_many_duties_an_index_finds_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.vectors.files._LISTED", 500)
    monkeypatch.setattr("index.vectors.files._LIST_DUTIES", 100)
    store = FileStore(tmp_path)
    for number in range(10):
        store.tell(f"t{number}", [f"基本-{i}" for i in range(100)], unit(number, 100))
    query = unit(7, 100)[42]
    assert store.nearest(query, 1)[0].duty == TownDuty("t7", "基本-42")
    assert len({near.duty.town for near in store.nearest(query, 10)}) == 10


@pytest.mark.milvus
def test_an_engine_that_is_there_does_the_comparing(
    milvus: MilvusStore, towns: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = built(tmp_path, towns[0])
    milvus.keep(folder, "passages", unit(0, 30))
    part = milvus.open(folder, "passages")
    monkeypatch.delattr(VectorIndex, "cosines")
    query = unit(9, 1)[0]
    np.testing.assert_allclose(part.cosines(query), unit(0, 30) @ query, atol=1e-6)


@pytest.mark.milvus
def test_an_engine_that_lost_all_is_filled_again_from_the_file(
    milvus: MilvusStore, towns: tuple[str, str], tmp_path: Path
) -> None:
    folder = built(tmp_path, towns[0])
    milvus.keep(folder, "passages", unit(0, 30))
    part = milvus.open(folder, "passages")
    query = unit(9, 1)[0]
    milvus.drop(towns[0])
    np.testing.assert_allclose(part.cosines(query), unit(0, 30) @ query, atol=1e-6)
    assert part._count(part._of_build) == 30


@pytest.mark.milvus
def test_a_town_that_another_process_built_anew_is_answered_from_its_file(
    milvus: MilvusStore, towns: tuple[str, str], tmp_path: Path
) -> None:
    query = unit(9, 1)[0]
    parts = []
    for seed, build in enumerate(("built-1", "built-2")):
        folder = built(tmp_path, towns[0], build)
        milvus.keep(folder, "passages", unit(seed, 30))
        parts.append(milvus.open(folder, "passages"))
    for seed, part in enumerate(parts):
        np.testing.assert_allclose(part.cosines(query), unit(seed, 30) @ query, atol=1e-6)
    assert parts[1]._count(parts[1]._of_build) == 30


@pytest.mark.milvus
def test_while_the_engine_is_away_the_files_answer(
    milvus: MilvusStore, towns: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = built(tmp_path, towns[0])
    milvus.keep(folder, "passages", unit(0, 30))
    milvus.tell(towns[0], ["基本-1"], unit(3, 1))
    part = milvus.open(folder, "passages")
    query = unit(9, 1)[0]
    tries: list[str] = []

    def refuse(engine: MilvusEngine) -> None:
        tries.append("")
        raise ConnectionError("gone")

    monkeypatch.setattr(MilvusEngine, "_connected", refuse)
    for _ in range(3):
        np.testing.assert_allclose(part.cosines(query), unit(0, 30) @ query, atol=1e-6)
    assert milvus.nearest(unit(3, 1)[0], 1)[0].duty == TownDuty(towns[0], "基本-1")
    assert len(tries) == 1  # nobody waits for it again


def test_a_town_kept_by_one_process_is_found_by_another(tmp_path: Path) -> None:
    one, other = FileStore(tmp_path), FileStore(tmp_path)
    one.tell("a", ["基本-1"], unit(0, 1))
    assert other.nearest(unit(0, 1)[0], 5)[0].duty == TownDuty("a", "基本-1")
    one.tell("b", ["配合-2"], unit(1, 1))
    assert other.nearest(unit(1, 1)[0], 5)[0].duty == TownDuty("b", "配合-2")
