"""Loading a folder of many towns by the settings: where they go, and with what they are built."""

from pathlib import Path

from assistant.settings import Settings
from index.building.build import Reporter, Workshop
from index.building.disk import cache_faults_told
from index.building.loading import LoadedTown, load_towns, town_files_in
from index.building.standing import index_of
from index.engine.embedding import Embedder
from index.engine.engines import prepare_engine
from index.vectors.store import vector_store

_STAGE = "读进乡镇"


def workshop_of(settings: Settings, reporter: Reporter) -> Workshop:
    """What towns are built with by these settings; its engine is made first where it is missing."""
    engine = prepare_engine(settings.embedding_model, settings.cache_dir, reporter.say)
    embedder = Embedder.load(engine, settings.threads or None)
    vectors = vector_store(settings.vectors, settings.cache_dir)
    return Workshop(embedder, settings.cache_dir, vectors)


def load_folder(
    folder: Path, settings: Settings, reporter: Reporter, workshop: Workshop | None = None
) -> list[LoadedTown]:
    """Load the files of a folder; the default town is found across towns beside them."""
    files = town_files_in(folder)
    workshop = workshop or workshop_of(settings, reporter)
    loaded = []
    with cache_faults_told(settings.cache_dir):
        if settings.town not in workshop.vectors.told():
            own = index_of(settings.cache_dir, settings.town)
            workshop.tell(workshop.opened(settings.town_files, own, settings.added_questions))

        def added(key: str) -> Path:
            return settings.model_copy(update={"town": key}).added_questions

        for one in load_towns(files, settings.data_dir, workshop, added):
            loaded.append(one)
            reporter.progress(_STAGE, len(loaded), len(files))
    return loaded
