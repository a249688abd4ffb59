"""The same document as an office scans it: askew, grey, with noise, and pressed into JPEG."""

import io
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from PIL import Image

from corpus.readers.scan.recogniser import Picture

DPI = 200
_ASKEW = (0.5, -0.5, 0.2, -0.3)  # degrees, page by page
_NOISE = 6.0  # of 255
_QUALITY = 70  # of JPEG


def write_scan(source: Path, target: Path, pages: Sequence[int] = ()) -> int:
    """Write a pdf of pictures of these pages (from 1; none: all), and return how many."""
    photos = [Image.open(io.BytesIO(photo)) for photo in scanned(source, pages)]
    photos[0].save(target, "PDF", save_all=True, append_images=photos[1:], resolution=DPI)
    return len(photos)


def scanned(source: Path, pages: Sequence[int] = ()) -> list[bytes]:
    """The pages as JPEG files."""
    with pypdfium2.PdfDocument(source) as document:
        numbers = pages or range(1, len(document) + 1)
        drawn = [document[n - 1].render(scale=DPI / 72).to_numpy()[:, :, :3] for n in numbers]
    return [_as_scanned(np.ascontiguousarray(page), at) for at, page in enumerate(drawn)]


def _as_scanned(page: Picture, at: int) -> bytes:
    height, width = page.shape[:2]
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), _ASKEW[at % len(_ASKEW)], 1.0)
    askew = cv2.warpAffine(grey, turn, (width, height), borderValue=(255,))
    noise = np.random.default_rng(at).normal(0, _NOISE, askew.shape)
    dull = np.clip(askew * 0.9 + 12 + noise, 0, 255).astype(np.uint8)
    _, packed = cv2.imencode(".jpg", dull, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return packed.tobytes()
