"""Serves the dashboard: Streamlit's pages inside an ASGI application that speaks French and has a health route."""

from __future__ import annotations

import argparse
import gc
import logging
import pkgutil
import socket
import sys
import webbrowser
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp

import dashboard
from dashboard import data
from dashboard.api import routes as api
from dashboard.components.layout.shell import ALL_PAGES
from dashboard.identity.configuration import configuration, refuse_to_listen_elsewhere
from dashboard.identity.middleware import Gate
from dashboard.identity.request_context import Door
from dashboard.observe import logs, readiness, renewal
from dashboard.observe.requests import Observed
from dashboard.web import downloads, map_shapes, memory
from dashboard.web.security import Incidents, SecurityHeaders
from dashboard.web.served_page import FrenchPages
from dashboard.web.static_files import StaticFiles
from dashboard.web.uploads import Uploads, places_are_told
from indicators.typography import typeset
from pipelines.errors import NoWarehouse, WrongConfiguration
from pipelines.settings import settings
from pipelines.unneeded import do_without

HERE = Path(__file__).parent
HEALTH = "/sante"
_TURN = 0.001  # seconds that a thread keeps the interpreter while another asks for it
_LOG = logging.getLogger("dashboard")


async def _health(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")


def _apologise(error: Exception) -> bool:
    """Says in French that a page failed; the reason goes to the log, never to the screen."""
    _LOG.error("Une page n'a pas pu être affichée.", exc_info=error)
    st.error("Cette page n'a pas pu être affichée. L'incident est noté dans le journal du serveur.")
    return True


def application() -> ASGIApp:
    """The ASGI application, with the gate around it; raises WrongConfiguration."""
    chosen = configuration()
    gate = Gate(_pages(), Door(chosen, settings()))
    guarded = SecurityHeaders(Incidents(gate), chosen.secure, chosen.provider.issuer if chosen.provider else "")
    return Observed(guarded)


def _pages() -> st.App:
    places_are_told()
    return st.App(
        HERE / "app.py",
        routes=[
            Route(HEALTH, _health),
            Route(readiness.ROUTE, readiness.answer),
            Route(map_shapes.ROUTE, map_shapes.answer),
            Route(downloads.ROUTE, downloads.answer),
            Route(downloads.PLACE_ROUTE, downloads.place),
            *api.routes(),
        ],
        middleware=[Middleware(StaticFiles), Middleware(FrenchPages, pages=frozenset(ALL_PAGES)), Middleware(Uploads)],
        lifespan=renewal.lifespan(_present),
        on_script_error=_apologise,
    )


def _present() -> data.Build | None:
    try:
        return data.identity(settings())
    except (NoWarehouse, OSError):
        return None


def serve(port: int, host: str = "127.0.0.1", open_browser: bool = False) -> None:
    """Answers on `host`:`port` until it is stopped; raises OSError where the port is taken, or WrongConfiguration.

    The address is said on the output; port 0 lets the system choose. Settings are in .streamlit/ beside this file.
    The port listens before the application is ready: who asks early waits a little instead of being refused.
    """
    chosen = configuration()
    refuse_to_listen_elsewhere(host, chosen.mode)
    listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    # Without this each answer waits some 40 ms for the acknowledgement of its first half.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    host_in_address = f"[{host}]" if ":" in host else host
    address = f"http://{host_in_address}:{listening.getsockname()[1]}"
    print(typeset(f"Tableau de bord : {chosen.public_url or address} (Ctrl+C pour arrêter)"), flush=True)
    if open_browser:
        webbrowser.open(chosen.public_url or address)
    _run(application(), listening)


def _settle() -> None:
    """Loads what every page needs, so that the first person does not wait for it, then takes it out of the collector's
    sight: the program itself never goes.

    Pages are made by threads that share one interpreter, and those that only send what is made ask for it a hundred
    times a page: at the usual five milliseconds a turn, one page that is made holds up all that are sent."""
    do_without()
    for module in pkgutil.walk_packages(dashboard.__path__, "dashboard."):
        if not module.name.startswith(("dashboard.app", "dashboard.serve")):  # pages are scripts, run when asked for
            import_module(module.name)
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(_TURN)


def _run(app: ASGIApp, listening: socket.socket) -> None:
    import uvicorn

    logs.configure()
    memory.frugal()
    _settle()
    # The gate itself reads who speaks behind a proxy, and only from the proxies that it is told to trust.
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        ws="websockets-sansio",
        proxy_headers=False,
        server_header=False,
    )
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def main() -> None:
    """`python -m dashboard.serve --port 8501 --browser`."""
    parser = argparse.ArgumentParser(prog="dashboard.serve", description="Sert le tableau de bord.")
    parser.add_argument("--port", type=int, default=8501, help="port d'écoute (0 : au choix du système)")
    parser.add_argument("--host", default="127.0.0.1", help="adresse d'écoute")
    parser.add_argument("--browser", action="store_true", help="ouvre le navigateur")
    arguments = parser.parse_args()
    try:
        serve(arguments.port, arguments.host, arguments.browser)
    except WrongConfiguration as wrong:
        _stop(str(wrong))
    except OSError:
        _stop(
            f"Le port {arguments.port} est déjà pris : choisissez-en un autre, par exemple --port {arguments.port + 1}."
        )


def _stop(reason: str) -> None:
    print(typeset(reason), file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    main()
