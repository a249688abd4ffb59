"""The section of the lists that a question names, in full or in short: 民生类, 党建板块."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.list_words import blank
from corpus.models import ListName, Town

_SECTION_AFTER = r"(?:这?一?(?:类|大类|板块|版块|章|部分|领域|方面|块|口|分类|类别|栏))"


class Sections:
    """The section names of one town and how people shorten them."""

    def __init__(self, town: Town) -> None:
        """Know this town's sections."""
        self._town = town
        self._forms = _section_forms(town)

    def read(self, text: str, lists: Sequence[ListName]) -> tuple[tuple[str, ...], str]:
        """The section named, by its names in these lists, and the text without it."""
        own = {
            section.name
            for item in self._town.lists
            for section in item.sections
            if item.name in (lists or tuple(ListName))
        }
        for form, names in self._forms:
            if match := re.search(form, text):
                sections = tuple(name for name in names if name in own) or names
                return sections, blank(text, match.start(), match.end())
        return (), text


def _section_forms(town: Town) -> list[tuple[str, tuple[str, ...]]]:
    """Patterns of the section names: in full, or in part before 类, 板块…

    Names that begin alike (生态环保, 生态保护) are the same section of different lists.
    """
    names = dict.fromkeys(section.name for item in town.lists for section in item.sections)
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(name[:2], []).append(name)
    parts = {key: {part for name in own for part in _parts(name)} for key, own in groups.items()}
    told_by = Counter(part for own in parts.values() for part in own)
    in_full, in_part = [], []
    for key, own in groups.items():
        full = "|".join(map(re.escape, own))
        in_full.append((rf"[“\"'《]?(?:{full})[”\"'》]?{_SECTION_AFTER}?", tuple(own)))
        short = "|".join(sorted(part for part in parts[key] if told_by[part] == 1))
        # 耕地保护类 is no section: before the short form stands no other word.
        in_part.append(
            (rf"(?<![^\W的里中在把和、])[“\"']?(?:{short})[”\"']?{_SECTION_AFTER}", tuple(own))
        )
    return in_full + in_part


def _parts(name: str) -> Iterator[str]:
    """How people shorten a section's name: 民生, 服务; 党建, 文旅."""
    halves = [part for part in (name[:2], name[2:]) if "的" not in part]
    yield from halves
    content = name.replace("的", "")
    yield content[0] + content[-2] if len(content) == 3 else content[0] + content[2]
