"""Vectors in Milvus: every town a partition, compared one by one; an index for all towns."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.extras import Extra, require
from index.town_index import Vector
from index.vectors.files import FileStore
from index.vectors.flat import VectorIndex
from index.vectors.milvus_engine import (
    DUTIES,
    PARTS,
    TIMEOUT_S,
    EngineAway,
    MilvusEngine,
)
from index.vectors.store import NearDuty, TownDuty

MAX_HITS = 16_384  # that Milvus gives for one question
_LOG = logging.getLogger(__name__)


class MilvusStore:
    """A copy in Milvus of what stands in files; while it can't be reached, the files answer.

    The files are what an engine is filled from: one that lost all is filled again as towns open.
    """

    def __init__(self, address: str, files: FileStore) -> None:
        """Use the engine at `milvus://host:port`, or Milvus Lite in a file; connected to late."""
        require(Extra.MILVUS)
        self._files = files
        self._engine = MilvusEngine(address)

    def keep(self, folder: Path, part: str, vectors: NDArray[np.float32]) -> None:
        """Write the file that the engine is filled from when the index is opened."""
        self._files.keep(folder, part, vectors)

    def open(self, folder: Path, part: str) -> "MilvusVectors":
        """The vectors of one part of an index, put into the engine where it lacks them."""
        vectors = MilvusVectors(self._engine, folder, part, self._files.open(folder, part))
        vectors.fill(replace=True)
        return vectors

    def tell(self, town: str, duties: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Have a town's duties found; an engine that is away lacks them until told again."""
        self._files.tell(town, duties, vectors)
        rows = [
            {"town": town, "duty": duty, "place": place, "vector": vector}
            for place, (duty, vector) in enumerate(
                zip(duties, vectors.astype(np.float32), strict=True)
            )
        ]
        try:
            self._engine.replaced(DUTIES, f'town == "{town}"', rows, vectors.shape[1])
        except EngineAway as error:
            _LOG.warning("town %s isn't found across towns by Milvus: %s", town, error)

    def told(self) -> frozenset[str]:
        """The towns whose duties the engine has; those of the files where it is away."""

        def towns(client: Any) -> frozenset[str]:
            # One row of each.
            rows = client.query_iterator(DUTIES, filter="place == 0", output_fields=["town"])
            return frozenset(row["town"] for batch in iter(rows.next, []) for row in batch)

        try:
            return self._engine.asked(DUTIES, towns) or frozenset()
        except EngineAway:
            return self._files.told()

    def nearest(self, query: Vector, towns: int) -> list[NearDuty]:
        """The nearest duty of each of so many towns; by the files where the engine is away."""

        def search(client: Any) -> list[NearDuty]:
            (hits,) = client.search(
                DUTIES,
                data=[query],
                limit=min(towns, MAX_HITS),
                output_fields=["town", "duty"],
                group_by_field="town",
                search_params={"metric_type": "IP", "params": {"ef": 2 * min(towns, MAX_HITS)}},
                timeout=TIMEOUT_S,
            )
            return [_near(hit) for hit in hits]

        try:
            return self._engine.asked(DUTIES, search) or []
        except EngineAway:
            return self._files.nearest(query, towns)

    def drop(self, town: str) -> None:
        """Forget a town."""
        self._files.drop(town)
        try:
            for collection in (PARTS, DUTIES):
                self._engine.deleted(collection, f'town == "{town}"')
        except EngineAway as error:
            _LOG.warning("town %s stays in Milvus: %s", town, error)


class MilvusVectors:
    """The vectors of one part of a town's index, with the file that holds the same ones."""

    def __init__(self, engine: MilvusEngine, folder: Path, part: str, file: VectorIndex) -> None:
        """Those of the index in `folder`; the file is mapped, and not read until it is needed."""
        self._engine = engine
        self._file = file
        self._town, self._part = folder.parent.name, part
        self._built = folder.name
        self._of_part = f'town == "{self._town}" and part == "{part}"'
        self._of_build = f'{self._of_part} and built == "{folder.name}"'

    @property
    def vectors(self) -> NDArray[np.float32]:
        """All vectors, by the file."""
        return self._file.vectors

    def vector(self, position: int) -> Vector:
        """One vector, by the file."""
        return self._file.vector(position)

    def cosines(self, query: Vector) -> NDArray[np.float32]:
        """The cosine of one query to every vector, by the engine; by the file where it is away."""
        size = len(self._file.vectors)
        if not size or size > MAX_HITS:
            return self._file.cosines(query)
        try:
            hits = self._engine.asked(PARTS, lambda client: self._search(client, query, size))
        except EngineAway:
            return self._file.cosines(query)
        if hits is None or len(hits) != size:  # it lost them, or has another build's
            self.fill()
            return self._file.cosines(query)
        places = np.fromiter((hit["entity"]["place"] for hit in hits), np.intp, size)
        scores = np.empty(size, dtype=np.float32)
        scores[places] = np.fromiter((hit["distance"] for hit in hits), np.float32, size)
        return scores

    def fill(self, *, replace: bool = False) -> None:
        """Put the vectors into the engine where it has none; `replace`: or another build's."""
        size = len(self._file.vectors)
        if not size or size > MAX_HITS:
            return
        try:
            there = self._count(self._of_build if replace else self._of_part)
            if there == size or (there and not replace):
                return
            rows = [
                {"town": self._town, "part": self._part, "built": self._built}
                | {"place": place, "vector": vector}
                for place, vector in enumerate(self._file.vectors)
            ]
            self._engine.replaced(PARTS, self._of_part, rows, self._file.vectors.shape[1])
        except EngineAway as error:
            _LOG.warning("town %s is answered from files: %s", self._town, error)

    def _count(self, filter: str) -> int:
        def count(client: Any) -> int:
            rows = client.query(PARTS, filter=filter, output_fields=["count(*)"], timeout=TIMEOUT_S)
            return int(rows[0]["count(*)"])

        return self._engine.asked(PARTS, count) or 0

    def _search(self, client: Any, query: Vector, size: int) -> list[dict[str, Any]]:
        (hits,) = client.search(
            PARTS,
            data=[query],
            filter=self._of_build,
            limit=size,
            output_fields=["place"],
            search_params={"metric_type": "IP"},
            timeout=TIMEOUT_S,
        )
        return list(hits)


def _near(hit: dict[str, Any]) -> NearDuty:
    entity = hit["entity"]
    return NearDuty(TownDuty(entity["town"], entity["duty"]), float(hit["distance"]))
