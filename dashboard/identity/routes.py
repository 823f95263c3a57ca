"""What each address is to the gate: open to anybody, one of its own, closed for all, or for who is signed in."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

SIGN_IN = "/connexion"
START = "/connexion/commencer"
CALLBACK = "/connexion/retour"
SIGN_OUT = "/deconnexion"
SIGNED_OUT = "/deconnecte"
EXPIRED = "/session-terminee"
OWN = frozenset({SIGN_IN, START, CALLBACK, SIGN_OUT, SIGNED_OUT, EXPIRED})

# Health and readiness say no more than yes or no; metrics have a rule of their own.
OPEN = frozenset({"/sante", "/pret", "/metrics"})

# The door for programs: it answers in their form, and gives everybody what was published, where that is set.
API = "/api/v1"
_FOR_ALL = (f"{API}/ouvertes/",)
_ABOUT = frozenset({API, f"{API}/", f"{API}/openapi.json"})

STREAM = "/_stcore/stream"
UPLOAD = "/_stcore/upload_file/"
# Of what Streamlit serves for its own use, that which its pages need; the rest answers to nobody: media are found by
# who knows their address, whoever that is, and the others are ways in or measures that we have otherwise.
_NEEDED = ("/_stcore/health", "/_stcore/host-config", "/_stcore/bidi-components/", STREAM, UPLOAD)
_CLOSED = ("/media", "/_stcore", "/component", "/auth", "/oauth2callback")
# Files of the program, the same for everybody.
_ASSETS = ("/static/", "/app/static/", "/_stcore/bidi-components/", "/carte/", "/favicon.png")
_LOCAL_ADDRESS = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]{0,1999}")


def closed(path: str) -> bool:
    """Whether an address answers to nobody."""
    return path.startswith(_CLOSED) and not path.startswith(_NEEDED)


def of_programs(path: str) -> bool:
    """Whether an address is one of the door for programs."""
    return path == API or path.startswith(f"{API}/")


def published(path: str) -> bool:
    """Whether an address of that door says or gives what everybody may have, where the door is open to all."""
    return path in _ABOUT or path.startswith(_FOR_ALL)


def asset(path: str) -> bool:
    """Whether an address is that of a file that may be kept by a browser."""
    return path.startswith(_ASSETS)


def return_address(address: str) -> str:
    """The address to go to after signing in: one of this dashboard, or its front page."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    here = _LOCAL_ADDRESS.fullmatch(address) and not parts.scheme and not parts.netloc
    return address if here and parts.path not in OWN and not closed(parts.path) else "/"
