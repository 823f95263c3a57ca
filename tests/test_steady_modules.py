"""Which exports of a module change after it was evaluated: those that do are found, and every doubt is said."""

from __future__ import annotations

import pytest

from dashboard.web import served_program
from tools.steady_modules import Unreadable, listed, reassigned, steady

# What gives `n`, bound at the top, another value once the module is there.
CHANGES = (
    "let n;function f(e){n=e}",
    "var n=0,f=()=>n++;",
    "var n=0,f=()=>{--n};",
    "var n,f=e=>n??=e;",
    "var n=1;class a{b(e){n=e}}",
    "var n=1,f={b(e){n+=e}};",
    "var n,f=e=>{[n]=e};",
    "var n,f=e=>{({a:n}=e)};",
    "var n,f=e=>{({a:{b:[,n=2]}}=e)};",
    "var n,f=e=>{for(n of e);};",
    "var n,f=e=>{for(let r of e){let n=r}n=e};",
    "var n,f=e=>{function r(n){n=1}n=e};",
    "var n,f=e=>{{var t=1;let n=t}n=e};",
    "var n,f=(e=n=3)=>e;",
    "var n,f=e=>`a${n=e}b`;",
    "var n,f=e=>{if(e)n=1};",
    "var n,f=e=>{try{e()}catch(r){n=r}};",
    "var n,f=e=>e?n=>1:n=2;",
    "var n,f=({n:e})=>{n=e};",
    "var n,f=([e=n])=>{n=e};",
    "var n,f=(e)=>{let{n:t,a:r=n}=e;n=t};",
    "var n,f=async e=>{for await(let t of n){n=t}};",
    "var n,r=(n=>n=1,()=>n=2);",
    "function n(){n=r}function r(){}",
    "var n;class a extends b(n){c(){n=1}}",
    "var n,i=e(()=>{n=1});",
)
# What only looks like it.
KEEPS = (
    "var n=1;n=2;n||={};for(n of[1,2]);",
    "var n=1,f=e=>e.n=1;",
    "var n=1,f=n=>n=1;",
    "var n=1,f=(n,...e)=>{n=e};",
    "var n=1;function f(n){return()=>{n=1}}",
    "var n=1;function f({a:n}){n=1}function g({n}){n=1}function h([,n]){n++}",
    "var n=1,f=e=>{let n;n=e};",
    "var n=1,f=e=>{var{a:t,b:[n]}=e;n=t};",
    "var n=1,f=e=>{var t=e,n=(e,2);return()=>{n=t}};",
    "var n=1,f=e=>{if(e){var n=1}n=2};",
    "var n=1,f=e=>{for(let n=0;n<e;n++){n+=1}};",
    "var n=1,f=e=>{try{e()}catch(n){n=1}};",
    "var n=1,f=e=>{function n(){}n=1};",
    "var n=1,f=function n(e){n=e};",
    "var n=1,f={n:1,b:e=>e==n,c:e=>n===e};",
    "var n=1,f=e=>`n=${e}n=`;",
    "var n=1,f=e=>/n=[/]n=1/.test(e)/2;",
    "var n=1,f=e=>{if(e)/n=1/.test(e)};",
    "var n=1,f=e=>\"n=1\"+'n=1';/* n=1 */",
    "var n=1;class a{n(){return 1}static{var n=1;n=2}}",
    "function n(){return n=Object.assign?e:r,n.apply(null,arguments)}",
    'function n(e){"a remark";return n=r?e:t,n(e)}',
)
# What is not read at all.
DOUBTS = (
    "var n=1;f=()=>{}/n=1/g;",
    "var n=f\nn=2;",
    "var n=await f();",
    "for await(var n of f);",
    "export var n=1;",
    "var n='\n';",
    "var n=(1];",
    "var n=(1;",
)


@pytest.mark.parametrize("text", CHANGES)
def test_what_changes_is_found(text: str) -> None:
    assert reassigned(text, {"n"}) == {"n"}


@pytest.mark.parametrize("text", KEEPS)
def test_what_stays_is_told_from_what_has_its_name(text: str) -> None:
    assert reassigned(text, {"n"}) == set()


@pytest.mark.parametrize("text", DOUBTS)
def test_what_is_not_foreseen_is_said(text: str) -> None:
    with pytest.raises(Unreadable):
        reassigned(text, {"n"})


def test_a_module_is_kept_where_none_of_its_exports_changes() -> None:
    modules = {
        "keeps.js": 'import{a as e}from"./other.js";var n=e;export{n as t};',
        "changes.js": "let n,e=1;function f(){n=1}export{e as a,n as t,f as u};",
        "inside.js": "let n,e=1;function f(){n=1}export{e as a,f as u};",
        "doubt.js": "var n=await e;export{n as t};",
        "other-form.js": "export default 1;",
    }
    assert steady(modules.__getitem__, modules) == {"keeps.js", "inside.js"}


def test_the_list_is_that_of_the_version_that_is_installed() -> None:
    assert served_program.STEADY.read_text(encoding="utf-8") == listed(), "write it: make modules"
