"""Gradio's build as it is sent: its entry, and what a page needs beside it in a few files."""

import hashlib
from functools import partial

from assistant.service.guard.paths import PACKED_PREFIX
from assistant.web.loading.gradio_files import GradioFiles, asset
from assistant.web.loading.module import Module, read_module
from assistant.web.loading.packed import Contents

# What runs first is not to wait for what it draws, and that not for what is drawn in other tabs.
APPLICATION, OPENING, OTHERS = "application.js", "opening.js", "others.js"
OTHER_SHEETS = "others.css"
# After the entry, or when the application is there: sooner, what it draws would share a slow line
# with the application; later, the line would be idle for its delay.
_OPENING_MS = 300


class JoinedBuild:
    """A folder of the build, in which the modules that a page begins with are joined.

    There each is a function, called by who first needs it; `lz$of` has what it exports. That does
    as long as no export is assigned anew and no import goes in a circle: in Gradio 6.31 only the
    entry assigns anew, and it stays a module.
    """

    def __init__(self, needed: GradioFiles) -> None:
        """Join what is needed; nothing where one of its modules is not built as expected."""
        self.entry, *application = needed.application
        files = {APPLICATION: application, OPENING: needed.opening, OTHERS: needed.others}
        modules = {name: read_module(name) for names in files.values() for name in names}
        is_known = all(module.is_known for module in modules.values())
        self._places = {name: file for file, names in files.items() for name in names if is_known}
        # Sheets that the page has already; none is asked for again.
        self._files = self._places | dict.fromkeys(needed.sheets, APPLICATION)
        self._files |= dict.fromkeys(needed.other_sheets, OTHER_SHEETS)
        parts = {
            APPLICATION: f'import*as lz$entry from"./{self.entry}";'
            f'const lz$made={{}},lz$parts={{"{self.entry}":()=>lz$entry}},'
            "lz$of=name=>lz$made[name]??=lz$parts[name]();export{lz$parts,lz$of};"
            f'import("./{OPENING}");\n',
            OPENING: f'import{{lz$parts,lz$of}}from"./{APPLICATION}";export{{lz$of}};\n',
            OTHERS: f'import"./{OPENING}";'
            f'import{{lz$parts,lz$of}}from"./{APPLICATION}";export{{lz$of}};\n',
        }
        for name, file in self._places.items():
            parts[file] += self._part(name, modules[name])
        self._joined = {name: text.encode() for name, text in parts.items()}
        self._joined[OTHER_SHEETS] = b"\n".join(map(asset, needed.other_sheets))
        begun = (self.entry, *self._joined)
        digest = hashlib.sha256(b"".join(map(self.content, begun))).hexdigest()
        self.folder = f"{PACKED_PREFIX}{digest[:12]}/"
        self.contents: Contents = {
            self.folder + name: partial(self.content, name) for name in begun
        }

    def content(self, name: str) -> bytes:
        """The content of a file in the folder; KeyError where there is none."""
        if name in self._joined:
            return self._joined[name]
        if not name.endswith(".js"):
            return asset(name)
        module = read_module(name)
        text = module.listed_as(self._file) + self._imports(module)
        if name == self.entry:
            text += f'setTimeout(()=>import("./{OPENING}"),{_OPENING_MS});'
        return (text + module.body_as(self._imported) + module.exported).encode()

    def _part(self, name: str, module: Module) -> str:
        imports = "".join(f'const{one.wanted}=lz$of("{one.name}");' for one in module.imports)
        does = module.listed_as(self._file) + imports + module.body_as(self._imported)
        return f'lz$parts["{name}"]=(()=>{{{does}\nreturn{module.exports}}});\n'

    def _imports(self, module: Module) -> str:
        """The imports of a module that is not joined itself."""
        imports, taken = "", ""
        for place, one in enumerate(module.imports):
            if one.name in self._places:
                imports += f'import{{lz$of as lz${place}}}from"./{self._file(one.name)}";'
                taken += f'const{one.wanted}=lz${place}("{one.name}");'
            else:
                imports += one.text
        return imports + taken

    def _file(self, name: str) -> str:
        return self._files.get(name, name)

    def _imported(self, name: str) -> str | None:
        if name not in self._places:
            return None
        return f'import(`./{self._file(name)}`).then(all=>all.lz$of("{name}"))'
