"""What is tried where a provider identifies people (OpenID Connect): nginx before two processes, and a provider that
lies on demand. The provider itself is believed by nobody: each of its answers is judged."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests
from attack.attempts import LIVE, Attempt, Outcome, counted, links, sent_away
from attack.world import HOSTILE, LEAVING, ORDINARY, RIGHTS, World, running
from front_nginx import free_port, nginx
from joserfc.jwk import RSAKey
from portal import give_rights
from provider import Lies, Provider, long_ago, providing
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from wire import Session

from pipelines.settings import Settings

OURS = {"Sec-Fetch-Site": "same-origin"}  # what a browser says of a link that stood on our own page
PAGE = {"Accept": "text/html"}
COOKIE = "__Host-pilotage"
SUCCESSOR = "successeur"
NAN = float("nan")
TYPES: tuple[Any, ...] = (
    None, True, 0, 1.5, -1, 10**400, NAN, "", " ", "true", [], ["a", 1], {}, {"a": []}, "\u212a", "\ud83d\ude00" * 200,
    "\u202e\u0000\uffff", "a" * 100_000,
)  # fmt: skip
# A claim whose value is of no consequence here: whatever it is, the person is who the others say.
HARMLESS = ("name", "auth_time", "amr", "azp", "at_hash")


class Identified(World):
    """The same server, where people come by a provider."""

    def __init__(self, address: str, processes: list[int], settings: Settings, provider: Provider) -> None:
        super().__init__(address, processes, settings)
        self.provider = provider

    def ask(self, path: str, browser: requests.Session | None = None, method: str = "GET", **options: Any) -> Any:
        """A request that follows nothing."""
        target = path if path.startswith("http") else self.address + path
        with requests.Session() as alone:
            return (browser or alone).request(method, target, allow_redirects=False, timeout=30, **options)

    def start(self, browser: requests.Session, back: str = "/") -> str:
        """Where the provider is asked."""
        answer = self.ask(f"/connexion/commencer?retour={quote(back, safe='')}", browser, headers=OURS)
        return answer.headers["location"] if answer.status_code == 303 else ""

    def back(self, browser: requests.Session, sub: str, lies: Lies | None = None) -> str:
        """The way back from the provider, once it knows a person; what it will answer then may be a lie."""
        self.provider.lies = lies or Lies()
        return self.ask(self.start(browser), method="POST", data={"sub": sub}).headers.get("location", "")

    def signed_in(self, sub: str, lies: Lies | None = None) -> tuple[int, requests.Session]:
        """What answers the return of a person, and the browser."""
        browser = requests.Session()
        back = self.back(browser, sub, lies)
        status = self.ask(back, browser).status_code if back else 0
        self.provider.lies = Lies()
        return status, browser

    def inside(self, browser: requests.Session) -> bool:
        """Whether a browser reaches the pages."""
        return self.ask("/", browser, headers=PAGE).status_code == 200

    def enter(self, account: str) -> Session:
        """An open tab of a person whom the provider named."""
        status, browser = self.signed_in(account)
        assert status == 303, f"{account} : {status}"
        return Session(self.address, jar=browser.cookies)


def _all_refused(world: Identified, attempts: list[tuple[str, Lies]]) -> Outcome:
    """Whether none of these answers of the provider opens anything."""
    passed = []
    for name, lies in attempts:
        status, browser = world.signed_in(world.hostile, lies)
        if status != 403 or COOKIE in browser.cookies or world.inside(browser):
            passed.append(f"{name} ({status})")
    return not passed, ", ".join(passed) or f"{len(attempts)} réponses, {len(attempts)} refus"


# --- what the provider says ---------------------------------------------------------------------------------------


def tokens(world: Identified, _: float) -> Outcome:
    return _all_refused(
        world,
        [
            ("sans signature", Lies(unsigned=True)),
            ("HS256", Lies(secret_is_public_key=True)),
            ("autre clé", Lies(key=RSAKey.generate_key(2048, {"kid": "first"}))),
            ("destinataire", Lies(claims={"aud": ["un-autre"]})),
            ("partie", Lies(claims={"azp": "un-autre"})),
            ("émetteur", Lies(claims={"iss": LIVE})),
            ("échéance", Lies(claims=long_ago())),
            ("ancien", Lies(claims={"iat": long_ago()["iat"]})),
            ("nonce", Lies(claims={"nonce": "un-autre"})),
            ("sans nonce", Lies(claims={"nonce": None})),
            ("empreinte", Lies(claims={"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"})),
            ("autre personne", Lies(userinfo={"sub": "un-autre"})),
        ],
    )


def replayed(world: Identified, _: float) -> Outcome:
    """A code used twice, by somebody else, without the cookie of who left, after another issuer's name."""
    mine, theirs = requests.Session(), requests.Session()
    back = world.back(mine, world.hostile)
    world.start(theirs)
    answers = [world.ask(back, theirs).status_code, world.ask(back).status_code]
    answers.append(world.ask(f"{back}&iss={quote(LIVE, safe='')}", mine).status_code)
    answers.append(world.ask(back, mine).status_code)  # the state was taken: even the right browser is too late
    answers.append(world.ask("/connexion/retour?code=a&state=" + "b" * 43, mine).status_code)
    fresh = requests.Session()
    used = world.back(fresh, world.hostile)
    first, second = world.ask(used, fresh).status_code, world.ask(used, requests.Session()).status_code
    return set(answers) == {403} and (first, second) == (303, 403), f"{counted(answers)}, une fois : {first}, {second}"


