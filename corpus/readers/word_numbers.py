"""Word's automatic numbers: the label that Word shows before a paragraph and doesn't store."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

_DIGITS = "〇一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "ideographDigital",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "chineseLegalSimplified",
    "japaneseDigitalTenThousand",
}
_SILENT = {"bullet", "none"}
_LEVELS = 9


@dataclass(frozen=True)
class _Level:
    start: int
    number_format: str
    text: str  # `%1.`


@dataclass
class WordNumbers:
    """Counts through a document: ask for each paragraph in order."""

    levels: dict[tuple[str, int], _Level]  # of a numbering and its level
    of_style: dict[str, tuple[str, int]]
    shared: dict[str, str]  # numbering -> the counters it goes on with
    counts: defaultdict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def label(self, paragraph: Any) -> str:
        """The number before this paragraph, counted on; empty where it has none."""
        found = self._numbering(paragraph)
        if found is None or found not in self.levels:
            return ""
        numbering, depth = found
        counts = self.counts[self.shared[numbering]]
        counts[depth] = counts.get(depth, self.levels[found].start - 1) + 1
        for deeper in range(depth + 1, _LEVELS):
            counts.pop(deeper, None)
        if self.levels[found].number_format in _SILENT:
            return ""
        text = self.levels[found].text
        for at in range(depth + 1):
            level = self.levels.get((numbering, at))
            if level is not None:
                number = counts.get(at, level.start)
                text = text.replace(f"%{at + 1}", _spelled(number, level.number_format))
        return text

    def _numbering(self, paragraph: Any) -> tuple[str, int] | None:
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return None
        style = _value(properties, "w:pStyle")
        numbered = properties.find(qn("w:numPr"))
        inherited = self.of_style.get(style or "")
        if numbered is None:
            return inherited
        numbering = _value(numbered, "w:numId") or (inherited[0] if inherited else None)
        depth = int(_value(numbered, "w:ilvl") or (inherited[1] if inherited else 0))
        return None if numbering in (None, "0") else (str(numbering), depth)


def word_numbers(numbering: Any, styles: Any) -> WordNumbers:
    """The numbers of a document from its two parts, either of which may be None."""
    numbers = WordNumbers({}, {}, {})
    if numbering is not None:
        abstract = {
            element.get(qn("w:abstractNumId")): dict(_levels(element))
            for element in numbering.findall(qn("w:abstractNum"))
        }
        for element in numbering.findall(qn("w:num")):
            _add_numbering(numbers, element, abstract)
    for style in () if styles is None else styles.findall(qn("w:style")):
        properties = style.find(qn("w:pPr"))
        numbered = None if properties is None else properties.find(qn("w:numPr"))
        if numbered is not None and (number_id := _value(numbered, "w:numId")):
            depth = int(_value(numbered, "w:ilvl") or 0)
            numbers.of_style[style.get(qn("w:styleId"))] = (number_id, depth)
    return numbers


def _add_numbering(
    numbers: WordNumbers, element: Any, abstract: dict[str, dict[int, _Level]]
) -> None:
    number_id = element.get(qn("w:numId"))
    base = _value(element, "w:abstractNumId") or ""
    levels = dict(abstract.get(base, {}))
    restarted = False
    for override in element.findall(qn("w:lvlOverride")):
        depth = int(override.get(qn("w:ilvl")))
        levels.update(_levels(override))
        if (start := _value(override, "w:startOverride")) and depth in levels:
            level = levels[depth]
            levels[depth] = _Level(int(start), level.number_format, level.text)
            restarted = True
    numbers.shared[number_id] = f"num {number_id}" if restarted else base
    numbers.levels.update({(number_id, depth): level for depth, level in levels.items()})


def _levels(element: Any) -> Iterator[tuple[int, _Level]]:
    for level in element.findall(qn("w:lvl")):
        yield (
            int(level.get(qn("w:ilvl"))),
            _Level(
                int(_value(level, "w:start") or 1),
                _value(level, "w:numFmt") or "decimal",
                _value(level, "w:lvlText") or "",
            ),
        )


def _value(element: Any, tag: str) -> str | None:
    found = element.find(qn(tag))
    return None if found is None else found.get(qn("w:val"))


def _spelled(number: int, number_format: str) -> str:
    if number_format in _CHINESE:
        return _chinese(number)
    if number_format.startswith("decimalEnclosedCircle") and 1 <= number <= len(_CIRCLED):
        return _CIRCLED[number - 1]
    if number_format in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        return chr((97 if number_format == "lowerLetter" else 65) + number - 1)
    return str(number)


def _chinese(number: int) -> str:
    """Below 100: 十二, 二十."""
    tens, ones = divmod(number, 10)
    ten = "" if not tens else ("" if tens == 1 else _DIGITS[tens]) + "十"
    return ten + (_DIGITS[ones] if ones or not tens else "")
