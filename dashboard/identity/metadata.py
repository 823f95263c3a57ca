"""What a provider publishes of itself: its addresses and its keys, read again when they are old or turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import requests
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from dashboard.identity.configuration import encrypted_address
from pipelines.errors import PilotageError, WrongConfiguration

# Signatures by a private key alone: never none, never a secret that the public key could be taken for.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
TIMEOUT = (5, 10)
_KEPT_SECONDS = 3600
_DISCOVERY = "/.well-known/openid-configuration"


class Refused(PilotageError):
    """The answer of the provider is not accepted; the message is a code for the journal."""


class ProviderAway(PilotageError):
    """The provider does not answer, or not as it should."""


class Published:
    """The addresses and the keys of one provider."""

    def __init__(self, issuer: str, clock: Callable[[], float]) -> None:
        self._issuer, self._clock = issuer, clock
        self._described: tuple[float, dict[str, Any]] | None = None
        self._keys: KeySet | None = None

    def description(self) -> dict[str, Any]:
        """What the provider says of itself, kept for an hour. Raises ProviderAway."""
        if self._described is None or self._clock() - self._described[0] > _KEPT_SECONDS:
            description = read_json(fetch(self._issuer + _DISCOVERY))
            if not self._sound(description):
                raise ProviderAway
            self._described = (self._clock(), description)
        return self._described[1]

    def verified(self, token: object) -> tuple[dict[str, Any], dict[str, Any]]:
        """The header and the claims of a token the provider signed; its keys are read again once: they turn."""
        if not isinstance(token, str):
            raise Refused("signature")
        for again in (False, True):
            try:
                decoded = jwt.decode(token, self._key_set(again), ALGORITHMS)
            except (JoseError, ValueError, TypeError):
                continue
            return dict(decoded.header), dict(decoded.claims)
        raise Refused("signature")

    def _key_set(self, again: bool) -> KeySet:
        if self._keys is None or again:
            keys = read_json(fetch(self.description()["jwks_uri"]))
            try:
                self._keys = KeySet.import_key_set(keys)  # type: ignore[arg-type]
            except (JoseError, ValueError, TypeError, KeyError) as wrong:
                raise ProviderAway from wrong
        return self._keys

    def _sound(self, description: dict[str, Any]) -> bool:
        """Whether it speaks of itself, and of addresses that are encrypted."""
        needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        optional = [name for name in ("userinfo_endpoint", "end_session_endpoint") if description.get(name)]
        try:
            for name in (*needed, *optional):
                encrypted_address(name, description[name])
            return description["issuer"].rstrip("/") == self._issuer
        except (KeyError, AttributeError, TypeError, WrongConfiguration):
            return False


def fetch(address: str, headers: dict[str, str] | None = None) -> requests.Response:
    """The answer of an address of the provider, which never leads elsewhere. Raises ProviderAway."""
    try:
        answer = requests.get(address, headers=headers, timeout=TIMEOUT, allow_redirects=False)
    except requests.RequestException as away:
        raise ProviderAway from away
    if answer.status_code != 200:
        raise ProviderAway
    return answer


def read_json(answer: requests.Response) -> dict[str, Any]:
    """The object that an answer holds. Raises ProviderAway."""
    try:
        content = answer.json()
    except ValueError as wrong:
        raise ProviderAway from wrong
    if not isinstance(content, dict):
        raise ProviderAway
    return content
