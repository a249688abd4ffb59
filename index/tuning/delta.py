"""What tuning changed: the difference of weights, as factors of low rank, and the texts seen.

The factors are stored as float16 and multiplied as float64, where such products and sums are
exact: every machine makes the same weights and so the same engine.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.engine.weights import DEFAULT_MODEL

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DELTA_FILE = Path(__file__).parent / "delta.npz"  # of the default model
RANK = 64  # of a matrix's difference; vectors keep a cosine of 0.999 to those of the tuned model
_SEEN = "seen"
_LEFT, _RIGHT, _WHOLE = "::a", "::b", "::d"

Weights = Mapping[str, NDArray[np.float32]]


def save_delta(base: Weights, tuned: Weights, seen: Iterable[str], path: Path) -> None:
    """Write what has to be added to `base` to get nearly `tuned`, and which texts were seen."""
    stored: dict[str, NDArray[Any]] = {_SEEN: np.array(sorted(map(text_key, seen)), np.uint64)}
    for name, weight in tuned.items():
        difference = weight.astype(np.float64) - base[name]
        if not difference.any():
            continue
        if difference.ndim == 2:
            left, sizes, right = np.linalg.svd(difference, full_matrices=False)
            scale = np.sqrt(sizes[:RANK])
            stored[name + _LEFT] = (left[:, :RANK] * scale).astype(np.float16)
            stored[name + _RIGHT] = (scale[:, None] * right[:RANK]).astype(np.float16)
        else:
            stored[name + _WHOLE] = difference.astype(np.float16)
    np.savez_compressed(path, **stored)  # type: ignore[arg-type] # a name may be any string


def add_delta(model: "SentenceTransformer", path: Path = DELTA_FILE) -> None:
    """Add a stored difference to the loaded base model, in place."""
    import torch

    weights = encoder_weights(model)
    with np.load(path) as stored:
        changed = {name.rsplit("::", 1)[0] for name in stored.files if name != _SEEN}
        for name in sorted(changed):
            whole = name + _WHOLE
            difference = (
                stored[whole].astype(np.float64)
                if whole in stored.files
                else stored[name + _LEFT].astype(np.float64)
                @ stored[name + _RIGHT].astype(np.float64)
            )
            weights[name] = (weights[name] + difference).astype(np.float32)
    encoder: Any = model[0].model
    encoder.load_state_dict({name: torch.from_numpy(value) for name, value in weights.items()})


def encoder_weights(model: "SentenceTransformer") -> dict[str, NDArray[np.float32]]:
    """Copies of the encoder's weights by their names in it."""
    encoder: Any = model[0].model
    return {name: value.cpu().numpy().copy() for name, value in encoder.state_dict().items()}


def seen_by(model: str) -> frozenset[int]:
    """`text_key` of every text that the tuning of this model saw; none of a model not ours."""
    path = DELTA_FILE if model == DEFAULT_MODEL else Path(model, DELTA_FILE.name)
    if not path.is_file():
        return frozenset()
    with np.load(path) as stored:
        return frozenset(stored[_SEEN].tolist())


def text_key(text: str) -> int:
    """A short name for a text, the same on every machine."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
