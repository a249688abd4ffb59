"""The connection to Milvus: its collections, and what happens while it is away."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from corpus.towns.registry import MAX_KEY_CHARS
from index.vectors.store import MILVUS_SCHEME

PARTS, DUTIES = "lvzhi_parts", "lvzhi_duties"  # collections
TIMEOUT_S = 3.0  # for an answer; a healthy engine takes milliseconds
WRITING_S = 60.0
_AWAY_S = 20.0  # how long an engine that failed is left alone
_BATCH = 500  # rows of one insertion, 0.8 MB
_ID_CHARS = 32
_HNSW = {"M": 16, "efConstruction": 200}
_LOG = logging.getLogger(__name__)

Result = TypeVar("Result")


class EngineAway(RuntimeError):  # noqa: N818 - a state of the engine, not a fault
    """Milvus can't be reached, or doesn't answer in time; the message (Chinese) says so."""


class MilvusEngine:
    """One connection; what fails is left alone for a while, so that nobody waits for it again."""

    def __init__(self, address: str) -> None:
        """Connect when it is first asked."""
        self._address = address.replace(MILVUS_SCHEME, "http://", 1)
        self._client: Any = None
        self._there: set[str] = set()  # collections
        self._away_until = 0.0
        self._using = threading.RLock()

    def asked(self, collection: str, ask: Callable[[Any], Result]) -> Result | None:
        """What the engine says; None where it has no such collection yet.

        EngineAway where it can't be reached, now or a moment ago.
        """
        return self._guarded(lambda client: ask(client) if self._has(client, collection) else None)

    def _has(self, client: Any, collection: str) -> bool:
        if collection in self._there:
            return True
        if not client.has_collection(collection, timeout=TIMEOUT_S):
            return False
        client.load_collection(collection, timeout=WRITING_S)
        self._there.add(collection)
        return True

    def _guarded(self, ask: Callable[[Any], Result]) -> Result:
        if time.monotonic() < self._away_until:
            raise EngineAway(f"向量库 {self._address} 刚才连不上，正在用本机的文件。")
        try:
            return ask(self._connected())
        except Exception as error:  # pymilvus and gRPC each have many of their own
            self._forget()
            _LOG.warning("Milvus at %s failed: %s", self._address, error)
            raise EngineAway(
                f"向量库 {self._address} 用不了（{type(error).__name__}）。"
            ) from error

    def replaced(
        self, collection: str, old: str, rows: Sequence[dict[str, Any]], dimension: int
    ) -> None:
        """Put rows in place of those of a filter; EngineAway where they can't be."""

        def replace(client: Any) -> bool:
            client.delete(collection, filter=old, timeout=WRITING_S)
            for batch in _batches(rows):
                client.insert(collection, batch, timeout=WRITING_S)
            return True

        with self._using:
            if self.asked(collection, replace) is None:
                self._guarded(lambda client: self._create(client, collection, dimension))
                self.asked(collection, replace)

    def deleted(self, collection: str, old: str) -> None:
        """Delete the rows of a filter; EngineAway where they can't be."""
        self.asked(
            collection, lambda client: client.delete(collection, filter=old, timeout=WRITING_S)
        )

    def _connected(self) -> Any:
        with self._using:
            if self._client is None:
                from pymilvus import MilvusClient

                self._client = MilvusClient(self._address, timeout=TIMEOUT_S)
            return self._client

    def _create(self, client: Any, collection: str, dimension: int) -> None:
        from pymilvus import DataType

        schema = client.create_schema(auto_id=True, enable_dynamic_field=False)
        schema.add_field("id", DataType.INT64, is_primary=True, auto_id=True)
        schema.add_field(
            "town",
            DataType.VARCHAR,
            max_length=MAX_KEY_CHARS,
            is_partition_key=collection == PARTS,
        )
        schema.add_field("place", DataType.INT64)
        if collection == PARTS:
            schema.add_field("part", DataType.VARCHAR, max_length=_ID_CHARS)
            schema.add_field("built", DataType.VARCHAR, max_length=_ID_CHARS)
        else:
            schema.add_field("duty", DataType.VARCHAR, max_length=_ID_CHARS)
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
        index = client.prepare_index_params()
        if collection == PARTS:
            index.add_index("vector", index_type="FLAT", metric_type="IP")
        else:
            index.add_index("vector", index_type="HNSW", metric_type="IP", params=_HNSW)
        client.create_collection(
            collection, schema=schema, index_params=index, consistency_level="Session"
        )

    def _forget(self) -> None:
        with self._using:
            self._client, self._there = None, set()
            self._away_until = time.monotonic() + _AWAY_S


def _batches(rows: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), _BATCH):
        yield list(rows[start : start + _BATCH])
