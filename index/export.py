"""Exports a sentence-transformers model once to the run-time engine: graph, tokenizer, facts."""

import hashlib
import json
import os
import re
import tempfile
import warnings
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from index.compaction import keep_pieces, store_int8
from index.embedding import GRAPH_FILE, INFO_FILE, TOKENIZER_FILE, Embedder, EngineInfo
from index.hub import is_local, load_model
from index.weights import ModelUnavailable, Status, atomic_folder, quiet_transformers

if TYPE_CHECKING:
    import onnx
    from sentence_transformers import SentenceTransformer

FORMAT = 2  # of the engine folder; a change makes every engine anew
OPSET = 18
# The engine must give the model's own vectors for these, or it isn't used.
PROBES = ("低保怎么申请", "村里的路灯坏了，这事归哪个部门管？", "*对破坏耕地行为的行政处罚。12345")
LEAST_COSINE = 0.998  # int8 of the default model: 0.9983 at worst over 5,500 questions

MAX_TOKENS = 512  # where the model names no limit


class Precision(StrEnum):
    """How an engine stores weights."""

    FP32 = "fp32"
    INT8 = "int8"


def prepare_engine(
    model: str,
    cache_dir: Path,
    on_status: Status | None = None,
    precision: Precision | None = None,
) -> Path:
    """The engine folder of `model` (default model, hub id or local folder), made on first use.

    `precision` None takes int8 where that keeps the vectors. Raises ModelUnavailable.
    """
    # Hashing the weights to find their engine would take a second and torch on every start.
    # So a small file named after the model points to the folder; a local folder, which may be
    # trained further, is told apart by its files' sizes and times.
    stamp = _folder_stamp(Path(model)) if is_local(model) else ""
    suffix = f".{precision}" if precision else ""
    pointer = cache_dir / "engines" / f"{_slug(model)}{suffix}.json"
    wanted = {"format": FORMAT, "model": model, "stamp": stamp}
    if folder := _pointed_at(pointer, wanted):
        return folder
    with quiet_transformers():
        loaded = load_model(model, cache_dir, on_status)
        if on_status:
            on_status(f"正在导出嵌入模型 {model} ……")
        folder = export(loaded, model, pointer.parent, precision)
    part = pointer.with_suffix(f".{os.getpid()}.part")
    part.write_text(json.dumps({**wanted, "folder": folder.name}, ensure_ascii=False), "utf-8")
    part.replace(pointer)
    return folder


def _pointed_at(pointer: Path, wanted: dict[str, Any]) -> Path | None:
    try:
        found = json.loads(pointer.read_text("utf-8"))
        folder = pointer.parent / str(found.pop("folder"))
    except (OSError, ValueError, KeyError, AttributeError):
        return None
    return folder if found == wanted and (folder / INFO_FILE).is_file() else None


def _slug(model: str) -> str:
    if not is_local(model):
        return re.sub(r"[^\w.-]+", "--", model)
    path = Path(model).resolve()
    return f"{path.name}-{hashlib.sha256(str(path).encode()).hexdigest()[:8]}"


