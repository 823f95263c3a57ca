"""A strict OpenID Connect provider on this machine, which behaves like ProConnect and lies on demand.

The flow is that of oidc-provider-mock. Added here: the client authenticates by post alone, `prompt=select_account` is
refused, PKCE is required, codes are good once, redirect addresses are exact, the identity comes in a signed token
without any territory, and signing out needs the proof and the registered address."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import flask
import pytest
import requests
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import WSGIRequestHandler, make_server

USERINFO, TOKEN, AUTHORIZE, END = "/userinfo", "/oauth2/token", "/oauth2/authorize", "/oauth2/end_session"


@dataclass
class Lies:
    """What the next answers say wrongly: claims replaced (None: left out), another key, no signature, another sub."""

    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    key: RSAKey | None = None
    unsigned: bool = False
    secret_is_public_key: bool = False
    plain_userinfo: bool = False


class Provider:
    """One provider with one client."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})
        self.lies = Lies()
        self.issuer = self.client_id = self.client_secret = ""
        self.authorizations: list[dict[str, str]] = []
        self._audience = ""
        self._challenges: dict[str, str] = {}
        self._redirect_uris: list[str] = []

    def register(self, *redirect_uris: str) -> None:
        """Makes itself known a dashboard, with the addresses it may be sent back to."""
        registration = {"redirect_uris": redirect_uris[:1], "token_endpoint_auth_method": "client_secret_post"}
        answer = requests.post(f"{self.issuer}/oauth2/clients", json=registration, timeout=10).json()
        self.client_id, self.client_secret = answer["client_id"], answer["client_secret"]
        self._redirect_uris += redirect_uris

    def turn_keys(self) -> None:
        """Signs with a new key from now on."""
        self.key = RSAKey.generate_key(2048, {"kid": "second", "use": "sig", "alg": "RS256"})

    def person(self, sub: str, **claims: Any) -> None:
        """Somebody who can be identified."""
        requests.put(f"{self.issuer}/users/{sub}", json=claims, timeout=10).raise_for_status()

    def before(self) -> Any:
        """Refuses what ProConnect refuses."""
        path, args = flask.request.path, flask.request.args
        if path == AUTHORIZE:
            self.authorizations.append(dict(args))
            wrong = args.get("prompt") == "select_account" or args.get("code_challenge_method") != "S256"
            return ("refusé", 400) if wrong or len(args.get("state", "")) < 32 else None
        if path == TOKEN:
            return self._before_token()
        return self._end(args) if path == END else None

    def after(self, answer: flask.Response) -> flask.Response:
        """Signs what was said, or lies."""
        path = flask.request.path
        if path == "/jwks":
            answer.set_data(json.dumps({"keys": [self.key.as_dict(private=False)]}))
        elif path == AUTHORIZE and "code=" in answer.headers.get("location", ""):
            code = parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]
            self._challenges[code] = flask.request.args["code_challenge"]
        elif path == TOKEN and answer.status_code == 200:
            tokens = answer.get_json()
            tokens["id_token"] = self._signed(_claims(tokens["id_token"]) | self.lies.claims)
            answer.set_data(json.dumps(tokens))
        elif path == USERINFO and answer.status_code == 200:
            userinfo = answer.get_json() | self.lies.userinfo
            if self.lies.plain_userinfo:
                answer.set_data(json.dumps(userinfo))
            else:
                answer.set_data(self._signed(userinfo | {"iss": self.issuer, "aud": self._audience}))
                answer.content_type = "application/jwt"
        return answer

    def _before_token(self) -> Any:
        form = flask.request.form
        self._audience = form.get("client_id", "")
        challenge = self._challenges.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proven = challenge == base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if flask.request.authorization or "client_secret" not in form:
            return {"error": "invalid_client"}, 401
        return None if proven else ({"error": "invalid_grant"}, 400)

    def _end(self, args: Any) -> Any:
        back = args.get("post_logout_redirect_uri")
        accepted = back in self._redirect_uris and args.get("state") and args.get("id_token_hint", "").count(".") == 2
        return flask.redirect(f"{back}?{urlencode({'state': args['state']})}") if accepted else ("refusé", 400)

    def _signed(self, claims: dict[str, Any]) -> str:
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.lies.unsigned:
            return f"{_encoded({'alg': 'none'})}.{_encoded(claims)}."
        if self.lies.secret_is_public_key:
            signing_input = f"{_encoded({'alg': 'HS256', 'kid': self.key.kid})}.{_encoded(claims)}"
            seal = hmac.new(self.key.as_pem(private=False), signing_input.encode(), hashlib.sha256).digest()
            return f"{signing_input}.{base64.urlsafe_b64encode(seal).decode().rstrip('=')}"
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.lies.key or self.key)


class _Handler(WSGIRequestHandler):
    """Answers at once and says nothing."""

    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *args: object) -> None: ...


@contextmanager
def providing() -> Iterator[Provider]:
    """A provider that answers until the end of the block."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it still uses what its own library deprecates
        mock = pytest.importorskip("oidc_provider_mock", reason="oidc-provider-mock n'est pas installé")
        app = mock.app(require_client_registration=True, require_nonce=True, issue_refresh_token=False)
    provider = Provider()
    app.before_request(provider.before)
    app.after_request(provider.after)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _claims(token: str) -> dict[str, Any]:
    middle = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))


def _encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def long_ago() -> dict[str, int]:
    """The times of a token that expired."""
    return {"iat": int(time.time()) - 7200, "exp": int(time.time()) - 3600}
