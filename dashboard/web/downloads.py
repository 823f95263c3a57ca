"""Files that pages offer: each behind an address that only the session it was offered to can open, made on click."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from dashboard.identity.current import Identity, identity_of
from dashboard.identity.shares import HEAVY, Busy, Places
from dashboard.observe.renewal import may_return
from dashboard.web.makers import Make, TooLong, made
from indicators.typography import ordinal, typeset
from pipelines.access.sessions import allowed
from pipelines.errors import PilotageError
from pipelines.settings import options, settings
from pipelines.store import audit_log

ROUTE = "/telecharger/{token}/{name}"
PLACE_ROUTE = "/telecharger/place"
PLACE = "Votre demande est en {} place."
KEPT = 2000  # offers to one account: its oldest give way, and a page that is shown again makes its own anew
ON_SCREEN = 2  # showings of a tab before the present one: their links are on screen until the new ones come
EXPIRED = typeset("Ce lien n'est plus valable : rechargez la page, puis téléchargez de nouveau.")
MANY = typeset("Vous attendez déjà plusieurs fichiers : laissez-les arriver, puis demandez les suivants.")
ENOUGH = typeset("Vous avez reçu beaucoup de fichiers aujourd'hui : revenez demain, ou demandez à l'administrateur.")
_DAY = 24 * 3600
_KEY = secrets.token_bytes(32)


@dataclass(frozen=True)
class Offer:
    """A file: its name, its media type, what makes its bytes, and whom it was offered to, in which scope, in which tab
    and in which showing of it."""

    name: str
    mime: str
    make: Make
    session: str | None
    scope: str
    tab: str
    showing: int


class Gone(PilotageError):
    """What a file was to be made of is no longer there: it was taken back, or its page is closed."""


def _over(offer: Offer, newest: Offer) -> bool:
    """Whether nobody sees an offer any more: its tab is closed, or has shown other things since. (What makes a file of
    a table holds the table.)"""
    if offer.tab == newest.tab:
        return offer.showing < newest.showing - ON_SCREEN
    return not may_return(offer.tab)


def _moment(offer: Offer) -> tuple[str, int]:
    """A page offers dozens of files at once."""
    return offer.tab, offer.showing


_offers: Places[Offer] = Places(KEPT, over=_over, moment=_moment)


def offer(identity: Identity, tab: str, showing: int, name: str, mime: str, make: Make) -> str:
    """The address of a file; the same tab, file and scope keep the same one from one run to the next. It is worth
    something as long as the tab shows it: `showing` is one more each time that a whole page is made."""
    text = "\0".join((identity.session or "", identity.rights.key, tab, name)).encode()
    token = hmac.digest(_KEY, text, "sha256").hex()[:40]
    newest = Offer(name, mime, make, identity.session, identity.rights.key, tab, showing)
    _offers.put(identity.account, token, newest)
    return f"./telecharger/{token}/{quote(name, safe='')}"


def find(token: str, identity: Identity | None) -> Offer | None:
    """What was offered under a token to this very session with these very rights, or None."""
    offered = _offers.get(identity.account, token) if identity else None
    if offered is None or identity is None:
        return None
    same = (offered.session, offered.scope) == (identity.session, identity.rights.key)
    return offered if same else None


def _within_the_day(identity: Identity) -> bool:
    """Whether an account was given fewer files than it may have in a day; on a machine of one's own nobody counts."""
    limit = options().exports_per_day
    return identity.session is None or allowed(settings(), f"export:{identity.pseudonym}", limit, _DAY)


async def answer(request: Request) -> Response:
    """The route that makes and sends a file that was offered."""
    identity = identity_of(request)
    offered = find(request.path_params["token"], identity)
    if offered is None or identity is None:
        return PlainTextResponse(EXPIRED, status_code=404)
    try:
        async with HEAVY.turn(identity.account):
            if not await run_in_threadpool(_within_the_day, identity):
                return PlainTextResponse(ENOUGH, status_code=429)
            content = await run_in_threadpool(made, offered.make)
    except Busy:
        return PlainTextResponse(MANY, status_code=429, headers={"Retry-After": "30"})
    except Gone:
        return PlainTextResponse(EXPIRED, status_code=404)
    except TooLong as refused:
        return PlainTextResponse(str(refused), status_code=503)
    await run_in_threadpool(
        audit_log.record,
        settings(),
        "export",
        identity.pseudonym,
        identity.rights.label,
        hashlib.sha256(content).hexdigest(),
    )
    sent = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(offered.name, safe='')}",
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=offered.mime, headers=sent)


async def place(request: Request) -> Response:
    """At which place the next file of who asks waits: a sentence, or nothing where none waits (static/waiting.js)."""
    identity = identity_of(request)
    rank = HEAVY.place(identity.account) if identity else None
    content = {} if rank is None else {"said": typeset(PLACE.format(ordinal(rank)))}
    return JSONResponse(content, headers={"Cache-Control": "no-store"})
