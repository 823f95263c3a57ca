"""The way to an OpenID Connect provider and back: what is asked, and everything its answer must satisfy."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc.errors import JoseError

from dashboard.identity.configuration import Provider
from dashboard.identity.metadata import TIMEOUT, ProviderAway, Published, Refused, fetch, read_json
from pipelines.access.lines import plain_account
from pipelines.access.sign_ins import SignIn

LEEWAY = 60
_FRESH_SECONDS = 600
_END_OF_TIME = 10**11  # seconds: 3,000 years


@dataclass(frozen=True)
class Identified:
    """Whom the provider named: an address, and the person whose it is; and its proof, shown again when signing out."""

    account: str
    issuer: str
    subject: str
    id_token: str


class OpenId:
    """One provider, as this dashboard is registered there."""

    def __init__(self, provider: Provider, redirect_uri: str, clock: Callable[[], float] = time.time) -> None:
        self._provider, self._redirect_uri, self._clock = provider, redirect_uri, clock
        self._published = Published(provider.issuer, clock)

    def leave(self, sign_in: SignIn) -> str:
        """The address where the browser is sent to be identified."""
        parameters = {"nonce": sign_in.nonce, "prompt": self._provider.prompt, "acr_values": self._provider.acr}
        address, _state = self._client().create_authorization_url(
            self._published.description()["authorization_endpoint"],
            state=sign_in.state,
            code_verifier=sign_in.verifier,
            **{name: value for name, value in parameters.items() if value},
        )
        return address

    def come_back(self, sign_in: SignIn, code: str, issuer: str | None) -> Identified:
        """Whom a code stands for. Raises Refused or ProviderAway."""
        description = self._published.description()
        names_issuer = issuer is not None or description.get("authorization_response_iss_parameter_supported")
        if names_issuer and issuer != description["issuer"]:
            raise Refused("issuer")
        token = self._exchange(code, sign_in.verifier)
        claims = self._claims(token.get("id_token"), sign_in.nonce, token.get("access_token"))
        subject = _subject(claims["sub"])
        account = self._address(claims, self._userinfo(token.get("access_token"), subject))
        return Identified(account, self._expected()["iss"], subject, token["id_token"])

    def end_address(self, id_token: str, back: str) -> str | None:
        """The address where the browser is sent to end the session at the provider too, if that has such a place."""
        try:
            address = self._published.description().get("end_session_endpoint")
        except ProviderAway:
            return None
        parameters = {"id_token_hint": id_token, "post_logout_redirect_uri": back, "state": secrets.token_urlsafe(16)}
        return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}" if address and id_token else None

    def _address(self, *answers: dict[str, Any]) -> str:
        """The one address that the answers name, each with whether it was verified. Raises Refused.

        `true` and nothing else: a text, a number, nothing at all are not the provider's word."""
        with_email = [answer for answer in answers if "email" in answer]
        accounts = {
            plain_account(answer["email"]) if isinstance(answer["email"], str) else None for answer in with_email
        }
        verified = [answer["email_verified"] for answer in with_email if "email_verified" in answer]
        account = accounts.pop() if len(accounts) == 1 else None
        if account is None:
            raise Refused("email")
        if any(flag is not True for flag in verified) or not (verified or self._provider.never_tells_verified):
            raise Refused("email_verified")
        return account

    def _client(self) -> OAuth2Session:
        return OAuth2Session(
            self._provider.client_id,
            self._provider.client_secret,
            token_endpoint_auth_method=f"client_secret_{self._provider.auth}",
            scope=self._provider.scope,
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
        )

    def _exchange(self, code: str, verifier: str) -> dict[str, Any]:
        address = self._published.description()["token_endpoint"]
        try:
            with self._client() as client:  # pyright: ignore[reportGeneralTypeIssues] (a requests session underneath)
                return client.fetch_token(
                    address,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=verifier,
                    redirect_uri=self._redirect_uri,
                    timeout=TIMEOUT,
                    allow_redirects=False,
                )
        except OAuthError as refusal:
            raise Refused("code") from refusal
        except (requests.RequestException, ValueError, TypeError, AttributeError) as away:  # or no object at all
            raise ProviderAway from away

    def _claims(self, id_token: object, nonce: str, access_token: object) -> dict[str, Any]:
        """The claims of an ID token that was made by the provider, for us, for this sign-in, just now."""
        header, payload = self._published.verified(id_token)
        provider, now = self._provider, int(self._clock())
        claims = CodeIDToken(
            payload,
            header,
            {name: {"essential": True, "value": value} for name, value in self._expected().items()},
            {"nonce": nonce, "client_id": provider.client_id, "access_token": access_token},
        )
        try:
            claims.validate(now, LEEWAY)
        except JoseError as wrong:
            raise Refused(f"id_token_{getattr(wrong, 'claim', None) or wrong.error}") from wrong
        except (TypeError, ValueError, AttributeError, KeyError) as wrong:  # a claim that is not of its type
            raise Refused("id_token") from wrong
        if not (_is_time(claims["exp"]) and _is_time(claims["iat"])) or now - claims["iat"] > _FRESH_SECONDS + LEEWAY:
            raise Refused("id_token_iat")
        if provider.acr and claims.get("acr") not in provider.acr.split():
            raise Refused("id_token_acr")
        return dict(claims)

    def _expected(self) -> dict[str, str]:
        return {"iss": self._published.description()["issuer"], "aud": self._provider.client_id}

    def _userinfo(self, access_token: object, subject: str) -> dict[str, Any]:
        """The userinfo: what the provider says of the same person, plainly or in a signed token."""
        address = self._published.description().get("userinfo_endpoint")
        if not address:
            return {}
        answer = fetch(address, {"Authorization": f"Bearer {access_token}"})
        if "application/jwt" in answer.headers.get("content-type", ""):
            userinfo = self._signed_userinfo(answer.text.strip())
        else:
            userinfo = read_json(answer)
        if userinfo.get("sub") != subject:
            raise Refused("userinfo_sub")
        return {name: userinfo[name] for name in ("email", "email_verified") if name in userinfo}

    def _signed_userinfo(self, token: str) -> dict[str, Any]:
        _header, userinfo = self._published.verified(token)
        audience = userinfo.get("aud", self._provider.client_id)
        if self._provider.client_id not in (audience if isinstance(audience, list) else [audience]):
            raise Refused("userinfo_aud")
        if userinfo.get("iss", self._expected()["iss"]) != self._expected()["iss"]:
            raise Refused("userinfo_iss")
        expires = userinfo.get("exp", self._clock())
        if not _is_time(expires) or expires < self._clock() - LEEWAY:
            raise Refused("userinfo_exp")
        return userinfo


def _subject(subject: object) -> str:
    """The provider's own name for a person: up to 255 characters of ASCII, never said again of anybody else."""
    if (
        not isinstance(subject, str)
        or not subject.strip()
        or len(subject) > 255
        or not (subject.isascii() and subject.isprintable())
    ):
        raise Refused("id_token_sub")
    return subject


def _is_time(moment: object) -> bool:
    """Whether a claim is a moment. JSON as it is read here has « not a number » too, which is never past."""
    return isinstance(moment, int | float) and not isinstance(moment, bool) and 0 <= moment < _END_OF_TIME
