"""A dashboard behind a portal that signs people in, and the people who come through it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from browsing import serving
from wire import Session

from pipelines.access.table import grant, revoke
from pipelines.settings import Settings

SECRET = "un-secret-de-portail-assez-long-pour-etre-cru"
ADMINISTRATOR = "administration@exemple.fr"


@contextmanager
def behind_portal(settings: Settings, folder: Path, command: list[str] | None = None, **more: str) -> Iterator[str]:
    """The address of a dashboard that believes its portal; `command` serves in place of the usual one."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        "PILOTAGE_IDENTITY": "header",
        "PILOTAGE_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PILOTAGE_PROXY_SECRET": SECRET,
    } | more
    with serving(settings.data, folder, port, command, **environment) as address:
        yield address


def headers(account: str) -> dict[str, str]:
    """What the portal says of a person."""
    return {"X-Remote-User": account, "X-Pilotage-Proxy": SECRET}


def sign_in(address: str, account: str) -> Session:
    """An open tab of a person who came through the portal."""
    return Session(address, headers(account))


def account_of(territory: str) -> str:
    """The account of the committee of a territory."""
    return f"{territory.lower()}@exemple.fr"


def give_rights(settings: Settings, *roles: tuple[str, str, str]) -> None:
    """Writes roles in the table: (account, role, territory)."""
    for account, role, territory in roles:
        grant(settings, account, role, territory, ADMINISTRATOR)


def withdraw(settings: Settings, account: str) -> None:
    """Withdraws every role of an account."""
    revoke(settings, account, by=ADMINISTRATOR)
