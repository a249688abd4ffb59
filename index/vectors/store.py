"""What a place must do that towns' vectors live in, and the choice of one."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.town_index import Vector, Vectors

MILVUS_SCHEME = "milvus://"


class TownDuty(NamedTuple):
    """A duty of a town, as it is found across towns."""

    town: str  # its key
    duty_id: str


class NearDuty(NamedTuple):
    """A duty with its cosine to what was asked for."""

    duty: TownDuty
    cosine: float


class VectorStore(Protocol):
    """Vectors of the parts of towns' indexes, and of all duties of all towns."""

    def keep(self, folder: Path, part: str, vectors: NDArray[np.float32]) -> None:
        """Keep the vectors of one part of the index that is being built in `folder`."""
        ...

    def open(self, folder: Path, part: str) -> Vectors:
        """The vectors of one part of a built index."""
        ...

    def tell(self, town: str, duties: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Have a town's duties found across towns, by these vectors, in place of those before."""
        ...

    def told(self) -> frozenset[str]:
        """The towns whose duties are found."""
        ...

    def nearest(self, query: Vector, towns: int) -> list[NearDuty]:
        """The nearest duties of all towns, best first: at least the best one of so many towns."""
        ...

    def drop(self, town: str) -> None:
        """Forget a town."""
        ...


@lru_cache(maxsize=8)
def vector_store(address: str, cache_dir: Path) -> VectorStore:
    """The store at an address: "" for files, `milvus://host:port`, or a file of Milvus Lite.

    The towns of a process share its one connection. ExtraMissing without the client.
    """
    # Imported late: who keeps vectors in files needs no client.
    from index.vectors.files import FileStore

    files = FileStore(cache_dir)
    if not address:
        return files
    from index.vectors.milvus import MilvusStore

    return MilvusStore(address, files)
