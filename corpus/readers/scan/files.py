"""Pages that are pictures: of a pdf, a photo, or several photos packed together."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from corpus.readers.file_kind import damaged
from corpus.readers.grid import Reading
from corpus.readers.pdf.page import PageText, rows_of
from corpus.readers.scan.numbers import with_mended_numbers
from corpus.readers.scan.packing import photos_in
from corpus.readers.scan.recogniser import INSTALL, Picture, Recogniser, is_installed
from corpus.source import SourceError

_DPI = 200
_LEAST_PHOTO = 1200  # pixels; of a part of a page
_LEAST, _MOST = 2339, 3300  # pixels of a page's longer side: A4 and A3 at this resolution


@dataclass
class Scans:
    """Recognises pages; the models are loaded with the first one."""

    read: list[int] = field(default_factory=list)  # numbers of the pages that it has read

    @cached_property
    def _recogniser(self) -> Recogniser:
        return Recogniser()

    def page(self, number: int, picture: Picture) -> PageText:
        """The page in this picture."""
        from corpus.readers.scan.page import scanned_page

        self.read.append(number)
        return scanned_page(number, picture, self._recogniser)

    def reading(self, path: Path, pages: list[PageText], doubts: tuple[str, ...]) -> Reading:
        """A document of pages some of which it has read."""
        rows = tuple(with_mended_numbers(list(rows_of(pages)), frozenset(self.read)))
        if self.read:
            doubts += ("这份清单（或其中几页）是用文字识别读的，请对照原件看一遍",)
        return Reading(path.name, rows, doubts)


def picture_of_page(data: bytes, number: int) -> Picture:
    """A page (from 1) of a pdf as a picture."""
    import numpy as np
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        page = document[number - 1]
        longer = max(page.get_size())
        pixels = min(_MOST, max(_LEAST, longer * _DPI / 72))
        drawn = page.render(scale=pixels / longer).to_numpy()
        return np.ascontiguousarray(drawn[:, :, :3])


def read_photos(path: Path, data: bytes, progress: Callable[[int, int], None]) -> Reading:
    """The rows of one photo, or of all photos in an archive in the order of their names."""
    if not is_installed():
        raise SourceError(f"{path}：这是图片，要先认出上面的字；{INSTALL}。")
    pictures = photos_in(data)
    scans, pages = Scans(), []
    for number, packed in enumerate(pictures, start=1):
        pages.append(scans.page(number, _picture(path, packed)))
        progress(number, len(pictures))
    return scans.reading(path, pages, ())


def _picture(path: Path, data: bytes) -> Picture:
    import cv2
    import numpy as np

    found = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if found is None:
        raise damaged(path)
    longer = max(found.shape[:2])
    scale = min(_MOST, max(_LEAST_PHOTO, longer)) / longer
    if scale != 1:
        found = cv2.resize(found, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(found, np.uint8)
