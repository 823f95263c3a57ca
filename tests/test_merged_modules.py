"""Small modules merged into one file: each keeps its own names, is evaluated once, and hands out what it is worth."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest

from dashboard.web import served_program
from dashboard.web.merged_modules import Merge, merge, read, references

# `log` says in which order modules are evaluated; `a.js` and `b.js` have names in common, `big.js` is left alone, and
# `on.js` stands on it, so it cannot be in the file that `big.js` needs.
MODULES = {
    "a.js": "log(`a`);var e=1,t=()=>e+1;function n(){return this}export{t as a,n as default,e as r};",
    "b.js": 'import{a as n,r as t}from"./a.js";import"./effect.js";log(`b`);var e=n()+t;export{e as t};',
    "effect.js": "log(`effect`);export{};",
    "big.js": 'import{t as e}from"./b.js";log(`big`);var t=e*10;export{t as x};' + " " * 300,
    "on.js": 'import{x as e}from"./big.js";import{default as n}from"./a.js";log(`on`);var t=[e,n()];export{t as y};',
    "late.js": 'import{t as e}from"./b.js";log(`late`);var n={late:e};export{n as default};',
    "entry.js": (
        'const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["./late.js","./b.js","./big.js"])))'
        "=>i.map(i=>d[i]);\n"
        'import{y as e}from"./on.js";import{a as t}from"./a.js";import{x as n}from"./big.js";log(`entry`);'
        "import(`./late.js`).then(r=>done([e,t(),n,r.default,__vite__mapDeps([0,1,2])]));" + " " * 300
    ),
}
STEADY = frozenset(MODULES)


def texts(name: str) -> str:
    return MODULES.get(name, "")


def merge_of(steady: frozenset[str] = STEADY, largest: int = 300, **modules: str) -> Merge:
    files = MODULES | {f"{name}.js": text for name, text in modules.items()}
    return merge(lambda name: files.get(name, ""), ["entry.js"], ["late.js"], steady, largest)


def test_small_modules_share_a_file_that_needs_none_of_those_that_need_it() -> None:
    merged = merge_of()
    assert merged.places == {
        "a.js": "merged-0.js",
        "effect.js": "merged-0.js",
        "b.js": "merged-0.js",
        "on.js": "merged-1.js",
        "late.js": "merged-0-later.js",
    }
    assert set(merged.files) == set(merged.places.values())
    assert "big.js" not in merged.files["merged-0.js"]
    assert 'from"./big.js"' in merged.files["merged-1.js"]


def test_what_imports_a_merged_module_imports_it_from_its_file() -> None:
    merged = merge_of()
    big, entry = merged.served("big.js", MODULES["big.js"]), merged.served("entry.js", MODULES["entry.js"])
    name = merged.exports["b.js"]["t"]
    assert big.startswith(f'import{{{name} as e}}from"./merged-0.js";log(`big`)')
    assert entry.startswith("const __vite__mapDeps=")
    assert 'm.f=["./merged-0-later.js","./merged-0.js","./big.js"]' in entry
    assert f'import("./merged-0-later.js").then(e=>({{default:e.{merged.exports["late.js"]["default"]}}}))' in entry
    assert merged.served("b.js", MODULES["b.js"]) == f'export{{{name} as t}}from"./merged-0.js";'
    assert merged.served("effect.js", MODULES["effect.js"]) == 'export{}from"./merged-0.js";'


@pytest.mark.parametrize(
    "text",
    [
        "export default function(){}",
        'var e=1;export{e as t};export{n}from"./a.js";var r=1;export{r as u};',
        "export const e=1;",
        'import e from"./a.js";export{e as t};',
        'import*as e from"./a.js";export{e as t};',
        "import{a as e}from'./a.js';export{e as t};",
        'var e=1;import{a as n}from"./a.js";export{e as t};',
        'import{a as e}from"../a.js";export{e as t};',
        "var e=1;export{e as `a b`};",
        "var e=import.meta.env;export{e as t};",
        "var e=1;",
    ],
)
def test_a_form_that_is_not_foreseen_is_left_alone(text: str) -> None:
    assert read(text) is None
    merged = merge_of(b=text)
    assert "b.js" not in merged.places


def test_what_changes_later_is_left_alone_and_what_imports_it_too() -> None:
    merged = merge_of(STEADY - {"b.js"})
    assert set(merged.places) == {"a.js", "effect.js", "on.js"}, "late.js imports it; on.js what was made of it"
    assert merged.places["on.js"] == "merged-1.js"


def test_modules_that_import_one_another_are_left_alone() -> None:
    merged = merge_of(a='import{t as o}from"./b.js";var e=1,t=()=>o;function n(){}export{t as a,n as default,e as r};')
    assert set(merged.places) == {"effect.js", "on.js", "late.js"}


def test_nothing_is_merged_where_an_import_leads_to_no_export() -> None:
    assert merge_of(a="var e=1;export{e as other};") == Merge({}, {}, {})
    missing = merge_of(on='import{t as e}from"./missing.js";export{e as y};')
    assert set(missing.places) == {"a.js", "effect.js", "b.js", "late.js"}


def test_nothing_is_merged_of_another_version() -> None:
    merged = merge_of(frozenset())
    assert (merged.files, merged.places) == ({}, {})
    assert all(merged.served(name, text) == text for name, text in MODULES.items())


def test_of_this_version_of_streamlit_every_import_leads_to_an_export() -> None:
    program = served_program.served_program()
    assert program, "no module of this version was examined: make modules"
    first, then = served_program.roots()
    modules = references(served_program.text, [*first, *then])
    files = {program.merge.place(name) for name in modules}
    sent = {
        name: program.merge.files.get(name) or program.merge.served(name, served_program.text(name)) for name in files
    }
    offered = {name: exports_of(text) for name, text in sent.items()}
    for name, text in sent.items():
        head = "".join(re.findall(r"^(?:import[^;]*;)+", text, re.MULTILINE))
        for names, source in re.findall(r'import(?:\{([^}]*)\}from)?"\./([^"]+)";', head):
            assert source in files, "a module is asked for that is only the way to another"
            assert {each.split(" as ")[0] for each in names.split(",") if each} <= offered[source], (name, source)
    assert len(modules) > 80
    assert len(files) <= 20
    assert {program.merge.place(name) for name in then} <= files


def exports_of(text: str) -> set[str]:
    return {each.split(" as ")[-1] for each in re.findall(r"export\{([^{}]*)\};?\s*$", text)[-1].split(",")}


PAGE = """<!doctype html><script>
window.order = []; window.log = (name) => order.push(name); window.done = (values) => { window.values = values; };
</script><script type="module" src="/js/entry.js"></script>"""


@pytest.mark.browser
def test_a_browser_sees_the_same_with_and_without(browser: Any) -> None:
    without, with_merged = (ran(browser, merged) for merged in (merge_of(frozenset()), merge_of()))
    assert without["values"][:4] == with_merged["values"][:4] == [[30, None], 2, 30, {"late": 3}]
    assert sorted(without["order"]) == sorted(with_merged["order"]) == sorted({*without["order"]}), "each only once"
    for order in (without["order"], with_merged["order"]):
        assert [name for name in order if name != "effect"] == ["a", "b", "big", "on", "entry", "late"]
        assert order.index("effect") < order.index("b")
    assert sorted(without["asked"]) == sorted(MODULES)
    assert sorted(with_merged["asked"]) == ["big.js", "entry.js", "merged-0-later.js", "merged-0.js", "merged-1.js"]


def ran(browser: Any, merged: Merge) -> dict[str, Any]:
    """What a page says that runs the modules, and which files it asked for."""
    context = browser.new_context()
    page, requests = context.new_page(), []

    def answer(route: Any) -> None:
        name = urlsplit(route.request.url).path.rpartition("/")[2]
        if name in MODULES or name in merged.files:
            requests.append(name)
            body = merged.files.get(name) or merged.served(name, texts(name))
            route.fulfill(status=200, content_type="text/javascript", body=body)
        else:
            route.fulfill(status=200, content_type="text/html", body=PAGE)

    page.route("**/*", answer)
    page.goto("http://pilotage.example/")
    page.wait_for_function("window.values")
    outcome = page.evaluate("({order, values})")
    context.close()
    return {**outcome, "asked": requests}
