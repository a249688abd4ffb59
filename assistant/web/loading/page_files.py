"""The files that the page begins with, and the tags that make a browser fetch them at once."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from importlib.resources import files
from itertools import islice
from typing import NamedTuple

from gradio import Blocks

from assistant.web.loading.gradio_files import asset, gradio_files
from assistant.web.loading.packed import Contents, hashed_path

# One file, since each request costs a slow line 0.4 s; in the order in which they are read.
_SCRIPTS = ("kept.js", "asking.js", "shell.js", "page.js", "browse.js")
# Simulated with the 43 files of Gradio 6.31, 400 ms and 400 kbit/s, this is 5.7 s; as named 6.4 s.
_SMALL_BYTES, _SMALL_BESIDE = 3_000, 3
# A child of another's is not on the page before that one is: Gradio asks for it by itself.
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Cpath"
    " fill='%23174a8c' d='M6 3h20a4 4 0 0 1 4 4v13a4 4 0 0 1-4 4h-9l-7 6v-6H6a4 4 0 0 1-4-4V7a4 4"
    " 0 0 1 4-4z'/%3E%3C/svg%3E"
)


class PageFiles(NamedTuple):
    """What is served, and the tags of head and body that ask for it."""

    contents: Contents
    head: str
    body: str


def page_files(blocks: Blocks) -> PageFiles:
    """The files of a page: ours, Gradio's style sheets as one, its scripts asked for early."""
    needed = gradio_files(sorted(_kinds(blocks)))  # named alike by each process
    script = "\n".join(map(_ours, _SCRIPTS)).encode()
    sheet = b"\n".join(map(asset, needed.sheets))
    script_path, sheet_path = hashed_path("page.js", script), hashed_path("gradio.css", sheet)
    contents = {script_path: lambda: script, sheet_path: lambda: sheet}
    contents |= {f"/assets/{name}": partial(asset, name) for name in needed.scripts}
    # Low: a question that is asked in the shell meanwhile goes first.
    early = "".join(
        f'<link rel="modulepreload" fetchpriority="low" crossorigin href="./assets/{name}">'
        for name in _mixed(needed.scripts)
    )
    # Gradio asks for no sheet that a link names; these are never fetched.
    named = "".join(
        f'<link rel="stylesheet" disabled href="./assets/{name}">' for name in needed.sheets
    )
    return PageFiles(
        contents,
        f'<link rel="icon" href="{_ICON}"><link rel="preload" as="script" href=".{script_path}">',
        # The shell stands above it; what follows is large, and of no use to the shell.
        f'<script src=".{script_path}"></script>'
        f'<link rel="stylesheet" href=".{sheet_path}">{early}{named}',
    )


def _mixed(scripts: Sequence[str]) -> Iterator[str]:
    """The scripts in an order in which a slow line is never idle.

    A browser asks for six at once. Small ones only wait for the line's delay: some of them go
    beside each large one, and these come as they are wanted, so that the first ones already run.
    """
    is_small = {name: len(asset(name)) < _SMALL_BYTES for name in scripts}
    small = iter([name for name in scripts if is_small[name]])
    for name in scripts:
        if not is_small[name]:
            yield from (name, *islice(small, _SMALL_BESIDE))
    yield from small


def _kinds(blocks: Blocks) -> Iterable[str]:
    """The kinds of components that a browser draws: what is not visible is not loaded."""
    return {
        part.get_block_name()
        for part in blocks.blocks.values()
        if getattr(part, "visible", True) is not False
    }


def _ours(name: str) -> str:
    return (files("assistant.web") / "assets" / name).read_text(encoding="utf-8")
