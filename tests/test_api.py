"""The door for programs: it gives what the marts hold, to each what pages show him, and says what does not exist."""

from __future__ import annotations

import hashlib
import io
import json
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from books import load_workbook
from fastapi.openapi.models import OpenAPI
from jsonschema import Draft202012Validator
from reports import apart as as_is
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.api import answers, routes, sources
from dashboard.api.description import name_of
from dashboard.components.html import prose
from dashboard.identity.configuration import Configuration
from dashboard.identity.current import Identity
from dashboard.identity.middleware import Gate
from dashboard.identity.request_context import Door
from dashboard.observe.requests import shown
from indicators.territories import territories
from pipelines.access import sessions
from pipelines.access.rights import EVERYTHING, Grant, Rights
from pipelines.access.table import grant
from pipelines.outputs.open_data.files import french_csv, json_bytes, parquet, plain_csv, table_schema
from pipelines.outputs.open_data.served import CHECKSUMS, keep_files, last_publication
from pipelines.outputs.open_data.tables import Column, Table
from pipelines.settings import Settings
from pipelines.store import audit_log
from pipelines.warehouse.builds import mart, read
from pipelines.warehouse.mart_columns import marts

TABLES, YEAR = "/api/v1/tables", "2025-2026"
SECRET = "un-secret-de-portail-assez-long-pour-etre-cru"
HERE = Identity("console:essai", "0" * 20, EVERYTHING, None)
Response = Any  # that of the client of Starlette, which brings its own
Get = Callable[..., Response]


def somebody(*grants: Grant, comparisons: Any = "médianes") -> Identity:
    return Identity("a@exemple.fr", "a" * 20, Rights(grants, comparisons), "session-a")


@pytest.fixture
def get(apart: Settings, monkeypatch: pytest.MonkeyPatch) -> Get:
    """Asks for an address, below /api/v1 where it names nothing else, as somebody or as who sits at this machine."""
    monkeypatch.setenv("PILOTAGE_DATA", str(apart.data))
    client = TestClient(Starlette(routes=routes.routes()))

    def ask(address: str, who: Identity | None = HERE, method: str = "GET", **headers: str) -> Response:
        monkeypatch.setattr(routes, "identity_of", lambda request: who)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.request(method, address if address.startswith("/api") else f"{TABLES}/{address}", headers=named)

    return ask


def as_written(table: pa.Table) -> list[dict[str, Any]]:
    """The rows of a mart as JSON holds them, in the order of all their cells."""
    rows = [json.loads(json.dumps(row, default=lambda day: day.isoformat())) for row in table.to_pylist()]
    return in_order(rows)


def in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))


@pytest.mark.parametrize("name", ["axis_progress", "indicator", "meeting", "campaign", "build"])
def test_json_is_the_mart(get: Get, apart: Settings, name: str) -> None:
    body = get(name).json()
    assert in_order(body["lignes"]) == as_written(mart(apart, name))
    assert (body["total"], body["suivant"]) == (len(body["lignes"]), None)


def test_csv_opens_in_pandas(get: Get, apart: Settings) -> None:
    plain = pd.read_csv(io.BytesIO(get("axis_progress?format=csv").content))
    french = pd.read_csv(io.BytesIO(get("axis_progress?format=csv-fr").content), sep=";", decimal=",")
    table = mart(apart, "axis_progress").sort_by([(name, "ascending") for name in marts()["axis_progress"].key])
    assert plain["territory_code"].tolist() == table["territory_code"].to_pylist()
    progress = [-1 if figure is None else figure for figure in table["progress"].to_pylist()]
    assert plain["progress"].fillna(-1).tolist() == progress
    assert french["Avancement"].fillna(-1).tolist() == progress


