"""Measures a province: makes it in a folder of its own, loads it, asks it, loses its engine."""

import os
import platform
import resource
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

from assistant.assistant import Assistant
from assistant.province.across import ask_across, read_across
from assistant.province.loading import load_folder, workshop_of
from assistant.settings import Settings
from corpus.passages import passages_of
from corpus.towns.registry import TownFiles
from eval.bench import BenchError, folder_mb, run_process
from eval.scale.figures import Across, Asking, Loading, Lost, ScaleFigures
from eval.scale.province import install_towns, write_files
from eval.warm import rss_mb
from index.building.build import Reporter, Workshop
from index.building.copying import lend
from index.building.loading import Outcome
from index.building.standing import index_of
from index.extras import Extra, ExtraMissing, require
from index.vectors.files import GATHERED
from index.vectors.store import vector_store

TOWNS = 1_000
ACROSS = (
    "哪些镇把秸秆焚烧放在基本清单",
    "哪些镇把危房改造放在配合清单",
    "哪些镇的动物检疫在上收清单",
)
_SHARED = ("engines", "models")  # of the cache in use, not made anew

Say = Callable[[str], None]


def measure_scale(towns: int, say: Say, folder: Path | None = None) -> ScaleFigures:
    """Everything; `folder` is where the province is put, and stays, else it goes afterwards."""
    Assistant.load()  # whose index and engine are used
    workshop_of(Settings.from_environment(), Reporter()).common()
    with tempfile.TemporaryDirectory() as scratch:
        settings = _settings(folder or Path(scratch))
        say("读进乡镇……")
        loading, keys = _load(settings, towns, say)
        environment = os.environ | {
            "LVZHI_DATA_DIR": str(settings.data_dir),
            "LVZHI_CACHE_DIR": str(settings.cache_dir),
        }
        say("一个镇一个镇地问……")
        child = ("-m", "eval.scale.asking")
        asking = run_process((*child, "asking", *keys), environment)
        start = run_process((*child, "first", *keys), environment)
        say("跨镇问……")
        across, across_kb = _across(settings, towns)
        say("向量放在 Milvus 里，中途停掉……")
        return ScaleFigures(
            loading=loading,
            asking=Asking.model_validate_json(asking.stdout),
            across=across,
            across_kb=across_kb,
            restart_s=start.wall_s,
            lost=_lost(child, keys, environment),
            machine=f"{platform.machine()}，{os.cpu_count()} 核",
            measured_at=datetime.now().strftime("%Y-%m-%d %H:%M"),
        )


def _settings(folder: Path) -> Settings:
    """A cache and data of its own, with the engine and the indexes of those that towns share."""
    known = Settings.from_environment().cache_dir
    cache = folder / "cache"
    (cache / "indexes").mkdir(parents=True, exist_ok=True)
    for name in _SHARED:
        if not (cache / name).exists():
            (cache / name).symlink_to((known / name).resolve())
    lend(known, cache)
    return Settings(data_dir=folder / "data", cache_dir=cache)


def _load(settings: Settings, towns: int, say: Say) -> tuple[Loading, list[str]]:
    """Read the files as `lvzhi towns load` does, then build the other towns one after another."""
    start, cpu = time.perf_counter(), time.process_time()
    paths = write_files(settings.data_dir / "files", settings.town_files.town)
    workshop = workshop_of(settings, Reporter())
    loaded = load_folder(paths[0].parent, settings, Reporter(), workshop)
    if failed := [one.problem for one in loaded if one.outcome is Outcome.FAILED]:
        raise BenchError(f"读不进省里的文件：{failed[0]}")
    files_cpu_s, texts = time.process_time() - cpu, len(workshop.work.vectors)
    sources = [settings.towns.files(one.key) for one in loaded]
    keys = [one.key for one in loaded]
    cpu = time.process_time()
    for files in install_towns(settings.data_dir, sources, towns - len(sources)):
        workshop.opened(files, index_of(settings.cache_dir, files.key), None)
        keys.append(files.key)
        if len(keys) % 10 == 0:
            say(f"读进乡镇 {len(keys)}/{towns}")
    town_cpu_s = (time.process_time() - cpu) / max(len(keys) - len(sources), 1)
    text_cpu_ms = _text_cpu_ms(workshop, sources[0])
    indexes = settings.cache_dir / "indexes"
    folders = {
        "index_kb": [indexes / key for key in keys],
        "document_kb": [settings.data_dir / "towns" / key for key in keys],
    }
    sizes = {name: sum(map(folder_mb, own)) * 1024 / len(keys) for name, own in folders.items()}
    return (
        Loading(
            files=len(sources),
            file_cpu_s=files_cpu_s / len(sources),
            texts=texts,
            text_cpu_ms=text_cpu_ms,
            towns=len(keys) - len(sources),
            town_cpu_s=town_cpu_s,
            wall_s=time.perf_counter() - start,
            peak_rss_mb=rss_mb(resource.getrusage(resource.RUSAGE_SELF)),
            duties=sum(settings.towns.files(key).card.duties for key in keys),
            **sizes,
        ),
        keys,
    )


def _text_cpu_ms(workshop: Workshop, files: TownFiles) -> float:
    texts = [passage.text for passage in passages_of(files.town)][::10]
    cpu = time.process_time()
    workshop.embedder.embed_passages(texts)
    return (time.process_time() - cpu) * 1000 / len(texts)


def _across(settings: Settings, towns: int) -> tuple[list[Across], float]:
    """Questions across all towns, and a town's share of the index over all, in kB."""
    assistant = Assistant.load(settings)
    store = vector_store("", settings.cache_dir)
    found = []
    for question in ACROSS:
        read = read_across(question, assistant)
        query = assistant.engine.embed_queries([read.topic])[0]
        store.nearest(query, 1)  # the first time all towns are gathered
        start = time.perf_counter()
        store.nearest(query, towns)
        searched = time.perf_counter()
        answer = ask_across(read, assistant, settings.towns, store, towns)
        found.append(
            Across(
                question=question,
                found=answer.found,
                seen=answer.seen,
                search_ms=(searched - start) * 1000,
                whole_ms=(time.perf_counter() - searched) * 1000,
            )
        )
    share = folder_mb(settings.cache_dir / "indexes" / GATHERED) * 1024 / towns
    return found, share


def _lost(child: tuple[str, ...], keys: list[str], environment: Mapping[str, str]) -> Lost | None:
    """None where there is no Milvus Lite here."""
    try:
        require(Extra.MILVUS)
    except ExtraMissing:
        return None
    if find_spec("milvus_lite") is None:
        return None
    return Lost.model_validate_json(run_process((*child, "lost", *keys), environment).stdout)
