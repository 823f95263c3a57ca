"""What the gate reads in a request: its session, the account a portal vouches for, where it comes from."""

from __future__ import annotations

import hmac
import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import Scope

from dashboard.identity.configuration import Configuration, loopback
from dashboard.identity.current import OURS
from pipelines.access import sessions
from pipelines.access.lines import plain_account
from pipelines.access.rights import Rights
from pipelines.access.table import rights_of
from pipelines.settings import Settings
from pipelines.store import audit_log

PROXY_SECRET_HEADER = "x-pilotage-proxy"
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


@dataclass(frozen=True)
class Visitor:
    """Who is signed in, as the gate sees it."""

    session: sessions.Session
    rights: Rights


@dataclass(frozen=True)
class Door:
    """One configuration, one data folder, one clock: everything a request is judged by."""

    configuration: Configuration
    settings: Settings
    clock: Callable[[], float] = time.time

    @property
    def cookie(self) -> str:
        """The name of the session's cookie; with this prefix a browser keeps other hosts from setting it."""
        return self.named("pilotage")

    def named(self, name: str) -> str:
        """The name of a cookie of ours."""
        return f"__Host-{name}" if self.configuration.secure else name

    def set_cookie(self, response: Response, name: str, value: str, seconds: int | None = None) -> None:
        """A cookie that scripts do not read and that other sites' requests do not carry."""
        secure = self.configuration.secure
        response.set_cookie(name, value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="lax")

    def delete_cookie(self, response: Response, name: str) -> None:
        """Makes the browser forget a cookie of ours."""
        self.set_cookie(response, name, "", 0)

    def token(self, scope: Scope) -> str:
        """The token that the browser shows as its session, or nothing."""
        return cookies(scope).get(self.cookie, "")

    def visitor(self, scope: Scope, touch: bool = True) -> Visitor | None:
        """Who sends a request: the account of its session, which a portal must name too where there is one."""
        session = sessions.session(self.settings, self.token(scope), self.clock(), touch) if self.token(scope) else None
        if session is None:
            return None
        if self.configuration.mode == "header" and self.vouched(scope) != session.account:
            return None
        return Visitor(session, rights_of(self.settings, session.account))

    def still(self, session_id: str, touch: bool) -> bool:
        """Whether an open page may go on: its session stands and still gives some right."""
        session = sessions.session_of(self.settings, session_id, self.clock(), touch)
        return session is not None and bool(rights_of(self.settings, session.account).grants)

    def over(self, session_ids: set[str]) -> set[str]:
        """The identifiers, among some, of sessions that are over."""
        return {session_id for session_id in session_ids if not self.still(session_id, False)}

    def vouched(self, scope: Scope) -> str | None:
        """The account that the portal names, in header mode; None where it is not the portal that speaks."""
        accounts = Headers(scope=scope).getlist(self.configuration.header_name)
        if not self._from_portal(scope) or len(accounts) != 1:
            return None
        return plain_account(accounts[0])

    def address(self, scope: Scope) -> str:
        """The address that a request comes from, behind the proxies that are trusted."""
        peer = scope["client"][0] if scope.get("client") else ""
        steps = [*(step.strip() for step in Headers(scope=scope).get("x-forwarded-for", "").split(",")), peer]
        while len(steps) > 1 and steps[-2] and self._trusted(steps[-1]):
            steps.pop()
        return steps[-1]

    def same_origin(self, scope: Scope, silent: bool = False) -> bool:
        """Whether a request comes from our own pages; `silent` is the answer where no origin is said."""
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is None:
            return silent
        if self.configuration.mode == "local":
            return origin.removeprefix("http://") == headers.get("host")
        parts = urlsplit(self.configuration.public_url)
        return origin == f"{parts.scheme}://{parts.netloc}"

    def from_our_pages(self, scope: Scope) -> bool:
        """Whether a link that was followed stood on a page of ours, as the browser says of itself."""
        headers, parts = Headers(scope=scope), urlsplit(self.configuration.public_url)
        if (site := headers.get("sec-fetch-site")) is not None:
            return site == "same-origin"
        origin = headers.get("origin") or headers.get("referer", "")
        return origin == f"{parts.scheme}://{parts.netloc}" or origin.startswith(f"{parts.scheme}://{parts.netloc}/")

    def elsewhere(self, scope: Scope) -> bool:
        """Without identification: whether a request was meant for, or passed through, something else than this
        machine. A page of another site can make its own name lead here."""
        return not loopback(_asked(scope)) or any(header in Headers(scope=scope) for header in _FORWARDED)

    def misnamed(self, scope: Scope) -> bool:
        """Whether a request asks for another site than the one that PILOTAGE_PUBLIC_URL names; ports do not count,
        since a proxy may keep its own to itself."""
        return _asked(scope) != (urlsplit(self.configuration.public_url).hostname or "")

    def note(self, event: audit_log.Event, account: str = "", scope: str = "", outcome: str = "ok") -> None:
        """Adds a line about signing in or out to the journal."""
        who = audit_log.pseudonym(self.settings, account) if account else ""
        audit_log.record(self.settings, event, who, scope, outcome=outcome)

    def refuse(self, scope: Scope, reason: str, account: str = "") -> None:
        """Notes a refusal; a flood of them from one address is noted once in a while only."""
        if sessions.allowed(self.settings, f"refusal {self.address(scope)}", 20, 60, self.clock()):
            self.note("refusal", account, outcome=reason)

    def inner(self, scope: Scope, session_id: str | None) -> Scope:
        """The request as the application sees it: what names an identity comes from the gate and from nobody else."""
        dropped = self.configuration.header_name if self.configuration.mode == "header" else OURS
        headers = [
            (name, value)
            for name, value in scope["headers"]
            if not name.decode("latin-1").lower().replace("_", "-").startswith((OURS, dropped))
        ]
        if session_id:
            headers.append((f"{OURS}session".encode(), session_id.encode()))
        if self.configuration.public_host:
            # Streamlit compares the origin, which was checked, with the name it is asked for.
            headers = [(name, value) for name, value in headers if name != b"host"]
            headers.append((b"host", self.configuration.public_host.encode()))
        return {**scope, "headers": headers}

    def _from_portal(self, scope: Scope) -> bool:
        peer = scope["client"][0] if scope.get("client") else ""
        if self.configuration.trusted_proxies and not self._trusted(peer):
            return False
        expected = self.configuration.proxy_secret.encode()
        header_values = Headers(scope=scope).getlist(PROXY_SECRET_HEADER)
        return (
            bool(expected)
            and len(header_values) == 1
            and hmac.compare_digest(header_values[0].encode("utf-8"), expected)
        )

    def _trusted(self, address: str) -> bool:
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(ip in ipaddress.ip_network(network) for network in self.configuration.trusted_proxies)


def _asked(scope: Scope) -> str:
    """The name of the site that a request asks for, in small letters, or nothing."""
    hosts = Headers(scope=scope).getlist("host")
    try:
        return (urlsplit(f"//{hosts[0]}").hostname or "") if len(hosts) == 1 else ""
    except ValueError:
        return ""


def cookies(scope: Scope) -> dict[str, str]:
    """The cookies of a request."""
    return cookie_parser("; ".join(Headers(scope=scope).getlist("cookie")))
