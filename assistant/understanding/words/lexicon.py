"""The words that a scanner knows: the language's from a table, the town's from its document."""

import tomllib
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence, Set
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain
from typing import NamedTuple, Self

from corpus.departments import DepartmentNames
from corpus.models import Town
from corpus.vocabulary import TownWords, words_of
from index.town_index import TownIndex

WORDS_FILE = "set_words.toml"
_SECTION_AFTER = (
    "类", "一类", "这类", "这一类", "大类", "板块", "版块", "章", "部分", "领域", "方面", "块",
    "这块", "口", "分类", "类别", "栏", "类事项", "这栏", "章节", "那章", "这章", "一章", "那一章",
    "这一章", "那块", "那一块", "这一块", "一块", "那部分", "这部分", "那栏", "那一栏", "那个板块",
    "那类", "那一类", "那个部分",
)  # fmt: skip
_UNABLE = ("不了", "不着", "不成", "不动")
_TO = "给"
_SPOKEN_AFTER = ("上", "那边", "那头", "口", "口子", "系统")  # 教育上, 水务那边
_ROLES = (
    ("role", "lead"),
    ("role", "join"),
    ("role", "assist"),
    ("role", "take"),
    ("mark", "enforcement"),
)
SHORT = "text"  # of a section, where it stands alone beside a list: else a topic's word
_OFFICE = "office"  # of no department in the lists
_STREETS = ("街道两侧", "街道两边", "街道上", "大街道", "街道绿化", "街道清扫")  # no town's
_LONGEST = 14  # characters of a word that only stands in the way


class Meaning(NamedTuple):
    """What a word is: its kind, and its value within that kind."""

    kind: str
    value: str
    names: tuple[str, ...] = ()  # departments or sections, in full


_EVERYDAY, _ABSENT = (Meaning("content", "word"),), (Meaning(_OFFICE, "whole"),)


class Lexicon:
    """One town's words, each with all that it may be."""

    def __init__(
        self,
        town: Town,
        names: DepartmentNames,
        vocabulary: tuple[str, ...] = (),
        own: Iterable[str] = (),
    ) -> None:
        """Know this town's names, and everyday words that no shorter word may cut.

        Those of a vocabulary are the same for all towns that share one, `own` are in its texts.
        """
        words: dict[str, Sequence[Meaning]] = dict(_table())
        own_forms = _own_forms(town, names)
        for form in own_forms.keys() & words.keys():
            told = form in names.short_forms  # then it is no office that the lists lack
            others = (m for m in words[form] if not (told and m.kind == _OFFICE))
            own_forms[form] = (*own_forms[form], *others)
        words |= own_forms
        for form, meaning in _level_forms(words_of(town)):
            words[form] = (*words.get(form, ()), meaning)
        for form in names.absent - words.keys():
            words[form] = _ABSENT
        self._words = words
        everyday = _everyday(vocabulary)
        ours = (self._words.keys() - _table().keys()) & everyday.with_piece.keys()
        near = {word for piece in ours for word in everyday.with_piece[piece]}
        self._everyday, self._pairs = everyday.words, everyday.pairs
        self._made_of_ours = {word for word in near if _is_made_of(word, words)}
        cut = {form for form in words if len(form) == 1}
        for word in own:
            if _is_cut(word, cut, self._words):
                self._words[word] = _EVERYDAY
        self._longest = max(map(len, self._words), default=0)
        self._longest = max(self._longest, _LONGEST if everyday.words else 0)

    @classmethod
    def over(cls, index: TownIndex, names: DepartmentNames) -> Self:
        """With the words of an index's texts."""
        return cls(index.town, names, index.cutter.vocabulary, index.own_words)

    def _find(self, text: str) -> Sequence[Meaning]:
        """All that a word may be; none for what is no word."""
        found = self._words.get(text, ())
        if not found and text in self._everyday and text not in self._made_of_ours:
            return _EVERYDAY
        return found

    def meanings(self, text: str, start: int) -> tuple[int, tuple[Meaning, ...]]:
        """The longest word at this place: where it ends, and what it may be; none of itself."""
        for end in range(min(len(text), start + self._longest), start, -1):
            found = self._find(text[start:end])
            if not found:
                continue
            if found[0].kind == "content" and self._is_straddled(text, start, end):
                continue
            if found[0].kind in ("neg", "link") and self._cuts_role(text, start, end):
                continue
            if found[0].kind == "department" and self._is_of_two_words(text, start, end):
                continue
            return end, tuple(found)
        return start, ()

    def _is_of_two_words(self, text: str, start: int, end: int) -> bool:
        """Whether a short form is the end of a word and the beginning of another: 森林草原."""
        around = (text[max(0, start - 1) : start + 1], text[end - 1 : end + 1])
        return end - start == len(around[0]) == 2 and self._pairs.issuperset(around)

    def _cuts_role(self, text: str, start: int, end: int) -> bool:
        """Whether a shorter word leaves a role whole: 没 before 带头, not 没带; 加 before 上收."""
        return any(
            self._find(text[start:inner])
            and (found := self._find(text[inner:last]))
            and (found[0].kind, found[0].value) in _ROLES
            for inner in range(start + 1, end)
            for last in range(end + 1, min(len(text), inner + self._longest) + 1)
        )

    def _is_straddled(self, text: str, start: int, end: int) -> bool:
        """Whether a word of the language begins inside and goes on: 非农 in 非农牧局."""
        return any(
            found[0].kind != "content"
            for inner in range(start + 1, end)
            for last in range(end + 1, min(len(text), inner + self._longest) + 1)
            if (found := self._find(text[inner:last]))
        )


