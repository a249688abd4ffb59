"""Which of Gradio's built files a page needs, read from the build itself."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

_BUILD = files("gradio") / "templates" / "frontend"
_ENTRY = re.compile(r'(?:src|href)="\./assets/(index-[^"]+\.(?:js|css))"')
_STATIC = re.compile(r"""(?:from|import)\s*["'`]\./([^"'`]+\.js)["'`]""")
# `import(`./Index-….js`)…,__vite__mapDeps([0,1,2])`: what is loaded with it, by place in a list.
_IMPORTED = r"import\(`\./(%s[^`]*\.js)`\)[^\[]{0,60}?__vite__mapDeps\(\[([\d,]*)\]"
_COMPONENT = r"[{,]%s:\{(?:(?!component:).)*component:[^`]*" + _IMPORTED
_DEPENDENCIES = re.compile(r"m\.f=(\[[^\]]*\])")
# The application, what draws it, and the tables of components.
_PARTS = ("Index-", "Blocks-", "core-")
_WORDS = re.compile(r"zh-CN-.*\.js")


class GradioFiles(NamedTuple):
    """Names in Gradio's folder of assets, in the order in which they are wanted."""

    application: tuple[str, ...]  # its entry first
    opening: tuple[str, ...]  # the components that it draws at once
    others: tuple[str, ...]
    sheets: tuple[str, ...]
    other_sheets: tuple[str, ...]


def gradio_files(opening: Iterable[str], others: Iterable[str]) -> GradioFiles:
    """The files of a page in Chinese that opens with these kinds of components, and has others.

    A build that is put together otherwise gives fewer: the browser then finds them by itself.
    """
    found: dict[str, None] = {}
    for name in _ENTRY.findall(_text("../index.html")):
        _add(name, found)
    for part in _PARTS:
        for name in [*found]:
            _add_all(_imported(name, _IMPORTED % part), found)
    _add_all(filter(_WORDS.fullmatch, sorted(names())), found)
    application = [*found]
    _add_components(opening, found)
    opened = [*found]
    _add_components(others, found)
    later = [*found][len(opened) :]
    return GradioFiles(
        _ending(".js", application),
        _ending(".js", opened[len(application) :]),
        _ending(".js", later),
        _ending(".css", opened),
        _ending(".css", later),
    )


def asset(name: str) -> bytes:
    """The content of a file in Gradio's folder of assets; KeyError where there is none."""
    if name not in names():
        raise KeyError(name)
    return (_BUILD / "assets" / name).read_bytes()


@lru_cache(1)
def names() -> frozenset[str]:
    """Of all files in Gradio's folder of assets."""
    return frozenset(entry.name for entry in (_BUILD / "assets").iterdir())


def _add(name: str, found: dict[str, None]) -> None:
    """A file and what it can't be read without."""
    if name in found:
        return
    found[name] = None
    if name.endswith(".js"):
        for other in _STATIC.findall(_text(name)):
            _add(other, found)


def _add_all(wanted: Iterable[str], found: dict[str, None]) -> None:
    for name in wanted:
        _add(name, found)


def _add_components(kinds: Iterable[str], found: dict[str, None]) -> None:
    for core in [name for name in found if name.startswith("core-")]:
        for kind in kinds:
            _add_all(_imported(core, _COMPONENT % (re.escape(kind), "")), found)


def _ending(end: str, found: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in found if name.endswith(end))


def _imported(name: str, pattern: str) -> Iterator[str]:
    """What a file imports as it runs, with that import's own list."""
    text = _text(name)
    listed = _DEPENDENCIES.search(text)
    beside = [path.removeprefix("./") for path in json.loads(listed[1])] if listed else []
    for imported, places in re.findall(pattern, text):
        yield imported
        yield from (beside[int(place)] for place in places.split(",") if place)


@lru_cache(200)
def _text(name: str) -> str:
    return (_BUILD / "assets" / name).read_bytes().decode("utf-8")
