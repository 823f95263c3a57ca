"""What several test files share: the macros alone in memory, and one warehouse of demonstration data."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import settings as hypothesis_settings

import indicators
import pipelines
from pipelines.cli.ingest import fill_demonstration
from pipelines.settings import DEMONSTRATION_CATALOGUE, Settings

# test files import what they share by its bare name, whatever the folder pytest was started from
ROOT = Path(__file__).parents[1]
sys.path += [str(ROOT / name) for name in ("tests", "tests/support", "proofs")]

# the same examples at each run, on slow machines too
hypothesis_settings.register_profile("tests", deadline=None, derandomize=True)
hypothesis_settings.load_profile("tests")

# workers share the cores already, and small statements prepare their patterns anew for each thread
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("PILOTAGE_THREADS", "1")

# which campaigns are closed depends on the day: that of every test, and of every program that it starts, is this one
os.environ["PILOTAGE_TODAY"] = "2026-11-28"

# A data folder of a test is thrown away: it need not outlive a power cut, and a build waits for the disk forty times.
# So in the process that runs tests, and in no other: what the proofs of faults and power cuts watch is synced as ever.
_running, _sync = os.getpid(), os.fsync
os.fsync = lambda fd: None if os.getpid() == _running else _sync(fd)

MACROS = (
    Path(pipelines.__file__).parent / "sql" / "macros.sql",
    Path(indicators.__file__).parent / "sql" / "formula.sql",
)
Call = Callable[..., Any]


UNTRIED = "not tried: "
PROOF = "preuve laissée à « make short-proofs » et à .ci/run"
# what insists on what other tests hold, and what drives a program that a machine with Python alone has not
PROOFS = ("proof", "browser", "office")
LONG_RUN = 30  # of more files than these, those that took longest are told at the end
# a file goes to one worker: those that last longest are begun first, or one of them is waited for alone at the end
LONGEST = (
    # proofs, of which make test skips most: they compute, and browsers that wait for pages come after them
    *("test_scope_matrix", "test_properties", "test_shown_cases", "test_incremental", "test_faults", "test_attack"),
    *("test_scoped", "test_one_build", "test_oracle", "test_determinism", "test_many_sessions", "test_together"),
    *("test_odd_files", "test_deposits", "test_differences", "test_movement", "test_export_office"),
    # browsers
    *("test_accessibility", "test_questions", "test_journeys", "test_journey_answers", "test_journey_deposit"),
    # the rest of make test
    *("test_golden", "test_schools", "test_official_tables", "test_editions", "test_cli", "test_publish"),
    *("test_dashboard_freeze", "test_checks", "test_absent", "test_builder", "test_closings", "test_dashboard_deposit"),
    *("test_uploads", "test_sheets", "test_printed", "test_private_files", "test_accepted", "test_catalogue_versions"),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--passed-to", metavar="FILE", help="writes there what passed, and the files with tests not tried")
    parser.addoption("--not-in", metavar="FILE", help="leaves out what passed there")
    parser.addoption("--without-proofs", action="store_true", help="skips those, but of a file that is named")
    parser.addoption("--demonstration", metavar="FOLDER", help="data that `make demo` made of these very files: copied")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A file all of whose tests passed before is not even imported: drawing them up takes every worker its time."""
    if (earlier := config.getoption("--not-in")) and collection_path.name.startswith("test_"):
        passed, untried = earlier_run(earlier)
        return any(name.startswith(f"{collection_path.relative_to(ROOT).as_posix()}::") for name in passed) and (
            collection_path.relative_to(ROOT).as_posix() not in untried
        )
    return None


@cache
def earlier_run(path: str) -> tuple[frozenset[str], frozenset[str]]:
    """What an earlier run wrote at the end: the tests that passed, and the files of those it could not try."""
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    untried = frozenset(line.removeprefix(UNTRIED) for line in lines if line.startswith(UNTRIED))
    return frozenset(line for line in lines if not line.startswith(UNTRIED)), untried


def pytest_sessionstart() -> None:
    """Nothing that is drawn up before the first test is ever thrown away: it is not searched for what could be."""
    gc.disable()


def pytest_collection_finish() -> None:
    if "streamlit" in sys.modules:
        _look_once_for_components()
        _compile_pages_once()
    gc.freeze()
    gc.enable()


def _look_once_for_components() -> None:
    """A page that is tried reads what every installed package says of itself, to find the pieces of pages that it may
    bring, as a server does once when it starts: that takes longer than most pages. They do not change in a run."""
    from streamlit.components.v2 import manifest_scanner

    manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


def _compile_pages_once() -> None:
    """A server compiles the text of a page once; here it was done at each run of a page, for a third of its time."""
    from streamlit.runtime.scriptrunner.script_cache import ScriptCache
    from streamlit.testing.v1 import local_script_runner

    pytest.MonkeyPatch().setattr(local_script_runner, "ScriptCache", cache(ScriptCache))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if done := config.getoption("--not-in"):
        passed, _ = earlier_run(done)
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid in passed])
        items[:] = [item for item in items if item.nodeid not in passed]
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))
    if config.getoption("--without-proofs"):
        for item in items:
            if any(map(item.get_closest_marker, PROOFS)) and not is_named(item.path, config):
                item.add_marker(pytest.mark.skip(reason=PROOF))
    for name, reason in lacking().items():
        for item in items:
            if item.get_closest_marker(name):
                item.add_marker(pytest.mark.skip(reason=reason))


