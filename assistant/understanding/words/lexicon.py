"""The words that a scanner knows: the language's from a table, the town's from its document."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import NamedTuple

from corpus.departments import DepartmentNames
from corpus.models import Town
from corpus.vocabulary import TownWords, words_of

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
_ROLES = (("role", "lead"), ("role", "join"), ("role", "assist"), ("mark", "enforcement"))
SHORT = "text"  # of a section, where it stands alone beside a list: else a topic's word
_OFFICE = "office"  # of no department in the lists
_STREETS = ("街道两侧", "街道两边", "街道上", "大街道", "街道绿化", "街道清扫")  # no town's
_LONGEST = 14  # characters of a word that only stands in the way


class Meaning(NamedTuple):
    """What a word is: its kind, and its value within that kind."""

    kind: str
    value: str
    names: tuple[str, ...] = ()  # departments or sections, in full


class Lexicon:
    """One town's words, each with all that it may be."""

    def __init__(self, town: Town, names: DepartmentNames, content: Iterable[str] = ()) -> None:
        """Know this town's names; `content` are everyday words that no shorter word may cut."""
        words: defaultdict[str, list[Meaning]] = defaultdict(list)
        for form, departments in names.short_forms.items():
            words[form].append(Meaning("department", "", tuple(sorted(departments))))
        for form, meant in _spoken_forms(names):
            if form not in words:
                words[form].append(Meaning("department", "", meant))
        for form, sections in _section_forms(town):
            words[form].append(Meaning("section", "", sections))
        for form, sections in _short_sections(town):
            if form not in words:
                words[form].append(Meaning(SHORT, "section", sections))
        for form in (town.name, f"{town.name}政府", f"{town.name}人民政府"):
            words[form].append(Meaning("holder", "town"))
        for form, meanings in _table().items():
            told = form in names.short_forms  # then it is no office that the lists lack
            words[form].extend(m for m in meanings if not (told and m.kind == _OFFICE))
        for form, meaning in _level_forms(words_of(town)):
            words[form].append(meaning)
        for form in names.absent:
            if form not in words:
                words[form].append(Meaning(_OFFICE, "whole"))
        self._words = dict(words)
        self._cut = {form for form in words if len(form) == 1}
        for word in content:
            if self._is_cut(word):
                self._words.setdefault(word, [Meaning("content", "word")])
        self._longest = max(map(len, self._words))

    def meanings(self, text: str, start: int) -> tuple[int, tuple[Meaning, ...]]:
        """The longest word at this place: where it ends, and what it may be; none of itself."""
        for end in range(min(len(text), start + self._longest), start, -1):
            found = self._words.get(text[start:end])
            if not found:
                continue
            if found[0].kind == "content" and self._is_straddled(text, start, end):
                continue
            if found[0].kind == "neg" and self._cuts_role(text, start, end):
                continue
            return end, tuple(found)
        return start, ()

    def _cuts_role(self, text: str, start: int, end: int) -> bool:
        """Whether a shorter negation leaves a role whole: 没 before 带头, and not 没带."""
        return any(
            text[start:inner] in self._words
            and (found := self._words.get(text[inner:last]))
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
            if (found := self._words.get(text[inner:last]))
        )

    def _is_cut(self, word: str) -> bool:
        """Whether a word of a topic would lose a character to a word of one character."""
        if not 1 < len(word) <= _LONGEST or word in self._words:
            return False
        return not self._cut.isdisjoint(word) and not self._is_made_of_words(word)

    def _is_made_of_words(self, word: str) -> bool:
        reached = {0}
        for start in range(len(word)):
            if start in reached:
                reached |= {
                    end for end in range(start + 1, len(word) + 1) if word[start:end] in self._words
                }
        return len(word) in reached


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


def _spoken_forms(names: DepartmentNames) -> Iterator[tuple[str, tuple[str, ...]]]:
    """How a department is said by what it is for: 教育上, 水务那边, 医保."""
    for form, departments in names.short_forms.items():
        if form.endswith("局") and len(form) > 2:
            afters: tuple[str, ...] = ("", *_SPOKEN_AFTER)
            if all(name.endswith("分局") for name in departments):
                afters = (*afters, "分局")  # 环保分局
            for after in afters:
                yield form[:-1] + after, tuple(sorted(departments))


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
