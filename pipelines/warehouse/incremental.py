"""A build after a few more reports: over a copy of the build before, only what those reports can change is made again.

A report changes the figures of its territory, of those beneath it that rest on it, of those it lies in, and of France.
So its lines are read and checked alone; then the same queries as those of a whole build run over the rows of these
territories, in tables apart that hide those of the build before; what they give takes the place of what was there. The
few tables that compare all territories are made again whole, where what they rest on moved.

What would be if files were received is the same, on the build itself, and nothing of it is written.

What this cannot know to be the same as a whole build is a doubt, and the build is made whole: the log says why."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from indicators.catalogue import catalogue
from indicators.models import Catalogue
from indicators.territories import territories
from pipelines.errors import PilotageError
from pipelines.ingest.cache import Progress, hashes, number_of_rows, parsed_tables
from pipelines.queries import MOVEMENT, query, run
from pipelines.settings import Settings, this_day
from pipelines.store import closing_log
from pipelines.store.archive import Archive, Receipt
from pipelines.store.checksums import sound
from pipelines.warehouse.absent import absent, due
from pipelines.warehouse.build import (
    CHECKS_ON_COUNTING,
    CHECKS_ON_SCHOOL_LINES,
    CHECKS_ON_SCHOOLS,
    CHECKS_ON_STATED,
    LEVELS,
    STAGING,
    RawTables,
    build,
    build_row,
    check,
    create_tables,
    create_views,
    load,
    load_raw,
    movement_digest,
    retain,
)
from pipelines.warehouse.builds import COSTLY, JOIN_ORDER, connect, current_build, give_back, plan_without
from pipelines.warehouse.mart_columns import marts
from pipelines.warehouse.mart_tables import fill_marts
from pipelines.warehouse.publication import LATER, TO_THE_FILE, draft
from pipelines.warehouse.schools.manifest import named_by, read_manifest, sweep

TOGETHER = 60  # territories: beyond, a whole build takes no longer
NOT_PUBLISHED = 120  # the same where the whole build would be made on a copy, for one person who waits
SINCE_WHOLE = 200  # builds, one over the other, before one is made whole again: the file of each keeps what was undone
SCHEMAS = ("raw", "staging", "core", "marts", "ref")
# Tables of schema `staging` that only tables of schools, official tables and follow-up declarations fill.
OF_TABLES = ("school_statement", "reference_count", "official_line", "school_trait")
# Checks of a line that look at other files too: those of all the reports of the slice are made again.
ACROSS = ("answers_dropped", "value_moved", "denominator_moved", "version_repeated", "denominator_reference")
_LOG = logging.getLogger("pilotage.builder")


class Doubt(PilotageError):
    """Why a build is made whole."""


class BuildReplaced(PilotageError):
    """The build that is held was replaced twice and its file is gone: what was asked is to be asked again."""


@dataclass(frozen=True)
class Sliced:
    """A table of which only the rows of some territories are made again: `key` tells whose a row is; where a query
    starts from every territory, it is given those alone (`narrow`); of one that is `watched`, whether it moved says
    what else is made again (looking takes as long as writing: the others are written)."""

    table: str
    key: str = "territory_code"
    narrow: bool = False
    watched: bool = False


MEETINGS = (
    Sliced("core.silent_committee", narrow=True),
    Sliced("core.committee_meeting"),
    Sliced("core.answering_meeting", key="answers_for"),
    Sliced("core.deciding_meeting", key="answers_for"),
    Sliced("core.computed", narrow=True),
)
PROGRESS = (
    Sliced("core.comparable"),
    Sliced("marts.indicator_progress", narrow=True),
)
MEANS = (
    Sliced("marts.objective_progress"),
    Sliced("marts.axis_progress"),
    Sliced("marts.strategy_progress"),
)
DISCREPANCY = Sliced("marts.discrepancy")
ORIGINS = (
    Sliced("marts.provenance"),
    Sliced("marts.projection"),
)
FIGURES = (*PROGRESS, *MEANS, DISCREPANCY, *ORIGINS)
SHEETS = (
    Sliced("core.action_line"),
    Sliced("core.action_telling"),
    Sliced("core.regional_action", key="region_code", watched=True),
    Sliced("marts.meeting", watched=True),
    Sliced("marts.action", watched=True),
    Sliced("marts.agreement"),
    Sliced("marts.call_for_projects"),
    Sliced("marts.budget_step"),
    Sliced("marts.school_body", watched=True),
    Sliced("marts.action_change"),
    Sliced("marts.program_line"),
    Sliced("marts.committee_meeting"),
)
ASSESSMENT = Sliced("marts.assessment")  # beside the status of its axis
# Columns of marts.indicator_progress that tell whose part of what is missing is large.
OF_GAP = "campaign, territory_code, indicator_id, numerator, denominator, target, units_missing, status"
REFILLED = {  # marts that compare or order all territories → the watched tables that they rest on; none: always
    "campaign": (),
    "action_summary": ("marts.action", "core.regional_action"),
    "discussion_point": (),
    "peer_median": (),
    "issue": (),
    "report": (),
    "collection": (),
    "school_follow_up": ("marts.school_body", "marts.school"),
    "attendance": ("marts.meeting",),
}


def build_what_changed(settings: Settings, progress: Progress | None = None, today: date | None = None) -> None:
    """The same build as a whole one, of which only what the reports received since the last one can change is made
    again; whole where that is not sure."""
    try:
        _build_over_the_last(settings, progress, today)
    except Doubt as why:
        _LOG.info("Calcul complet : %s.", why)
    except (duckdb.Error, OSError, KeyError, ValueError) as failure:
        _LOG.warning("Le calcul partiel a échoué ; le calcul est fait en entier.", exc_info=failure)
    else:
        return
    build(settings, progress, today)


def _build_over_the_last(settings: Settings, progress: Progress | None, today: date | None) -> None:
    definitions = catalogue(settings.catalogue)
    closing_log.record_due(settings, definitions.strategy, today or this_day())
    with ThreadPoolExecutor(1) as beside:
        begun: list[tuple[list[Receipt], Future[dict[str, list[Path]]]]] = []

        def last() -> Path:
            """What was received is known once the lock is held and before the files are read, as in a whole build; they
            are read while the last build is copied and looked at."""
            base = _last(settings)
            begun.append((Archive(settings).receipts(), beside.submit(parsed_tables, settings, progress)))
            return base

        with draft(settings, over=last) as connection:
            connection.commit()  # tables apart are another database: one transaction writes to one alone
            run(connection, LATER)
            [(receipts, reading)] = begun
            since_whole = _same_movement(connection, settings, definitions)
            if since_whole >= SINCE_WHOLE:
                raise Doubt(f"{since_whole} calculs partiels se suivent")
            received = _received_since(connection, receipts)
            [[name]] = run(connection, "select current_database()").fetchall()
            part = _apart(connection, f'"{name}"')
            part.read(received, *_found(connection, reading.result(), received))
            part.understand()
            part.calculate()
            give_back(connection)
            run(connection, TO_THE_FILE)
            connection.begin()
            part.write()
            part.refill()
            sweep(settings, _say(connection, settings, since_whole))


@contextmanager
def not_published(settings: Settings, receipts: list[Receipt], tables: dict[str, pa.Table]) -> Iterator[Part]:
    """What the current build would be if these files, which say these `tables` of schema `raw`, were received: the
    figures of the territories that they change, and what is told of the files. Raises Doubt, NoWarehouse,
    BuildReplaced.

    Nothing is written: the build is opened to be read, and what is made lies in memory until the block ends."""
    with connect(Path(":memory:")) as connection:
        _attach(connection, current_build(settings))
        part = _apart(connection, "kept", most=NOT_PUBLISHED)
        _same_movement(connection, settings, catalogue(settings.catalogue))
        nothing = {name for name, rows in tables.items() if not rows.num_rows}
        part.read(receipts, {name: connection.from_arrow(rows) for name, rows in tables.items()}, nothing)
        part.understand()
        part.rehearse()
        yield part


def _attach(connection: duckdb.DuckDBPyConnection, build: Path) -> None:
    quoted = str(build).replace("'", "''")
    try:
        connection.execute(f"attach '{quoted}' as kept (read_only)")
    except duckdb.IOException:
        if build.exists():
            raise
        raise BuildReplaced from None


def _last(settings: Settings) -> Path:
    last = settings.warehouse.resolve()
    if not last.exists() or not sound(last):
        raise Doubt("il n'y a pas de calcul précédent dont les octets soient sûrs")
    return last


def _same_movement(connection: duckdb.DuckDBPyConnection, settings: Settings, definitions: Catalogue) -> int:
    """How many builds were made over one another since a whole one, where the last was made as this one would be."""
    try:
        [(digest, since_whole)] = run(connection, "select digest, since_whole from core.movement").fetchall()
    except duckdb.CatalogException:
        raise Doubt("le calcul précédent ne dit pas par quel programme il a été fait") from None
    if digest != movement_digest(settings):
        raise Doubt("le programme ou les définitions ne sont plus ceux du calcul précédent")
    campaigns = closing_log.campaigns(settings, definitions.strategy)
    closings = run(connection, "select campaign, state, closed_on from ref.closing").fetchall()
    if sorted(closings, key=str) != sorted(
        ((campaign.campaign, campaign.state, campaign.closed_on) for campaign in campaigns), key=str
    ):
        raise Doubt("une campagne a été close ou rouverte")
    manifest = named_by(connection)
    if manifest and not read_manifest(settings, manifest).rows:
        raise Doubt("les lignes d'établissements du calcul précédent ne sont plus là")
    return since_whole


def _received_since(connection: duckdb.DuckDBPyConnection, receipts: list[Receipt]) -> list[Receipt]:
    counted = run(
        connection, "select source_sha256, received_at, sequence from raw.receipt order by sequence"
    ).fetchall()
    now = [(receipt.source_sha256, receipt.received_at, receipt.sequence) for receipt in receipts]
    if now[: len(counted)] != counted:
        raise Doubt("ce que comptait le calcul précédent n'est plus ce qui a été reçu")
    if len(now) == len(counted):
        raise Doubt("aucun fichier n'a été reçu depuis le calcul précédent")
    return receipts[len(counted) :]


def _found(
    connection: duckdb.DuckDBPyConnection, tables: dict[str, list[Path]], received: list[Receipt]
) -> tuple[RawTables, set[str]]:
    """What these files say, from the segments where it is; and the tables of which these segments hold nothing."""
    wanted = {receipt.source_sha256 for receipt in received}
    places = [place for place, path in enumerate(tables["file"]) if wanted.intersection(hashes(path))]
    there = {name: [str(paths[place]) for place in places] for name, paths in tables.items()}
    nothing = {name for name, paths in there.items() if not any(map(number_of_rows, paths))}
    return {name: connection.read_parquet(paths) for name, paths in there.items()}, nothing


def around(territory_codes: set[str]) -> set[str]:
    """The territories whose figures rest on these: themselves, those they lie in, and of a région or an académie all
    that it holds (its comité may be theirs)."""
    places = territories()
    parents = {place.code: place.parent_code for place in places}
    holders = {place.code for place in places if place.level in ("region", "academy")} & territory_codes
    beneath = {code for code in parents if holders & _above(code, parents)}
    return {above for code in territory_codes | beneath for above in _above(code, parents)}


def _listed(mart: str) -> str:
    """The columns of a mart, in their order and of their types."""
    return ", ".join(f'"{column.name}"::{column.type} as "{column.name}"' for column in marts()[mart].columns)


def _above(code: str | None, parents: dict[str, str | None]) -> set[str]:
    lineage = set[str]()
    while code is not None:
        lineage.add(code)
        code = parents[code]
    return lineage


def _apart(connection: duckdb.DuckDBPyConnection, base: str, most: int = TOGETHER) -> Part:
    """Makes room for the tables apart, of so many territories at `most`, beside the database of the build."""
    run(connection, "set threads = 1")  # each thread of a statement prepares all its patterns anew
    plan_without(connection, (JOIN_ORDER, *COSTLY))
    # what is tried on each column, and seldom kept, takes a tenth of such a build
    run(connection, "set disabled_compression_methods = 'zstd,dict_fsst'")
    run(connection, "attach ':memory:' as fresh")
    for schema in (*SCHEMAS, "gap"):
        run(connection, f"create schema fresh.{schema}")
    return Part(connection, base, most)


@dataclass
class Part:
    """What a few files received change of a build: `base` is the file of the build, in which it is written at the end;
    `fresh` holds the tables apart, of the same names, which hide its own."""

    connection: duckdb.DuckDBPyConnection
    base: str
    most: int = TOGETHER  # territories of the slice
    empty: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    campaigns: list[str] = field(default_factory=list)  # those of which a figure of the slice moved
    codes: list[str] = field(default_factory=list)  # the territories of the slice

    def __post_init__(self) -> None:
        self._look()

    def _beside(self, *lanes: Callable[[Part], None]) -> None:
        """Does things that do not wait for one another, each on a connection of its own: preparing a statement takes
        longer than running it, and one processor."""
        with ExitStack() as opened, ThreadPoolExecutor(len(lanes)) as pool:
            parts = [replace(self, connection=opened.enter_context(self.connection.cursor())) for _ in lanes]
            for done in [pool.submit(lane, part) for lane, part in zip(lanes, parts, strict=True)]:
                done.result()

    def _run(self, sql: str) -> None:
        run(self.connection, sql)

    def _look(self, narrow: bool = False) -> None:
        """Names lead to the tables apart first; to the territories of the slice alone where that is asked."""
        fresh = [
            f"fresh.{schema}" for schema in ("main", "raw", "staging", "core", "marts", *(("ref",) if narrow else ()))
        ]
        self._run(f"set search_path = '{','.join([*fresh, *self._of_base()])}'")

    def _of_base(self) -> list[str]:
        return [f"{self.base}.{schema}" for schema in ("main", *SCHEMAS)]

    def read(self, received: list[Receipt], tables: RawTables, nothing: Collection[str] = ()) -> None:
        """Schema `raw` of these files alone, of whose tables some are known to hold `nothing`. Raises Doubt where one
        of them is more than a report or a table of observations."""
        self._like("core.finding")
        self.empty |= {f"raw.{name}" for name in nothing}
        load_raw(self.connection, received, tables, nothing)
        self._run("create table received as select source_sha256 from raw.receipt")
        if run(self.connection, "from received anti join raw.file using (source_sha256)").fetchall():
            raise Doubt("un fichier reçu n'est pas lu")
        other = "kind = 'table' and (table_kind is distinct from 'observations' or official is not null)"
        if run(self.connection, f"select 1 from raw.file where {other}").fetchall():
            raise Doubt("un tableau d'établissements, de suivi ou de référence a été reçu")
        if run(self.connection, "select 1 from raw.cell where section = 'follow_up'").fetchall():
            raise Doubt("un suivi déclaré a été reçu")

    def understand(self) -> None:
        """Schema `staging` of these files, what every check of a file finds there, and whose figures they change."""
        for name in (*OF_TABLES, "follow_up_line"):
            self._like(f"staging.{name}")
            self.empty.add(f"staging.{name}")
        self._run(query("schools", "no_lines"))
        self.empty |= {f"staging.school_{name}" for name in ("line", "aside", "decimal", "fault")}
        if not run(self.connection, "select 1 from raw.table_row limit 1").fetchall():
            self.empty.add("raw.table_row")
        self.empty |= absent(self.connection)
        create_tables(self.connection, "staging", ("identification", "report"))
        self._beside(
            lambda part: create_tables(part.connection, "staging", ("indicator_line", "observation")),
            lambda part: create_tables(part.connection, "staging", ("sheet_cell", "sheet_line"), part.empty),
        )
        create_views(self.connection, "staging", ("claim",))
        create_views(self.connection, "core", ("row_error", "refusal"))
        self._see_what_is_empty()
        codes = sorted({path.stem for path in (MOVEMENT / "checks").glob("*.sql")} - _CHECKED_LATER)
        due_checks = [(code, sql) for code in codes if (sql := due(code, self.empty))]
        self._beside(lambda part: part._check(due_checks[::2]), lambda part: part._check(due_checks[1::2]))
        create_tables(self.connection, "staging", ("stated",))
        self._check((code, None) for code in ("duplicate_conflicting", "duplicate_same"))
        self._choose()

    def _see_what_is_empty(self) -> None:
        """A report without other sheets has nothing there to check, nor to write."""
        names = [f"staging.{name}" for name in ("indicator_line", "observation", "sheet_cell", "sheet_line")]
        counted = " union all ".join(f"select '{name}', count(*) from {name}" for name in names)
        self.empty |= {name for name, rows in run(self.connection, counted).fetchall() if not rows}
        if "staging.observation" in self.empty:
            self.empty.add("staging.claim")

    def _check(self, checks: Iterable[tuple[str, str | None]]) -> None:
        for code, sql in checks:
            check(self.connection, code, sql)

    def _choose(self) -> None:
        """The territories of the slice, and their reports, whichever build they came in."""
        territories_read = run(
            self.connection,
            "select territory_code from staging.report where territory_code is not null union "
            "select territory_code from staging.observation where territory_code is not null",
        ).fetchall()
        self.codes += sorted(around({code for (code,) in territories_read}))
        if len(self.codes) > self.most:
            raise Doubt(f"les fichiers reçus changent les chiffres de {len(self.codes)} territoires")
        codes_sql = "select unnest($codes::varchar[]) as territory_code"
        run(self.connection, f"create table slice as {codes_sql}", {"codes": self.codes})
        for table in ("ref.territory", "core.school_cell"):
            self._run(f"create table fresh.{table} as from {self.base}.{table} semi join slice using (territory_code)")
        self._add("staging.report", "kind = 'table' or territory_code in (from slice)")
        reports = "select source_sha256 from staging.report where kind = 'report'"
        self._run(f"create table slice_file as from received union {reports}")
        self._add("raw.receipt", "source_sha256 in (from slice_file)")
        self._add("staging.identification", "source_sha256 in (from slice_file)")
        self._add("staging.stated", "territory_code in (from slice)")
        # of the lines received before, what tells the answers that a version no longer carries, and nothing else
        self._add("staging.observation", "territory_code in (from slice)", "source_sha256, indicator_id, blank")
        across = ", ".join(f"'{code}'" for code in ACROSS)
        of_reports = "source_sha256 in (select source_sha256 from staging.report)"
        self._add("core.finding", f"{of_reports} and code not in ({across})")

    def _like(self, table: str) -> None:
        self._run(f"create table fresh.{table} as from {self.base}.{table} limit 0")

    def _add(self, table: str, condition: str, columns: str = "*") -> None:
        """Rows of the build before, beside those of what was received."""
        self._run(f"insert into fresh.{table} by name select {columns} from {self.base}.{table} where {condition}")

    def calculate(self) -> None:
        """From the rows that count: all that the slice gives."""
        self._count()
        self._beside(Part._figures, Part._sheets)
        self._make((ASSESSMENT,))

    def rehearse(self) -> None:
        """Of all that, the figures of those who speak, and what is told of each file: neither what lies above them nor
        what figures are compared with."""
        self._count()
        self._beside(Part._shown_figures, Part._tell)
        for name in ("report", "issue"):
            self._run(f"create table fresh.marts.{name} as select {_listed(name)} from ({query('marts', name)})")

    def _count(self) -> None:
        """The rows that count, and the meetings of committees, some of which are figures."""
        check(self.connection, "answers_dropped")
        create_tables(self.connection, "core", ("counting", "reported"))
        spoken = f"select campaign from ({query('core', 'campaign_with_results')})"
        if run(self.connection, f"{spoken} except select campaign from core.campaign_with_results").fetchall():
            raise Doubt("une campagne a ses premiers résultats")
        for name in ("sheet_cell", "sheet_line"):
            self._add(f"staging.{name}", "source_sha256 in (select source_sha256 from core.counting)")
        self._make(MEETINGS)

    def _figures(self) -> None:
        self._retain()
        self._make(PROGRESS)
        give_back(self.connection)  # what these took most of: here and at the end, for what is taken again costs time
        self._beside(lambda part: part._make((*MEANS, DISCREPANCY)), Part._origins)

    def _shown_figures(self) -> None:
        self._retain(self._levels_of_speakers())
        self._like("core.comparable")  # tells an evolution like for like, and no figure
        self._make((Sliced("marts.indicator_progress", narrow=True), *MEANS))

    def _levels_of_speakers(self) -> tuple[str, ...]:
        """The levels of the territories that the files received speak for, and those beneath: their figures rest on no
        other. A table is looked at from France."""
        read = run(
            self.connection,
            """select distinct case report.kind when 'table' then 'national' else place.level end
            from staging.report as report
            semi join received using (source_sha256)
            left join ref.territory as place on place.territory_code = report.territory_code""",
        )
        return LEVELS[: max((LEVELS.index(level) + 1 for (level,) in read.fetchall() if level), default=0)]

    def _origins(self) -> None:
        self._gap()
        self._make(ORIGINS)

    def _by_campaign(self, database: str) -> dict[str, tuple[int, int]]:
        of = f"{database}.marts.indicator_progress as row where territory_code in (from slice)"
        counts = run(self.connection, f"select campaign, count(*), sum(hash(row)::hugeint) from {of} group by campaign")
        return {campaign: (count, digest) for campaign, count, digest in counts.fetchall()}

    def _gap(self) -> None:
        """Which territories make most of what is missing compares them all, in the campaigns where a figure moved."""
        before, now = (self._by_campaign(database) for database in (self.base, "fresh"))
        self.campaigns += [name for name in {**before, **now} if before.get(name) != now.get(name)]
        campaigns_sql = "select unnest($of::varchar[])"
        run(self.connection, f"create table fresh.gap.campaign as {campaigns_sql}", {"of": self.campaigns})
        moved = "campaign in (from fresh.gap.campaign)"
        rows = " union all ".join(
            f"select {OF_GAP} from {source}.marts.indicator_progress where {moved} and territory_code {of} (from slice)"
            for source, of in (("fresh", "in"), (self.base, "not in"))
        )
        self._run(f"create view fresh.gap.indicator_progress as {rows}")
        select = query("marts", "gap_part").replace("marts.indicator_progress", "fresh.gap.indicator_progress")
        self._run(f"create table fresh.marts.gap_part as select {_listed('gap_part')} from ({select})")

    def _tell(self) -> None:
        """What checks of several files find, and all the messages."""
        self._check((code, None) for code in CHECKS_ON_COUNTING if code in ACROSS)
        alone = f"({query('checks', 'numerator_missing')}) where source_sha256 in (from received)"
        self._run(f"insert into core.finding by name select 'numerator_missing' as code, * from {alone}")
        create_tables(self.connection, "core", ("issue",))

    def _sheets(self) -> None:
        self._tell()
        self._make(SHEETS)

    def _retain(self, levels: tuple[str, ...] = LEVELS) -> None:
        """What is retained, from the lowest level upwards: beside the slice, what was retained of all others."""
        self._like("core.retained")
        self._add("core.retained", "territory_code not in (from slice)")
        self._look(narrow=True)
        retain(self.connection, levels)
        self._look()

    def _make(self, tables: tuple[Sliced, ...]) -> None:
        """The rows of the slice of these tables, in this order; and whether they are those of the build before."""
        for sliced in tables:
            schema, _, name = sliced.table.partition(".")
            if sliced.narrow:
                self._look(narrow=True)
            listed = _listed(name) if schema == "marts" else "*"
            select = f"select {listed} from ({query(schema, name)}) where {sliced.key} in (from slice)"
            self._run(f"create table fresh.{sliced.table} as {select}")
            if sliced.narrow:
                self._look()
            if not sliced.watched or self._differs(sliced):
                self.moved.add(sliced.table)

    def write(self) -> None:
        """In the place of what was there: rows of the files received, then rows of the slice."""
        raw = [f"raw.{name}" for name in ("file", "cell", "header", "table_row", "finding", "receipt")]
        for table in (*raw, *(f"staging.{name}" for name in (*STAGING, "stated"))):
            if table not in self.empty:
                new = f"from fresh.{table} where source_sha256 in (from received)"
                self._run(f"insert into {self.base}.{table} by name {new}")
        for table in ("core.finding", "core.issue"):
            self._replace(table, "source_sha256", "slice_file")
        for table in ("core.counting", "core.reported", "core.retained"):
            self._replace_slice(table, "territory_code")
        for sliced in (*MEETINGS, *FIGURES, *SHEETS, ASSESSMENT):
            if sliced.table in self.moved:
                self._replace_slice(sliced.table, sliced.key)
        self._replace("marts.gap_part", "campaign", "fresh.gap.campaign")

    def _replace(self, table: str, key: str, of: str) -> None:
        self._run(f"delete from {self.base}.{table} where {key} in (from {of})")
        self._run(f"insert into {self.base}.{table} by name from fresh.{table} where {key} in (from {of})")

    def _replace_slice(self, table: str, key: str) -> None:
        """The same for the territories of the slice, in two thirds of the time: told one by one, they are no join."""
        for sql in (
            f"delete from {self.base}.{table} where list_contains($codes, {key})",
            f"insert into {self.base}.{table} by name from fresh.{table} where list_contains($codes, {key})",
        ):
            run(self.connection, sql, {"codes": self.codes})

    def _differs(self, sliced: Sliced) -> bool:
        def rows(database: str) -> str:
            of = f"{database}.{sliced.table} as row where {sliced.key} in (from slice)"
            return f"select count(*), sum(hash(row)::hugeint) from {of}"

        return run(self.connection, rows(self.base)).fetchall() != run(self.connection, rows("fresh")).fetchall()

    def refill(self) -> None:
        """The marts that are made again whole: what they rest on is now in its place."""
        plan_without(self.connection, COSTLY)
        self._run(f"set search_path = '{','.join(self._of_base())}'")
        self._schools()
        for name, watched in REFILLED.items():
            if not watched or self.moved & {*watched}:
                self._run(f"delete from marts.{name}")
                fill_marts(self.connection, (name,))

    def _schools(self) -> None:
        """A school closes the day that the last file received says; until then no report changes what is told of it."""
        last = "select max(received_at)::date from raw.receipt"
        before = f"{last} where source_sha256 not in (from fresh.main.received)"
        closing = f"select 1 from core.school_directory where closed_on > ({before}) and closed_on <= ({last}) limit 1"
        if run(self.connection, closing).fetchall():
            self.moved.add("marts.school")
            self._run("delete from marts.school")
            fill_marts(self.connection, ("school",))


_CHECKED_LATER = {*CHECKS_ON_STATED, *CHECKS_ON_COUNTING, *CHECKS_ON_SCHOOLS, *CHECKS_ON_SCHOOL_LINES}


def _say(connection: duckdb.DuckDBPyConnection, settings: Settings, since_whole: int) -> str | None:
    """What the build says of itself. Returns the manifest of its schools, that of the build before."""
    manifest = named_by(connection)
    run(connection, "drop table core.build")
    load(connection, "core.build", [build_row(connection, settings) | {"school_manifest": manifest}])
    run(connection, "delete from marts.build")
    run(connection, "insert into marts.build by name from core.build")
    run(connection, "update core.movement set since_whole = $since", {"since": since_whole + 1})
    return manifest