def unverified(world: Identified, _: float) -> Outcome:
    wrong: tuple[Any, ...] = ("true", "1", "oui", 1, 0, 2, False, None, [], [True], {"true": True}, NAN)
    alone = {"email": None, "email_verified": None}  # the other answer says nothing of it
    lies = [(f"{value!r}", Lies(claims=alone, userinfo={"email_verified": value})) for value in wrong]
    plain = Lies(claims=alone, userinfo={"email_verified": None}, plain_userinfo=True)
    return _all_refused(world, [*lies, ("null", plain)])


def look_alikes(world: Identified, _: float) -> Outcome:
    name = ORDINARY.partition("@")[0]
    alike = {
        "signe Kelvin": ORDINARY.replace("r", "\u212a", 1),
        "lettre large": f"\uff4f{ORDINARY[1:]}",
        "espace insécable": f"{ORDINARY}\u00a0",
        "espace fine": f"{name}\u202f@exemple.fr",
        "espace sans chasse": f"{name}\u200b@exemple.fr",
        "lettre cyrillique": ORDINARY.replace("a", "\u0430", 1),
        "i sans point": ORDINARY.replace("i", "\u0131", 1),
        "deux adresses": f"{ORDINARY},{world.hostile}",
    }
    return _all_refused(world, [(address, Lies(userinfo={"email": text})) for address, text in alike.items()])


def another_person(world: Identified, _: float) -> Outcome:
    """An address that was given back to somebody else: the account stays that of the first."""
    first, mine = world.signed_in(world.hostile)
    world.provider.person(SUCCESSOR, email=world.hostile, email_verified=True)
    second, theirs = world.signed_in(SUCCESSOR)
    refused = (first, second) == (303, 403) and world.inside(mine) and not world.inside(theirs)
    return refused, f"première personne : {first}, autre personne : {second}"


def claims(world: Identified, scale: float) -> Outcome:
    """Each claim of each answer, of every type: a refusal or the same person, never a failure."""
    names = ("iss", "aud", "sub", "exp", "iat", "nonce", *HARMLESS)
    tries = [("claims", name, value) for name in names for value in TYPES]
    tries += [("userinfo", name, value) for name in ("sub", "email", "email_verified") for value in TYPES]
    chance, answers, wrong = random.Random(11), [], []
    for place, name, value in chance.sample(tries, max(14, min(90, int(90 * scale)))):
        number = len(answers) % 30
        claim: dict[str, Any] = {place: {name: value}}
        status, browser = world.signed_in(HOSTILE.format(number), Lies(**claim))
        answers.append(status)
        if status not in (303, 403, 429, 503) or (status == 303 and not _same(place, name, value, browser, world)):
            wrong.append(f"{name} {value!r:.20} : {status}")
    return not wrong, ", ".join(wrong[:3]) or counted(answers)


def _same(place: str, name: str, value: Any, browser: requests.Session, world: Identified) -> bool:
    """Whether who came in with that claim is who the others name."""
    usual = name in HARMLESS or (name, value) == ("email_verified", True) or (place == "userinfo" and value is None)
    return usual and world.inside(browser)


# --- the way in and out --------------------------------------------------------------------------------------------


def begun_elsewhere(world: Identified, _: float) -> Outcome:
    begun = []
    for parameters in (
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none", "Referer": f"{world.address}/connexion"},
        {"Origin": LIVE, "Referer": f"{world.address}/connexion"},
        {"Referer": f"{world.address}.ailleurs.example/"},
    ):
        answer = world.ask("/connexion/commencer?retour=%2F", headers=parameters)
        ours = answer.headers.get("location", "").endswith("/connexion?retour=%2F")
        if answer.status_code != 303 or not ours or "pilotage-connexion" in str(answer.headers.get("set-cookie")):
            begun.append(str(parameters))
    away = world.ask(f"/connexion/commencer?retour={quote(LIVE, safe='')}", headers=OURS).headers["location"]
    leads = "ailleurs" in away.partition("?")[0]
    return not begun and not leads, ", ".join(begun) or "la page de connexion, à chaque fois"


