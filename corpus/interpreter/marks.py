"""Marks of administrative enforcement: symbols, words in brackets, or a column of its own."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus.interpreter.columns import Column

_USUAL = "*＊★"
_POSSIBLE = "▲△☆※"  # where they stand before or after a title
SYMBOLS = _USUAL + _POSSIBLE + "◆◇●■"
_NOTED = re.compile(
    rf"[“\"（(]?(?P<mark>[{SYMBOLS}])[”\")）]?(?:号|标记|符号|标识|的)*[^。；]{{0,12}}?"
    rf"(?:为|表示|是|系|代表|即|属于?)(?P<meaning>[^。；]{{2,30}})"
)
_ENFORCEMENT = re.compile(r"执法|处罚|强制|检查权")
_WORDS = re.compile(
    r"[（(\[【〔]\s*(?:属于?|含)?(?:综合)?(?:行政(?:执法|处罚|检查|强制)|执法)(?:类|权|事项|类事项|职权)?"
    r"\s*[)）\]】〕]"
)
_YES = re.compile(r"是|有|√|✓|✔|☑|Y|y|1|对|属于|行政.*|.*执法.*")
_NO = re.compile(r"[否无非不×✗✘—/-].*|N|n|0")
_MARKED_SENTENCE = r"(?:^|(?<=[\s。；;，,、>]))\s*[{marks}]|[{marks}]\s*(?=$|[。；;\n])"


@dataclass(frozen=True)
class Marks:
    """How one document marks enforcement."""

    symbols: str  # that its notes name, or else the usual ones
    excluded: str = ""  # symbols that its notes give another meaning
    noted: bool = False

    def of_row(self, cells: Mapping[Column, str]) -> bool:
        """Whether these cells of a duty carry a mark."""
        told = cells.get(Column.ENFORCEMENT, "").strip()
        if told and _YES.fullmatch(told) and not _NO.fullmatch(told):
            return True
        remark = cells.get(Column.REMARK, "").strip()
        if "执法" in remark and not _NO.match(remark):
            return True
        named = [cells.get(Column.NUMBER, ""), cells.get(Column.TITLE, "")]
        possible = "".join(mark for mark in _POSSIBLE if mark not in self.excluded)
        edge = re.compile(rf"^\s*[{possible}]|[{possible}]\s*。?$") if possible else None
        return (
            any(self._inside(text) for text in cells.values())
            or any(_WORDS.search(text) for text in cells.values())
            or (edge is not None and any(edge.search(text) for text in named))
            or (remark != "" and remark in self.symbols)
        )

    def _inside(self, text: str) -> bool:
        usual = "".join(mark for mark in self.symbols if mark in _USUAL)
        others = "".join(mark for mark in self.symbols if mark not in _USUAL)
        if usual and re.search(rf"(?<![0-9A-Za-z])[{usual}]|[{usual}](?![0-9A-Za-z])", text):
            return True
        return bool(others and re.search(_MARKED_SENTENCE.format(marks=others), text))


def marks_of(texts: Iterable[str]) -> Marks:
    """The marks of a document, by what its notes say of them."""
    meant, other = "", ""
    for text in texts:
        for match in _NOTED.finditer(text):
            if _ENFORCEMENT.search(match["meaning"]):
                meant += match["mark"]
            else:
                other += match["mark"]
    symbols = meant or "".join(mark for mark in _USUAL if mark not in other)
    return Marks(symbols, other if not meant else "", bool(meant))


def without_marks(title: str) -> str:
    """The title without symbols before and after it; words in brackets are its own."""
    return title.strip().lstrip(SYMBOLS).rstrip(SYMBOLS).strip()
