"""Makes an exported engine small and fast: fewer vocabulary pieces, int8 weights."""

import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from onnx import GraphProto, NodeProto, TensorProto

TOKEN_IDS = "input_ids"  # the graph's input
ACTIVATION_LEVELS, ZERO_LEVEL = 127, 128  # unsigned bytes around 128
# Seven bits: processors with AVX2 but no VNNI add two products in 16 bits, and 2 * 255 * 63 fits.
WEIGHT_LEVELS = 63
TABLE_LEVELS = 127

# Pieces of other scripts are left out of a unigram vocabulary, except single characters, and Latin
# ones that are rare: such a vocabulary stands in the order of frequency.
WANTED_SCRIPTS = {"CJK", "BOPOMOFO", "MONGOLIAN", "VARIATION"}
FREQUENT_PIECES = 100_000
_LATIN = re.compile("[A-Za-z]")


def keep_pieces(tokenizer: str) -> tuple[str, list[int]]:
    """A unigram tokenizer (JSON) with only the pieces for Chinese, Mongolian, frequent Latin words.

    Also returns the kept ids in their new order; other kinds come back unchanged with no ids.
    Chinese text is split as before, since every piece that could match it is there; a rare Latin
    word falls into more pieces. The default tokenizer, whole, would take most of the memory.
    """
    data = json.loads(tokenizer)
    vocab, template = data["model"].get("vocab"), data.get("post_processor") or {}
    if data["model"]["type"] != "Unigram" or template.get("type") != "TemplateProcessing":
        return tokenizer, []
    special = {added["id"] for added in data["added_tokens"]}
    kept = [i for i, (piece, _) in enumerate(vocab) if i in special or _wanted(i, piece.strip("▁"))]
    new = {old: position for position, old in enumerate(kept)}
    data["model"]["vocab"] = [vocab[old] for old in kept]
    data["model"]["unk_id"] = new[data["model"]["unk_id"]]
    for added in data["added_tokens"]:
        added["id"] = new[added["id"]]
    for token in template["special_tokens"].values():
        token["ids"] = [new[old] for old in token["ids"]]
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")), kept


def _wanted(place: int, piece: str) -> bool:
    if len(piece) <= 1:
        return True
    rare = place >= FREQUENT_PIECES and _LATIN.search(piece)
    return not rare and all(map(_wanted_character, piece))


def _wanted_character(character: str) -> bool:
    if character.isascii() or unicodedata.category(character)[0] not in "LM":
        return True
    return unicodedata.name(character, "").partition(" ")[0] in WANTED_SCRIPTS


def store_int8(graph: "GraphProto") -> None:
    """Change a traced encoder's dense weights and its word embeddings to int8, in place.

    A weight has one scale per output channel, an activation one per token, found as it runs. (One
    per batch, as plain dynamic quantisation has it, costs hit@1 and lets the other texts of a
    batch change a vector.) Float weights stay behind unused, for the optimiser to drop.
    """
    weights = {tensor.name: tensor for tensor in graph.initializer if len(tensor.dims) == 2}
    writer = _Writer(graph)
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in weights:
            writer.dense(node, weights[node.input[1]])
        elif node.op_type == "Gather" and node.input[0] in weights and node.input[1] == TOKEN_IDS:
            writer.lookup(node, weights[node.input[0]])
        else:
            writer.nodes.append(node)
    del graph.node[:]
    graph.node.extend(writer.nodes)


class _Writer:
    """Collects the new graph's nodes; constants go straight to the graph."""

    def __init__(self, graph: "GraphProto") -> None:
        self.graph = graph
        self.nodes: list[NodeProto] = []
        self.known = {tensor.name for tensor in graph.initializer}
        self.quantised: set[str] = set()

    def add(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def constant(self, name: str, values: npt.ArrayLike) -> str:
        from onnx import numpy_helper

        if name not in self.known:
            self.known.add(name)
            self.graph.initializer.append(numpy_helper.from_array(np.asarray(values), name))
        return name

    def dense(self, node: "NodeProto", weight: "TensorProto") -> None:
        from onnx import numpy_helper

        source, output = node.input[0], node.output[0]
        levels, scales = int8_columns(numpy_helper.to_array(weight), WEIGHT_LEVELS)
        self.quantise_tokens(source, width=levels.shape[0])
        unscaled = self.add(
            "MatMulIntegerToFloat",
            [
                f"{source}.int8",
                self.constant(f"{weight.name}.int8", levels),
                self.constant("int8.one", np.float32(1)),
                self.constant(f"{weight.name}.scales", scales),
                self.constant("int8.zero", np.uint8(ZERO_LEVEL)),
            ],
            f"{output}.unscaled",
            domain="com.microsoft",
        )
        self.add("Mul", [unscaled, f"{source}.scales"], output)

    def quantise_tokens(self, source: str, width: int) -> None:
        if source in self.quantised:  # query, key and value share their input
            return
        self.quantised.add(source)
        last_axis = self.constant("int8.last_axis", np.array([-1], np.int64))
        size = self.add("Abs", [source], f"{source}.size")
        largest = self.add("ReduceMax", [size, last_axis], f"{source}.largest", keepdims=1)
        floor = self.constant("int8.floor", np.float32(1e-9))  # a token of zeros has a scale, too
        positive = self.add("Max", [largest, floor], f"{source}.positive")
        step = self.constant("int8.step", np.float32(1 / ACTIVATION_LEVELS))
        scales = self.add("Mul", [positive, step], f"{source}.scales")
        # QuantizeLinear takes one scale a row of a matrix: tokens of all texts become the rows.
        rows = self.constant(f"int8.rows_of_{width}", np.array([-1, width], np.int64))
        flat = self.add("Reshape", [source, rows], f"{source}.flat")
        flat_scales = self.add("Reshape", [scales, last_axis], f"{source}.flat_scales")
        count = self.add("Shape", [flat_scales], f"{source}.count")
        zero = self.constant("int8.zero", np.uint8(ZERO_LEVEL))
        zeros = self.add("Expand", [zero, count], f"{source}.zeros")
        levels = self.add("QuantizeLinear", [flat, flat_scales, zeros], f"{source}.levels", axis=0)
        shape = self.add("Shape", [source], f"{source}.shape")
        self.add("Reshape", [levels, shape], f"{source}.int8")

    def lookup(self, node: "NodeProto", weight: "TensorProto") -> None:
        from onnx import TensorProto, numpy_helper

        levels, scales = int8_columns(numpy_helper.to_array(weight).T, TABLE_LEVELS)
        output, token_ids = node.output[0], node.input[1]
        table = self.constant(f"{weight.name}.int8", np.ascontiguousarray(levels.T))
        table_scales = self.constant(f"{weight.name}.scales", scales[:, None])
        found = self.add("Gather", [table, token_ids], f"{output}.int8")
        as_float = self.add("Cast", [found], f"{output}.float", to=TensorProto.FLOAT)
        found_scales = self.add("Gather", [table_scales, token_ids], f"{output}.scales")
        self.add("Mul", [as_float, found_scales], output)


def int8_columns(
    weight: npt.NDArray[np.float32], levels: int
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Signed levels in -levels..levels with one scale a column: weight ~ result * scales."""
    largest = np.abs(weight).max(axis=0)
    scales = np.where(largest > 0, largest / levels, 1).astype(np.float32)
    return np.rint(weight / scales).astype(np.int8), scales
