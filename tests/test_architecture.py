"""Holds the shape of the code: one way for imports, packages entered by their door, modules that hold one idea whole,
one select a file."""

from __future__ import annotations

import ast
import builtins
import re
import tomllib
from collections import Counter
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path

import duckdb
import pytest

from indicators.palette import palette
from tools.followed import followed

ROOT = Path(__file__).resolve().parents[1]
# A package may import those that stand before it, and itself.
PACKAGES = ["indicators", "pipelines", "dashboard"]
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "pages"}
MAX_MODULE_LINES = 600  # a module holds one idea whole: beyond, it holds two
MAX_FUNCTION_LINES = 45
MAX_MODULES = 16  # in one folder; `app_pages` has one a page, without bound
SMALL_LINES = 60  # below, a module that one other imports says why it is apart
# The floors of `pipelines`: each may import those before it.
FLOORS = (
    "errors", "unneeded", "options", "settings", "queries", "store", "ingest", "warehouse", "access", "facts",
    "dry_run", "outputs", "releases", "deposits", "backup", "demo", "cli",
)  # fmt: skip

MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
QUERIES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.sql"))

# Spelled in pieces, so that this file does not itself hold what it looks for.
HOSTS = ["pypi org", "pythonhosted org", "registry npmjs", "npmjs org", "npmjs com", "deb debian org"]
FOLDERS = ["work", "farm", "root", "tmp", r"home/\w+", r"Users/\w+"]
HOST = re.compile("|".join(re.escape(host.replace(" ", ".")) for host in HOSTS), re.IGNORECASE)
# A colour as style sheets write it, or as office suites do: the whole of a text, or an attribute of their XML.
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b|\A[0-9A-Fa-f]{6}\Z|(?<=val=\")[0-9A-Fa-f]{6}(?=\")")
COLOURED = {".css", ".html", ".js", ".svg"}
LOCAL_PATH = re.compile(rf"(?<![\w.$}}/])/(?:{'|'.join(FOLDERS)})/")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(source: str) -> ast.Module:
    return ast.parse(source)


def tree_of(path: Path) -> ast.Module:
    return parsed(path.read_text(encoding="utf-8"))


def faults(paths: list[Path], fault_of: Callable[[Path], object]) -> dict[str, object]:
    """What each of these files has against it; one test for all, since what pytest does for a test costs more."""
    return {name_of(path): fault for path in paths if (fault := fault_of(path))}


def imported(tree: ast.AST) -> set[str]:
    """Every module that a source imports, wherever the import stands."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{'.' * node.level}{node.module or ''}"} | {
                f"{node.module}.{alias.name}" for alias in node.names
            }
    return names


def wrong_imports(path: str, source: str) -> set[str]:
    """The imports that the place of a module forbids: a later package, a neighbouring page, tests, relative ones."""
    package = path.split("/")[0]
    later = PACKAGES[PACKAGES.index(package) + 1 :]
    forbidden = [*later, "tests"]
    if path.startswith("dashboard/app_pages/"):
        forbidden.append("dashboard.app_pages")
    return {
        name
        for name in imported(parsed(source))
        if name.startswith(".") or any(name == module or name.startswith(f"{module}.") for module in forbidden)
    }


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def imports() -> dict[str, set[str]]:
    """Those of all our modules; drawn up by the first test that asks, not by every worker."""
    return between_modules(SOURCES)


def between_modules(sources: dict[str, str]) -> dict[str, set[str]]:
    """Of each of our modules, those of ours that it imports, wherever the import stands."""
    return {name: (imported(parsed(source)) & set(sources)) - {name} for name, source in sources.items()}


def floor(module: str) -> str | None:
    """Of a module of `pipelines`, its package or its own name."""
    parts = module.split(".")
    return parts[1] if parts[0] == "pipelines" and len(parts) > 1 else None


def upward(imports: dict[str, set[str]]) -> list[str]:
    """The imports of a floor by one that stands before it."""
    return [
        f"{module} → {name}"
        for module, names in imports.items()
        for name in names
        if (here := floor(module)) and (there := floor(name)) and FLOORS.index(there) > FLOORS.index(here)
    ]


def through_the_wall(imports: dict[str, set[str]], doors: dict[str, tuple[str, ...]]) -> list[str]:
    """The imports that enter a package of `pipelines` elsewhere than by its door."""
    return [
        f"{module} → {name}"
        for module, names in imports.items()
        for name in names
        if (there := floor(name)) in doors
        and floor(module) != there
        and (inside := name.removeprefix(f"pipelines.{there}").removeprefix("."))
        and inside not in doors[there]
    ]


def cycles(imports: dict[str, set[str]]) -> list[str]:
    """The modules that import themselves by way of others."""
    reached = {module: set(names) for module, names in imports.items()}
    growing = True
    while growing:
        growing = False
        for names in reached.values():
            further = set().union(*(reached[name] for name in names)) - names
            names |= further
            growing = growing or bool(further)
    return sorted(module for module, names in reached.items() if module in names)


def lone_and_small(sources: dict[str, str], imports: dict[str, set[str]]) -> list[str]:
    """The small modules that one other imports, and that do not say why they are apart."""
    importers = {name: [module for module, names in imports.items() if name in names] for name in sources}
    return [
        name
        for name, source in sources.items()
        if len(source.splitlines()) < SMALL_LINES
        and len(importers[name]) == 1
        and "Apart" not in (ast.get_docstring(parsed(source)) or "")
    ]


def long_functions(source: str) -> list[str]:
    return [
        f"{node.name} ({length} lignes)"
        for node in ast.walk(parsed(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > MAX_FUNCTION_LINES
    ]


def lone_failures(source: str) -> list[str]:
    """The exceptions that hang from Python's own root and not from ours: a command would tell them as a crash."""
    return [
        node.name
        for node in ast.walk(parsed(source))
        if isinstance(node, ast.ClassDef)
        and node.name != "PilotageError"
        and (names := {base.id for base in node.bases if isinstance(base, ast.Name)})
        and any(
            isinstance(ancestor := getattr(builtins, name, None), type) and issubclass(ancestor, Exception)
            for name in names
        )
        and "PilotageError" not in names
    ]


