"""Text to vectors at run time, with ONNX Runtime and a tokenizer and never torch."""

import os
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Encoding, Tokenizer

GRAPH_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
INFO_FILE = "engine.json"
VECTOR, TOKENS = "embedding", "tokens"  # outputs of the graph; a small model has no tokens

BATCH_TOKENS = 1024  # tokens in one run, padding included: more takes memory, not less time
_REMEMBERED = 16  # questions, some 50 KiB each with their tokens
MAX_THREADS = 4  # more only wait for each other with one question of a small model

Vectors = npt.NDArray[np.float32]


class ReadTokens(NamedTuple):
    """The tokens of one text as the middle of the encoder has them."""

    spans: tuple[tuple[int, int], ...]  # characters of the text, first and behind the last
    states: npt.NDArray[np.float16]  # (tokens, width)


class EngineInfo(BaseModel):
    """`engine.json`: what an engine folder holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    model: str = Field(description="hub id, local folder or the default model's name")
    weights_hash: str = Field(description="sha256 of the exported weights and the tokenizer")
    precision: str = Field(description="how the weights are stored: `fp32` or `int8`")
    dimension: int = Field(ge=1)
    max_tokens: int = Field(ge=1, description="prompt and special tokens included")
    query_prompt: str
    passage_prompt: str
    pooling: str


class Embedder:
    """Embeds questions and passages with one engine folder; safe to share between threads."""

    def __init__(
        self, info: EngineInfo, session: "onnxruntime.InferenceSession", tokenizer: "Tokenizer"
    ) -> None:
        """Take the loaded parts; `load` reads them from a folder."""
        self.info = info
        self._session = session
        self._tokenizer = tokenizer
        self._remembered = lru_cache(_REMEMBERED)(self._embed_alone)
        self.tells_tokens = TOKENS in {output.name for output in session.get_outputs()}

    @classmethod
    def load(cls, folder: Path, threads: int | None = None) -> Self:
        """Read an engine folder; `threads` is ONNX Runtime's, by default one a core, at most 4."""
        from tokenizers import Tokenizer

        onnxruntime = silent_runtime()
        info = EngineInfo.model_validate_json((folder / INFO_FILE).read_bytes())
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or min(MAX_THREADS, os.cpu_count() or 1)
        options.inter_op_num_threads = 1
        options.log_severity_level = 3  # errors only
        # The graph was optimised when it was exported.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        session = onnxruntime.InferenceSession(
            str(folder / GRAPH_FILE), options, providers=["CPUExecutionProvider"]
        )
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        tokenizer.no_padding()
        tokenizer.enable_truncation(info.max_tokens)
        return cls(info, session, tokenizer)

    @property
    def model_name(self) -> str:
        """The model as it was named when it was exported."""
        return self.info.model

    @property
    def weights_hash(self) -> str:
        """Sha256 of weights and tokenizer."""
        return self.info.weights_hash

    @property
    def precision(self) -> str:
        """How the weights are stored."""
        return self.info.precision

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self.info.dimension

    @property
    def max_tokens(self) -> int:
        """Longer texts are cut here."""
        return self.info.max_tokens

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Questions to vectors of length 1, (len(texts), dimension), in the order given.

        A question on its own is remembered for a while: several parts ask for its vector.
        """
        if len(texts) == 1:
            return self._remembered(texts[0])[0]
        return self._embed([self.info.query_prompt + text for text in texts], None)

    def embed_passages(
        self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """Passages to vectors of length 1; `on_progress` hears how many are done so far."""
        return self._embed([self.info.passage_prompt + text for text in texts], on_progress)

    def read_tokens(self, question: str) -> ReadTokens:
        """The tokens of a question, its prompt and the special ones left out.

        Only where `tells_tokens`; of a question whose vector was asked for they are at hand.
        """
        return self._remembered(question)[1]

    def count_tokens(self, text: str) -> int:
        """Tokens of `text` as a passage, uncut; more than `max_tokens` means its end is lost."""
        whole = self._tokenizer.encode(self.info.passage_prompt + text)
        cut_off = (part.special_tokens_mask.count(0) for part in whole.overflowing)
        return len(whole.ids) + sum(cut_off)

    def read_tokens_of(self, texts: Sequence[str]) -> list[ReadTokens]:
        """The same of several texts, which are not remembered."""
        read: dict[int, ReadTokens] = {}
        encodings = self._tokenizer.encode_batch([self.info.query_prompt + text for text in texts])
        for rows in batches([len(encoding.ids) for encoding in encodings]):
            own = [encodings[row] for row in rows]
            _, states = self._run(own, [VECTOR, TOKENS])
            read |= {row: self._read(own[n], states[n]) for n, row in enumerate(rows)}
        return [read[row] for row in range(len(texts))]

    def _embed_alone(self, question: str) -> tuple[Vectors, ReadTokens]:
        encoding = self._tokenizer.encode(self.info.query_prompt + question)
        vectors, *tokens = self._run([encoding], None)
        vectors.flags.writeable = False  # many hold the same array
        states = tokens[0][0] if tokens else np.zeros((len(encoding.ids), 0))
        return vectors, self._read(encoding, states)

    def _read(self, encoding: "Encoding", states: npt.NDArray[np.floating]) -> ReadTokens:
        """The tokens of a text behind the prompt for questions, with their states."""
        prompt = len(self.info.query_prompt)
        kept = [n for n, (_, end) in enumerate(encoding.offsets) if end > prompt]
        spans = (
            (max(0, start - prompt), end - prompt)
            for start, end in (encoding.offsets[n] for n in kept)
        )
        return ReadTokens(tuple(spans), states[kept].astype(np.float16))

    def _embed(self, texts: Sequence[str], on_progress: Callable[[int], None] | None) -> Vectors:
        vectors = np.empty((len(texts), self.dimension), np.float32)
        encodings = self._tokenizer.encode_batch(list(texts))
        done = 0
        for rows in batches([len(encoding.ids) for encoding in encodings]):
            vectors[rows] = self._run([encodings[row] for row in rows], [VECTOR])[0]
            done += len(rows)
            if on_progress:
                on_progress(done)
        return vectors

    def _run(self, encodings: Sequence["Encoding"], wanted: list[str] | None) -> list[Vectors]:
        shape = len(encodings), max(len(encoding.ids) for encoding in encodings)
        token_ids, mask = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        for row, encoding in enumerate(encodings):
            token_ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        inputs = {"input_ids": token_ids, "attention_mask": mask}
        outputs: list[Vectors] = self._session.run(wanted, inputs)
        return outputs


def silent_runtime() -> ModuleType:
    """ONNX Runtime, kept from reporting to its makers: it does by default, since 1.29.

    To be imported by this alone, for the setting counts before the import. Imported late, since
    `index` is imported by commands that never embed.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    return onnxruntime  # type: ignore[no-any-return]


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Positions grouped by similar length, so that little is padded, shortest first."""
    batch: list[int] = []
    for position in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[position] > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(position)
    if batch:
        yield batch
