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
    components: tuple[str, ...]  # what it draws
    sheets: tuple[str, ...]


def gradio_files(kinds: Iterable[str]) -> GradioFiles:
    """The files of a page in Chinese that has these kinds of components.

    A build that is put together otherwise gives fewer: the browser then finds them by itself.
    """
    found: dict[str, None] = {}
    for name in _ENTRY.findall(_text("../index.html")):
        _add(name, found)
    for part in _PARTS:
        for name in [*found]:
            _add_all(_imported(name, _IMPORTED % part), found)
    _add_all(filter(_WORDS.fullmatch, sorted(names())), found)
    application = [name for name in found if name.endswith(".js")]
    for core in [name for name in found if name.startswith("core-")]:
        for kind in kinds:
            _add_all(_imported(core, _COMPONENT % (re.escape(kind), "")), found)
    scripts = [name for name in found if name.endswith(".js")]
    return GradioFiles(
        tuple(application),
        tuple(scripts[len(application) :]),
        tuple(name for name in found if name.endswith(".css")),
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