def colours(source: str) -> list[str]:
    """The colours that a Python source writes itself."""
    texts = [node.value for node in ast.walk(parsed(source)) if isinstance(node, ast.Constant)]
    return [colour for text in texts if isinstance(text, str) for colour in COLOUR.findall(text)]


def wide(colour: str) -> str:
    """`#fff` as `#FFFFFF`."""
    letters = colour.removeprefix("#").upper()
    return "#" + (letters if len(letters) == 6 else "".join(2 * letter for letter in letters))


@cache
def parser() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def wrong_statements(sql: str) -> list[str]:
    """What is neither the one select of a query, nor a definition (schema, table, macro) in a file of definitions."""
    statements = parser().extract_statements(sql)
    if len(statements) == 1 and statements[0].type == duckdb.StatementType.SELECT:
        return []
    definitions = {("create", "schema"), ("create", "table"), ("create", "macro")}
    bare = [re.sub(r"--.*|\s+", " ", statement.query).split() for statement in statements]
    return [" ".join(words) for words in bare if tuple(words[:2]) not in definitions]


def local_traces(text: str) -> list[str]:
    """The lines that name a package registry's host or a folder of one machine."""
    return [line.strip()[:120] for line in text.splitlines() if HOST.search(line) or LOCAL_PATH.search(line)]


def test_every_module_keeps_its_place() -> None:
    assert len(MODULES) > 200
    assert faults(MODULES, lambda path: wrong_imports(name_of(path), path.read_text(encoding="utf-8"))) == {}


def test_every_module_is_small_and_says_what_it_is_for() -> None:
    def too_long(path: Path) -> object:
        source = path.read_text(encoding="utf-8")
        return len(source.splitlines()) > MAX_MODULE_LINES or long_functions(source)

    assert faults(MODULES, lambda path: not ast.get_docstring(tree_of(path))) == {}, "la phrase qui dit à quoi il sert"
    assert faults(MODULES, too_long) == {}


SOURCES = {module_name(path): path.read_text(encoding="utf-8") for path in MODULES if path.name != "__init__.py"}
DOORS = {
    path.name: import_module(f"pipelines.{path.name}").DOOR
    for path in sorted((ROOT / "pipelines").iterdir())
    if (path / "__init__.py").exists()
}


def test_floors_stand_on_those_before_them() -> None:
    assert {floor(module) for module in SOURCES} - {None} == set(FLOORS)
    assert upward(imports()) == []
    assert upward({"pipelines.store.archive": {"pipelines.ingest.reader"}})