def limits(world: Identified, scale: float) -> Outcome:
    """One browser, then one account, without end; a colleague of the same building enters."""
    browser = requests.Session()
    begun = [303 if world.start(browser) else 429 for _ in range(max(13, int(40 * scale)))]
    with ThreadPoolExecutor(2) as pool:
        entered = [status for status, _ in pool.map(lambda _: world.signed_in(world.hostile), range(13))]
    colleague, inside = world.signed_in(LEAVING)
    limited = 429 in begun and 429 in entered and colleague == 303 and world.inside(inside)
    return limited, f"départs {counted(begun)} ; compte {counted(entered)} ; un collègue : {colleague}"


def forged(world: Identified, _: float) -> Outcome:
    named = {"X-Remote-User": ORDINARY}
    headers: tuple[dict[str, str], ...] = (
        named,
        named | {"X-Pilotage-Proxy": "0" * 32},
        {"X_Remote_User": ORDINARY},
        {"X-Pilotage-Session": "1", "X-Pilotage-Account": ORDINARY},
        named | {"X-Forwarded-For": "127.0.0.1", "Forwarded": "for=127.0.0.1", "X-Real-IP": "127.0.0.1"},
        {"X-Original-URL": "/", "X-Rewrite-URL": "/sante"},
        {"Authorization": "Bearer a", "X-Auth-Request-Email": ORDINARY},
        {"Cookie": f"{COOKIE}=" + "a" * 43},
        {"Cookie": f"pilotage={'a' * 43}; {COOKIE}={'b' * 43}; {COOKIE}="},
    )
    answers = [world.ask("/", headers=PAGE | lines).status_code for lines in headers]
    answers += [world.ask("/api/v1/territoires", headers=lines).status_code for lines in headers]
    return 200 not in answers and max(answers) < 500, counted(answers)


def fixed(world: Identified, _: float) -> Outcome:
    """A session that somebody else chose, or that was altered."""
    browser = requests.Session()
    browser.cookies.set(COOKIE, "c" * 43, domain="localhost.local", secure=True)
    status = world.ask(world.back(browser, world.hostile), browser).status_code
    cookie = next(
        (value.value or "" for value in browser.cookies if value.name == COOKIE and value.value != "c" * 43), ""
    )
    chosen = [f"{COOKIE}={value}" for value in ("c" * 43, cookie[:-1], cookie[::-1], cookie + "a", cookie.upper(), "")]
    opened = [value for value in chosen if world.ask("/", headers=PAGE | {"Cookie": value}).status_code == 200]
    right = world.ask("/", headers=PAGE | {"Cookie": f"{COOKIE}={cookie}"}).status_code
    return status == 303 and right == 200 and not opened, f"{len(chosen)} témoins, {len(opened)} admis"


def revoked(world: Identified, _scale: float) -> Outcome:
    tab = world.tab(LEAVING)
    status = sent_away(tab, world.settings)
    answer = _still(tab)
    give_rights(world.settings, *(grant for grant in RIGHTS if grant[0] == LEAVING))
    return status in (303, 401, 403, 404) and not answer, f"lien : {status}, page {'montrée' if answer else 'fermée'}"


