"""Several photos as one document: packed together in the order of their pages."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.readers.file_kind import PICTURE_ENDINGS
from corpus.source import SourceError, read_bytes

_PARTS = re.compile(r"(\d+)")


@contextmanager
def one_document(paths: Sequence[Path]) -> Iterator[Path]:
    """The one file, or for the time of the import an archive of photos; a folder holds photos."""
    if len(paths) == 1 and not paths[0].is_dir():
        yield paths[0]
        return
    photos = [photo for path in paths for photo in _photos(path)]
    if not photos:
        raise SourceError(f"{paths[0]}：这个文件夹里没有照片（jpg、png）。")
    with TemporaryDirectory() as folder:
        packed = Path(folder) / f"{paths[0].stem}.zip"
        with zipfile.ZipFile(packed, "w") as archive:
            for number, photo in enumerate(photos, start=1):
                archive.writestr(f"{number}{photo.suffix.lower()}", read_bytes(photo))
        yield packed


def photos_in(data: bytes) -> list[bytes]:
    """The photos in an archive in the order of their names; one photo is itself."""
    if not data.startswith(b"PK"):
        return [data]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if _is_photo(Path(name))]
        return [archive.read(name) for name in sorted(names, key=_natural)]


def _photos(path: Path) -> list[Path]:
    if path.is_dir():
        inside = (photo for photo in path.iterdir() if _is_photo(photo))
        return sorted(inside, key=lambda photo: _natural(photo.name))
    if not _is_photo(path):
        raise SourceError(
            f"{path}：一次只能导入一份清单；多个文件只用于一页一张的照片（jpg、png）。"
        )
    return [path]


def _is_photo(path: Path) -> bool:
    return path.suffix.lower() in PICTURE_ENDINGS and not path.name.startswith("._")


def _natural(name: str) -> list[tuple[int, str]]:
    """A key by which 第2页 comes before 第10页."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in _PARTS.split(name)]
