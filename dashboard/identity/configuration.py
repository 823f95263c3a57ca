"""How people are told apart on this machine: one of three ways, read from the environment and checked at start."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from pipelines.errors import WrongConfiguration
from pipelines.settings import options

Mode = Literal["local", "oidc", "header"]
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
_NEEDS = "PILOTAGE_IDENTITY vaut « {mode} » : il manque {name}."


@dataclass(frozen=True)
class Provider:
    """The OpenID Connect provider, for instance ProConnect, as the PILOTAGE_OIDC_* variables say."""

    issuer: str
    client_id: str
    client_secret: str
    auth: Literal["post", "basic"] = "post"
    scope: str = "openid email"
    prompt: str = ""
    acr: str = ""
    never_tells_verified: bool = False


@dataclass(frozen=True)
class Configuration:
    """Who one is, and where: of what `pipelines.options` reads, what the chosen mode needs, checked together.

    `public_url` is https, or http on this machine alone; `trusted_proxies` are the only ones whose X-Forwarded-For is
    believed."""

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
    """The way that is chosen. Raises WrongConfiguration, like all that reads a setting."""
    return options().identity


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
    environment = options()
    if "openid" not in environment.oidc_scope.split():
        raise WrongConfiguration("PILOTAGE_OIDC_SCOPE doit contenir le mot openid.")
    provider = Provider(
        issuer=encrypted_address(
            "PILOTAGE_OIDC_ISSUER", _needed("oidc", "PILOTAGE_OIDC_ISSUER", environment.oidc_issuer)
        ),
        client_id=_needed("oidc", "PILOTAGE_OIDC_CLIENT_ID", environment.oidc_client_id),
        client_secret=_secret(),
        auth=environment.oidc_auth,
        scope=environment.oidc_scope,
        prompt=environment.oidc_prompt,
        acr=environment.oidc_acr,
        never_tells_verified=environment.oidc_email_verified == "untold",
    )
    return Configuration("oidc", common.public_url, trusted_proxies=common.trusted_proxies, provider=provider)


def _with_header(common: Configuration) -> Configuration:
    secret = options().proxy_secret.get_secret_value()
    if not secret:  # an address is no proof: whatever else runs on that machine has it too
        raise WrongConfiguration(
            "PILOTAGE_IDENTITY vaut « header » : donnez PILOTAGE_PROXY_SECRET, que le portail envoie dans "
            "X-Pilotage-Proxy, sans quoi n'importe qui se dirait quelqu'un. Les adresses ne suffisent pas."
        )
    name = options().header_name.lower()
    if not name.replace("-", "").isalnum() or name.startswith("x-pilotage-"):
        raise WrongConfiguration(f"PILOTAGE_HEADER_NAME vaut « {name} » : ce n'est pas un nom d'en-tête possible.")
    return Configuration("header", common.public_url, name, secret, common.trusted_proxies)


def _public_url(chosen: Mode) -> str:
    address = encrypted_address("PILOTAGE_PUBLIC_URL", _needed(chosen, "PILOTAGE_PUBLIC_URL", options().public_url))
    if urlsplit(address).path not in ("", "/"):
        raise WrongConfiguration("PILOTAGE_PUBLIC_URL est sans chemin, par exemple https://pilotage.exemple.fr.")
    return address


def encrypted_address(name: str, address: str) -> str:
    """An address people or secrets travel to: encrypted, unless it never leaves this machine."""
    try:
        parts = urlsplit(address)
        _ = parts.port  # a port that is no number is only seen here
    except ValueError:
        parts = urlsplit("")
    encrypted = parts.scheme == "https" or (parts.scheme == "http" and loopback(parts.hostname or ""))
    if not parts.hostname or not encrypted or parts.username or parts.query or parts.fragment:
        raise WrongConfiguration(f"{name} vaut « {address} » : écrivez une adresse qui commence par https://.")
    return address.rstrip("/")


def _proxies() -> tuple[str, ...]:
    networks = [text.strip() for text in options().trusted_proxies.split(",") if text.strip()]
    try:
        return tuple(str(ipaddress.ip_network(network)) for network in networks)
    except ValueError as wrong:
        raise WrongConfiguration(
            "PILOTAGE_TRUSTED_PROXIES : écrivez des adresses séparées par des virgules : 10.0.0.5,10.1.0.0/24."
        ) from wrong


def _secret() -> str:
    environment = options()
    path = environment.oidc_client_secret_file
    if not path:
        return _needed("oidc", "PILOTAGE_OIDC_CLIENT_SECRET", environment.oidc_client_secret.get_secret_value())
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError):
        secret = ""
    if not secret:
        raise WrongConfiguration(f"PILOTAGE_OIDC_CLIENT_SECRET_FILE : « {path} » est vide ou ne se lit pas.")
    return secret


def _needed(chosen: Mode, name: str, written: str) -> str:
    if not written:
        raise WrongConfiguration(_NEEDS.format(mode=chosen, name=name))
    return written
