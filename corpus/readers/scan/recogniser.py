"""Recognises printed characters, by models that the extra `ocr` carries: nothing is downloaded."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]  # rows, columns, and three colours
Quads = NDArray[np.float32]  # lines, four corners from the top left one clockwise, x and y

_NEEDED = ("cv2", "rapidocr")
_FOUND_IN = 1760  # pixels of the longer side of the picture in which lines are sought
_LARGEST = 4000  # pixels of a side; larger pictures are made smaller
INSTALL = (
    '请在项目文件夹里运行 python -m pip install ".[ocr]" 装上文字识别后再试'
    "（容器请换用装有它的镜像），"
    "或者找发布单位要可复制文字的 docx、xlsx 或 pdf"
)


def is_installed() -> bool:
    """Whether the extra is there."""
    return all(find_spec(name) is not None for name in _NEEDED)


class Recognised(NamedTuple):
    """The text of one line, and how certain it is (0 to 1)."""

    text: str
    certainty: float


class Recogniser:
    """Finds lines in a picture and reads them; loaded once, for all pages."""

    def __init__(self) -> None:
        """Load the models."""
        import rapidocr

        models = Path(rapidocr.__file__).parent / "models"
        self._engine: Any = rapidocr.RapidOCR(
            params={
                "Global.log_level": "error",
                "Global.max_side_len": _LARGEST,
                "Det.limit_type": "max",
                "Det.limit_side_len": _FOUND_IN,
                "Det.model_path": str(next(models.glob("*_det_*.onnx"))),
                "Rec.model_path": str(next(models.glob("*_rec_*.onnx"))),
            }
        )

    def lines(self, picture: Picture) -> Quads:
        """Where lines of text stand."""
        found = self._engine(picture, use_det=True, use_cls=False, use_rec=False)
        boxes = getattr(found, "boxes", None)
        return np.asarray([] if boxes is None else boxes, np.float32).reshape(-1, 4, 2)

    def read(self, picture: Picture) -> Recognised:
        """The text of a picture of one line."""
        found = self._engine(picture, use_det=False, use_cls=False, use_rec=True)
        if not found.txts:
            return Recognised("", 0.0)
        return Recognised(str(found.txts[0]), float(found.scores[0]))
