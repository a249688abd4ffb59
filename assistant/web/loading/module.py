"""A module of Gradio's build in its parts: what it imports, what it does, what it exports."""

import re
from collections.abc import Callable
from typing import NamedTuple

from assistant.web.loading.gradio_files import asset

# First a list of what is loaded as it runs, then the imports; at the end the exports.
_LISTED = re.compile(r"const __vite__mapDeps=.*?=>i\.map\(i=>d\[i\]\);\s*", re.DOTALL)
_LISTED_NAME = re.compile(r'"\./([^"]+)"')
_IMPORT = re.compile(r'import(?: ([\w$]+) ?)?,?(\{[^}]*\})?(?:from)?"\./([^"]+)";?')
_EXPORT = re.compile(r"export\{([^{}]*)\};?\s*\Z")
_OTHERWISE = re.compile(r"(?:^|[;}\n])(?:import|export)[ {\"*]|lz\$")
_DYNAMIC = re.compile(r"import\(`\./([^`]+)`\)")
# A fifth of all: Gradio's HTML may be a template for Handlebars. None of ours is one.
_HANDLEBARS = re.compile(
    r"var [\w$]+=[\w$]+\(\(e=>\{e\.__esModule=!0,e\.extend=.*,([\w$]+)=[\w$]+\([\w$]+\(\(\(e,t\)=>"
    r"\{(?:(?!,[\w$]+=new Map).)*\.Visitor=(?:(?!,[\w$]+=new Map).)*(?=,[\w$]+=new Map)",
    re.DOTALL,
)
_NO_HANDLEBARS = r"var \1={default:{compile:template=>()=>template}}"


class Import(NamedTuple):
    """A statement that imports."""

    text: str
    wanted: str  # as a pattern takes it of an object
    name: str  # the file


class Module(NamedTuple):
    """Its parts, in this order."""

    listed: str
    imports: tuple[Import, ...]
    body: str
    exported: str
    is_known: bool  # whether nothing else is imported or exported

    def listed_as(self, name_of: Callable[[str], str]) -> str:
        """The list with other names of files."""
        return _LISTED_NAME.sub(lambda found: f'"./{name_of(found[1])}"', self.listed)

    def body_as(self, imported: Callable[[str], str | None]) -> str:
        """What it does, with something else for its imports of these files as it runs."""
        return _DYNAMIC.sub(lambda found: imported(found[1]) or found[0], self.body)

    @property
    def exports(self) -> str:
        """What it exports, as an object."""
        found = _EXPORT.match(self.exported)
        names = found[1].split(",") if found and found[1] else []
        pairs = (one.partition(" as ") for one in names)
        return "{" + ",".join(f"{shown or local}:{local}" for local, _, shown in pairs) + "}"


def read_module(name: str) -> Module:
    """The module in a file of Gradio's build."""
    text = _HANDLEBARS.sub(_NO_HANDLEBARS, asset(name).decode("utf-8"))
    listed = _LISTED.match(text)
    at = listed.end() if listed else 0
    imports = []
    while found := _IMPORT.match(text, at):
        imports.append(Import(found[0], _pattern(found[1], found[2]), found[3]))
        at = found.end()
    exported = _EXPORT.search(text, at)
    body = text[at : exported.start() if exported else len(text)]
    return Module(
        listed[0] if listed else "",
        tuple(imports),
        body,
        exported[0] if exported else "",
        _OTHERWISE.search(body) is None,
    )


def _pattern(default: str | None, named: str | None) -> str:
    parts = [f"default:{default}"] if default else []
    parts += [named[1:-1].replace(" as ", ":")] if named else []
    return "{" + ",".join(parts) + "}"
