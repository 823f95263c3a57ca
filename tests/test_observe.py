"""What an administrator sees: alive, ready, counted, logged; and nothing there that people typed or who they are."""

from __future__ import annotations

import json
import logging
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import browsing
import pytest
import streamlit.logger
import wire
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from reports import Report, copied, warehouse
from starlette.types import Scope

from dashboard.observe import logs, metrics, readiness
from dashboard.observe.requests import shown
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.store.audit_log import pseudonym, record
from pipelines.warehouse import worker

OPENMETRICS = "application/openmetrics-text; version=1.0.0"
TYPED = "prenom.nom@exemple.fr"


@pytest.fixture(scope="module")
def watched(demo_data: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server that logs as JSON, and the file its standard error goes to."""
    folder = tmp_path_factory.mktemp("watched")
    log = folder / "stderr"
    start = f"import sys; sys.stderr = open({str(log)!r}, 'w', buffering=1); from dashboard.serve import main; main()"
    command = [sys.executable, "-c", start]
    with browsing.serving(demo_data.data, folder, command=command, PILOTAGE_LOGS="json") as address:
        yield address, log


def ask(address: str, **headers: str) -> tuple[int, dict[str, str], str]:
    sent = urllib.request.Request(address, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(sent, timeout=30) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read().decode()


def samples(text: str) -> dict[tuple[str, ...], float]:
    """Name and labels → value; raises where the text is not OpenMetrics."""
    measures = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {(sample.name, *sample.labels.values()): sample.value for sample in measures}


def measured(address: str) -> dict[tuple[str, ...], float]:
    return samples(ask(f"{address}/metrics", accept=OPENMETRICS)[2])


def test_a_page_is_counted_timed_and_logged_without_what_was_typed(watched: tuple[str, Path]) -> None:
    address, log = watched
    before = measured(address)
    with wire.Session(address) as session:
        session.open("departement", territoire="DEPT-59", note=TYPED)
        assert measured(address)[("pilotage_open_websockets",)] == 1
    status, headers, _ = ask(f"{address}/departement?note={TYPED}", accept="text/html", X_Request_Id="une-demande-42")
    assert (status, headers["x-request-id"]) == (200, "une-demande-42")
    ask(f"{address}/{TYPED}/secret", accept="text/html")
    after = measured(address)
    rerun = ("pilotage_rerun_seconds_count",)
    assert after[rerun] > before[rerun]
    page = ("pilotage_requests_total", "page", "2xx")
    assert after[page] >= before.get(page, 0) + 1
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    mine = [line for line in lines if line["request_id"] == "une-demande-42"]
    assert [(line["event"], line["method"], line["path"], line["status"]) for line in mine] == [
        ("request", "GET", "/departement", 200)
    ]
    assert {"time", "level", "milliseconds"} <= set(mine[0])
    text = log.read_text(encoding="utf-8") + json.dumps(list(map(list, after)))
    assert "exemple.fr" not in text
    assert "secret" not in text
    assert "DEPT-59" not in text


def test_the_page_that_was_left_is_no_longer_counted(watched: tuple[str, Path]) -> None:
    end = time.monotonic() + 30
    while (sockets := measured(watched[0])[("pilotage_open_websockets",)]) and time.monotonic() < end:
        pass
    assert sockets == 0


def test_health_and_readiness_answer_anybody_in_a_few_words(watched: tuple[str, Path]) -> None:
    assert ask(f"{watched[0]}/sante")[::2] == (200, "ok")
    assert ask(f"{watched[0]}/pret")[::2] == (200, "prêt\n")


def test_the_state_of_the_data_is_measured(watched: tuple[str, Path], demo_data: Settings) -> None:
    measures = measured(watched[0])
    assert measures[("pilotage_receipts",)] == len(Archive(demo_data).receipts())
    assert measures[("pilotage_pending_receipts",)] == 0
    assert measures[("pilotage_warehouse_bytes",)] == demo_data.warehouse.stat().st_size
    assert measures[("pilotage_build_age_seconds",)] > 0


def scope(peer: str, **headers: str) -> Scope:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "client": (peer, 1), "headers": pairs}


@pytest.mark.parametrize(
    ("token", "peer", "headers", "status"),
    [
        ("", "127.0.0.1", {}, 200),
        ("", "::1", {}, 200),
        ("", "10.0.0.1", {}, 403),
        ("", "127.0.0.1", {"x_forwarded_for": "10.0.0.1"}, 403),
        ("", "127.0.0.1", {"forwarded": "for=10.0.0.1"}, 403),
        ("", "10.0.0.1", {"authorization": "Bearer "}, 403),
        ("un-jeton", "10.0.0.1", {"authorization": "Bearer un-jeton"}, 200),
        ("un-jeton", "10.0.0.1", {"authorization": "bearer un-jeton"}, 200),
        ("un-jeton", "10.0.0.1", {"authorization": "Bearer autre"}, 403),
        ("un-jeton", "10.0.0.1", {"authorization": "Basic un-jeton"}, 403),
        ("un-jeton", "127.0.0.1", {}, 403),
    ],
)
def test_metrics_are_for_this_machine_or_for_who_has_the_token(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, token: str, peer: str, headers: dict[str, str], status: int
) -> None:
    monkeypatch.setenv("PILOTAGE_METRICS_TOKEN", token)
    monkeypatch.setenv("PILOTAGE_DATA", str(tmp_path))
    answer = metrics.answer(scope(peer, **headers))
    assert answer.status_code == status
    assert (b"pilotage_receipts" in answer.body) == (status == 200)


def counted(name: str, *labels: str) -> float:
    pairs: dict[str, str] = dict(zip(("event", "ok"), labels, strict=False))
    return metrics.REGISTRY.get_sample_value(name, pairs) or 0.0


def test_what_is_journalled_is_counted(tmp_path: Path) -> None:
    where = Settings(tmp_path)
    before = counted("pilotage_events_total", "refusal", "false")
    record(where, "refusal", pseudonym(where, TYPED), outcome="no_access")
    assert counted("pilotage_events_total", "refusal", "false") == before + 1


def test_a_page_that_stops_or_starts_again_has_not_failed() -> None:
    class StopException(Exception):
        pass

    before = counted("pilotage_failed_reruns_total"), counted("pilotage_rerun_seconds_count")
    for failure in (StopException, ValueError):
        with pytest.raises(failure), metrics.rerun():
            raise failure
    after = counted("pilotage_failed_reruns_total"), counted("pilotage_rerun_seconds_count")
    assert (after[0] - before[0], after[1] - before[1]) == (1, 2)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A folder in order, built once: what is put out of order is a copy of it."""
    files = {"a.xlsx": Report("DEPT-59", rows={"O16-1": (1, 2)}).xlsx()}
    return warehouse(tmp_path_factory.mktemp("sound") / "data", files)


@pytest.fixture
def built(sound: Settings, tmp_path: Path) -> Settings:
    return copied(sound, tmp_path / "data")


def test_a_folder_in_order_is_ready_and_an_empty_one_too(built: Settings, tmp_path: Path) -> None:
    assert readiness.faults(built) == []
    assert readiness.faults(Settings(tmp_path / "nothing")) == []


def test_a_warehouse_that_does_not_read_is_told(built: Settings) -> None:
    file = built.warehouse.resolve()
    file.unlink()
    file.write_bytes(b"no warehouse" * 1000)
    assert "entrepôt" in readiness.faults(built)


def test_a_full_disk_is_told(built: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    free = type("Usage", (), {"free": readiness.ROOM - 1})
    monkeypatch.setattr(readiness.shutil, "disk_usage", lambda _path: free)
    assert readiness.faults(built) == ["disque"]


def test_a_silent_builder_is_told(built: Settings) -> None:
    now = time.time()
    for at, faults in ((now, []), (now - 2 * worker.BEAT, ["constructeur"])):
        worker._say(built, worker.Status("building", at, at))
        assert readiness.faults(built) == faults


def test_a_deposit_that_nobody_takes_is_told(built: Settings) -> None:
    Archive(built).receive([("b.xlsx", b"waiting")])
    assert readiness.faults(built) == ["constructeur"]


@pytest.mark.skipif(sys.platform == "win32", reason="sous Windows, les droits sur un fichier se disent autrement")
def test_a_key_that_others_may_read_is_told(built: Settings) -> None:
    pseudonym(built, "a")
    assert readiness.faults(built) == []
    next(built.secrets.glob("*.key")).chmod(0o644)
    assert readiness.faults(built) == ["clés"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", ("/", "page")),
        ("/departement", ("/departement", "page")),
        ("/telecharger/0123456789abcdef/fiche DEPT-59.pdf", ("/telecharger", "telechargement")),
        ("/_stcore/upload_file/session/name", ("/_stcore/upload_file", "depot")),
        ("/_stcore/stream", ("/_stcore/stream", "streamlit")),
        (f"/{TYPED}", ("autre", "autre")),
        ("/departement/DEPT-59", ("autre", "autre")),
    ],
)
def test_an_address_is_said_without_what_it_holds(path: str, words: tuple[str, str]) -> None:
    assert shown(path) == words


def written(formatter: logging.Formatter, name: str, message: str, *values: Any, failing: bool = False) -> str:
    error: Any = None
    if failing:
        try:
            raise ValueError(f"« {TYPED} »")
        except ValueError:
            error = sys.exc_info()
    return formatter.format(logging.LogRecord(name, logging.ERROR, "file", 1, message, values, error))


@pytest.mark.parametrize("formatter", [logs.Json(), logs.French()])
def test_an_error_is_logged_by_its_kind_and_places_alone(formatter: logging.Formatter) -> None:
    text = written(formatter, "dashboard", "Une page a échoué.", failing=True)
    assert "exemple.fr" not in text
    for part in ("Une page a échoué.", "ValueError", "test_observe.py"):
        assert part in text
    assert "exemple.fr" not in written(formatter, "streamlit.web", "No page for %s", TYPED)
    assert "42" in written(formatter, "dashboard", "Incident %s", 42)


def test_every_library_speaks_through_our_handler(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root, handlers = logging.getLogger(), logging.getLogger().handlers[:]
    monkeypatch.setattr(streamlit.logger, "setup_formatter", streamlit.logger.setup_formatter)
    monkeypatch.setenv("PILOTAGE_LOGS", "json")
    try:
        logs.configure()
        for name in ("streamlit.known", "uvicorn.error", "dashboard"):
            logger = streamlit.logger.get_logger(name) if name != "dashboard" else logging.getLogger(name)
            logger.error("words")
        lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    finally:
        root.handlers = handlers
    assert [(line["logger"], line["message"], line["level"]) for line in lines] == [
        ("streamlit.known", "words", "error"),
        ("uvicorn.error", "words", "error"),
        ("dashboard", "words", "error"),
    ]
