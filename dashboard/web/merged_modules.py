"""Merges the small modules of Streamlit's program into a few files: a browser asks for a dozen in place of a hundred.

No JavaScript is parsed: only the imports at the head of a module and the exports at its end are read, in the one form
that Streamlit's builder writes, and what is not of this form is left alone. Each module keeps a scope of its own, is
evaluated once, after those it imports, and hands out what its exports are worth then. So it may only be merged where
none of them changes later: `steady_modules.txt` names these for the versions of Streamlit that were examined
(tools/steady_modules.py), their names being drawn from their content. Those of another version are sent as they are.

All modules, merged or not, are served in a folder of their own, named after what is made of them: a browser that kept
some of a former making never mixes the two, which would give it two of what must be one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

_IMPORT = re.compile(r'import(?:\{([\w$ ,]*)\}from)?"\./([\w.$-]+)";')
# Modules that one that is imported later brings along, by name.
_PRELOADS = re.compile(r"const __vite__mapDeps=[^\n]*\n")
_HEAD = re.compile(rf"({_PRELOADS.pattern})?((?:{_IMPORT.pattern})*)")
_TAIL = re.compile(r"export\{([\w$ ,]*)\};?\s*$")
_NAMED = re.compile(r"([A-Za-z_$][\w$]*)(?: as ([A-Za-z_$][\w$]*))?")
# What else makes a module depend on another, wherever it stands: too much may match, never too little.
_REFERENCE = re.compile(r'(?:from|import)\s*["\']\./([\w.$-]+)["\']')
# Forms that a merged module may not have. `import.meta.url` may stand there: its folder stays the same.
_FOREIGN = re.compile(
    r'\bimport(?:\s+[\w$]|\s*["\'{*])|\bimport\.meta\.(?!(?:url|resolve)\b)|\bexport\s*[{*]|\bexport\s+\w|\bfrom\s*["\']\.'
)
_LATER = re.compile(r"\bimport\(([`\"'])\./([\w.$-]+)\1\)")
_NOTICE = """/*! Modules of Streamlit, merged by the program that serves them: {names}.
Copyright (c) Streamlit Inc. (2018-2022) Snowflake Inc. (2022-2026). Licensed under the Apache License, Version 2.0:
http://www.apache.org/licenses/LICENSE-2.0. Other notices stand where the modules have them. */
"""


@dataclass(frozen=True)
class Module:
    """A module read: for each it imports, in order, the names there and here; exported name → name here; the rest."""

    imports: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    exports: Mapping[str, str]
    body: str


def _named(text: str) -> tuple[tuple[str, str], ...] | None:
    """`a as b, c` → (a, b), (c, c); None where it is something else."""
    pairs = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        if not (match := _NAMED.fullmatch(part)):
            return None
        pairs.append((match[1], match[2] or match[1]))
    return tuple(pairs)


def exported(text: str) -> tuple[str, dict[str, str]] | None:
    """What stands between the imports and the exports of a module; exported name → name there. None where the exports
    are of another form."""
    head, tail = _HEAD.match(text), _TAIL.search(text)
    if not head or not tail or tail.start() < head.end() or (names := _named(tail[1])) is None:
        return None
    return text[head.end() : tail.start()], {there: here for here, there in names}


def read(text: str) -> Module | None:
    """A module in the form that can be merged, or None."""
    head, rest = _HEAD.match(text), exported(text)
    if not head or head[1] or not rest or _FOREIGN.search(rest[0]):
        return None
    imports = []
    for statement in _IMPORT.finditer(head[2]):
        if (names := _named(statement[1] or "")) is None:
            return None
        imports.append((statement[2], names))
    return Module(tuple(imports), rest[1], rest[0])


def references(texts: Callable[[str], str], roots: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """All that some modules depend on, each after those it depends on itself, with what it names."""
    order: dict[str, tuple[str, ...]] = {}
    waiting: list[tuple[str, bool]] = [(root, False) for root in reversed(list(roots))]
    begun: dict[str, tuple[str, ...]] = {}
    while waiting:
        name, left = waiting.pop()
        if left:
            order.setdefault(name, begun[name])
        elif name not in begun:
            begun[name] = tuple(dict.fromkeys(_REFERENCE.findall(texts(name))))
            waiting.append((name, True))
            waiting.extend((other, False) for other in reversed(begun[name]))
    return order


def _reached(graph: Mapping[str, tuple[str, ...]], name: str) -> set[str]:
    """What a module depends on, itself only where it does."""
    reached: set[str] = set()
    waiting = list(graph[name])
    while waiting:
        other = waiting.pop()
        if other not in reached:
            reached.add(other)
            waiting.extend(graph[other])
    return reached


def _levels(graph: Mapping[str, tuple[str, ...]], merged: Iterable[str]) -> dict[str, int]:
    """Merged module → the rank of its file, so that no file needs a module that needs the file itself: one more than
    that of any file that is needed by a module left alone that it imports."""
    levels: dict[str, int] = {}
    chosen = set(merged)
    for name in graph:  # each comes after those that it depends on
        if name in chosen:
            levels[name] = max(
                (
                    levels[other]
                    if other in chosen
                    else 1 + max((levels[far] for far in _reached(graph, other) & chosen), default=-1)
                    for other in graph[name]
                ),
                default=0,
            )
    return levels


@dataclass(frozen=True)
class Merge:
    """What was made: merged files by name; module → the file it is in; the name there of what a module exports."""

    files: Mapping[str, str]
    places: Mapping[str, str]
    exports: Mapping[str, Mapping[str, str]]

    def served(self, name: str, text: str) -> str:
        """The text of a module as it is served: of a merged one, no more than where its exports are."""
        if name in self.places:
            names = ",".join(f"{there} as {own}" for own, there in self.exports[name].items())
            return f'export{{{names}}}from"./{self.places[name]}";'
        head = _HEAD.match(text)
        assert head  # it matches the empty text
        preloads = re.sub(r'"\./([\w.$-]+)"', lambda match: f'"./{self.place(match[1])}"', head[1] or "")
        return preloads + _IMPORT.sub(self._imported, head[2]) + self.later(text[head.end() :])

    def place(self, name: str) -> str:
        """The file where a module is."""
        return self.places.get(name, name)

    def _imported(self, statement: re.Match[str]) -> str:
        names, source = _named(statement[1] or ""), statement[2]
        exports = self.exports.get(source, {})
        if source not in self.places or names is None or not {there for there, _ in names} <= exports.keys():
            return statement[0]
        return imported(self.places[source], [(exports[there], here) for there, here in names])

    def later(self, body: str) -> str:
        """A text where what is imported later is imported from where it is."""

        def moved(match: re.Match[str]) -> str:
            if match[2] not in self.places:
                return match[0]
            members = ",".join(f"{own}:e.{there}" for own, there in self.exports[match[2]].items())
            return f'import("./{self.places[match[2]]}").then(e=>({{{members}}}))'

        return _LATER.sub(moved, body)


def imported(source: str, names: Iterable[tuple[str, str]]) -> str:
    """The statement that imports names, each there and here, from a file."""
    listed = ",".join(there if there == here else f"{there} as {here}" for there, here in names)
    return f'import{{{listed}}}from"./{source}";' if listed else f'import"./{source}";'


def merge(
    texts: Callable[[str], str], first: Iterable[str], then: Iterable[str], steady: frozenset[str], largest: int
) -> Merge:
    """Merges what some modules need, and apart from it what others need besides, that are asked for later.

    Only modules of these names, the steady ones, no longer than `largest` characters and that import none but steady
    ones: what a function is given is what it was worth when the file was read."""
    now = references(texts, first)
    graph = references(texts, [*now, *then])
    modules = {
        name: module
        for name in graph
        if name in steady
        and len(text := texts(name)) <= largest
        and (module := read(text))
        and {source for source, _ in module.imports} == set(graph[name]) <= steady
        and name not in _reached(graph, name)
    }
    if not _agree(modules):
        return Merge({}, {}, {})
    levels = _levels(graph, modules)
    places = {name: f"merged-{levels[name]}{'' if name in now else '-later'}.js" for name in modules}
    exports = {
        name: {own: f"m{number}_{own}" for own in module.exports}
        for number, (name, module) in enumerate(modules.items())
    }
    merged = Merge({}, places, exports)
    files = {
        place: _file(merged, place, {name: modules[name] for name in modules if places[name] == place})
        for place in sorted(set(places.values()))
    }
    return Merge(files, places, exports)


def _agree(modules: Mapping[str, Module]) -> bool:
    """Whether each exports what the others import from it."""
    return all(
        {there for there, _ in names} <= modules[source].exports.keys()
        for module in modules.values()
        for source, names in module.imports
        if source in modules
    )


def _file(merged: Merge, place: str, modules: Mapping[str, Module]) -> str:
    """A merged file: its modules one after the other, each in a function that is given what the module imports."""
    outside: dict[str, dict[str, str]] = {}  # file → name there → name here
    pieces = []
    for name, module in modules.items():
        names_here: list[str] = []
        values: list[str] = []
        for source, names in module.imports:
            file = merged.place(source)
            if file != place:
                outside.setdefault(file, {})
            for there, here in names:
                export = merged.exports[source][there] if source in merged.places else there
                unique = export if source in merged.places else f"x{list(outside).index(file)}_{there}"
                if file != place:
                    outside[file][export] = unique
                names_here.append(here)
                values.append(unique)
        own = merged.exports[name]
        binding = f"const[{','.join(own.values())}]=" if own else ""
        worth = f"\nreturn[{','.join(module.exports[each] for each in own)}]"
        body = merged.later(module.body)
        pieces.append(f"{binding}(({','.join(names_here)})=>{{{body}{worth}}})({','.join(values)});\n")
    heads = "".join(imported(file, names.items()) for file, names in outside.items())
    everything = ",".join(export for name in modules for export in merged.exports[name].values())
    return f"{_NOTICE.format(names=', '.join(modules))}{heads}\n{''.join(pieces)}export{{{everything}}};\n"
