"""Gradio's build as it is sent: modules joined, the others led to them, nothing lost."""

import re

import pytest

from assistant.web.loading import joined, module
from assistant.web.loading.gradio_files import GradioFiles, asset, gradio_files, names
from assistant.web.loading.joined import (
    APPLICATION,
    OPENING,
    OTHER_SHEETS,
    OTHERS,
    JoinedBuild,
)
from assistant.web.loading.module import Module, read_module

OPENING_KINDS = ("button", "chatbot", "html", "tabs", "textbox")
OTHER_KINDS = ("dropdown", "radio")


@pytest.fixture(scope="module")
def needed() -> GradioFiles:
    return gradio_files(OPENING_KINDS, OTHER_KINDS)


@pytest.fixture(scope="module")
def build(needed: GradioFiles) -> JoinedBuild:
    return JoinedBuild(needed)


def read_text(monkeypatch: pytest.MonkeyPatch, text: str) -> Module:
    monkeypatch.setattr(module, "asset", lambda name: text.encode())
    return read_module("x.js")


def test_a_module_is_read_in_its_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = 'const __vite__mapDeps=(i,m=f,d=(m.f||(m.f=["./a.js","./b.css"])))=>i.map(i=>d[i]);\n'
    read = read_text(
        monkeypatch,
        f'{listed}import{{$t as e,n}}from"./a.js";import"./b.js";import k from"./c.js";'
        'import q,{t as r}from"./d.js";var x=import(`./e.js`);export{x as t,k as default,r};',
    )
    assert read.listed == listed
    assert [(one.wanted, one.name) for one in read.imports] == [
        ("{$t:e,n}", "a.js"),
        ("{}", "b.js"),
        ("{default:k}", "c.js"),
        ("{default:q,t:r}", "d.js"),
    ]
    assert read.body == "var x=import(`./e.js`);"
    assert read.exports == "{t:x,default:k,r:r}"
    assert read.is_known
    assert read.body_as(lambda name: f"of({name})") == "var x=of(e.js);"
    assert read.body_as(lambda name: None) == read.body
    assert '["./z","./z"]' in read.listed_as(lambda name: "z")


@pytest.mark.parametrize(
    "text",
    [
        'var x=1;import{a}from"./a.js";',
        'import*as a from"./a.js";',
        'var x=1;export{x}from"./a.js";var y;',
        "export default 1;",
        "var x=1;export const y=2;",
        "var lz$of=1;",
    ],
)
def test_a_module_of_another_form_is_not_taken_for_known(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    assert not read_text(monkeypatch, text).is_known


def joined_of(needed: GradioFiles) -> set[str]:
    return {*needed.application[1:], *needed.opening, *needed.others}


def test_every_module_that_a_page_begins_with_is_joined(
    build: JoinedBuild, needed: GradioFiles
) -> None:
    there = joined_of(needed)
    for file, parts in (
        (APPLICATION, needed.application[1:]),
        (OPENING, needed.opening),
        (OTHERS, needed.others),
    ):
        text = build.content(file).decode()
        assert re.findall(r'^lz\$parts\["([^"]+)"\]', text, re.MULTILINE) == list(parts)
        # Whatever else is asked for is not joined, or a page would have it twice.
        asked = {*re.findall(r'"\./([^"]+)"', text), *re.findall(r"import\(`\./([^`]+)`", text)}
        assert asked.isdisjoint({*there, *needed.sheets, *needed.other_sheets})
    sheets = build.content(OTHER_SHEETS)
    assert needed.other_sheets
    assert all(asset(name) in sheets for name in needed.other_sheets)


def test_no_import_goes_in_a_circle(needed: GradioFiles) -> None:
    done: set[str] = set()

    def walk(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, (*above, name)
        if name not in done:
            for one in read_module(name).imports:
                walk(one.name, (*above, name))
            done.add(name)

    for name in joined_of(needed):
        walk(name, ())
    assert not read_module(needed.application[0]).imports  # so that it can stand first


def test_what_is_loaded_later_takes_what_is_there_already(
    build: JoinedBuild, needed: GradioFiles
) -> None:
    there = joined_of(needed)
    later = sorted(name for name in names() if name.endswith(".js") and name not in there)
    led = 0
    for name in later:
        text = build.content(name).decode()
        assert not there & set(re.findall(r'(?:from|import)"\./([^"]+)"', text)), name
        led += 'from"./application.js"' in text
    assert led > len(there)


def test_handlebars_is_left_out_of_gradios_html_and_nothing_else_is(build: JoinedBuild) -> None:
    html = next(name for name in names() if re.fullmatch(r"HTML-.*\.js", name))
    assert b"Handlebars" in asset(html)
    left = build.content(html)
    assert b"Handlebars" not in left
    assert b"js_on_load" in left
    assert len(left) < len(asset(html)) / 5
    others = [name for name in names() if name.endswith(".js") and name != html]
    assert not [name for name in others if module._HANDLEBARS.search(asset(name).decode())]


def test_a_build_that_is_put_together_otherwise_is_sent_as_it_is(
    monkeypatch: pytest.MonkeyPatch, needed: GradioFiles
) -> None:
    odd = needed.opening[0]
    monkeypatch.setattr(
        joined, "read_module", lambda name: read_module(name)._replace(is_known=name != odd)
    )
    as_it_is = JoinedBuild(needed)
    assert "lz$parts[" not in as_it_is.content(OPENING).decode()
    assert as_it_is.content(odd) == asset(odd)
