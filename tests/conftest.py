"""What several test files share: the macros alone in memory, and one warehouse of demonstration data."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import settings as hypothesis_settings

import indicators
import pipelines
from indicators.catalogue import catalogue
from indicators.territories import territories
from pipelines.archive import Archive
from pipelines.build import build
from pipelines.settings import Settings

# test files import `reports` from beside them, whatever the folder pytest was started from
sys.path.append(str(Path(__file__).parent))

# the same examples at each run, on slow machines too
hypothesis_settings.register_profile("tests", deadline=None, derandomize=True)
hypothesis_settings.load_profile("tests")

# workers share the cores already, and small statements prepare their patterns anew for each thread
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("PILOTAGE_THREADS", "1")

MACROS = (
    Path(pipelines.__file__).parent / "sql" / "macros.sql",
    Path(indicators.__file__).parent / "sql" / "formula.sql",
)
Call = Callable[..., Any]


# a file goes to one worker: those that last longest are begun first, or one of them is waited for alone at the end
LONGEST = ("test_scope_matrix", "test_accessibility", "test_schools", "test_journeys", "test_properties")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


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
            _demonstrate(settings, shared / "demonstration-files")
    return settings


def _demonstrate(settings: Settings, folder: Path) -> None:
    from pipelines.demo import write_demonstration

    settings.data.mkdir(parents=True, exist_ok=True)
    settings.demonstration_mark.touch()
    written = write_demonstration(folder, catalogue(), territories())
    Archive(settings).receive((path.name, path.read_bytes()) for path in sorted(written))
    build(settings)


@pytest.fixture(scope="session")
def served(demo_data: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard on demonstration data, one for the whole run of a worker."""
    import browsing

    with browsing.serving(demo_data.data, tmp_path_factory.mktemp("elsewhere")) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the whole run of a worker."""
    import browsing

    with browsing.chromium() as opened:
        yield opened


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What tests counted on the way is printed with the results: cells compared with what other programs show."""
    for report in terminalreporter.stats.get("passed", []):
        for name, number in report.user_properties:
            if str(name).startswith("cellules comparées"):
                terminalreporter.write_line(f"{name} : {number}")
