"""Following the index on disk: a server uses what has replaced its own, where it may trust it."""

import logging
from pathlib import Path

from corpus.source import SourceError
from corpus.towns.registry import TownFiles
from index.building.build import search_over
from index.building.ingredients import Engine, ingredients
from index.building.manifest import Manifest
from index.building.storage import CURRENT_FILE, IndexStore, read_index
from index.search import DutySearch
from index.vectors.files import FileStore
from index.vectors.store import VectorStore

_LOG = logging.getLogger(__name__)
_NOT_FOLLOWED = (
    "磁盘上的索引没有采用（{}），用的仍是原来的；"
    "请用与服务相同的 LVZHI_DATA_DIR 再运行 lvzhi build，还不行就重启服务。"
)
_Seen = tuple[Path | None, tuple[int, int, int] | None]


class IndexFollower:
    """Finds the index that has replaced the one in use; not safe to share between threads.

    Another process may have built it for questions of its own, or a disk may have broken it. Only
    a sound one is followed, made from the same document and engine, and from the questions that
    stand in our file now.
    """

    def __init__(
        self,
        files: TownFiles,
        embedder: Engine,
        added: Path | None,
        vectors: VectorStore | None = None,
    ) -> None:
        """Follow for this town, engine and file of added questions, which need not exist.

        The vectors live in `vectors`, by default in the cache's files.
        """
        self._files = files
        self._embedder = embedder
        self._added = added
        self._vectors = vectors
        self._refused: _Seen | None = None
        self.kept_back: str | None = None  # why the current index isn't followed, in Chinese

    def newer(self, search: DutySearch) -> DutySearch | None:
        """The index that has replaced that of `search`; None where that one is to be used on.

        Costs the reading of one small file, so a server can ask before every answer.
        """
        store = IndexStore(search.index.folder.parent)
        folder = store.current()
        if folder == search.index.folder or not store.folder.exists():
            self._refused = self.kept_back = None
            return None
        seen = folder, _stamp(self._added)
        if seen == self._refused:
            return None
        try:
            newer = self._followed(search, store, folder)
        except _NotFollowedError as error:
            if store.current() == folder:  # else it has been replaced again already
                self._refused, self.kept_back = seen, _NOT_FOLLOWED.format(error)
                _LOG.warning("index %s is not followed: %s", folder and folder.name, error)
            return None
        self._refused = self.kept_back = None
        return newer

    def is_behind(self, search: DutySearch) -> bool:
        """Whether a new index would be another than that of `search`."""
        manifest = Manifest.read(search.index.folder)
        expected = ingredients(self._files, self._embedder, self._added)
        return manifest is None or manifest.ingredients != expected

    def _followed(self, search: DutySearch, store: IndexStore, folder: Path | None) -> DutySearch:
        """The search over that index; _NotFollowedError where it may not be trusted."""
        if folder is None:
            raise _NotFollowedError(f"{CURRENT_FILE} 丢失或已损坏")
        try:
            expected = ingredients(self._files, self._embedder, self._added)
            if reason := store.check(folder, expected):
                raise _NotFollowedError(reason)
            vectors = self._vectors or FileStore(store.folder.parents[1])
            shared = [part.reference for part in search.index.shared]
            index = read_index(folder, vectors, lambda: shared)
        except SourceError as error:
            raise _NotFollowedError(str(error)) from error
        except (OSError, RuntimeError, ValueError) as error:  # deleted while it is read
            raise _NotFollowedError("索引文件读不出") from error
        if index.town != search.town:
            raise _NotFollowedError("清单原文有改动，重启服务后才用新的")
        return search_over(index, self._embedder)


class _NotFollowedError(Exception):
    """Why an index is not followed, in Chinese."""


def _stamp(file: Path | None) -> tuple[int, int, int] | None:
    """Changes with the file."""
    try:
        found = file.stat() if file else None
    except OSError:
        return None
    return (found.st_ino, found.st_size, found.st_mtime_ns) if found else None
