"""What an index has to be made from now: documents, texts and the engine."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.source import SourceError
from corpus.towns.registry import TownFiles
from index.building.bank import reference_files
from index.building.disk import reason_of
from index.building.manifest import Ingredients, hash_bytes
from index.making.gathering import texts_bytes
from index.search import QueryEmbedder


class Engine(QueryEmbedder, Protocol):
    """What a build needs of an embedding engine (`index.engine.embedding.Embedder` is one)."""

    @property
    def model_name(self) -> str:
        """The model's id."""
        ...

    @property
    def weights_hash(self) -> str:
        """sha256 of weights and tokenizer."""
        ...

    @property
    def precision(self) -> str:
        """How the weights are stored."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Normalised vectors of shape (texts, dimension)."""
        ...


def ingredients(files: TownFiles, embedder: Engine, added: Path | None = None) -> Ingredients:
    """What the town's index has to be made from now."""
    return Ingredients(
        town=files.key,
        corpus_hash=hash_bytes(files.content),
        asked_hash=hash_bytes(texts_bytes(files, reference_files()) + _added_bytes(added)),
        model_name=embedder.model_name,
        weights_hash=embedder.weights_hash,
        precision=embedder.precision,
        dimension=embedder.dimension,
    )


def _added_bytes(added: Path | None) -> bytes:
    try:
        return added.read_bytes() if added is not None else b""
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise SourceError(
            f"自己加的相似问文件 {added} 读不出（{reason_of(error)}）；请检查权限后重试。"
        ) from error
