"""Loads a sentence-transformers model: one of our own, a local folder or a hub id."""

import hashlib
import os
import re
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.engine.weights import BASE_MODEL, DEFAULT_MODEL, ModelUnavailable, Status, materialise
from index.tuning.delta import add_delta

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

HUB_TIMEOUT_S = 5.0
_OURS = (DEFAULT_MODEL, BASE_MODEL)  # need no hub


def is_local(model: str) -> bool:
    """Whether the name is a folder here; those of our own models never are."""
    return model not in _OURS and Path(model).is_dir()


def slug(model: str) -> str:
    """A name for files about this model, another one for another folder."""
    if not is_local(model):
        return re.sub(r"[^\w.-]+", "--", model)
    path = Path(model).resolve()
    return f"{path.name}-{hashlib.sha256(str(path).encode()).hexdigest()[:8]}"


def load_model(model: str, cache_dir: Path, on_status: Status | None) -> "SentenceTransformer":
    """A model by its name; asks the hub only for what is not on this machine, and only once.

    Raises ModelUnavailable, in one sentence that names the model and the remedy.
    """
    from sentence_transformers import SentenceTransformer

    local = str(materialise(cache_dir, on_status)) if model in _OURS else model
    # "eager": the plain attention formula traces to plain operators.
    options: dict[str, Any] = {"device": "cpu", "model_kwargs": {"attn_implementation": "eager"}}
    try:
        loaded = SentenceTransformer(local, local_files_only=True, **options)
    except Exception as error:  # a damaged file makes the library raise almost anything
        if model in _OURS or is_local(model):
            raise ModelUnavailable(
                f"嵌入模型文件夹“{local}”无法读取（{first_line(error)}）；"
                "请换用 sentence-transformers 保存的完整文件夹。"
            ) from error
    else:
        if model == DEFAULT_MODEL:
            add_delta(loaded)
        return loaded
    _require_hub(model)
    if on_status:
        on_status(f"正在下载嵌入模型 {model} ……")
    try:
        return SentenceTransformer(local, **options)
    except Exception as error:
        raise _unavailable(model, first_line(error)) from error


def _require_hub(model: str) -> None:
    # The hub's own client retries for minutes where a network drops packets; this asks once.
    endpoint = os.environ.get("HF_ENDPOINT", "https://huggingface.co").rstrip("/")
    address = f"{endpoint}/api/models/{urllib.parse.quote(model)}"
    try:
        urllib.request.urlopen(address, timeout=HUB_TIMEOUT_S).close()
    except (OSError, ValueError) as error:
        reason = "模型库中没有" if isinstance(error, urllib.error.HTTPError) else "模型库连不上"
        raise _unavailable(model, reason) from error


def _unavailable(model: str, reason: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"无法取得嵌入模型“{model}”（本机没有，{reason}）；请把 LVZHI_EMBEDDING_MODEL "
        f"设为已下载的本地文件夹，或去掉该设置以使用默认模型 {DEFAULT_MODEL}。"
    )


def first_line(error: Exception) -> str:
    """What an error says, without the rest of its lines."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
