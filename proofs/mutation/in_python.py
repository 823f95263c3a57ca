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
    for statement in module.body:
        if isinstance(statement, ast.FunctionDef):
            yield statement.name, statement
        elif isinstance(statement, ast.ClassDef):
            yield from ((f"{statement.name}.{f.name}", f) for f in statement.body if isinstance(f, ast.FunctionDef))


def _nodes(function: ast.FunctionDef) -> list[ast.AST]:
    """Those of the body, its first sentence left out: defaults and annotations are not run."""
    first = 1 if ast.get_docstring(function) else 0
    nodes = [node for statement in function.body[first:] for node in ast.walk(statement)]
    unused = {n for annotated in nodes if isinstance(annotated, ast.AnnAssign) for n in ast.walk(annotated.annotation)}
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
            return [lambda changed: changed.ops.__setitem__(0, COMPARED[type(changed.ops[0])]())]
        case ast.BoolOp():
            return [lambda changed: setattr(changed, "op", ast.And() if isinstance(changed.op, ast.Or) else ast.Or())]
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in CALCULATED:
            return [lambda changed: setattr(changed, "op", CALCULATED[type(changed.op)]())]
        case ast.UnaryOp(op=ast.Not()):
            return [lambda changed: setattr(changed, "operand", ast.UnaryOp(ast.Not(), changed.operand))]
        case ast.Constant(value=bool()):
            return [lambda changed: setattr(changed, "value", not changed.value)]
        case ast.Constant(value=int() | float()):
            return [lambda changed: setattr(changed, "value", changed.value + 1)]
        case ast.If() | ast.IfExp() | ast.While():
            return [lambda changed: setattr(changed, "test", ast.UnaryOp(ast.Not(), changed.test))]
        case ast.Return(value=value) if value is not None:
            return [lambda changed: setattr(changed, "value", ast.Constant(None))]
        case ast.Continue():
            return [lambda changed: setattr(changed, "__class__", ast.Break)]
        case ast.comprehension(ifs=[_, *_]):
            return [lambda changed: setattr(changed, "ifs", changed.ifs[1:])]
    return []


class Placed:
    """A mutant in the place of a function, wherever the function is known from; caches forget what they knew."""

    def __init__(self, mutant: PythonMutant) -> None:
        module = importlib.import_module(mutant.file.removesuffix(".py").replace("/", "."))
        owner, _, name = mutant.place.rpartition(".")
        function: Any = vars(getattr(module, owner) if owner else module)[name]
        self._cached = [*_remembered()]
        function = getattr(function, "__wrapped__", function)
        placed = function.fget if isinstance(function, property) else getattr(function, "__func__", function)
        self._function = cast(FunctionType, placed)
        self._code, self._other = self._function.__code__, mutant.code

    def __enter__(self) -> None:
        self._put(self._other)

    def __exit__(self, *_: object) -> None:
        self._put(self._code)

    def _put(self, code: CodeType) -> None:
        self._function.__code__ = code
        for cached in self._cached:
            cached.cache_clear()


def _remembered() -> Iterator[Any]:
    """The caches of the reading: what one function answered, another module may have kept."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("pipelines.ingest", "indicators.territories")):
            yield from (function for function in vars(module).values() if hasattr(function, "cache_clear"))
