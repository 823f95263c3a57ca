"""The gate around the dashboard: closed unless named open, for pages, files, uploads and open connections alike."""

from __future__ import annotations

from urllib.parse import quote

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.routing import Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.identity import routes, sockets
from dashboard.identity.body_limit import announced, limited
from dashboard.identity.gate_pages import page, problem
from dashboard.identity.request_context import Door, Visitor
from dashboard.identity.shares import ChosenFiles
from dashboard.identity.sign_in import SignIn, signed_in
from dashboard.web.uploads import let_go
from pipelines.access import sessions
from pipelines.settings import options

_SAFE = ("GET", "HEAD", "OPTIONS")
_UPLOADS_A_MINUTE = 300
_OF_A_PORTAL = 60  # sessions of one account in a minute: a browser that keeps its cookie opens one
_MEGABYTE = 1024 * 1024
_ANSWERS_A_MINUTE = 240  # to one account, or to one address where nobody is signed in


class Gate:
    """Wraps the whole application; `door` holds the configuration that judges."""

    def __init__(self, app: ASGIApp, door: Door, watch_every: float = 2.0) -> None:
        self.app, self.door = app, door
        self._owners = sockets.Owners()
        self._held = ChosenFiles(
            options().uploads_held * _MEGABYTE, options().uploads_held_together * _MEGABYTE, let_go
        )
        self._sockets = sockets.Sockets(door, self._owners, self._held, watch_every)
        self._own = Router(SignIn(door).routes())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, headers = scope["path"], Headers(scope=scope)
        if "transfer-encoding" in headers and "content-length" in headers:
            # two lengths: what stands before us may have read the other one, and taken what follows for a request
            await page("refused", 400, headers={"connection": "close"})(scope, receive, send)
        elif self.door.configuration.mode == "local" and self.door.elsewhere(scope):
            await page("not_here", 403)(scope, receive, send)
        elif path in routes.OPEN:  # asked by the proxy and by what watches, under the names that they have for us
            await limited(self.app, self.door.inner(scope, None), receive, send)
        elif self.door.configuration.mode != "local" and self.door.misnamed(scope):
            await page("other_name", 421, to=self.door.configuration.public_url)(scope, receive, send)
        elif self.door.configuration.mode != "local" and path in routes.OWN:
            await limited(self._own, scope, receive, send)
        else:
            judge = self._judge_program if routes.of_programs(path) else self._judge
            answer, session_id = await to_thread.run_sync(judge, scope)
            if answer is not None:
                await answer(scope, receive, send)
            elif scope["method"] == "PUT" and path.startswith(routes.UPLOAD):
                await self._receive(self.door.inner(scope, session_id), receive, send)
            else:
                await limited(self.app, self.door.inner(scope, session_id), receive, send)

    async def _receive(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A file that does not come to its end, or is refused by who takes it, counts no longer."""
        status = 0

        async def watch(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await limited(self.app, scope, receive, watch)
        finally:
            if not 200 <= status < 300:
                tab, _, file = scope["path"].removeprefix(routes.UPLOAD).partition("/")
                self._held.forget(tab, file)

    def _judge(self, scope: Scope) -> tuple[Response | None, str | None]:
        """The answer that stops a request here, or the session with which it goes on."""
        if self.door.configuration.mode == "local":
            if scope["method"] not in _SAFE and not self.door.same_origin(scope, silent=True):
                return page("refused", 403), None
            return (page("closed", 404) if routes.closed(scope["path"]) else None), None
        visitor = self.door.visitor(scope)
        if visitor is None:
            return self._unknown(scope), None
        return self._known(scope, visitor), visitor.session.id

    def _judge_program(self, scope: Scope) -> tuple[Response | None, str | None]:
        """The same for a program, in its words: what was published needs no session, where the door is open to all.

        Nothing can be written there, whatever the method: that a page of another site sends it changes nothing."""
        if self.door.configuration.mode == "local":
            return None, None
        visitor = self.door.visitor(scope)
        account = visitor.session.account if visitor else f"at {self.door.address(scope)}"
        if not sessions.allowed(self.door.settings, f"api {account}", _ANSWERS_A_MINUTE, 60, self.door.clock()):
            return problem("too_fast", 429, {"retry-after": "60"}), None
        if visitor is not None and not visitor.rights.grants:
            self.door.refuse(scope, "no_access", account)
            return problem("no_access", 403), None
        if visitor is None and not (options().open_door == "on" and routes.published(scope["path"])):
            return problem("unsigned_program", 401), None
        return None, visitor.session.id if visitor else None

    def _unknown(self, scope: Scope) -> Response:
        """Pages lead to signing in, and back; anything else is refused."""
        if scope["method"] not in ("GET", "HEAD") or "text/html" not in Headers(scope=scope).get("accept", ""):
            return page("unsigned", 401)
        address = quote(scope["path"]) + (
            "?" + scope["query_string"].decode("latin-1") if scope["query_string"] else ""
        )
        back = routes.return_address(address)
        if self.door.configuration.mode == "oidc":
            return RedirectResponse(f"{routes.SIGN_IN}?retour={quote(back, safe='')}", 303)
        account = self.door.vouched(scope)
        if account is None:
            self.door.refuse(scope, "portal_unknown")
            return page("sign_in_by_portal", 403)
        if not sessions.allowed(self.door.settings, f"portal {account}", _OF_A_PORTAL, 60, self.door.clock()):
            return page("too_many", 429, headers={"retry-after": "60"})
        return signed_in(self.door, scope, account, back)

    def _known(self, scope: Scope, visitor: Visitor) -> Response | None:
        path, account = scope["path"], visitor.session.account
        if not visitor.rights.grants:
            self.door.refuse(scope, "no_access", account)
            return page("no_access", 403)
        if routes.closed(path):
            return page("closed", 404)
        if scope["method"] not in _SAFE and not self.door.same_origin(scope):
            self.door.refuse(scope, "other_origin", account)
            return page("refused", 403)
        return self._upload(scope, visitor) if path.startswith(routes.UPLOAD) else None

    def _upload(self, scope: Scope, visitor: Visitor) -> Response | None:
        """A file goes to a tab of one's own, from who may deposit, and not without end."""
        tab, _, file = scope["path"].removeprefix(routes.UPLOAD).partition("/")
        account = visitor.session.account
        if not visitor.rights.may_deposit_something or not self._owners.owns(visitor.session, tab):
            self.door.refuse(scope, "upload", account)
            return page("refused", 403)
        if not sessions.allowed(self.door.settings, f"upload {account}", _UPLOADS_A_MINUTE, 60, self.door.clock()):
            return page("too_many_files", 429, headers={"retry-after": "60"})
        if scope["method"] == "DELETE":
            self._held.let_go(account, tab, file)
        elif not self._held.hold(account, tab, file, announced(scope)):
            self.door.refuse(scope, "upload_held", account)
            return page("too_many_files", 429, headers={"retry-after": "60"})
        return None

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        local = self.door.configuration.mode == "local"
        elsewhere = self.door.elsewhere(scope) if local else self.door.misnamed(scope)
        if elsewhere or not self.door.same_origin(scope, silent=local):
            await send({"type": "websocket.close", "code": 1008})
        elif local:
            await self.app(self.door.inner(scope, None), receive, send)
        else:
            visitor = await to_thread.run_sync(self.door.visitor, scope)
            if visitor is None or not visitor.rights.grants:
                await sockets.refuse(scope, receive, send)
                return
            inner = self.door.inner(scope, visitor.session.id)
            await self._sockets.serve(self.app, inner, receive, send, visitor.session)
