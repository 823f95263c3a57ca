"""Signing in and out: the addresses of the gate's own pages, and what a browser keeps of them."""

from __future__ import annotations

import hashlib
import secrets
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from dashboard.identity import routes
from dashboard.identity.gate_pages import page
from dashboard.identity.metadata import ProviderAway, Refused
from dashboard.identity.openid import Identified, OpenId
from dashboard.identity.request_context import Door, cookies
from pipelines.access import identities, sessions, sign_ins
from pipelines.access.table import rights_of
from pipelines.errors import AccessError

ATTEMPTS_A_MINUTE = 10  # of one browser, and of one account: who slips a few times is not made to wait
OF_AN_ADDRESS = 300  # a whole rectorate comes from one address, on the morning the collection opens


def signed_in(door: Door, scope: Scope, account: str, back: str, id_token: str = "") -> Response:
    """Opens a session of its own for an account, whatever the browser held before, and leads where it wanted to go."""
    sessions.end(door.settings, door.token(scope))
    token = sessions.open_session(door.settings, account, id_token, door.clock())
    door.note("sign_in", account, scope=rights_of(door.settings, account).label)
    response = RedirectResponse(back, 303)
    door.set_cookie(response, door.cookie, token)
    return response


class SignIn:
    """The gate's own pages; `provider` is None where a portal names people."""

    def __init__(self, door: Door) -> None:
        self.door, chosen = door, door.configuration
        back = f"{chosen.public_url}{routes.CALLBACK}"
        self.provider = OpenId(chosen.provider, back, door.clock) if chosen.provider else None
        self.browser_cookie = door.named("pilotage-connexion")

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [
            Route(routes.SIGN_IN, self.invite),
            Route(routes.START, self.start),
            Route(routes.CALLBACK, self.come_back),
            Route(routes.SIGN_OUT, self.leave, methods=["GET", "POST"]),
            Route(routes.SIGNED_OUT, lambda _request: page("signed_out")),
            Route(routes.EXPIRED, lambda _request: page("expired")),
        ]

    def invite(self, request: Request) -> Response:
        """The page that leads to the provider."""
        back = routes.return_address(request.query_params.get("retour", "/"))
        if self.provider is None:
            return RedirectResponse(back, 303)
        return page("sign_in", to=f"{routes.START}?retour={quote(back, safe='')}")

    def start(self, request: Request) -> Response:
        """Sends to the provider, with a cookie by which the same browser is known when it comes back.

        Only our own page begins: a link of another site leads to that page, where a person decides."""
        back = routes.return_address(request.query_params.get("retour", "/"))
        if self.provider is not None and not self.door.from_our_pages(request.scope):
            return RedirectResponse(f"{routes.SIGN_IN}?retour={quote(back, safe='')}", 303)
        if self.provider is None or not self._allowed(request, "sign-in"):
            return self._too_many()
        sign_in = sign_ins.SignIn(back)
        # Kept from one attempt to the next: another tab may be on its way back.
        browser = self._browser(request) or secrets.token_urlsafe(32)
        try:
            response = RedirectResponse(self.provider.leave(sign_in), 303)
        except ProviderAway:
            return page("provider_away", 503)
        sign_ins.remember(self.door.settings, sign_in, browser, self.door.clock())
        self.door.set_cookie(response, self.browser_cookie, browser, sign_ins.GOOD_FOR_SECONDS)
        return response

    def come_back(self, request: Request) -> Response:
        """Opens a session for whom the provider names, if everything about its answer is right."""
        if self.provider is None or not self._allowed(request, "callback"):
            return self._too_many()
        parameters, browser = request.query_params, self._browser(request)
        sign_in = (
            sign_ins.take(self.door.settings, parameters.get("state", ""), browser, self.door.clock())
            if browser
            else None
        )
        try:
            if sign_in is None:
                raise Refused("state")
            if "error" in parameters or not parameters.get("code"):
                raise Refused("provider")
            who = self.provider.come_back(sign_in, parameters["code"], parameters.get("iss"))
            if not self._theirs(who):
                self.door.refuse(request.scope, "sign_in_other_person", who.account)
                return page("other_person", 403)
            if not self._counted(f"account {who.account}", ATTEMPTS_A_MINUTE):
                return self._too_many()
        except ProviderAway:
            return page("provider_away", 503)
        except AccessError:
            self.door.refuse(request.scope, "sign_in_identities")
            return page("sign_in_failed", 403)
        except Refused as refusal:
            self.door.refuse(request.scope, f"sign_in_{refusal}")
            return page("sign_in_failed", 403)
        response = signed_in(self.door, request.scope, who.account, sign_in.back, who.id_token)
        self.door.delete_cookie(response, self.browser_cookie)
        return response

    def _theirs(self, who: Identified) -> bool:
        """Whether the account is that of this person, or becomes it; one without any right is bound to nobody yet, and
        its session ends with its first right: who comes back then is bound."""
        has_rights = bool(rights_of(self.door.settings, who.account).grants)
        return identities.is_the_same(self.door.settings, who.account, who.issuer, who.subject, binds=has_rights)

    def leave(self, request: Request) -> Response:
        """Asks, then ends the session here, and leads to the provider to end it there."""
        if request.method in ("GET", "HEAD"):
            return page("sign_out")
        door = self.door
        if not door.same_origin(request.scope):
            door.refuse(request.scope, "other_origin")
            return page("refused", 403)
        token = door.token(request.scope)
        session = sessions.session(door.settings, token, door.clock(), touch=False) if token else None
        sessions.end(door.settings, token)
        if session:
            door.note("sign_out", session.account)
        response = RedirectResponse(self._after(session), 303)
        door.delete_cookie(response, door.cookie)
        return response

    def _after(self, ended: sessions.Session | None) -> str:
        here = f"{self.door.configuration.public_url}{routes.SIGNED_OUT}"
        there = self.provider.end_address(ended.id_token, here) if self.provider and ended else None
        return there or routes.SIGNED_OUT

    def _allowed(self, request: Request, what: str) -> bool:
        """Whether this browser, then its address, may try once more; a browser that is new is one of its address."""
        browser = hashlib.sha256(self._browser(request).encode()).hexdigest() if self._browser(request) else ""
        if browser and not self._counted(f"{what} browser {browser}", ATTEMPTS_A_MINUTE):
            return False
        return self._counted(f"{what} {self.door.address(request.scope)}", OF_AN_ADDRESS)

    def _counted(self, bucket: str, limit: int) -> bool:
        return sessions.allowed(self.door.settings, bucket, limit, 60, self.door.clock())

    def _browser(self, request: Request) -> str:
        """The name that this browser was given when it first began to sign in, or nothing."""
        return cookies(request.scope).get(self.browser_cookie, "")

    def _too_many(self) -> Response:
        return page("too_many", 429, headers={"retry-after": "60"}) if self.provider else page("closed", 404)
