"""The registry of towns: those that ship and those that an office imported, by key."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from corpus.models import Town
from corpus.source import SourceError, read_lines
from corpus.town import SOURCE_FILE, available_towns, load_town, town_folder

TOWNS_FOLDER = "towns"
MODEL_FILE = "town.json"
CARD_FILE = "import.json"
CORRECTIONS_FILE = "corrections.txt"
DOCUMENT = "document"  # with the ending of the published file
MAX_KEY_CHARS = 40
KEY = re.compile(rf"[a-z0-9_-]{{1,{MAX_KEY_CHARS}}}")
_NAMED = 20  # towns, where a sentence names those there are
_REMEMBERED = 16  # imported towns in memory, some 2 MB each

Stamp = tuple[int, int] | None  # changes with every import; None where a town is gone


class Card(BaseModel):
    """What is told of a town in a list of many, which are not read whole for that."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    region: str
    duties: int
    document: str  # the published file's name
    imported_at: AwareDatetime | None = None  # None: it ships with the product
    named: str = ""  # the version, where it was kept when it was imported
    mended: dict[str, str] = {}  # what the document says where it is corrected: `配合-3 部门`

    @property
    def version(self) -> str | None:
        """The version's name: the day of its import, 2026-03-01, -2 behind the day's second."""
        if self.named or self.imported_at is None:
            return self.named or None
        return self.imported_at.astimezone().date().isoformat()


@dataclass(frozen=True)
class TownFiles:
    """One town on disk; what is read of it is as it stands there now."""

    key: str
    folder: Path
    imported: bool

    @property
    def card(self) -> Card:
        """The town in short; SourceError where its file is damaged."""
        if not self.imported:
            town = self.town
            return Card(
                name=town.name,
                region=town.region,
                duties=len(town.duties),
                document=town.source_name,
            )
        return _card(self.folder / CARD_FILE, self.stamp, self.key)

    @property
    def town(self) -> Town:
        """The parsed town, corrected by its office; SourceError where it can't be read."""
        if not self.imported:
            return load_town(self.key)
        return _model(self.folder / MODEL_FILE, self.stamp, self.key)

    @property
    def model_bytes(self) -> bytes:
        """The parsed town as it is stored, an imported one's."""
        return self._read(self.folder / MODEL_FILE)

    @property
    def lines(self) -> list[str]:
        """The document as lines, by which its citations are proven."""
        path = self.folder / SOURCE_FILE
        # A cell may hold a character that ends a line elsewhere: our own file has one line a row.
        return self._read(path).decode().split("\n") if self.imported else read_lines(path)

    @property
    def content(self) -> bytes:
        """All that an index depends on, to tell whether it has changed."""
        names = (SOURCE_FILE, MODEL_FILE) if self.imported else (SOURCE_FILE,)
        return b"".join(self._read(self.folder / name) for name in names)

    @property
    def document(self) -> Path:
        """The published file."""
        kept = sorted(self.folder.glob(f"{DOCUMENT}.*"))
        return kept[0] if kept else self.folder / SOURCE_FILE

    @property
    def stamp(self) -> Stamp:
        """Costs the look at one file, so that a server can ask before every answer."""
        try:
            found = (self.folder / (CARD_FILE if self.imported else SOURCE_FILE)).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino

    def _read(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise _damaged(path, self.key) from error


class Listed(NamedTuple):
    """A town with its card."""

    files: TownFiles
    card: Card


@dataclass(frozen=True)
class TownRegistry:
    """The towns there are: an import or a removal is seen at once."""

    data_dir: Path

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys, those of shipped towns first."""
        cards = (self.data_dir / TOWNS_FOLDER).glob(f"*/{CARD_FILE}")
        imported = sorted(path.parent.name for path in cards)
        return tuple(dict.fromkeys((*available_towns(), *imported)))

    def find(self, key: str) -> TownFiles | None:
        """The town of this key, if there is one."""
        if key in available_towns():
            return TownFiles(key, town_folder(key), imported=False)
        if not KEY.fullmatch(key):
            return None
        files = TownFiles(key, self.data_dir / TOWNS_FOLDER / key, imported=True)
        return files if files.stamp else None

    def files(self, key: str) -> TownFiles:
        """The same; SourceError names the towns there are."""
        found = self.find(key)
        if found is None:
            raise SourceError(f"没有“{key[:MAX_KEY_CHARS]}”这个乡镇的数据，现有：{self.named}。")
        return found

    def listed(self) -> Iterator[Listed]:
        """All towns in the order of their keys, without those that are damaged."""
        for key in self.keys:
            if files := self.find(key):
                try:
                    yield Listed(files, files.card)
                except SourceError:
                    continue

    @property
    def named(self) -> str:
        """The keys in a sentence; of very many the first."""
        keys = self.keys
        more = f" 等 {len(keys)} 个" if len(keys) > _NAMED else ""
        return "、".join(keys[:_NAMED]) + more


@lru_cache(maxsize=4096)
def _card(path: Path, stamp: Stamp, key: str) -> Card:
    try:
        return Card.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise _damaged(path, key) from error


@lru_cache(maxsize=_REMEMBERED)
def _model(path: Path, stamp: Stamp, key: str) -> Town:
    try:
        town = Town.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise _damaged(path, key) from error
    if town.version:
        return town
    version = _card(path.with_name(CARD_FILE), stamp, key).version  # it was not kept once
    return town.model_copy(update={"version": version or ""})


def _damaged(path: Path, key: str) -> SourceError:
    return SourceError(f"{path}：读不出或内容不合格式，请用 lvzhi import 重新导入 {key}。")
