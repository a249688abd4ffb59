"""Trying the pending questions beside the live ones, without making them live."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.assistant import Assistant
from assistant.learning import QuestionStore, write_questions
from assistant.settings import Settings
from index.build import Reporter
from index.storage import CURRENT_FILE


def assistant_with_pending(
    settings: Settings, store: QuestionStore, live: Assistant, reporter: Reporter | None = None
) -> Assistant:
    """An assistant that knows the pending questions too; `live` and its files stay as they are.

    It starts from a copy of the live index, so only the pending questions are embedded.
    """
    with _folder_like(live.index_folder, settings.town) as folder:
        trial = replace(settings, data_dir=folder / "data")
        write_questions(trial.added_questions, (*store.added(), *store.pending()))
        return Assistant.load(trial, reporter, index_cache=folder)


@contextmanager
def _folder_like(index: Path, town: str) -> Iterator[Path]:
    """A folder for a trial; an index is read into memory whole, so it need not stay."""
    with TemporaryDirectory(prefix="lvzhi-trial-") as name:
        copied = Path(name) / "indexes" / town
        shutil.copytree(index, copied / index.name)
        (copied / CURRENT_FILE).write_text(index.name, encoding="utf-8")
        yield Path(name)