def _folder_stamp(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    facts = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def export(
    model: "SentenceTransformer", name: str, engines: Path, precision: Precision | None
) -> Path:
    """Write the engine folder of a loaded model under `engines` and return it.

    The model's vocabulary is cut on the way. `precision` None takes int8 where that keeps the
    model's vectors, and else float32.
    """
    import onnx

    tokenizer, kept = keep_pieces(model.tokenizer.backend_tokenizer.to_str())
    info = _info(model, name, _weights_hash(model, tokenizer))
    prompted = [info.query_prompt + text for text in PROBES]
    expected = model.encode(prompted, normalize_embeddings=True)
    if kept:
        _keep_rows(model, kept)
    with tempfile.TemporaryDirectory() as scratch:
        traced = Path(scratch, GRAPH_FILE)
        _trace(model, traced)
        for used in [precision] if precision else [Precision.INT8, Precision.FP32]:
            info = info.model_copy(update={"precision": used})
            folder = engines / f"{_slug(name)}-{info.weights_hash[:12]}-{used}-v{FORMAT}"
            with suppress(_Unfaithful), atomic_folder(folder) as made:
                graph = onnx.load(str(traced))
                if used is Precision.INT8:
                    store_int8(graph.graph)
                    graph.opset_import.append(onnx.helper.make_opsetid("com.microsoft", 1))
                _write(graph, tokenizer, info, made)
                _compare(made, expected)
            if folder.exists():
                return folder
    raise ModelUnavailable(
        f"嵌入模型“{name}”导出后向量与原模型不一致，无法使用；请更换 LVZHI_EMBEDDING_MODEL。"
    )


class _Unfaithful(Exception):  # noqa: N818 - never leaves `export`
    pass


def _compare(folder: Path, expected: npt.NDArray[np.float32]) -> None:
    found = Embedder.load(folder).embed_queries(PROBES)
    if not (np.einsum("nd,nd->n", found, expected) >= LEAST_COSINE).all():
        raise _Unfaithful


def _write(graph: "onnx.ModelProto", tokenizer: str, info: EngineInfo, folder: Path) -> None:
    import onnx

    with tempfile.TemporaryDirectory() as scratch:
        raw = Path(scratch, GRAPH_FILE)
        onnx.save(graph, str(raw), save_as_external_data=True, location="weights")
        _optimise(raw, folder / GRAPH_FILE)
    (folder / TOKENIZER_FILE).write_text(tokenizer, "utf-8")
    (folder / INFO_FILE).write_text(info.model_dump_json(indent=2), "utf-8")


def _info(model: "SentenceTransformer", name: str, weights_hash: str) -> EngineInfo:
    prompts = model.prompts
    pooling = [str(part.pooling_mode) for part in model if hasattr(part, "pooling_mode")]
    return EngineInfo(
        format=FORMAT,
        model=name,
        weights_hash=weights_hash,
        precision=Precision.FP32,
        dimension=model.get_embedding_dimension() or 0,
        max_tokens=model.max_seq_length or MAX_TOKENS,
        query_prompt=prompts.get("query") or "",
        passage_prompt=prompts.get("passage") or prompts.get("document") or "",
        pooling=", ".join(pooling),
    )


def _weights_hash(model: "SentenceTransformer", tokenizer: str) -> str:
    digest = hashlib.sha256(tokenizer.encode())
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.contiguous().numpy())
    return digest.hexdigest()


def _keep_rows(model: "SentenceTransformer", kept: list[int]) -> None:
    import torch

    encoder: Any = model[0].model
    rows = encoder.get_input_embeddings().weight.detach()[kept]
    table = torch.nn.Embedding(*rows.shape)
    table.weight = torch.nn.Parameter(rows)
    encoder.set_input_embeddings(table)


def _trace(model: "SentenceTransformer", target: Path) -> None:
    import torch

    class Graph(torch.nn.Module):
        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            found = model({"input_ids": input_ids, "attention_mask": attention_mask})
            return torch.nn.functional.normalize(found["sentence_embedding"], dim=1)

    token_ids = torch.tensor([[0, 1, 2, 3], [0, 1, 2, 2]])
    mask = torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])
    graph = Graph()
    graph.model = model  # so that its weights become the graph's
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # notes on tracing that name no fault here
        torch.onnx.export(
            graph.eval(),
            (token_ids, mask),
            str(target),
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding"],
            dynamic_axes={
                "input_ids": {0: "batch", 1: "tokens"},
                "attention_mask": {0: "batch", 1: "tokens"},
                "embedding": {0: "batch"},
            },
            opset_version=OPSET,
            dynamo=False,  # the newer exporter needs one more package
        )


def _optimise(source: Path, target: Path) -> None:
    """Fuse operators now rather than on every start; weights go to a file that is memory-mapped."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # errors only
    # Fusions of the highest level depend on the machine; these do not.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(target)
    key = "session.optimized_model_external_initializers_"
    options.add_session_config_entry(f"{key}file_name", f"{target.name}.data")
    options.add_session_config_entry(f"{key}min_size_in_bytes", "1024")
    onnxruntime.InferenceSession(str(source), options, providers=["CPUExecutionProvider"])
