"""The log of changes between two publications: what moved, before, after, and why, from what both of them show.

Nothing else enters it: it is made of the tables that leave, so that it can tell nothing that they do not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from indicators.territories import NATIONAL
from indicators.toml_file import toml_beside
from indicators.typography import Unit, day, figure, percent, signed, typeset
from indicators.words import words
from pipelines.errors import Unreadable
from pipelines.facts.comparison.decomposition import EFFECTS, both, effects, shown
from pipelines.outputs.open_data.earlier import Folder, folder_of
from pipelines.outputs.open_data.files import plain_csv, table_schema
from pipelines.outputs.open_data.tables import Column, Table
from pipelines.queries import query

Row = dict[str, Any]
Rows = Mapping[str, pa.Table]
ORDER = ("strategy", "axis", "objective", "value")
DUST = 1e-9  # less is no movement
NAME = "changements"
ARROW = {"string": pa.string(), "number": pa.float64()}


@dataclass(frozen=True)
class Publication:
    """One side: what tells it apart, the day of its figures, and its tables."""

    version: str
    built_on: str
    tables: Rows


@dataclass(frozen=True)
class Changes:
    """The two files of the log."""

    files: dict[str, bytes]

    def resource(self) -> dict[str, Any]:
        """The table as the package of data describes it."""
        properties = {
            "title": _wording()["title"],
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "format": "csv",
        }
        return {"name": NAME, "path": _wording()["table"], **properties, "schema": table_schema(_table([]))}


def changes(
    folder: Path, others: Sequence[Path], tables: Iterable[Table], facts: Row, indicators: Sequence[Row]
) -> Changes:
    """What moved since the publication that stands in `folder`, else in the last of `others` that can be read; and
    what its own log told before it. `indicators` are the rows of the catalogue, for their units and stages."""
    now = Publication(
        facts["content_digest"][:12], day(facts["built_at"]), {table.name: table.rows for table in tables}
    )
    sections, lines = _own_log(folder)
    try:
        old = next((publication for path in (folder, *reversed(others)) if (publication := folder_of(path))), None)
        if old and old.version != now.version:
            before = Publication(old.version, _day(old), old.tables)
            campaigns = (_last_campaign(before.tables), _last_campaign(now.tables))
            rows = _moved(before, now, campaigns) if all(campaigns) else []
            sections = (
                _section(
                    before, now, campaigns, rows, {indicator["indicator_id"]: indicator for indicator in indicators}
                )
                + sections
            )
            lines = _lines(rows) + lines
    except Unreadable:
        sections = typeset(f"{_wording()['unreadable']}\n\n") + sections
    return Changes(
        {_wording()["file"]: _page(sections).encode("utf-8"), _wording()["table"]: _lines([], header=True) + lines}
    )


def _wording() -> dict[str, Any]:
    return toml_beside(__file__, "changes.toml")


def _day(old: Folder) -> str:
    return day(datetime.fromisoformat(old.created))


def _own_log(folder: Path) -> tuple[str, bytes]:
    """What the log of the folder told already: its sections, and its lines where they have these columns."""
    page, table = folder / _wording()["file"], folder / _wording()["table"]
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    content = table.read_bytes() if table.is_file() else b""
    header = _lines([], header=True)
    start = text.find("\n## ")
    return text[start + 1 :] if start >= 0 else "", content.removeprefix(header) if content.startswith(header) else b""


def _last_campaign(tables: Rows) -> str | None:
    with duckdb.connect() as connection:
        connection.register("indicator_progress", tables["indicator_progress"])
        row = connection.execute(query("publish", "changed_campaign")).fetchone()
    return row[0] if row else None


def _moved(before: Publication, now: Publication, campaigns: tuple[str | None, str | None]) -> list[Row]:
    """Each figure that both show and that moved: with its causes, unless a masked figure stands under it."""
    first, last = str(campaigns[0]), str(campaigns[1])
    states = [_state(publication.tables) for publication in (before, now)]
    tables = {name: both(states[0][name], states[1][name]) for name in states[0]}
    territory = now.tables["territory"]
    masked = _masked(before.tables, {first}) | _masked(now.tables, {first, last})
    beneath = _with_above(masked, territory)
    holds = _held(now.tables["indicator"])
    named, places = _named(now.tables), _places(territory)
    moved = []
    for row in effects({**tables, "territory": territory}, first, last):
        figures_behind = {(row["territory_code"], indicator) for indicator in holds.get((row["kind"], row["id"]), ())}
        if figures_behind and abs(row["movement"]) > DUST and not figures_behind & masked:
            causes = {effect: None if figures_behind & beneath else row[effect] for effect in EFFECTS}
            place, thing = named[row["kind"], row["id"]]
            moved.append(
                row
                | causes
                | {"sides": (before.version, now.version, first, last), "place": place, "title": thing["title"]}
                | {"unit": thing.get("unit", "points"), "called": _called(row, thing)}
                | places[row["territory_code"]]
            )
    return sorted(moved, key=lambda row: (ORDER.index(row["kind"]), row["place"], row["territory_place"]))


def _state(tables: Rows) -> dict[str, pa.Table]:
    """What the decomposition reads, from the tables of a publication."""
    with duckdb.connect() as connection:
        for name in ("indicator_progress", "report"):
            connection.register(name, tables[name])
        queries = {"figure": "changed_figure", "agreed": "changed_target"}
        read = {name: connection.sql(query("publish", file)).to_arrow_table() for name, file in queries.items()}
    return read | {"indicator": tables["indicator"]}


def _masked(tables: Rows, campaigns: set[str]) -> set[tuple[str, str]]:
    """Territory and indicator of what is masked in these campaigns."""
    rows = tables["indicator_progress"].select(["campaign", "territory_code", "indicator_id", "masked"])
    return {
        (row["territory_code"], row["indicator_id"])
        for row in rows.to_pylist()
        if row["masked"] and row["campaign"] in campaigns
    }


def _with_above(masked: set[tuple[str, str]], territory: pa.Table) -> set[tuple[str, str]]:
    """The same, and the territories that hold them, which are their sums."""
    parents = dict(zip(*(territory[name].to_pylist() for name in ("territory_code", "parent_code")), strict=True))
    figures = set(masked)
    for code, indicator in masked:
        while code := parents.get(code):
            figures.add((code, indicator))
    return figures


def _held(indicator: pa.Table) -> dict[tuple[str, str], set[str]]:
    """The indicators behind each figure."""
    indicators: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in indicator.select(["indicator_id", "objective_id", "axis_id"]).to_pylist():
        code = row["indicator_id"]
        figures = [("strategy", ""), ("axis", row["axis_id"]), ("objective", row["objective_id"]), ("value", code)]
        for kind, identity in figures:
            indicators[kind, str(identity)].add(code)
    return indicators


def _called(row: Row, thing: Row) -> str:
    form = _wording()["named"].get(row["kind"], "{title}")
    return form.format(id=row["id"], title=thing["title"])


def _places(territory: pa.Table) -> dict[str, Row]:
    """The name, level and place in its list of each territory."""
    return {
        row["territory_code"]: {"territory": row["name"], "level": row["level"], "territory_place": place}
        for place, row in enumerate(territory.to_pylist())
    }


def _named(tables: Rows) -> dict[tuple[str, str], tuple[int, Row]]:
    """Every figure by its kind and identity: its place in its list, and its row."""
    figures: dict[tuple[str, str], tuple[int, Row]] = {("strategy", ""): (0, {"title": _wording()["strategy"]})}
    for kind, name in (("axis", "axis"), ("objective", "objective"), ("value", "indicator")):
        for place, row in enumerate(tables[name].to_pylist()):
            figures[kind, str(row[f"{name}_id"])] = (place, row)
    return figures


def _lines(rows: Sequence[Row], header: bool = False) -> bytes:
    """The rows as lines of the table; its header alone."""
    content = plain_csv(_table(rows))
    end = content.index(b"\r\n") + 2
    return content[:end] if header else content[end:]


def _table(rows: Sequence[Row]) -> Table:
    columns = tuple(
        Column(column["name"], column.get("type", "string"), typeset(column["description"]), column["name"])
        for column in _wording()["column"]
    )
    cells = [dict(zip((column.name for column in columns), _cells(row), strict=True)) for row in rows]
    schema = pa.schema([(column.name, ARROW[column.type]) for column in columns])
    return Table(NAME, _wording()["title"], (), columns, pa.Table.from_pylist(cells, schema=schema))


def _cells(row: Row) -> Iterator[Any]:
    yield from row["sides"]
    yield from (row["territory_code"], row["territory"], words()["level"][row["level"]])
    yield from (_wording()["kind"][row["kind"]], row["id"], row["title"], row["unit"])
    for name in ("before", "after", "movement", *EFFECTS):
        yield None if row[name] is None else round(row[name], 9)


def _page(sections: str) -> str:
    head = f"# {_wording()['title']}\n\n{_wording()['introduction'].strip().format(table=_wording()['table'])}\n\n"
    return typeset(head) + (sections or typeset(_wording()["first"]) + "\n")


def _section(
    before: Publication,
    now: Publication,
    campaigns: tuple[str | None, str | None],
    rows: list[Row],
    units: Mapping[str, Row],
) -> str:
    """What moved between two publications: the figures of France, then how many territories of each level moved."""
    wording = _wording()
    sides = {"before": before.built_on, "after": now.built_on}
    head = wording["section"].format(**sides, version_before=before.version, version_after=now.version)
    years = wording["one_campaign" if campaigns[0] == campaigns[1] else "campaigns"]
    parts = [f"## {head}", years.format(before=campaigns[0], after=campaigns[1])]
    nation = [row for row in rows if row["territory_code"] == NATIONAL]
    if nation:
        parts += [f"### {wording['nation']}", _nation(nation, units)]
        parts += [wording["not_split"]] if any(row[EFFECTS[0]] is None for row in nation) else []
    if len(rows) > len(nation):
        parts += [f"### {wording['below']}", _below(rows)]
    return typeset("\n\n".join(parts if rows else [*parts, wording["nothing"]])) + "\n\n"


def _nation(rows: list[Row], units: Mapping[str, Row]) -> str:
    wording = _wording()
    headers = [wording["figure"], wording["before"], wording["after"], wording["movement"]]
    lines = [_cells_of_line(row, units) for row in rows]
    return _grid([*headers, *(words()["effect"][effect] for effect in EFFECTS)], lines)


def _cells_of_line(row: Row, units: Mapping[str, Row]) -> list[str]:
    indicator = units.get(row["id"]) if row["kind"] == "value" else None
    sides = [figure(row[side], Unit.of(indicator)) if indicator else percent(row[side]) for side in ("before", "after")]
    if row[EFFECTS[0]] is None:
        return [row["called"], *sides, signed(row["movement"]), *("–" for _ in EFFECTS)]
    written = shown(row)
    return [row["called"], *sides, *(signed(written[effect]) for effect in ("movement", *EFFECTS))]


def _below(rows: list[Row]) -> str:
    """For each figure and level, how many territories went up and down."""
    wording, levels = _wording(), words()["levels"]
    counted: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        counted[row["called"], row["level"]][row["movement"] < 0] += 1
    lines = [
        [called, *(_ups_and_downs(counted.get((called, level))) for level in levels)]
        for called in dict.fromkeys(row["called"] for row in rows if row["level"] in levels)
    ]
    return _grid([wording["figure"], *(name.capitalize() for name in levels.values())], lines)


def _ups_and_downs(counts: list[int] | None) -> str:
    ways = words()["trend"]
    return ", ".join(f"{count} {ways[way]}" for count, way in zip(counts or [], ("up", "down"), strict=False) if count)


def _grid(headers: list[str], lines: list[list[str]]) -> str:
    """A table of Markdown; a bar in a title is no limit of a cell."""
    rows = [headers, ["---", *("---:" for _ in headers[1:])], *lines]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)