class _Everyday(NamedTuple):
    """The words that would lose a character to a word of the language, of one character."""

    words: frozenset[str]
    pairs: frozenset[str]  # the vocabulary's words of two characters
    with_piece: Mapping[str, Sequence[str]]  # those that each run of characters is a part of


@lru_cache(maxsize=2)
def _everyday(vocabulary: tuple[str, ...]) -> _Everyday:
    """Those of a vocabulary."""
    words: dict[str, object] = dict(_table())
    cut = {form for form in words if len(form) == 1}
    found = set()
    for word in vocabulary:
        if _is_cut(word, cut, words):
            words[word] = _EVERYDAY
            found.add(word)
    with_piece: defaultdict[str, list[str]] = defaultdict(list)
    for word in found:
        for piece in _pieces(word):
            with_piece[piece].append(word)
    pairs = frozenset(word for word in vocabulary if len(word) == 2)
    return _Everyday(frozenset(found), pairs, dict(with_piece))


def _is_cut(word: str, cut: Set[str], words: Container[str]) -> bool:
    """Whether a word of a topic would lose a character to a word of one character."""
    if not 1 < len(word) <= _LONGEST or word in words:
        return False
    return not cut.isdisjoint(word) and not _is_made_of(word, words)


def _is_made_of(word: str, words: Container[str]) -> bool:
    reached = {0}
    for start in range(len(word)):
        if start in reached:
            reached |= {end for end in range(start + 1, len(word) + 1) if word[start:end] in words}
    return len(word) in reached


def _pieces(word: str) -> set[str]:
    size = len(word)
    return {word[i:j] for i in range(size) for j in range(i + 1, size + 1)}


@cache
def _table() -> Mapping[str, tuple[Meaning, ...]]:
    """The language's words with what each may be."""
    source = files("assistant.understanding.words") / WORDS_FILE
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    words: defaultdict[str, dict[Meaning, None]] = defaultdict(dict)
    for kind, values in table.items():
        for value, forms in values.items():
            for form in forms:
                words[form][Meaning(kind, value)] = None
    for form in chain.from_iterable(table["does"].values()):
        for ending in _UNABLE:
            words[form + ending][Meaning("cannot", "charge")] = None  # 收不了, 拆不动
    for others in table["except"]["others"]:
        for form in table["role"]["join"]:
            words[_TO + others + form][Meaning("role", "join")] = None  # 给别的局当配角
    return {form: tuple(meanings) for form, meanings in words.items()}


