"""The small changes that a function of Python can undergo, each put in the place of its code while the tests run."""

from __future__ import annotations

import ast
import copy
import importlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any, cast

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.BitOr: ast.BitAnd,
}


@dataclass(frozen=True)
class PythonMutant:
    """One function whose code is another; `place` is its name in the module."""

    file: str
    line: int
    place: str
    before: str
    after: str
    code: CodeType

    kind = "python"

    @property
    def name(self) -> str:
        return f"{self.file}:{self.line} {self.place} `{self.before}` → `{self.after}`"


def python_mutants(file: str, source: str) -> Iterator[PythonMutant]:
    """Every change of every function of a module, written as ast writes it."""
    for place, function in _functions(ast.parse(source)):
        for index, node in enumerate(_nodes(function)):
            for change in _changes(node):
                changed = copy.deepcopy(function)
                change(_nodes(changed)[index])
                line = getattr(node, "lineno", function.lineno)
                before, after = _said(function), _said(changed)
                old, new = next(((a, b) for a, b in zip(before, after, strict=False) if a != b), ("", ""))
                if old != new:
                    yield PythonMutant(file, line, place, old, new, _code(changed, place, file))


def _functions(module: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for one in module.body:
        if isinstance(one, ast.FunctionDef):
            yield one.name, one
        elif isinstance(one, ast.ClassDef):
            yield from ((f"{one.name}.{f.name}", f) for f in one.body if isinstance(f, ast.FunctionDef))


def _nodes(function: ast.FunctionDef) -> list[ast.AST]:
    """Those of the body, its first sentence left out: defaults and annotations are not run."""
    first = 1 if ast.get_docstring(function) else 0
    nodes = [node for statement in function.body[first:] for node in ast.walk(statement)]
    unused = {n for one in nodes if isinstance(one, ast.AnnAssign) for n in ast.walk(one.annotation)}
    return [node for node in nodes if node not in unused]


def _said(function: ast.FunctionDef) -> list[str]:
    return [line.strip() for line in ast.unparse(function).splitlines()]


def _code(function: ast.FunctionDef, place: str, file: str) -> CodeType:
    """The code of the function alone; decorators belong to who keeps it."""
    alone = copy.deepcopy(function)
    alone.decorator_list = []
    alone.args.defaults = [ast.Constant(None) for _ in alone.args.defaults]
    future = ast.ImportFrom("__future__", [ast.alias("annotations")], 0)
    module = ast.fix_missing_locations(ast.Module([future, alone], []))
    names: dict[str, Any] = {}
    exec(compile(module, file, "exec"), names)
    return names[function.name].__code__


def _changes(node: ast.AST) -> list[Callable[[Any], None]]:
    """What can be done to one node."""
    match node:
        case ast.Compare(ops=[op, *_]) if type(op) in COMPARED:
            return [lambda one: one.ops.__setitem__(0, COMPARED[type(one.ops[0])]())]
        case ast.BoolOp():
            return [lambda one: setattr(one, "op", ast.And() if isinstance(one.op, ast.Or) else ast.Or())]
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in CALCULATED:
            return [lambda one: setattr(one, "op", CALCULATED[type(one.op)]())]
        case ast.UnaryOp(op=ast.Not()):
            return [lambda one: setattr(one, "operand", ast.UnaryOp(ast.Not(), one.operand))]
        case ast.Constant(value=bool()):
            return [lambda one: setattr(one, "value", not one.value)]
        case ast.Constant(value=int() | float()):
            return [lambda one: setattr(one, "value", one.value + 1)]
        case ast.If() | ast.IfExp() | ast.While():
            return [lambda one: setattr(one, "test", ast.UnaryOp(ast.Not(), one.test))]
        case ast.Return(value=value) if value is not None:
            return [lambda one: setattr(one, "value", ast.Constant(None))]
        case ast.Continue():
            return [lambda one: setattr(one, "__class__", ast.Break)]
        case ast.comprehension(ifs=[_, *_]):
            return [lambda one: setattr(one, "ifs", one.ifs[1:])]
    return []


class Placed:
    """A mutant in the place of a function, wherever the function is known from; caches forget what they knew."""

    def __init__(self, mutant: PythonMutant) -> None:
        module = importlib.import_module(mutant.file.removesuffix(".py").replace("/", "."))
        owner, _, name = mutant.place.rpartition(".")
        found: Any = vars(getattr(module, owner) if owner else module)[name]
        self._cached = [*_remembered()]
        found = getattr(found, "__wrapped__", found)
        placed = found.fget if isinstance(found, property) else getattr(found, "__func__", found)
        self._function = cast(FunctionType, placed)
        self._code, self._other = self._function.__code__, mutant.code

    def __enter__(self) -> None:
        self._put(self._other)

    def __exit__(self, *_: object) -> None:
        self._put(self._code)

    def _put(self, code: CodeType) -> None:
        self._function.__code__ = code
        for one in self._cached:
            one.cache_clear()


def _remembered() -> Iterator[Any]:
    """The caches of the reading: what one function answered, another module may have kept."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("pipelines.ingest", "indicators.territories")):
            yield from (one for one in vars(module).values() if hasattr(one, "cache_clear"))
