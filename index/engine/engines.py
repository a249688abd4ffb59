"""Engine folders in the cache: found by their model's name, checked, and made where need be."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, ValidationError

from index.building.disk import cache_faults_told, write_whole
from index.engine.export import FORMAT, Precision, export
from index.engine.hub import first_line, is_local, load_model, slug
from index.engine.sealed import broken_seal
from index.engine.weights import DEFAULT_MODEL, ModelUnavailable, Status, quiet_transformers
from index.extras import Extra, require
from index.tuning.delta import DELTA_FILE

LOCK_FILE = "lock"  # held by the process that makes an engine


class _Pointer(BaseModel):
    """A small file named after the model: which engine folder serves it.

    Hashing the weights to find their engine would take a second and torch on every start.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    model: str
    stamp: str  # of what may be trained further: a local folder, the default model's difference
    folder: str


def engine_at_hand(model: str, cache_dir: Path) -> Path | None:
    """The sound engine folder of `model`; None where `prepare_engine` would have to make one."""
    pointer = cache_dir / "engines" / f"{slug(model)}.json"
    return _pointed_at(pointer, model, _stamp(model))[0]


def prepare_engine(
    model: str,
    cache_dir: Path,
    on_status: Status | None = None,
    precision: Precision | None = None,
) -> Path:
    """The engine folder of `model` (default model, hub id or local folder), made on first use.

    A folder with a damaged file is made anew. `precision` None takes int8 where that keeps the
    vectors. Raises ModelUnavailable, ExtraMissing where what makes an engine is not installed,
    and CacheUnusable where the folder can't be written.
    """
    tell = on_status or (lambda sentence: None)
    stamp = _stamp(model)
    suffix = f".{precision}" if precision else ""
    engines = cache_dir / "engines"
    pointer = engines / f"{slug(model)}{suffix}.json"
    with cache_faults_told(cache_dir):
        found, _ = _pointed_at(pointer, model, stamp)
        if found:
            return found
        with _only_one(engines, tell):
            found, fault = _pointed_at(pointer, model, stamp)
            if found:
                return found
            tell(f"{fault}正在导出嵌入模型 {model} ……")
            folder = _made(model, cache_dir, tell, precision)
            named = _Pointer(format=FORMAT, model=model, stamp=stamp, folder=folder.name)
            write_whole(pointer, named.model_dump_json())
            return folder


def _pointed_at(pointer: Path, model: str, stamp: str) -> tuple[Path | None, str]:
    """The sound folder that the pointer names; or None, and what is damaged in it, in Chinese."""
    try:
        found = _Pointer.model_validate_json(pointer.read_bytes())
    except (OSError, ValidationError):
        return None, ""
    folder = pointer.parent / found.folder
    if found != _Pointer(format=FORMAT, model=model, stamp=stamp, folder=found.folder):
        return None, ""
    fault = broken_seal(folder)
    return (None, f"向量引擎的文件 {fault}，") if fault else (folder, "")


@contextmanager
def _only_one(engines: Path, tell: Status) -> Iterator[None]:
    """Only one process makes an engine, which takes a core and memory; others wait for it."""
    engines.mkdir(parents=True, exist_ok=True)
    lock = FileLock(engines / LOCK_FILE)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        tell("另一个进程正在导出嵌入模型，等它做完……")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _made(model: str, cache_dir: Path, tell: Status, precision: Precision | None) -> Path:
    require(Extra.BUILD)
    try:
        with quiet_transformers():
            loaded = load_model(model, cache_dir, tell)
            return export(loaded, model, cache_dir / "engines", precision)
    except ModelUnavailable:
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno:
            raise
        # A full disk, little memory or an odd model make the libraries raise almost anything.
        raise ModelUnavailable(
            f"嵌入模型“{model}”导出失败（{first_line(error)}）；请检查内存和缓存文件夹 {cache_dir} "
            "的磁盘空间，或更换 LVZHI_EMBEDDING_MODEL。"
        ) from error


def _stamp(model: str) -> str:
    if model == DEFAULT_MODEL:
        return hashlib.sha256(DELTA_FILE.read_bytes()).hexdigest()
    return _folder_stamp(Path(model)) if is_local(model) else ""


def _folder_stamp(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    facts = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return hashlib.sha256(repr(facts).encode()).hexdigest()
