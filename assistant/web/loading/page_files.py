"""The files that the page begins with, and the tags that make a browser fetch them at once."""

from collections.abc import Iterable
from functools import partial
from importlib.resources import files
from typing import NamedTuple

from gradio import Blocks

from assistant.web.loading.gradio_files import asset, gradio_files
from assistant.web.loading.packed import Contents, hashed_path

# One file, since each request costs a slow line 0.4 s; in the order in which they are read.
_SCRIPTS = ("kept.js", "asking.js", "shell.js", "page.js", "browse.js")
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
    needed = gradio_files(_kinds(blocks))
    script = "\n".join(map(_ours, _SCRIPTS)).encode()
    sheet = b"\n".join(map(asset, needed.sheets))
    script_path, sheet_path = hashed_path("page.js", script), hashed_path("gradio.css", sheet)
    contents = {script_path: lambda: script, sheet_path: lambda: sheet}
    contents |= {f"/assets/{name}": partial(asset, name) for name in needed.scripts}
    # Low: a question that is asked in the shell meanwhile goes first.
    early = "".join(
        f'<link rel="modulepreload" fetchpriority="low" crossorigin href="./assets/{name}">'
        for name in needed.scripts
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


def _kinds(blocks: Blocks) -> Iterable[str]:
    """The kinds of components that a browser draws: what is not visible is not loaded."""
    return {
        part.get_block_name()
        for part in blocks.blocks.values()
        if getattr(part, "visible", True) is not False
    }


def _ours(name: str) -> str:
    return (files("assistant.web") / "assets" / name).read_text(encoding="utf-8")