def test_a_package_is_entered_by_its_door() -> None:
    assert set(DOORS) <= set(FLOORS)
    assert through_the_wall(imports(), DOORS) == []
    assert through_the_wall({"dashboard.data": {"pipelines.ingest.rows"}}, {"ingest": ("reader",)})
    entered = {name for module, names in imports().items() for name in names if floor(module) != floor(name)}
    unused = [
        f"{name}: {module}"
        for name, door in DOORS.items()
        for module in door
        if f"pipelines.{name}.{module}" not in entered
    ]
    assert unused == []


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert cycles(imports()) == []
    assert cycles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == ["a", "b", "c"]


def test_a_folder_is_looked_over_at_a_glance() -> None:
    modules = Counter(name_of(path.parent) for path in MODULES if path.name != "__init__.py")
    assert {folder: count for folder, count in modules.items() if count > MAX_MODULES} == {
        "dashboard/app_pages": len(list((ROOT / "dashboard" / "app_pages").glob("[a-z]*.py")))
    }


def test_a_small_module_says_why_it_is_apart() -> None:
    assert lone_and_small(SOURCES, imports()) == []
    assert lone_and_small({"a": '"""A."""', "b": "import a"}, {"a": set(), "b": {"a"}}) == ["a"]


def test_every_failure_hangs_from_one_tree() -> None:
    assert faults(MODULES, lambda path: lone_failures(path.read_text(encoding="utf-8"))) == {}


def test_a_number_is_written_in_one_place() -> None:
    """Babel knows how French writes a figure: one module asks it; the demonstration types as a committee would."""
    asking = {name_of(path) for path in MODULES if "babel" in {name.split(".")[0] for name in imported(tree_of(path))}}
    assert {name for name in asking if not name.startswith("pipelines/demo/")} == {"indicators/typography.py"}


# Told in the page beside the folder that they are in.
INSIDE = {"core/", "marts/", "spreadsheets/", "text/"}
# What moves figures from one build to another, or a scope of one, is no reader: it is the movement itself.
MOVES = ("marts", "opened", "schools", "scope")


def test_marts_are_read_in_one_place() -> None:
    """Screens and outputs ask for facts: a query on the marts is a file of `pipelines/facts/sql`."""
    reading = {name_of(path) for path in QUERIES if re.search(r"\bmarts\.", path.read_text(encoding="utf-8"))}
    allowed = ("pipelines/facts/sql/", "indicators/sql/", *(f"pipelines/sql/{folder}/" for folder in MOVES))
    assert {name for name in reading if not name.startswith(allowed)} == set()
    assert not [name_of(path) for path in QUERIES if name_of(path).startswith("dashboard/")]
    written = re.compile(r"\b(?:from|join)\s+marts\.\w")  # in Python, by what makes builds
    asking = {module for module, source in SOURCES.items() if written.search(source)}
    assert not [module for module in asking if floor(module) not in ("warehouse", "facts")]


def test_every_fact_that_a_page_asks_is_there() -> None:
    """A page asks by a name: one that names nothing would be seen by who opens that page in that state alone."""
    queries = {
        name
        for module, source in SOURCES.items()
        if module.startswith("dashboard.")
        for name in re.findall(r"\bdata\.(?:rows|row|sole)\(\s*\"([^\"]+)\"", source)
        + (re.findall(r"\b(?:rows|row|sole)\(\s*\"([^\"]+)\"", source) if module == "dashboard.data" else [])
    }
    # what has a class is asked by it, which names its query: tests/test_fact_rows.py reads each of those
    by_class = {
        kind
        for module, source in SOURCES.items()
        if module.startswith("dashboard.")
        for kind in re.findall(r"\bdata\.(?:rows|row|sole)\(\s*([A-Z]\w+)", source)
    }
    assert len(queries | by_class) > 40
    assert {name for name in queries if not (ROOT / "pipelines" / "facts" / "sql" / f"{name}.sql").exists()} == set()


def test_the_page_for_newcomers_names_what_is_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    places = re.findall(r"`([a-z_]+(?:/[a-z_.]+)*/?)`", page[: page.index("## Quelques chemins")])
    named = {place for place in places if "/" in place}
    assert len(named) > 20
    assert {place for place in named if not (ROOT / place).exists()} <= INSIDE
    floors = re.search(r"les étages se suivent : (.*?)\. Chacun", page, re.DOTALL)
    assert floors
    assert re.findall(r"`(\w+)`", floors[1]) == list(FLOORS)


def test_a_colour_is_written_in_the_palette_alone() -> None:
    assert faults(MODULES, lambda path: colours(path.read_text(encoding="utf-8"))) == {}


