"""What is counted, for who watches the server (OpenMetrics): numbers alone, never an account nor a territory."""

from __future__ import annotations

import hmac
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Scope

from dashboard.identity.configuration import loopback
from pipelines.errors import NoWarehouse
from pipelines.settings import Settings, options, settings
from pipelines.store import audit_log
from pipelines.store.archive import Archive
from pipelines.warehouse import worker
from pipelines.warehouse.builds import current_build

ROUTE = "/metrics"
_THROUGH_A_PROXY = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

REGISTRY = CollectorRegistry(auto_describe=False)
REQUESTS = Counter(
    "pilotage_requests", "Requêtes auxquelles ce processus a répondu", ["route", "status"], registry=REGISTRY
)
ANSWERING = Histogram("pilotage_request_seconds", "Durée des réponses", ["route"], buckets=_SECONDS, registry=REGISTRY)
RERUNS = Histogram("pilotage_rerun_seconds", "Durée des exécutions d'une page", buckets=_SECONDS, registry=REGISTRY)
FAILED_RERUNS = Counter("pilotage_failed_reruns", "Exécutions de page interrompues par une erreur", registry=REGISTRY)
WEBSOCKETS = Gauge("pilotage_open_websockets", "Pages ouvertes dans ce processus", registry=REGISTRY)
EVENTS = Counter(
    "pilotage_events",
    "Faits journalisés par ce processus : connexions, refus, dépôts…",
    ["event", "ok"],
    registry=REGISTRY,
)


@contextmanager
def rerun() -> Iterator[None]:
    """Times one run of a page. What Streamlit raises to stop or start again is no failure."""
    begun = time.perf_counter()
    try:
        yield
    except Exception as failure:
        if type(failure).__name__ not in ("RerunException", "StopException"):
            FAILED_RERUNS.inc()
        raise
    finally:
        RERUNS.observe(time.perf_counter() - begun)


def _count(event: str, outcome: str) -> None:
    EVENTS.labels(event, str(outcome == "ok").lower()).inc()


audit_log.listeners.append(_count)


class _State:
    """What the data folder shows at the moment it is asked: the same for every process that shares it."""

    def collect(self) -> Iterable[Metric]:
        folder = settings()
        for name, (words, value) in _state(folder).items():
            yield GaugeMetricFamily(f"pilotage_{name}", words, value=value)


def _state(settings: Settings) -> dict[str, tuple[str, float]]:
    status = worker.status(settings)
    figures = {
        "receipts": ("Contenus reçus", float(len(Archive(settings).receipts()))),
        "pending_receipts": ("Contenus reçus que le calcul n'a pas encore pris", float(len(worker.pending(settings)))),
        "builder_up": ("1 si un constructeur a donné signe de vie", float(worker.alive(settings))),
        "builder_failed": ("1 si le dernier calcul a échoué", float(status is not None and status.state == "failed")),
        "build_seconds": ("Durée du dernier calcul", status.seconds if status else 0.0),
        "disk_free_bytes": ("Place libre pour les données", float(shutil.disk_usage(_existing(settings)).free)),
    }
    try:
        build = current_build(settings).stat()
    except (NoWarehouse, OSError):
        return figures
    return figures | {
        "build_age_seconds": ("Âge des chiffres affichés", time.time() - build.st_mtime),
        "warehouse_bytes": ("Taille de l'entrepôt", float(build.st_size)),
    }


def _existing(settings: Settings) -> str:
    return str(next(folder for folder in (settings.data, *settings.data.parents) if folder.exists()))


REGISTRY.register(_State())  # type: ignore[arg-type]
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)


def answer(scope: Scope) -> Response:
    """All the numbers, to this machine or to who has the token; to others, nothing."""
    headers = Headers(scope=scope)
    if not _allowed(scope, headers):
        return PlainTextResponse("réservé\n", 403)
    encode, media_type = choose_encoder(headers.get("accept", ""))
    return Response(encode(REGISTRY), headers={"content-type": media_type, "cache-control": "no-store"})


def _allowed(scope: Scope, headers: Headers) -> bool:
    """Where a token is set, it is asked of everybody; else a request must come from here, and through nothing."""
    token = options().metrics_token.get_secret_value()
    if token:
        credentials = headers.get("authorization", "").partition(" ")
        return credentials[0].lower() == "bearer" and hmac.compare_digest(
            credentials[2].strip().encode(), token.encode()
        )
    peer = scope["client"][0] if scope.get("client") else ""
    return loopback(peer) and not any(header in headers for header in _THROUGH_A_PROXY)
