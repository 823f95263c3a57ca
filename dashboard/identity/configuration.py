"""How people are told apart on this machine: one of three ways, read from the environment and checked at start."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit

from pipelines.errors import PilotageError

Mode = Literal["local", "oidc", "header"]
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
_NEEDS = "PILOTAGE_IDENTITY vaut « {mode} » : il manque {name}."


class WrongConfiguration(PilotageError, ValueError):
    """A variable is missing or wrong: the message says which and what to write."""


@dataclass(frozen=True)
class Provider:
    """The OpenID Connect provider, for instance ProConnect.

    PILOTAGE_OIDC_ISSUER         its address, the one that stands before /.well-known/openid-configuration
    PILOTAGE_OIDC_CLIENT_ID      what it knows this dashboard by
    PILOTAGE_OIDC_CLIENT_SECRET  the secret it gave, or PILOTAGE_OIDC_CLIENT_SECRET_FILE, a file that holds it
    PILOTAGE_OIDC_AUTH           how the secret is sent: post (default; ProConnect refuses the other) or basic
    PILOTAGE_OIDC_SCOPE          what is asked for (default « openid email »)
    PILOTAGE_OIDC_PROMPT         sent as it is; nothing by default (ProConnect refuses select_account)
    PILOTAGE_OIDC_ACR            the level of authentication that is asked for and then required; none by default
    """

    issuer: str
    client_id: str
    client_secret: str
    auth: Literal["post", "basic"] = "post"
    scope: str = "openid email"
    prompt: str = ""
    acr: str = ""


@dataclass(frozen=True)
class Configuration:
    """Who one is, and where.

    PILOTAGE_IDENTITY         local (default), oidc or header
    PILOTAGE_PUBLIC_URL       the address that readers type: https, or http on this machine alone
    PILOTAGE_HEADER_NAME      header mode: the header that names the account (default X-Remote-User)
    PILOTAGE_PROXY_SECRET     header mode: what the proxy sends in X-Pilotage-Proxy, 32 characters at least
    PILOTAGE_TRUSTED_PROXIES  addresses of proxies, separated by commas: X-Forwarded-For is believed from them alone
    """

    mode: Mode = "local"
    public_url: str = ""
    header_name: str = "x-remote-user"
    proxy_secret: str = ""
    trusted_proxies: tuple[str, ...] = ()
    provider: Provider | None = None

    @property
    def secure(self) -> bool:
        """Whether readers come by https."""
        return self.public_url.startswith("https://")

    @property
    def public_host(self) -> str:
        """The name and port that readers type."""
        return urlsplit(self.public_url).netloc


def mode() -> Mode:
    """The way that is chosen."""
    said = _read("PILOTAGE_IDENTITY") or "local"
    if said not in get_args(Mode):
        raise WrongConfiguration(f"PILOTAGE_IDENTITY vaut « {said} » : écrivez local, oidc ou header.")
    return said  # type: ignore[return-value]


def configuration() -> Configuration:
    """The configuration of this process; raises WrongConfiguration, whose message says what to write."""
    chosen = mode()
    if chosen == "local":
        return Configuration()
    common = Configuration(chosen, _public_url(chosen), trusted_proxies=_proxies())
    return _with_provider(common) if chosen == "oidc" else _with_header(common)


def refuse_to_listen_elsewhere(host: str, chosen: Mode) -> None:
    """Without a way to tell people apart, only this machine is served."""
    if chosen == "local" and not loopback(host):
        raise WrongConfiguration(
            f"Sans identification, le tableau de bord n'écoute que sur cette machine : « {host} » est refusé. "
            "Choisissez d'abord comment les personnes s'identifient : PILOTAGE_IDENTITY=oidc (ProConnect par exemple) "
            "ou PILOTAGE_IDENTITY=header (derrière un portail), avec PILOTAGE_PUBLIC_URL."
        )


def loopback(host: str) -> bool:
    """Whether a name or an address is this machine and nothing else."""
    name = host.strip("[]").lower()
    try:
        return name in LOOPBACK_NAMES or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _with_provider(common: Configuration) -> Configuration:
    auth = _read("PILOTAGE_OIDC_AUTH") or "post"
    if auth not in ("post", "basic"):
        raise WrongConfiguration(f"PILOTAGE_OIDC_AUTH vaut « {auth} » : écrivez post ou basic.")
    scope = _read("PILOTAGE_OIDC_SCOPE") or "openid email"
    if "openid" not in scope.split():
        raise WrongConfiguration("PILOTAGE_OIDC_SCOPE doit contenir le mot openid.")
    provider = Provider(
        issuer=encrypted_address("PILOTAGE_OIDC_ISSUER", _needed("oidc", "PILOTAGE_OIDC_ISSUER")),
        client_id=_needed("oidc", "PILOTAGE_OIDC_CLIENT_ID"),
        client_secret=_secret(),
        auth=auth,  # type: ignore[arg-type]
        scope=scope,
        prompt=_read("PILOTAGE_OIDC_PROMPT"),
        acr=_read("PILOTAGE_OIDC_ACR"),
    )
    return Configuration("oidc", common.public_url, trusted_proxies=common.trusted_proxies, provider=provider)


def _with_header(common: Configuration) -> Configuration:
    secret = _read("PILOTAGE_PROXY_SECRET")
    if not secret and not common.trusted_proxies:
        raise WrongConfiguration(
            "PILOTAGE_IDENTITY vaut « header » : donnez PILOTAGE_PROXY_SECRET (le portail l'envoie dans "
            "X-Pilotage-Proxy) ou PILOTAGE_TRUSTED_PROXIES (ses adresses), sans quoi n'importe qui se dirait quelqu'un."
        )
    if secret and len(secret) < 32:
        raise WrongConfiguration("PILOTAGE_PROXY_SECRET est trop court : 32 caractères au moins, tirés au hasard.")
    name = (_read("PILOTAGE_HEADER_NAME") or "X-Remote-User").lower()
    if not name.replace("-", "").isalnum() or name.startswith("x-pilotage-"):
        raise WrongConfiguration(f"PILOTAGE_HEADER_NAME vaut « {name} » : ce n'est pas un nom d'en-tête possible.")
    return Configuration("header", common.public_url, name, secret, common.trusted_proxies)


def _public_url(chosen: Mode) -> str:
    said = encrypted_address("PILOTAGE_PUBLIC_URL", _needed(chosen, "PILOTAGE_PUBLIC_URL"))
    if urlsplit(said).path not in ("", "/"):
        raise WrongConfiguration("PILOTAGE_PUBLIC_URL est sans chemin, par exemple https://pilotage.exemple.fr.")
    return said


def encrypted_address(name: str, said: str) -> str:
    """An address people or secrets travel to: encrypted, unless it never leaves this machine."""
    try:
        parts = urlsplit(said)
        _ = parts.port  # a port that is no number is only seen here
    except ValueError:
        parts = urlsplit("")
    encrypted = parts.scheme == "https" or (parts.scheme == "http" and loopback(parts.hostname or ""))
    if not parts.hostname or not encrypted or parts.username or parts.query or parts.fragment:
        raise WrongConfiguration(f"{name} vaut « {said} » : écrivez une adresse qui commence par https://.")
    return said.rstrip("/")


def _proxies() -> tuple[str, ...]:
    said = [one.strip() for one in _read("PILOTAGE_TRUSTED_PROXIES").split(",") if one.strip()]
    try:
        return tuple(str(ipaddress.ip_network(one)) for one in said)
    except ValueError as wrong:
        raise WrongConfiguration(
            "PILOTAGE_TRUSTED_PROXIES : écrivez des adresses séparées par des virgules : 10.0.0.5,10.1.0.0/24."
        ) from wrong


def _secret() -> str:
    path = _read("PILOTAGE_OIDC_CLIENT_SECRET_FILE")
    if not path:
        return _needed("oidc", "PILOTAGE_OIDC_CLIENT_SECRET")
    try:
        said = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError):
        said = ""
    if not said:
        raise WrongConfiguration(f"PILOTAGE_OIDC_CLIENT_SECRET_FILE : « {path} » est vide ou ne se lit pas.")
    return said


def _needed(chosen: Mode, name: str) -> str:
    said = _read(name)
    if not said:
        raise WrongConfiguration(_NEEDS.format(mode=chosen, name=name))
    return said


def _read(name: str) -> str:
    return os.environ.get(name, "").strip()