def test_files_that_a_browser_reads_keep_to_the_palette() -> None:
    """A style sheet or a page that is read as it is cannot ask the palette: its colours are among those of it."""
    of_palette = {wide(colour) for colour in COLOUR.findall(str(palette()))}
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.suffix in COLOURED]
    assert any(COLOUR.search(path.read_text(encoding="utf-8")) for path in files)
    strange = {
        name_of(path): own
        for path in files
        if (own := {wide(colour) for colour in COLOUR.findall(path.read_text(encoding="utf-8"))} - of_palette)
    }
    assert strange == {}


def test_the_tokens_of_the_screen_are_those_of_the_palette() -> None:
    sheet = (ROOT / "dashboard" / "components" / "html" / "style.css").read_text(encoding="utf-8")
    tokens = re.findall(r"--([a-z]+): light-dark\((#\w+), (#\w+)\)", sheet)
    assert {name: [light, dark] for name, light, dark in tokens} == palette()["screen"]
    theme = tomllib.loads((ROOT / "dashboard" / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    assert {name: [theme["light"][name], theme["dark"][name]] for name in theme["light"]} == palette()["theme"]


def test_names_say_what_is_inside() -> None:
    def misnamed(path: Path) -> bool:
        parts = path.relative_to(ROOT).with_suffix("").parts
        # `streamlit run dashboard/app.py` puts dashboard/ first on the path: such a name would hide a package.
        return bool(FORBIDDEN_NAMES & set(parts)) or (parts[0] == "dashboard" and parts[1] in PACKAGES)

    assert faults(MODULES, misnamed) == {}


def test_every_query_is_one_select_with_its_grain() -> None:
    sources = {name_of(path): path.read_text(encoding="utf-8") for path in QUERIES}
    assert len(sources) > 100
    assert [name for name, sql in sources.items() if not sql.startswith("-- ")] == [], "la première ligne dit le grain"
    assert [name for name, sql in sources.items() if re.search(r"\(\s*[:;,.)]", sql.splitlines()[0])] == []
    assert {name: wrong for name, sql in sources.items() if (wrong := wrong_statements(sql))} == {}


def test_no_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    files = [ROOT / name for name in followed(ROOT, new=False)]
    assert files
    traces = {
        name_of(path): local_traces(path.read_text(encoding="utf-8", errors="replace"))
        for path in files
        if path.is_file()
    }
    assert {name: lines for name, lines in traces.items() if lines} == {}


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("indicators/models.py", "import pipelines.settings"),
        ("indicators/models.py", "def late():\n    from dashboard import data"),
        ("pipelines/warehouse/build.py", "from dashboard.data import read"),
        ("pipelines/warehouse/build.py", "from . import settings"),
        ("dashboard/app_pages/region.py", "from dashboard.app_pages.national import show"),
        ("dashboard/app_pages/region.py", "from dashboard import app_pages"),
    ],
)
def test_an_import_against_the_way_is_seen(path: str, source: str) -> None:
    assert wrong_imports(path, source)


def test_a_file_of_several_queries_is_seen() -> None:
    assert wrong_statements("-- one row\nselect 1 as a; -- end\n") == []
    assert wrong_statements("-- words\ncreate macro a(x) as x;\n-- more\ncreate macro b(x) as x;") == []
    assert wrong_statements("select 1; select 2") == ["select 1;", "select 2"]
    assert wrong_statements("drop table figures") == ["drop table figures"]


def test_a_failure_out_of_the_tree_is_seen() -> None:
    assert lone_failures("class Lost(ValueError): pass\nclass Other(PilotageError, ValueError): pass") == ["Lost"]


def test_a_colour_out_of_the_palette_is_seen() -> None:
    written = ("ink = 'FFD9A0'", "style = f'<p fill=\"#1b2430\" x={ink}>'", "rule = '1px solid #ddd'")
    assert [colours(line) for line in written] == [["FFD9A0"], ["#1b2430"], ["#ddd"]]
    assert colours("fill = '<a:srgbClr val=\"FFFFFF\"/>'") == ["FFFFFF"]
    assert colours("name = 'decades'\nnumber = 100000\nlink = 'page#section'\nmark = '&#8239;'") == []


def test_what_is_too_long_or_local_is_seen() -> None:
    body = "    x = 1\n" * MAX_FUNCTION_LINES
    assert long_functions(f"def long():\n{body}") == [f"long ({MAX_FUNCTION_LINES + 1} lignes)"]
    assert local_traces("index = https://" + ".".join(["pypi", "org"]) + "/simple")
    assert local_traces("cd " + "/".join(["", "work", "main"]))
    assert not local_traces("see data/work/ and https://example.org/work/1")