def _own_forms(town: Town, names: DepartmentNames) -> dict[str, tuple[Meaning, ...]]:
    """The words that name something of this town's."""
    words: dict[str, tuple[Meaning, ...]] = {
        form: (Meaning("department", "", tuple(sorted(departments))),)
        for form, departments in names.short_forms.items()
    }
    for form, said in _spoken_forms(names):
        words.setdefault(said, words[form])
    for form, sections in _section_forms(town):
        words[form] = (*words.get(form, ()), Meaning("section", "", sections))
    for form, sections in _short_sections(town):
        words.setdefault(form, (Meaning(SHORT, "section", sections),))
    for form in (town.name, f"{town.name}政府", f"{town.name}人民政府"):
        words[form] = (*words.get(form, ()), Meaning("holder", "town"))
    return words


def _spoken_forms(names: DepartmentNames) -> Iterator[tuple[str, str]]:
    """A department's form, and how it is said by what it is for: 教育上, 水务那边, 医保."""
    for form, departments in names.short_forms.items():
        if form.endswith("局") and len(form) > 2:
            afters: tuple[str, ...] = ("", *_SPOKEN_AFTER)
            if all(name.endswith("分局") for name in departments):
                afters = (*afters, "分局")  # 环保分局
            for after in afters:
                yield form, form[:-1] + after


def _section_forms(town: Town) -> Iterator[tuple[str, tuple[str, ...]]]:
    """How the sections are said, with the full names meant.

    In full, or in part before 类 or 板块: 民生类, 党建板块. Names that begin alike (生态环保,
    生态保护) are the same section of different lists.
    """
    names = dict.fromkeys(section.name for item in town.lists for section in item.sections)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[name[:2]].append(name)
    told_by: defaultdict[str, set[str]] = defaultdict(set)
    for key, own in groups.items():
        for name in own:
            for part in _parts(name):
                told_by[part].add(key)
    for form in names:
        yield form, tuple(groups[form[:2]])
    for form, keys in told_by.items():
        if len(keys) == 1 and form not in names:
            for after in _SECTION_AFTER:
                yield form + after, tuple(groups[min(keys)])
    for form in names:
        for after in _SECTION_AFTER:
            yield form + after, tuple(groups[form[:2]])


def _short_sections(town: Town) -> Iterator[tuple[str, tuple[str, ...]]]:
    """How the sections are said beside a list's name: 党建, 民生."""
    names = [section.name for item in town.lists for section in item.sections]
    groups: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for name in names:
        for form in (name[:2], [*_parts(name)][-1]):
            groups[form][name] = None
    for form, meant in groups.items():
        if "的" not in form and len({name[:2] for name in meant}) == 1:
            yield form, tuple(meant)


def _level_forms(town: TownWords) -> Iterator[tuple[str, Meaning]]:
    """What a town that is no 镇 is called, and the county's level in its own word: 区直部门."""
    if town.level != "镇":
        for form, meanings in _table().items():
            for meaning in meanings:
                if (meaning.kind, meaning.value) == ("holder", "town") and "镇" in form:
                    ours = form.replace("镇里", town.in_town).replace("镇上", town.in_town)
                    yield ours.replace("镇", town.level), meaning
        if town.level == "街道":
            yield from ((form, Meaning("holder", "town")) for form in ("街道办", "街道办事处"))
            yield from ((form, Meaning("content", "word")) for form in _STREETS)
    for ending in ("局", "级部门", "直部门", "级单位", "里部门"):
        yield f"{town.county_level}{ending}", Meaning("holder", "county")


def _parts(name: str) -> Iterator[str]:
    """How people shorten a section's name: 民生, 服务; 党建, 文旅."""
    yield from (part for part in (name[:2], name[2:]) if "的" not in part)
    content = name.replace("的", "")
    yield content[0] + content[-2] if len(content) == 3 else content[0] + content[2]
