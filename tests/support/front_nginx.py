"""nginx in front of real processes, on the files that are given for it: their names, ports and certificate apart."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
NGINX, OPENSSL = (shutil.which(name) for name in ("nginx", "openssl"))
SECRET = "0123456789abcdef0123456789abcdef"


def free_port() -> int:
    """A port of this machine that nobody listens to."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@contextmanager
def nginx(folder: Path, ports: list[int], door: str | None = None) -> Iterator[None]:
    """nginx on two ports (https, http) before the processes on the others; `door` is a portal that it asks. Its
    certificate is believed by this process as long as it runs."""
    process, certificate = _started(folder, ports, door), str(folder / "certificat.pem")
    believed = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
    before = {name: os.environ.get(name) for name in believed}
    os.environ.update(dict.fromkeys(believed, certificate))
    try:
        _answers(process, ports[0])
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        process.terminate()
        process.wait(30)


def _answers(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 5):
            return
        threading.Event().wait(0.02)
    raise RuntimeError("nginx ne répond pas")


def _started(folder: Path, ports: list[int], door: str | None) -> subprocess.Popen[bytes]:
    """nginx on our own files, their ports, certificate and portal apart."""
    shutil.copytree(DEPLOY / "nginx", folder / "pilotage")
    request = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    written = "-keyout cle.pem -out certificat.pem"
    subprocess.run([str(OPENSSL), *request.split(), *written.split()], cwd=folder, check=True, capture_output=True)
    if door:
        _ask_portal(folder, door)
    site = (DEPLOY / "nginx" / "pilotage.conf").read_text(encoding="utf-8")
    site = re.sub(r"\n *listen \[::\]:.*;", "", site)  # this machine may have no such address
    changes = {
        "listen 80": f"listen 127.0.0.1:{ports[1]}",
        "listen 443 ssl": f"listen 127.0.0.1:{ports[0]} ssl",
        "127.0.0.1:8501": f"127.0.0.1:{ports[2]}",
        "127.0.0.1:8502": f"127.0.0.1:{ports[-1]}",
        "/etc/ssl/pilotage": str(folder),
        "server_name pilotage.exemple.fr;": "server_name localhost;",
    }
    if door:
        changes["# include pilotage/portail-serveur.conf;"] = "include pilotage/portail-serveur.conf;"
    for before, after in changes.items():
        assert before in site, f"{before} : le fichier a changé"
        site = site.replace(before, after)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log stderr; events {{}} http {{ access_log off; {temporary}\n{site} }}",
        encoding="utf-8",
    )
    command = [str(NGINX), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]
    tried = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr
    return subprocess.Popen(command, stderr=subprocess.DEVNULL)


def _ask_portal(folder: Path, door: str) -> None:
    headers = folder / "pilotage" / "en-tetes.conf"
    text = headers.read_text(encoding="utf-8")
    headers.write_text(text.replace("\ninclude pilotage/sans-portail.conf;", "\ninclude pilotage/portail.conf;"))
    secret = f'set $pilotage_secret "{SECRET}";'
    (folder / "pilotage" / "portail-secret.conf").write_text(secret, encoding="utf-8")
    server = folder / "pilotage" / "portail-serveur.conf"
    server.write_text(server.read_text(encoding="utf-8").replace("127.0.0.1:4180", door), encoding="utf-8")
