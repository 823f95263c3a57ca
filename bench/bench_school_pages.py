"""How long the pages of schools take over 59,000 schools × 40 indicators × 5 campaigns, and how much they send."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "support"))

import duckdb
from babel.numbers import format_decimal
from measured import QUICK, size
from reading_pages import html
from reports import DIRECTORY, SCHOOLS, rows, table, warehouse
from streamlit.testing.v1 import AppTest

from indicators.catalogue import catalogue
from indicators.territories import territories
from pipelines.demo.register import school_code
from pipelines.settings import Settings

APP = Path(__file__).resolve().parents[1] / "dashboard" / "app.py"
SERVER_MS, SENT_KB, RUNS = 150, 200, size(20, 1)
ALL, LARGEST = size((59_000, 2_600), (2_000, 100))
INDICATORS, CAMPAIGNS = 40, 5
TOWNS = ("Saint-Étienne", "Œuilly", "Le Mesnil", "Évreux")
LINES = """
select
    prefix::smallint as department, indicator::smallint as indicator, (prefix * 10000 + number)::int as school,
    floor(size * random())::decimal(18, 6) as numerator, size::decimal(18, 6) as denominator, true as expected,
    2::int as source, (row_number() over ())::int as row_number
from (
    select prefix, indicator, unnest(range(1, schools + 1)) as number, floor(random() * 120) as size
    from place cross join kept order by prefix, indicator, number
)
"""
ROW = "{:<44} {:>18} {:>22} {:>14}"


def made(folder: Path) -> Settings:
    """A warehouse with the directory of all these schools; the rows of each campaign are then drawn at once."""
    places = [territory for territory in territories() if territory.school_prefix]
    each = (ALL - LARGEST) // (len(places) - 1)
    sizes = {territory.code: LARGEST if territory.number == "59" else each for territory in places}
    directory = [
        (
            school_code(str(territory.school_prefix), at),
            f"École {at}",
            "école" if at % 5 else "collège",
            territory.number,
            TOWNS[at % 4],
            "oui",
        )
        for territory in places
        for at in range(1, sizes[territory.code] + 1)
    ]
    campaigns = catalogue().strategy.campaigns[:CAMPAIGNS]
    few = [(campaign, directory[0][0], "O04-1", 10, 20) for campaign in campaigns]
    settings = warehouse(folder, {"annuaire.csv": table(directory, DIRECTORY), "ecoles.csv": table(few, SCHOOLS)})
    indicators = rows(
        settings, "select indicator_id from marts.indicator order by position limit $most", most=INDICATORS
    )
    numbers = [int(row["indicator_id"][1:3]) * 100 + int(row["indicator_id"][4:]) for row in indicators]
    with duckdb.connect() as connection:
        connection.execute("create table place (prefix int, schools int); create table kept (indicator int)")
        connection.executemany(
            "insert into place values (?, ?)", [(int(str(o.school_prefix)), sizes[o.code]) for o in places]
        )
        connection.executemany("insert into kept values (?)", [(number,) for number in numbers])
        for path in settings.schools.glob("campaign=*/*.parquet"):
            connection.sql(LINES).write_parquet(str(path), compression="zstd", row_group_size=61_440)
    return settings


def asked() -> dict[str, tuple[str, dict[str, str]]]:
    """What is measured: a name, the file of the page, the codes of its address."""
    at = {"campagne": catalogue().strategy.campaigns[CAMPAIGNS - 1], "indicateur": "O04-1"}
    searched = {"recherche": "saint etienne", "ordre": "highest"}
    return {
        "écoles d'un département": ("schools", {"departement": "DEPT-33", **at}),
        "écoles du plus grand département": ("schools", {"departement": "DEPT-59", **at}),
        "recherche dans le plus grand": ("schools", {"departement": "DEPT-59", **at, **searched}),
        "une école": ("school", {"uai": school_code("033", 5), **at}),
        "une école du plus grand département": ("school", {"uai": school_code("059", 5), **at}),
    }


def measure(page: str, codes: dict[str, str]) -> tuple[float, float, float]:
    """Milliseconds of the first sight and of a rerun (median), and the kilobytes of what the page says."""
    app = AppTest.from_file(str(APP), default_timeout=120).run()
    app.switch_page(f"app_pages/{page}.py")
    for name, code in codes.items():
        app.query_params[name] = code
    times = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        app.run()
        times.append(1000 * (time.perf_counter() - start))
        assert not app.exception, codes
    return times[0], statistics.median(times[1:]), len(html(app).encode()) / 1000


def main() -> None:
    """Measures and prints a table; the first line warms what every page shares."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PILOTAGE_DATA"] = str(made(Path(folder)).data)
        measure("schools", {"departement": "DEPT-01"})
        measure("school", {"uai": school_code("001", 1)})
        print(ROW.format("Page", "première vue, ms", f"relance, ms (≤ {SERVER_MS})", f"ko (≤ {SENT_KB})"))
        late = []
        for name, (page, codes) in asked().items():
            first, again, sent = measure(page, codes)
            print(
                ROW.format(
                    name, *(format_decimal(milliseconds, "0", locale="fr") for milliseconds in (first, again, sent))
                )
            )
            late += [name] if again > SERVER_MS or sent > SENT_KB else []
    print(f"Au-delà : {', '.join(late)}." if late else "Toutes les pages tiennent ces deux bornes.")
    sys.exit(bool(late) and not QUICK)


if __name__ == "__main__":
    main()