def is_named(path: Path, config: pytest.Config) -> bool:
    """Whether the command names this very file, not only a folder that holds it."""
    return path in {(config.invocation_params.dir / name.partition("::")[0]).resolve() for name in config.args}


def lacking() -> dict[str, str]:
    """The marks whose program this machine does not have: their tests are skipped, and why is said."""
    import browsing

    from pipelines.outputs.libreoffice import OfficeError, find_office

    reasons = {}
    if browsing.CHROMIUM is None:
        reasons["browser"] = "Chromium n'est pas installé : aucune page n'est ouverte"
    try:
        find_office()
    except OfficeError:
        reasons["office"] = "LibreOffice n'est pas installé : aucun document n'est ouvert par lui"
    return reasons


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What was not tried, and why, and what was counted on the way: a run that passes says what it saw."""
    if path := terminalreporter.config.getoption("--passed-to"):
        passed = {report.nodeid for report in terminalreporter.stats.get("passed", ())}
        untried = {UNTRIED + report.nodeid.split("::")[0] for report in terminalreporter.stats.get("skipped", ())}
        Path(path).write_text("\n".join(sorted(passed) + sorted(untried)), encoding="utf-8")
    reasons = Counter(
        report.longrepr[2].removeprefix("Skipped: ") for report in terminalreporter.stats.get("skipped", ())
    )
    if reasons:
        terminalreporter.section("non essayés")
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"{count:>4}  {reason}")
    for report in terminalreporter.stats.get("passed", []):  # cells compared with what other programs show
        for name, number in report.user_properties:
            if str(name).startswith("cellules comparées"):
                terminalreporter.write_line(f"{name} : {number}")
    spent: Counter[str] = Counter()
    for kind in ("", "passed", "failed"):  # what is made and undone around a test has no word of its own
        for report in terminalreporter.stats.get(kind, ()):
            spent[report.nodeid.split("::")[0]] += report.duration
    if len(spent) > LONG_RUN:
        terminalreporter.section("fichiers les plus longs, en secondes")
        for name, seconds in spent.most_common(LONG_RUN):
            terminalreporter.write_line(f"{seconds:>5.0f}  {name}")


@pytest.fixture(scope="session")
def macro() -> Call:
    """Calls one SQL macro on plain values: `macro("french_number", "1 234,5")`."""
    connection = duckdb.connect()
    for path in MACROS:
        connection.execute(path.read_text(encoding="utf-8"))

    def call(name: str, *values: Any) -> Any:
        places = ", ".join("?" for _ in values)
        return connection.execute(f"select {name}({places})", list(values)).fetchall()[0][0]

    return call


@pytest.fixture
def marts_from(tmp_path: Path) -> Iterator[Call]:
    """`marts_from(files, "issue", "report")`: marts of these files, to give to `rows` and `figure`; once a test."""
    from in_memory import marts_of

    with ExitStack() as until_the_end:

        def ask(files: dict[str, bytes], *names: str, **more: Any) -> Any:
            return until_the_end.enter_context(marts_of(tmp_path / "data", files, *names, **more))

        yield ask


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Settings:
    """The settings of a warehouse of demonstration data, built once and read by every worker: do not write to it."""
    parallel = hasattr(request.config, "workerinput")
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if parallel else own
    settings = Settings(data=shared / "demonstration")
    with (shared / "demonstration.lock").open("w") as lock:
        if parallel and sys.platform != "win32":
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)  # the first worker builds, the others wait; freed when the file closes
        if not settings.warehouse.exists():
            if folder := request.config.getoption("--demonstration"):
                shutil.copytree(folder, settings.data, symlinks=True)
            else:
                fill_demonstration(settings)
    return replace(settings, catalogue=settings.data / DEMONSTRATION_CATALOGUE)


@pytest.fixture(scope="session")
def demo_files(demo_data: Settings, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The files that the demonstration received, in that order, under their names: to write them anew takes long."""
    from reports import received

    return received(demo_data, tmp_path_factory.mktemp("demonstration-files"))


@pytest.fixture(scope="session")
def apart(demo_data: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The demonstration, read from a data folder of its own: what an account sees is written beside it."""
    from reports import apart

    return apart(demo_data, tmp_path_factory.mktemp("apart"))


@pytest.fixture(scope="session")
def pdf_ready() -> None:
    """Where the library that draws PDF finds no Pango, the test is skipped."""
    try:
        import weasyprint
    except OSError:
        pytest.skip("Pango n'est pas installé : aucun PDF n'est écrit")
    assert weasyprint.VERSION


@pytest.fixture(scope="session")
def served(demo_data: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard on demonstration data, one for the whole run of a worker."""
    import browsing

    with browsing.serving(demo_data.data, tmp_path_factory.mktemp("elsewhere")) as address:
        yield address


@pytest.fixture(autouse=True)
def program() -> Iterator[None]:
    """A page that is tried takes the place of the program that runs, and a process started afterwards would run it."""
    running = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = running


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the whole run of a worker, whose windows serve again."""
    import browsing

    with browsing.chromium() as opened:
        yield browsing.Windows(opened)
