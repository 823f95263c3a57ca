"""An authentication portal that a proxy asks who speaks: it knows one token, and says whose it is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ACCOUNT = "compte@exemple.fr"
KNOWN = {"Authorization": "Bearer essai"}


@contextmanager
def portal_door() -> Iterator[str]:
    """The address of a portal that knows one token, and says whose it is."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            recognised = self.headers.get("Authorization") == KNOWN["Authorization"]
            self.send_response(200 if recognised else 401)
            if recognised:
                self.send_header("X-Auth-Request-Email", ACCOUNT)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: the output is that of the tests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
