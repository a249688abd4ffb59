"""The files that the page begins with, and the tags that make a browser fetch them at once."""

import hashlib
import re
from importlib.resources import files
from typing import NamedTuple

from gradio import Blocks, Tabs
from gradio.blocks import Block
from gradio.themes import ThemeClass

from assistant.web.loading.gradio_files import asset, gradio_files
from assistant.web.loading.joined import APPLICATION, JoinedBuild
from assistant.web.loading.packed import Contents, hashed_path

# One file, since each request costs a slow line 0.4 s; in the order in which they are read.
_SCRIPTS = ("kept.js", "asking.js", "ask_light.js", "shell.js", "page.js", "browse.js")
_COMMENT = re.compile(r"^\s*//.*\n", re.MULTILINE)
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Cpath"
    " fill='%23174a8c' d='M6 3h20a4 4 0 0 1 4 4v13a4 4 0 0 1-4 4h-9l-7 6v-6H6a4 4 0 0 1-4-4V7a4 4"
    " 0 0 1 4-4z'/%3E%3C/svg%3E"
)


class PageFiles(NamedTuple):
    """What is served, and the tags of head and body that ask for it."""

    contents: Contents
    build: JoinedBuild
    head: str
    body: str


def page_files(blocks: Blocks, theme: ThemeClass) -> PageFiles:
    """The files of a page: ours, its theme and Gradio's style sheets as one, its scripts."""
    needed = gradio_files(*_kinds(blocks))
    colours = str(theme._get_theme_css()).encode()  # type: ignore[no-untyped-call]
    script = "".join(map(_script, _SCRIPTS)).encode()
    sheet = b"\n".join((colours, *map(asset, needed.sheets)))
    script_path, sheet_path = hashed_path("page.js", script), hashed_path("gradio.css", sheet)
    build = JoinedBuild(needed)
    return PageFiles(
        {script_path: lambda: script, sheet_path: lambda: sheet, **build.contents},
        build,
        f'<link rel="icon" href="{_ICON}"><link rel="preload" as="script" href=".{script_path}">',
        # Gradio asks for no sheet that a link names; these are never fetched.
        f'<link rel="stylesheet" disabled href="./assets/{needed.sheets[0]}">'
        f'<link rel="stylesheet" disabled id="lz-theme" href="./theme.css?v={_digest(colours)}">'
        # The shell stands above it; what follows is large, and of no use to the shell. Low: a
        # question that is asked there meanwhile goes first.
        f'<script src=".{script_path}"></script>'
        f'<link rel="stylesheet" href=".{sheet_path}">'
        f'<script type="module" crossorigin src=".{build.folder}{build.entry}"></script>'
        '<link rel="modulepreload" fetchpriority="low" crossorigin'
        f' href=".{build.folder}{APPLICATION}">',
    )


def _digest(colours: bytes) -> str:
    """The name that Gradio gives to a theme."""
    return hashlib.sha256(colours).hexdigest()


def _kinds(blocks: Blocks) -> tuple[list[str], list[str]]:
    """The kinds of components that the page opens with, and others: named alike by each process.

    What is not visible is not loaded, what stands in another tab is not drawn.
    """
    visible = [one for one in blocks.blocks.values() if getattr(one, "visible", True) is not False]
    opening = {one.get_block_name() for one in visible if _is_opened(one)}
    return sorted(opening), sorted({one.get_block_name() for one in visible} - opening)


def _is_opened(part: Block) -> bool:
    above = part.parent
    if above is None:
        return True
    is_first = above.children[0] is part
    return (is_first or not isinstance(above, Tabs)) and _is_opened(above)


def _script(name: str) -> str:
    """A script of ours without its comments, which are a sixth of what the line would carry."""
    text = (files("assistant.web") / "assets" / name).read_text(encoding="utf-8")
    return _COMMENT.sub("", text)
