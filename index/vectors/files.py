"""Vectors in FAISS files: one in each part of a town's index, and one for all towns together."""

import json
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import faiss
import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from index.building.disk import write_whole
from index.town_index import Vector
from index.vectors.flat import VectorIndex
from index.vectors.store import NearDuty, TownDuty

VECTORS_FILE = "vectors.faiss"
GATHERED = "all.towns"  # beside the folders of the towns' indexes, whose keys have no dot
_TOWNS = "towns"  # in it, the duties of each town
_DUTIES_FILE, _ROWS_FILE = "duties.faiss", "duties.json"  # in it, all of them
_LISTED = 40_000  # duties; of fewer every one is compared
_LIST_DUTIES = 600  # in a list of the index, on average
_TRAINED_BY = 40  # duties for each list
_PROBED = 24  # lists searched of those


def keep_in_file(folder: Path, part: str, vectors: NDArray[np.float32]) -> None:
    """Write the vectors of one part of an index beside its words."""
    VectorIndex.build(vectors).save(folder / part / VECTORS_FILE)


def open_file(folder: Path, part: str) -> VectorIndex:
    """Map what `keep_in_file` wrote into memory."""
    return VectorIndex.load(folder / part / VECTORS_FILE)


class FileStore:
    """Files of a cache folder; what is read of them is shared by all processes that read them."""

    def __init__(self, cache_dir: Path) -> None:
        """Keep what is told across towns below the cache's folder of indexes."""
        self._folder = cache_dir / "indexes" / GATHERED
        self._gathered: tuple[object, faiss.Index, list[TownDuty]] | None = None

    def keep(self, folder: Path, part: str, vectors: NDArray[np.float32]) -> None:
        """Write the vectors of one part of an index."""
        keep_in_file(folder, part, vectors)

    def open(self, folder: Path, part: str) -> VectorIndex:
        """Map what `keep` wrote into memory."""
        return open_file(folder, part)

    def tell(self, town: str, duties: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep a town's duties in a small file, as float16; they are gathered when asked for."""
        path = self._folder / _TOWNS / f"{town}.npz"
        path.parent.mkdir(parents=True, exist_ok=True)
        with (aside := path.with_suffix(".new")).open("wb") as file:
            np.savez(file, duties=np.array(duties), vectors=vectors.astype(np.float16))
        aside.replace(path)

    def told(self) -> frozenset[str]:
        """The towns whose duties are found."""
        return frozenset(path.stem for path in self._paths())

    def nearest(self, query: Vector, towns: int) -> list[NearDuty]:
        """The nearest duties of all towns, until they are of so many towns or none are left."""
        index, rows = self._all()
        found: list[NearDuty] = []
        wanted = 4 * towns
        while rows:
            asked = min(wanted, len(rows))
            cosines, places = index.search(query[None, :].astype(np.float32), asked)
            hits = zip(places[0].tolist(), cosines[0].tolist(), strict=True)
            found = [NearDuty(rows[place], cosine) for place, cosine in hits if place >= 0]
            if len({near.duty.town for near in found}) >= towns or len(found) < asked:
                break
            if asked == len(rows):
                break
            wanted *= 4
        return found

    def drop(self, town: str) -> None:
        """Forget a town across towns; its index goes with its folder."""
        (self._folder / _TOWNS / f"{town}.npz").unlink(missing_ok=True)

    def _paths(self) -> list[Path]:
        return sorted((self._folder / _TOWNS).glob("*.npz"))

    def _all(self) -> tuple[faiss.Index, list[TownDuty]]:
        """The index over all duties, made anew where a town has changed since."""
        stamps = {path.stem: path.stat().st_mtime_ns for path in self._paths()}
        if self._gathered is None or self._gathered[0] != stamps:
            self._folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self._folder / "lock"):
                if self._read_stamps() != stamps:
                    self._gather(stamps)
                stored = json.loads((self._folder / _ROWS_FILE).read_text(encoding="utf-8"))
                index = faiss.read_index(str(self._folder / _DUTIES_FILE), faiss.IO_FLAG_MMAP)
            rows = [TownDuty(town, duty) for town, ids in stored["duties"].items() for duty in ids]
            if isinstance(index, faiss.IndexIVF):
                index.nprobe = _PROBED
            self._gathered = (stamps, index, rows)
        return self._gathered[1:]

    def _read_stamps(self) -> object:
        try:
            return json.loads((self._folder / _ROWS_FILE).read_text(encoding="utf-8"))["stamps"]
        except (OSError, ValueError, KeyError):
            return None

    def _gather(self, stamps: dict[str, int]) -> None:
        """Write all duties into one index: a byte a dimension, in lists where they are many."""
        duties: dict[str, list[str]] = {}
        parts: list[NDArray[np.float16]] = []
        for path in self._paths():
            try:
                with np.load(path) as stored:
                    own, vectors = stored["duties"].tolist(), stored["vectors"]
            except (OSError, ValueError, BadZipFile):
                continue  # torn; the town is told anew with its next build
            duties[path.stem] = own
            parts.append(vectors)
        index = _trained(parts)
        for vectors in parts:
            index.add(vectors.astype(np.float32))
        aside = self._folder / f"{_DUTIES_FILE}.new"
        faiss.write_index(index, str(aside))
        aside.replace(self._folder / _DUTIES_FILE)
        text = json.dumps({"stamps": stamps, "duties": duties}, ensure_ascii=False)
        write_whole(self._folder / _ROWS_FILE, text)


def _trained(parts: Sequence[NDArray[np.float16]]) -> faiss.Index:
    """An empty index for vectors such as these."""
    count = sum(map(len, parts))
    dimension = parts[0].shape[1] if parts else 1
    if count < _LISTED:
        return faiss.IndexFlatIP(dimension)
    lists = count // _LIST_DUTIES
    chance = np.random.default_rng(0)
    share = min(1.0, lists * _TRAINED_BY / count)
    sample = np.concatenate([part[chance.random(len(part)) < share] for part in parts])
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension),
        dimension,
        lists,
        faiss.ScalarQuantizer.QT_8bit,
        faiss.METRIC_INNER_PRODUCT,
    )
    index.cp.niter = 6
    index.train(sample.astype(np.float32))
    return index
