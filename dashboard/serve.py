"""Serves the dashboard: Streamlit's pages inside an ASGI application that speaks French and has a health route."""

from __future__ import annotations

import argparse
import logging
import socket
import sys
import webbrowser
from contextlib import suppress
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from dashboard import drawing
from dashboard.components.shell import ALL_PAGES
from dashboard.format import typeset
from dashboard.web import FrenchPages, SecurityHeaders

HERE = Path(__file__).parent
HEALTH = "/sante"
_LOG = logging.getLogger("dashboard")


async def _health(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")


def _apologise(error: Exception) -> bool:
    """Says in French that a page failed; the reason goes to the log, never to the screen."""
    _LOG.error("Une page n'a pas pu être affichée.", exc_info=error)
    st.error("Cette page n'a pas pu être affichée. L'incident est noté dans le journal du serveur.")
    return True


def application() -> st.App:
    """The ASGI application."""
    return st.App(
        HERE / "app.py",
        routes=[Route(HEALTH, _health), Route(drawing.ROUTE, drawing.answer)],
        middleware=[Middleware(SecurityHeaders), Middleware(FrenchPages, pages=frozenset(ALL_PAGES))],
        on_script_error=_apologise,
    )


def serve(port: int, host: str = "127.0.0.1", open_browser: bool = False) -> None:
    """Answers on `host`:`port` until it is stopped; raises OSError where the port is taken.

    Port 0 lets the system choose; the address is then said on the output. Settings are in .streamlit/ beside this
    file. The port listens before the application is ready: who asks early waits a little instead of being refused.
    """
    import uvicorn

    listening = socket.create_server((host, port))
    address = f"http://{host}:{listening.getsockname()[1]}"
    if port == 0:
        print(address, flush=True)
    if open_browser:
        webbrowser.open(address)
    config = uvicorn.Config(application(), log_level="warning", access_log=False, ws="websockets-sansio")
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def main() -> None:
    """`python -m dashboard.serve --port 8501 --browser`."""
    parser = argparse.ArgumentParser(prog="dashboard.serve", description="Sert le tableau de bord.")
    parser.add_argument("--port", type=int, default=8501, help="port d'écoute (0 : au choix du système)")
    parser.add_argument("--host", default="127.0.0.1", help="adresse d'écoute")
    parser.add_argument("--browser", action="store_true", help="ouvre le navigateur")
    asked = parser.parse_args()
    try:
        serve(asked.port, asked.host, asked.browser)
    except OSError:
        taken = f"Le port {asked.port} est déjà pris : choisissez-en un autre, par exemple --port {asked.port + 1}."
        print(typeset(taken), file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
