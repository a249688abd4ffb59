"""Exports a sentence-transformers model to the run-time engine: graph, tokenizer, facts."""

import hashlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from index.engine.compaction import keep_pieces, store_int8
from index.engine.embedding import (
    GRAPH_FILE,
    INFO_FILE,
    TOKENIZER_FILE,
    TOKENS,
    VECTOR,
    Embedder,
    EngineInfo,
    silent_runtime,
)
from index.engine.hub import slug
from index.engine.sealed import broken_seal, scratch_folder, sealed_folder
from index.engine.weights import ModelUnavailable

if TYPE_CHECKING:
    import onnx
    import torch
    from sentence_transformers import SentenceTransformer

FORMAT = 4  # of the engine folder; a change makes every engine anew
OPSET = 18
# The engine must give the model's own vectors for these, or it isn't used.
PROBES = ("低保怎么申请", "村里的路灯坏了，这事归哪个部门管？", "*对破坏耕地行为的行政处罚。12345")
# How far a vector may turn, as a share of how far unrelated texts lie apart: those of plain e5
# have a cosine of 0.8 to each other, those of a tuned one 0.1.
MOST_TURNED = 0.025

MAX_TOKENS = 512  # where the model names no limit
# Which layers' tokens are told beside the vector: what a word means where it stands is plainest
# in the middle of an encoder, before all of it serves the vector.
TOLD_LAYERS = (6, 10)


class Precision(StrEnum):
    """How an engine stores weights."""

    FP32 = "fp32"
    INT8 = "int8"


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
    with scratch_folder(engines) as scratch:
        traced = scratch / GRAPH_FILE
        _trace(model, traced)
        for used in [precision] if precision else [Precision.INT8, Precision.FP32]:
            info = info.model_copy(update={"precision": used})
            folder = engines / f"{slug(name)}-{info.weights_hash[:12]}-{used}-v{FORMAT}"
            with suppress(_Unfaithful), sealed_folder(folder) as made:
                graph = onnx.load(str(traced))
                if used is Precision.INT8:
                    store_int8(graph.graph)
                    graph.opset_import.append(onnx.helper.make_opsetid("com.microsoft", 1))
                _write(graph, tokenizer, info, made, scratch)
                _compare(made, expected)
            if broken_seal(folder) is None:
                return folder
    raise ModelUnavailable(
        f"嵌入模型“{name}”导出后向量与原模型不一致，无法使用；请更换 LVZHI_EMBEDDING_MODEL。"
    )


class _Unfaithful(Exception):  # noqa: N818 - never leaves `export`
    pass


def _compare(folder: Path, expected: npt.NDArray[np.float32]) -> None:
    found = Embedder.load(folder).embed_queries(PROBES)
    turned = 1 - np.einsum("nd,nd->n", found, expected)
    apart = 1 - (expected @ expected.T)[np.triu_indices(len(PROBES), 1)].mean()
    if not (turned <= MOST_TURNED * apart).all():
        raise _Unfaithful


def _write(
    graph: "onnx.ModelProto", tokenizer: str, info: EngineInfo, folder: Path, scratch: Path
) -> None:
    import onnx

    with scratch_folder(scratch) as own:
        raw = own / GRAPH_FILE
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
        def forward(
            self, input_ids: torch.Tensor, attention_mask: torch.Tensor
        ) -> tuple[torch.Tensor, ...]:
            with _tokens_told(model) as told:
                found = model({"input_ids": input_ids, "attention_mask": attention_mask})
            vector = torch.nn.functional.normalize(found["sentence_embedding"], dim=1)
            return (vector, torch.cat(told, dim=2)) if told else (vector,)

    token_ids = torch.tensor([[0, 1, 2, 3], [0, 1, 2, 2]])
    mask = torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])
    graph = Graph()
    graph.model = model  # so that its weights become the graph's
    outputs = [VECTOR, TOKENS][: len(graph.eval()(token_ids, mask))]
    axes = {"input_ids": {0: "batch", 1: "tokens"}, VECTOR: {0: "batch"}}
    axes |= dict.fromkeys(("attention_mask", TOKENS), axes["input_ids"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # notes on tracing that name no fault here
        torch.onnx.export(
            graph,
            (token_ids, mask),
            str(target),
            input_names=["input_ids", "attention_mask"],
            output_names=outputs,
            dynamic_axes={name: axes[name] for name in ("input_ids", "attention_mask", *outputs)},
            opset_version=OPSET,
            dynamo=False,  # the newer exporter needs one more package
        )


@contextmanager
def _tokens_told(model: "SentenceTransformer") -> Iterator[list["torch.Tensor"]]:
    """The tokens after each of `TOLD_LAYERS`, filled as the model runs; none of a small model."""
    encoder: Any = model[0].model
    layers = getattr(getattr(encoder, "encoder", None), "layer", ())
    told: list[torch.Tensor] = []

    def tell(_module: Any, _inputs: Any, output: Any) -> None:
        told.append(output[0] if isinstance(output, tuple) else output)

    told_of = TOLD_LAYERS if len(layers) > max(TOLD_LAYERS) else ()
    hooks = [layers[number - 1].register_forward_hook(tell) for number in told_of]
    try:
        yield told
    finally:
        for hook in hooks:
            hook.remove()


def _optimise(source: Path, target: Path) -> None:
    """Fuse operators now rather than on every start; weights go to a file that is memory-mapped."""
    onnxruntime = silent_runtime()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # errors only
    # Fusions of the highest level depend on the machine; these do not.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(target)
    key = "session.optimized_model_external_initializers_"
    options.add_session_config_entry(f"{key}file_name", f"{target.name}.data")
    options.add_session_config_entry(f"{key}min_size_in_bytes", "1024")
    onnxruntime.InferenceSession(str(source), options, providers=["CPUExecutionProvider"])