def signed_out(world: Identified, _: float) -> Outcome:
    """Two tabs of one browser; what is left of them once it went out of one."""
    status, browser = world.signed_in(world.hostile)
    first, other = Session(world.address, jar=browser.cookies), Session(world.address, jar=browser.cookies)
    world.sessions += [first, other]
    offered = links(first, "departement", departement="DEPT-59")
    other.open("departement", departement="DEPT-59")
    cookies = {"Cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies)}
    elsewhere = world.ask("/deconnexion", browser, "POST", headers={"Origin": LIVE}).status_code
    out = world.ask("/deconnexion", browser, "POST", headers={"Origin": world.address}).status_code
    link = world.ask(f"/{offered[0]}", headers=cookies).status_code
    first.patience = other.patience = 8
    readable = _still(first) or _still(other) or world.ask("/", headers=PAGE | cookies).status_code == 200
    closed = (status, elsewhere, out) == (303, 403, 303) and link in (303, 401, 403, 404) and not readable
    return closed, f"sortie {out}, d'un autre site {elsewhere}, lien {link}, page {'montrée' if readable else 'fermée'}"


def _still(tab: Session) -> bool:
    """Whether an open page still gives figures."""
    try:
        return len(tab.open("departement", departement="DEPT-59").text()) > 20_000
    except (ConnectionClosed, InvalidStatus, OSError, TimeoutError):
        return False


# --- open pages ----------------------------------------------------------------------------------------------------


def messages(world: Identified, scale: float) -> Outcome:
    """Messages in the form of those of a page, with anything in them: many, long, nested; others go on."""
    chance, closed, other = random.Random(17), 0, world.tab(ORDINARY)
    for _ in range(max(3, int(15 * scale))):
        try:
            tab = world.tab(HOSTILE.format(chance.randrange(20, 29)))
            for _ in range(12):
                tab.socket.send(_message(chance).SerializeToString())
            tab.socket.send(chance.randbytes(300_000))
            tab.socket.close()
        except (ConnectionClosed, InvalidStatus, OSError, AssertionError):
            closed += 1
    status = other.open("region-academique", region="REG-76").status
    return status == 0, f"{closed} fermées, une page d'un autre : {'montrée' if status == 0 else status}"


_VALUES: tuple[tuple[str, Any], ...] = (
    ("string_value", None), ("int_value", 2**62), ("double_value", NAN), ("bytes_value", b"\xff" * 99),
    ("json_value", "[" * 5_000), ("trigger_value", True),
)  # fmt: skip


def _message(chance: random.Random) -> BackMsg:
    """A message of a page, of any kind, with what nobody types."""
    message, kind = BackMsg(), chance.randrange(6)
    text = chance.choice(("", "a" * 50_000, "\u202e\u0000", "../../x", "💥" * 999, "%00&" * 99))
    if kind == 0:
        message.rerun_script.query_string, message.rerun_script.page_name = text, text
    elif kind == 1:
        for number in range(200):
            widget = message.rerun_script.widget_states.widgets.add(id=f"$$ID-{number}-{text[:50]}")
            field, value = chance.choice(_VALUES)
            setattr(widget, field, text if value is None else value)
    elif kind == 2:
        message.rerun_script.fragment_id, message.rerun_script.page_script_hash = text, text
    elif kind == 3:
        message.file_urls_request.request_id, message.file_urls_request.session_id = text, text
        message.file_urls_request.file_names.extend([text[:999]] * 200)
    elif kind == 4:
        message.load_git_info = message.clear_cache = message.debug_disconnect_websocket = True
    else:
        message.debug_shutdown_runtime = True
    return message


OPENID = (
    Attempt("jetons", "des jetons faux, sans signature, d'un autre, périmés", tokens),
    Attempt("rejeu", "un code rejoué, volé, ou d'un autre fournisseur", replayed),
    Attempt("vérifiée", "une adresse que le fournisseur ne dit pas vérifiée", unverified, quick=False),
    Attempt("sosies", "une adresse qui ressemble à celle d'un autre", look_alikes),
    Attempt("personne", "une adresse redonnée à une autre personne", another_person, quick=False),
    Attempt("types", "chaque valeur du fournisseur, de tous les types", claims, quick=False),
    Attempt("départ", "une connexion commencée par un autre site", begun_elsewhere, quick=False),
    Attempt("limites", "des connexions sans fin d'un navigateur et d'un compte", limits, quick=False),
    Attempt("en-têtes (OIDC)", "une identité écrite par le lecteur, à travers nginx", forged),
    Attempt("témoins", "une session choisie par un autre, ou altérée", fixed),
    Attempt("retrait (OIDC)", "un droit retiré, page ouverte", revoked),
    Attempt("sortie", "ce qui reste après la déconnexion", signed_out),
    Attempt("formes", "des messages de page où tout est faux", messages),
)  # fmt: skip


@contextlib.contextmanager
def identified(root: Path, settings: Settings, scratch: Path, processes: int = 2) -> Iterator[Identified]:
    """The program that stands in `root`, in so many processes behind nginx, with a provider that lies on demand."""
    folder = scratch / "nginx"
    folder.mkdir()
    give_rights(settings, *RIGHTS)
    ports = [free_port() for _ in range(2 + processes)]
    address = f"https://localhost:{ports[0]}"
    with ExitStack() as stack:
        provider = stack.enter_context(providing())
        provider.register(f"{address}/connexion/retour", f"{address}/deconnecte")
        for account in {account for account, _, _ in RIGHTS}:
            provider.person(account, email=account, email_verified=True)
        environment = {
            "PILOTAGE_IDENTITY": "oidc",
            "PILOTAGE_PUBLIC_URL": address,
            "PILOTAGE_OIDC_ISSUER": provider.issuer,
            "PILOTAGE_OIDC_CLIENT_ID": provider.client_id,
            "PILOTAGE_OIDC_CLIENT_SECRET": provider.client_secret,
            "PILOTAGE_TRUSTED_PROXIES": "127.0.0.1",
        }
        ours = [stack.enter_context(running(root, settings, scratch, port, environment)) for port in ports[2:]]
        stack.enter_context(nginx(folder, ports))
        yield Identified(address, ours, settings, provider)