def test_parquet_opens_in_duckdb(get: Get, apart: Settings, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(get(f"indicator_progress?campagne={YEAR}&format=parquet").content)
    with duckdb.connect() as connection:
        connection.register("mart", mart(apart, "indicator_progress"))
        served, wanted = f"from '{path}'", f"from mart where campaign = '{YEAR}'"
        differing = connection.sql(f"(({served}) except ({wanted})) union all (({wanted}) except ({served}))")
        assert differing.fetchall() == []
        [[rows]] = connection.sql(f"select count(*) {served}").fetchall()
        assert rows > 6000


def test_a_workbook_and_all_the_tables_at_once(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = load_workbook(io.BytesIO(get("axis?format=xlsx").content))["axis"]
    assert sheet.max_row == 5
    few = {name: table for name, table in marts().items() if name in ("axis", "objective", "indicator")}
    monkeypatch.setattr(sources, "marts", lambda: few)  # all of them take seconds, and are written alike
    package = get("/api/v1/tables.zip?format=csv")
    with zipfile.ZipFile(io.BytesIO(package.content)) as archive:
        described = json.loads(archive.read("datapackage.json"))
        for resource in described["resources"]:
            header = archive.read(resource["path"]).decode().splitlines()[0].split(",")
            assert header == [field["name"] for field in resource["schema"]["fields"]]
    assert len(described["resources"]) == 3
    assert "demonstration_" in package.headers["content-disposition"]


def test_text_that_a_spreadsheet_would_compute_stays_text() -> None:
    rows = pa.table({"a": ["=1+1", "-2", None], "b": [["x", "y"], [], None]})
    columns = (Column("a", "string", "", "A"), Column("b", "string", "", "A"))
    table = Table("essai", "Essai", (), columns, rows)
    plain = answers.plain(table)
    assert plain.rows.to_pydict() == {"a": ["'=1+1", "'-2", None], "b": ["x|y", "", None]}
    assert french_csv(answers.headed(plain)).decode("utf-8-sig").splitlines()[0] == "A (a);A (b)"
    assert answers.plain(table, guarded=False).rows["a"].to_pylist() == ["=1+1", "-2", None]


CODES = [place.code for place in territories()]
LEFT = ("detailed", "followed")


@pytest.mark.parametrize(
    "grants",
    [
        (Grant("region", "REG-32"),),
        (Grant("department", "DEPT-59"),),
        (Grant("reader", "REG-76"),),
    ],
    ids=["région", "département", "lecture"],
)
def test_each_gets_the_rows_of_his_own_scope(get: Get, grants: tuple[Grant, ...]) -> None:
    who = somebody(*grants)
    own = who.rights.followed | who.rights.above
    several = 0
    for name, table in marts().items():
        if "territory_code" not in {column.name for column in table.columns}:
            continue
        answer = get(f"{name}?limite={answers.MOST}&format=parquet", who)
        assert answer.status_code == 200, answer.text
        codes = set(pd.read_parquet(io.BytesIO(answer.content), columns=["territory_code"])["territory_code"])
        written = name in ("action", "assessment", "meeting", "agreement", "report")  # what committees write freely
        assert codes <= (who.rights.detailed if written else own), name
        several += bool(codes)
    assert several > 5
    other = next(code for code in CODES if code not in own and code.startswith("REG"))
    refused = get(f"objective_progress?territoire={other}", who)
    assert (refused.status_code, other in refused.json()["detail"].partition("Existent")[2]) == (404, False)


def test_the_pupils_of_one_school_are_given_to_nobody(get: Get, apart: Settings) -> None:
    counted = read(apart, "select count(*) as rows from marts.provenance where confidential and numerator is not null")
    assert counted.to_pylist()[0]["rows"] > 100
    provenance: Any = pd.read_parquet(io.BytesIO(get("provenance?format=parquet").content))
    alone = provenance[provenance["confidential"].fillna(False).astype(bool)]
    assert len(alone) > 100
    hidden = ["numerator", "denominator", "value_read_numerator", "value_read_denominator", "cell", "row_number"]
    assert alone[hidden].isna().all().all()
    assert provenance.drop(alone.index)["numerator"].notna().any()


def test_what_has_not_changed_is_not_sent_again(get: Get) -> None:
    first = get("axis")
    again = get("axis", if_none_match=first.headers["etag"])
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    others = [
        get("axis?format=csv"),
        get("axis?limite=2"),
        get("objective"),
        get("axis", somebody(Grant("region", "REG-32"))),
    ]
    assert all(response.status_code == 200 for response in others)
    assert len({first.headers["etag"], *(response.headers["etag"] for response in others)}) == 5


def test_a_long_table_is_read_in_pieces_and_never_cut_in_silence(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MOST", 100)
    refused = get("objective_progress")
    assert (refused.status_code, "limite" in refused.json()["detail"]) == (413, True)
    address: str | None = f"axis_progress?campagne={YEAR}&limite=170"
    rows: list[dict[str, Any]] = []
    piece: Any = None
    while address:
        piece = get(address)
        rows += piece.json()["lignes"]
        link = piece.headers.get("link", "")
        address = link.partition(">")[0].lstrip("<") or None
    assert (
        len(rows)
        == int(piece.headers["x-total-count"])
        == len({(row["territory_code"], row["axis_id"]) for row in rows})
    )


@pytest.mark.parametrize(
    ("address", "status", "phrase"),
    [
        ("figures", 404, "objective_progress"),
        ("action?territoire=REG-99", 404, "REG-76"),
        ("action?objectif=99", 404, "16"),
        ("indicator_progress?indicateur=O4", 404, "O04-1"),
        ("axis_progress?campagne=2031-2032", 404, "2025-2026"),
        ("axis?edition=novembre", 404, "Il n'en existe pas encore"),
        ("axis?territoire=REG-76", 422, "elle ne se filtre pas"),
        ("school?campagne=2025-2026", 422, "« territoire »"),
        ("axis?teritoire=REG-76", 422, "territoire, objectif"),
        ("axis?format=xls", 422, "json, csv, csv-fr, parquet ou xlsx"),
        ("axis?limite=0", 422, "de 1 à"),
        ("axis?depuis=-1", 422, "à partir de 0"),
        ("axis?objectif=quatre", 422, "le numéro d'un objectif"),
        ("axis?format=csv&format=json", 422, "plusieurs fois"),
        ("/api/v1/rien", 404, "/api/v1/tables/{table}"),
        ("/api/v1/ouvertes/territory", 404, "pilotage publish"),
        ("/api/v1/ouvertes/fichiers/datapackage.json", 404, "pilotage publish"),
    ],
)
def test_what_does_not_exist_is_said_with_what_does(get: Get, address: str, status: int, phrase: str) -> None:
    answer = get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert phrase in answer.json()["detail"].replace("\u202f", " ").replace("\u00a0", " ")
    assert answer.json()["status"] == status


def test_nothing_is_written_by_this_door(get: Get) -> None:
    for address in ("/api/v1/", "axis", "/api/v1/ouvertes/territory", "/api/v1/tables.zip", "/api/v1/openapi.json"):
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            answer = get(address, method=method)
            assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json"), address
    assert get("axis", method="HEAD").content == b""
    application = routes.application()
    assert {method for route in application.routes for method in getattr(route, "methods", ())} == {"GET", "HEAD"}


def test_every_table_is_given_and_described_as_it_is(get: Get, apart: Settings) -> None:
    document, listed = get("/api/v1/openapi.json").json(), get("/api/v1/").json()["calcul"]["tables"]
    OpenAPI.model_validate(document)
    assert {operation for path in document["paths"].values() for operation in path} == {"get"}
    assert [table["nom"] for table in listed] == list(marts())
    for table in listed:
        schema = document["components"]["schemas"][name_of(table["nom"])]
        Draft202012Validator.check_schema(schema)
        assert list(schema["properties"]) == [column.name for column in marts()[table["nom"]].columns]
        body = get(f"{table['adresse']}?limite=2").json()
        assert body["total"] == mart(apart, table["nom"]).num_rows
        assert len(body["lignes"]) == min(2, body["total"])
        for row in body["lignes"]:
            Draft202012Validator(schema).validate(row)


def test_answers_and_refusals_are_as_described(get: Get) -> None:
    described = {"components": get("/api/v1/openapi.json").json()["components"]}
    for address, schema in (("axis", "Reponse"), ("rien", "Probleme")):
        Draft202012Validator({**described, "$ref": f"#/components/schemas/{schema}"}).validate(get(address).json())


def test_invented_figures_say_so_in_every_form(get: Get) -> None:
    body = get("axis").json()
    assert body["demonstration"]
    assert "inventés" in body["avertissement"]
    for form in ("csv", "csv-fr", "parquet", "xlsx"):
        answer = get(f"axis?format={form}")
        assert answer.headers["x-demonstration"] == "oui"
        assert answer.headers["content-disposition"].startswith('attachment; filename="demonstration_axis')


def test_what_leaves_within_rights_is_in_the_audit_log(get: Get, apart: Settings) -> None:
    def lines() -> list[dict[str, Any]]:
        written = [path.read_text(encoding="utf-8").splitlines() for path in audit_log.files(apart)]
        return [json.loads(line) for file_lines in written for line in file_lines]

    before, who = len(lines()), somebody(Grant("reader", "REG-76"))
    answer = get("axis", who)
    assert get("axis", who, if_none_match=answer.headers["etag"]).status_code == 304
    [added] = lines()[before:]
    assert (added["event"], added["who"], added["scope"], added["table"]) == (
        "export",
        "a" * 20,
        "reader:REG-76",
        "axis",
    )


def test_text_is_sent_small_to_who_reads_it_so(get: Get) -> None:
    answer = get("axis_progress?limite=100", accept_encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) * 3 < len(answer.content)
    assert "content-encoding" not in get("axis_progress?format=parquet", accept_encoding="gzip").headers


def test_the_log_of_requests_says_a_program_and_no_table() -> None:
    assert shown("/api/v1/tables/action") == ("/api", "programme")


PUBLISHED = ("territory", "indicator", "objective", "axis", "axis_progress")


@pytest.fixture(scope="module")
def published(apart: Settings) -> dict[str, bytes]:
    """What a publication of a few tables leaves: test_publish.py holds that of all of them."""
    files: dict[str, bytes] = {}
    resources = []
    for name in PUBLISHED:
        definition = marts()[name]
        table = Table(name, definition.title.fr, definition.key, sources.columns_of(name), mart(apart, name))
        table = answers.plain(table, guarded=False)
        files |= {f"csv/{name}.csv": plain_csv(table), f"parquet/{name}.parquet": parquet(table)}
        path = {"name": name, "path": f"csv/{name}.csv", "title": table.title}
        resources.append(path | {"schema": table_schema(table)})
    files["datapackage.json"] = json_bytes({"resources": resources})
    sums = (f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return files | {CHECKSUMS: "".join(sums).encode()}


class Visited:
    """The door behind the gate of a server that is open to people of a portal."""

    def __init__(self, where: Settings, clock: Callable[[], float]) -> None:
        configuration = Configuration("header", "http://testserver", proxy_secret=SECRET)
        self.where, self.clock = where, clock
        self.client = TestClient(Gate(Starlette(routes=routes.routes()), Door(configuration, where, clock)))

    def get(self, address: str, account: str | None = None) -> Response:
        headers = {}
        if account:
            token = sessions.open_session(self.where, account, now=self.clock())
            headers = {"cookie": f"pilotage={token}", "X-Remote-User": account, "X-Pilotage-Proxy": SECRET}
        return self.client.get(f"/api/v1/{address}", headers=headers)


@pytest.fixture
def gate(apart: Settings, published: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Visited:
    own = as_is(apart, tmp_path)
    keep_files(own, published)
    for name, value in {"DATA": own.data, "IDENTITY": "header", "PROXY_SECRET": SECRET}.items():
        monkeypatch.setenv(f"PILOTAGE_{name}", str(value))
    monkeypatch.setenv("PILOTAGE_PUBLIC_URL", "http://testserver")
    return Visited(own, time.time)


def test_nobody_reads_without_signing_in(gate: Visited) -> None:
    for address in ("", "openapi.json", "tables/territory", "tables.zip", "ouvertes/territory"):
        answer = gate.get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json"), address
        assert "PILOTAGE_OPEN_DOOR" in answer.json()["detail"]


def test_what_was_published_is_for_all_where_the_door_is_open(gate: Visited, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTAGE_OPEN_DOOR", "on")
    index = gate.get("").json()
    assert (index["calcul"], index["editions"]) == (None, [])
    assert [table["nom"] for table in index["ouvertes"]["tables"]] == list(PUBLISHED)
    last = last_publication(gate.where)
    assert last
    for name in ("territory", "indicator"):
        body = gate.get(f"ouvertes/{name}").json()
        assert in_order(body["lignes"]) == as_written(last.rows(name))
    few = gate.get(f"ouvertes/axis_progress?territoire=REG-76&campagne={YEAR}").json()
    assert [row["axis_id"] for row in few["lignes"]] == [1, 2, 3, 4]
    for closed in ("tables/territory", "tables.zip", "ouvertes/../tables/territory", "tables/territory?edition=x"):
        assert gate.get(closed).status_code == 401, closed


def test_an_account_gets_its_own_and_one_that_has_none_nothing(gate: Visited) -> None:
    grant(gate.where, "nord@exemple.fr", "department", "DEPT-59", "console:essai")
    body = gate.get("tables/report", "nord@exemple.fr").json()
    assert {row["territory_code"] for row in body["lignes"]} == {"DEPT-59"}
    assert gate.get("tables/report", "personne@exemple.fr").status_code == 403


def test_a_program_that_asks_without_end_waits(gate: Visited, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.identity.middleware._ANSWERS_A_MINUTE", 3)
    monkeypatch.setenv("PILOTAGE_OPEN_DOOR", "on")
    grant(gate.where, "nord@exemple.fr", "department", "DEPT-59", "console:essai")
    for account in (None, "nord@exemple.fr"):
        statuses = [gate.get("ouvertes/axis", account).status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429], account
    answer = gate.get("ouvertes/axis")
    assert (answer.headers["retry-after"], answer.headers["content-type"]) == ("60", "application/problem+json")


def test_published_files_are_given_byte_for_byte(
    gate: Visited, monkeypatch: pytest.MonkeyPatch, published: dict[str, bytes]
) -> None:
    monkeypatch.setenv("PILOTAGE_OPEN_DOOR", "on")
    for name, content in published.items():
        answer = gate.get(f"ouvertes/fichiers/{name}")
        assert answer.content == content
        assert gate.client.get(answer.request.url, headers={"if-none-match": answer.headers["etag"]}).status_code == 304
    with zipfile.ZipFile(io.BytesIO(gate.get("ouvertes/fichiers/donnees-ouvertes.zip").content)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == published
    assert gate.get("ouvertes/fichiers/%2e%2e/access/access.csv").status_code == 404
    last = last_publication(gate.where)
    assert last
    (last.folder / "csv" / "territory.csv").write_bytes(b"autre chose")
    altered = gate.get("ouvertes/fichiers/csv/territory.csv")
    assert (altered.status_code, "pilotage publish" in altered.json()["detail"]) == (503, True)


def test_the_last_two_publications_are_kept(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    for number in (1, 2, 3):
        files = {"datapackage.json": b'{"resources": []}', CHECKSUMS: f"{number}  datapackage.json\n".encode()}
        keep_files(settings, files, datetime(2026, 11, number, tzinfo=UTC))
    last = last_publication(settings)
    assert last
    assert (last.sums, last.published_at.day) == ({"datapackage.json": "3"}, 3)
    assert len(list(settings.open_data.iterdir())) == 2
    assert last_publication(replace(settings, data=tmp_path / "none")) is None


def test_the_example_of_the_page_runs(get: Get, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    example = prose.read("datasets")["programs"]["python"].format(server="", campaign=YEAR, open="tables")
    reads = pd.read_parquet
    monkeypatch.setattr(pd, "read_parquet", lambda address: reads(io.BytesIO(get(address).content)))
    exec(example, {})
    assert "on_track" in capsys.readouterr().out
