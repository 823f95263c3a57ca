"""What one account, or nobody at all, tries on a server: each attempt says whether it was held, and how."""

from __future__ import annotations

import contextlib
import random
import re
import socket
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attack import hostile
from attack.world import LEAVING, ORDINARY, World
from odd_packages import report_members, zipped
from portal import SECRET, headers, withdraw
from reports import Report
from websockets.exceptions import ConnectionClosed
from wire import Session

from pipelines.settings import Settings

LIVE = "https://ailleurs.example"
LINK = re.compile(r"(?:\.?/)?telecharger/[0-9a-f]{20,}/[^\"'<>\s\\]+")
HEAD = "GET {} HTTP/1.1\r\nHost: {}:{}\r\n"
Outcome = tuple[bool, str]


@dataclass(frozen=True)
class Attempt:
    """One kind of attempt: what is tried, in French, and how. Those that are `quick` are tried at each change."""

    name: str
    tried: str
    make: Callable[[Any, float], Outcome]
    quick: bool = True


def counted(answers: list[int]) -> str:
    """`12 × 200, 8 × 429`."""
    return ", ".join(f"{many} × {code}" for code, many in sorted(Counter(answers).items()))


def raw(world: World, sent: bytes, wait: float = 5.0) -> bytes:
    """Every byte that comes back for those bytes."""
    received = b""
    with socket.create_connection(world.place, timeout=wait) as line, contextlib.suppress(OSError):
        line.sendall(sent)
        while piece := line.recv(65536):
            received += piece
    return received


def said(world: World, path: str, *lines: str) -> int:
    """The status of a request whose header lines are written as they stand."""
    head = (
        HEAD.format(path, *world.place)
        if not any(line.lower().startswith("host:") for line in lines)
        else (f"GET {path} HTTP/1.1\r\n")
    )
    answer = raw(world, (head + "".join(f"{line}\r\n" for line in lines) + "Connection: close\r\n\r\n").encode())
    match = re.match(rb"HTTP/1\.\d (\d{3})", answer)
    return int(match[1]) if match else 0


def links(tab: Session, page: str, **codes: str) -> list[str]:
    """The files that a page offers; a machine without Pango writes no PDF, and says so for each."""
    offered = (link.group().removeprefix("./") for link in LINK.finditer(tab.open(page, **codes).text()))
    return [link for link in dict.fromkeys(offered) if _draws() or not link.endswith(".pdf")]


def _draws() -> bool:
    try:
        import weasyprint
    except OSError:
        return False
    return bool(weasyprint.VERSION)


def messages_of(tab: Session, files: dict[str, bytes]) -> str:
    """What the page of deposits says of files that are dropped there."""
    answer = tab.open("depot")
    return tab.upload(answer.of("file_uploader")[0], files).text()


# --- what takes a core ---------------------------------------------------------------------------------------------


def exports(world: World, scale: float) -> Outcome:
    tab = world.tab(world.hostile)
    offered = links(tab, "departement", departement="DEPT-59")
    exports_asked = [offered[number % len(offered)] for number in range(max(8, int(100 * scale)))]

    def ask(path: str) -> int:
        try:
            return tab.get(path)[0]
        except TimeoutError:  # it waits for its own files: that is no harm to others
            return 0

    with ThreadPoolExecutor(25) as pool:
        answers = list(pool.map(ask, exports_asked))
    return set(answers) <= {0, 200, 429}, counted(answers)


def reruns(world: World, scale: float) -> Outcome:
    tabs = [world.tab(world.hostile) for _ in range(max(3, int(10 * scale)))]
    end = time.monotonic() + 10 * scale

    def rerun(tab: Session) -> int:
        done = 0
        while time.monotonic() < end:
            tab.open("departement", departement="DEPT-59")
            done += 1
        return done

    with ThreadPoolExecutor(len(tabs)) as pool:
        done = sum(pool.map(rerun, tabs))
    return True, f"{done} pages en {10 * scale:.0f} s"


def many_tabs(world: World, scale: float) -> Outcome:
    """Pages opened one after the other and left open: so many are shown, and another account opens its own."""
    opened = refused = 0
    for _ in range(max(45, int(150 * scale))):
        try:
            tab = world.tab(world.hostile)
            tab.patience = 20
            tab.open("departement", departement="DEPT-59")
            opened += 1
        except ConnectionClosed:
            refused += 1
    other = world.tab(ORDINARY).open("region-academique", region="REG-76").status
    return refused > 0 and other == 0, f"{opened} montrées, {refused} refusées ; celle d'un autre : {other}"


def offers(world: World, scale: float) -> Outcome:
    """A parcel of files that are none: each of them gives a page that offers its copy."""
    other = world.tab(ORDINARY)
    link = links(other, "region-academique", region="REG-76")[-1]
    parcel = zipped({f"{number:04d}.csv": f"a;{number}".encode() for number in range(int(900 * scale))})
    for number in range(3):
        with contextlib.suppress(Exception):
            tab = world.tab(world.hostile)
            tab.patience = 60
            messages_of(tab, {f"{number}.zip": parcel})
    status, _ = other.get(link)
    return status == 200, f"le lien d'un autre répond {status}"


# --- files ---------------------------------------------------------------------------------------------------------


def uploads(world: World, scale: float) -> Outcome:
    tab = world.tab(world.hostile)
    uploader = tab.open("depot").of("file_uploader")[0]
    assert uploader
    places = [tab._places(f"{number}.csv").upload_url for number in range(int(330 * scale))]

    def put(path: str) -> int:
        try:
            tab._put(path, "a.csv", b"a;b")
        except Exception as refusal:
            return getattr(refusal, "code", 0)
        return 200

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(put, places))
    return bool(answers), counted(answers)


def held(world: World, scale: float) -> Outcome:
    tab = world.tab(world.hostile)
    assert tab.open("depot").of("file_uploader")
    content, answers = random.Random(1).randbytes(10 * 1024 * 1000), []
    for number in range(max(15, int(60 * scale))):
        try:
            tab._put(tab._places(f"{number}.xlsx").upload_url, "a.xlsx", content)
            answers.append(200)
        except Exception as refusal:
            answers.append(getattr(refusal, "code", 0))
    # who is refused before all was sent may see the line cut, and no answer
    return answers.count(200) <= 10 and set(answers) <= {200, 429, 0}, counted(answers)


def dropped(name: str, content: Callable[[float], bytes], refused: bool = True) -> Callable[[World, float], Outcome]:
    """A file dropped on the page of deposits: something is answered, and none of its bombs goes off."""

    def attempt(world: World, scale: float) -> Outcome:
        tab = world.tab(world.hostile)
        tab.patience = 45
        file = content(scale)
        try:
            text = messages_of(tab, {name: file})
        except TimeoutError:
            return False, f"{len(file) / 1000:.0f} ko, sans réponse en 45 s"
        read = "Il compterait" in text or "gardé sans compter" in text
        answered = read or "ne peut pas" in text
        verdict = "lu" if read else "refusé" if answered else "sans verdict"
        return answered and not (refused and read), f"{len(file) / 1000:.0f} ko, {verdict}"

    return attempt


def entities(_: float) -> bytes:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    parts = report_members(1)
    parts["xl/worksheets/sheet2.xml"] = bomb + parts["xl/worksheets/sheet2.xml"].partition(b"?>")[2]
    return zipped(parts)


def long_runs(scale: float) -> bytes:
    """A report whose comments are runs of blanks and figures, as long as a cell may be."""
    runs = [piece * int(32_000 * max(scale, 0.3) // len(piece)) for piece in (" a", "  ", "1 ", "« ", " ;", "é\u0301")]
    rows = [("O04-1", 812, 2000, None, None, f"x{run}x") for run in runs]
    return Report("DEPT-59", rows=rows, version=90).xlsx()


def kept(world: World, scale: float) -> Outcome:
    """A zip of a workbook whose picture is zeros, deposited as far as it goes: what the data folder weighs then."""
    parcel = hostile.parcel_with_picture(int(max(60, 300 * scale)), 91)
    before = _weight(world.settings.data)
    tab = world.tab(world.hostile)
    tab.patience = 90
    answer = tab.open("depot")
    answer = tab.upload(answer.of("file_uploader")[0], {"compte-rendu.zip": parcel})
    button = next((candidate for candidate in answer.of("button") if "Déposer" in candidate.label), None)
    if button is not None:
        tab.click(button)
    grown = _weight(world.settings.data) - before
    return grown < 50 * len(parcel), f"{len(parcel) / 1000:.0f} ko envoyés, {grown / 1e6:.1f} Mo gardés"


def _weight(folder: Path) -> int:
    return sum(path.stat().st_size for path in (folder / "raw").rglob("*") if path.is_file())


# --- who one is ----------------------------------------------------------------------------------------------------


def forged(world: World, _: float) -> Outcome:
    html, wrong = "Accept: text/html", "X-Pilotage-Proxy: " + "0" * len(SECRET)
    named = f"X-Remote-User: {ORDINARY}"
    tries = [
        (html, named),
        (html, named, wrong),
        (html, f"X_Remote_User: {ORDINARY}"),
        (html, f"X-Remote-User: {world.hostile}", named, f"X-Pilotage-Proxy: {SECRET}"),
        (html, named, f"X-Pilotage-Proxy: {SECRET}", wrong),
        (html, "X-Pilotage-Session: 1", "X-Pilotage-Account: " + ORDINARY),
        (html, named, "X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1"),
    ]
    answers = [said(world, "/", *lines) for lines in tries]
    return set(answers) <= {400, 401, 403}, counted(answers)


def origins(world: World, _: float) -> Outcome:
    tab = world.tab(world.hostile)
    cookie = "; ".join(f"{jar_cookie.name}={jar_cookie.value}" for jar_cookie in tab._jar)
    mine = [f"X-Remote-User: {world.hostile}", f"X-Pilotage-Proxy: {SECRET}", f"Cookie: {cookie}"]
    opening = ["Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="]
    answers = []
    for origin in (f"Origin: {LIVE}", "Origin: null", "X-No: 1"):
        head = HEAD.format("/_stcore/stream", *world.place) + "Connection: Upgrade\r\n"
        answer = raw(world, (head + "\r\n".join([*mine, *opening, origin]) + "\r\n\r\n").encode(), 2)
        answers.append(101 if answer.startswith(b"HTTP/1.1 101") else 403)
        put = f"PUT /_stcore/upload_file/{tab.session_id}/1 HTTP/1.1\r\nHost: {world.place[0]}:{world.place[1]}\r\n"
        answer = raw(
            world, (put + "\r\n".join([*mine, origin, "Content-Length: 0", "Connection: close"]) + "\r\n\r\n").encode()
        )
        answers.append(int(answer[9:12] or 0))
    return set(answers) <= {400, 403}, counted(answers)


def hosts(world: World, _: float) -> Outcome:
    account = [f"X-Remote-User: {world.hostile}", f"X-Pilotage-Proxy: {SECRET}", "Accept: text/html"]
    answers = [said(world, "/", f"Host: {host}", *account) for host in ("ailleurs.example", "", "127.0.0.1.evil")]
    answers.append(said(world, "/", "Host: a", "Host: b", *account))
    return set(answers) <= {400, 403, 421}, counted(answers)


def paths(world: World, _: float) -> Outcome:
    tab, leaks = world.tab(world.hostile), []
    for path in (
        "static/../../serve.py", "static/%2e%2e/%2e%2e/serve.py", "..%2f..%2f..%2fetc/passwd",
        "static/..%5c..%5cserve.py", "_stcore/metrics", "_stcore/host-config/../../serve.py", "media/../serve.py",
        "telecharger/../../x/y", "component/../serve.py", "static//etc/passwd", "%00",
        "api/v1/ouvertes/..%2f..%2faccess%2faccess.csv",
    ):  # fmt: skip
        status, content = tab.get(path)
        if status >= 500 or b"root:" in content or b"def serve(" in content or b"account" in content[:200]:
            leaks.append(f"{path} {status}")
    return not leaks, ", ".join(leaks) or "rien d'autre que des pages et des refus"


def smuggled(world: World, _: float) -> Outcome:
    """A second request inside the body of a first one, which no reading of the first may let out."""
    host = "Host: {}:{}".format(*world.place)
    inner = f"GET /sante HTTP/1.1\r\n{host}\r\n\r\n"
    chunked = f"0\r\n\r\n{inner}"
    statuses = []
    for name, lines, body in (
        ("deux longueurs", ["Content-Length: 0", f"Content-Length: {len(inner)}"], inner),
        ("longueur et morceaux", [f"Content-Length: {len(chunked)}", "Transfer-Encoding: chunked"], chunked),
        ("morceaux déguisés", [f"Content-Length: {len(chunked)}", "Transfer-Encoding : chunked"], chunked),
        ("longueur signée", ["Content-Length: +0"], inner),
        ("ligne repliée", ["X: a", f" Content-Length: {len(inner)}", "Content-Length: 0 "], ""),
    ):
        sent = f"POST /connexion HTTP/1.1\r\n{host}\r\n" + "\r\n".join(lines) + "\r\n\r\n" + body
        answer = raw(world, sent.encode(), 2)
        if b"\r\n\r\nok" in answer:
            statuses.append(name)
    return not statuses, ", ".join(statuses) or "aucune seconde réponse"


def flood(world: World, scale: float) -> Outcome:
    """Sign-ins without end of one account; then somebody else's, from the same address."""
    with ThreadPoolExecutor(10) as pool:
        many = range(max(80, int(200 * scale)))
        page_headers = ("Accept: text/html", f"X-Remote-User: {world.hostile}", f"X-Pilotage-Proxy: {SECRET}")
        answers = list(pool.map(lambda _: said(world, "/", *page_headers), many))
    try:
        with Session(world.address, headers(LEAVING)) as tab:
            other = tab.open("").status == 0
    except Exception:
        other = False
    return other and 429 in answers, f"{counted(answers)} ; un autre compte {'entre' if other else 'est refusé'}"


def sent_away(tab: Session, settings: Settings) -> int:
    """Withdraws the right of who has this tab open; what a link that it was given then answers."""
    tab.patience = 8
    offered = links(tab, "departement", departement="DEPT-62")
    withdraw(settings, LEAVING)
    return tab.get(offered[0])[0]


def revoked(world: World, _scale: float) -> Outcome:
    tab = world.tab(LEAVING)
    status = sent_away(tab, world.settings)
    try:
        answer = tab.open("departement", departement="DEPT-62")
        figures = len(answer.text()) > 20_000
    except Exception:
        figures = False
    return status in (401, 403, 404) and not figures, f"lien : {status}, page {'montrée' if figures else 'fermée'}"


def others_tab(world: World, _: float) -> Outcome:
    """To send a file to somebody else's tab, whose name is known."""
    other, mine = world.tab(ORDINARY), world.tab(world.hostile)
    other.open("")
    mine.open("depot")
    try:
        mine._put(f"_stcore/upload_file/{other.session_id}/{random.Random(3).randbytes(8).hex()}", "a.csv", b"a;b")
        answer = 200
    except Exception as refusal:
        answer = getattr(refusal, "code", 0)
    return answer in (400, 403, 404), str(answer)


def neighbours(world: World, _: float) -> Outcome:
    text = messages_of(
        world.tab(world.hostile), {"62.xlsx": Report("DEPT-62", rows={"O04-1": (1, 2)}, version=92).xlsx()}
    )
    return "ne portent pas sur ce territoire" in text, "refusé" if "ne portent pas" in text else "accepté"


# --- texts ---------------------------------------------------------------------------------------------------------

ADDRESSES = (
    ("departement", "departement"), ("objectif", "objectif"), ("comprendre", "indicateur"), ("comparer", "territoires"),
    ("recherche", "q"), ("", "campagne"), ("collecte", "region"),
)  # fmt: skip


def addresses(world: World, scale: float) -> Outcome:
    """Runs of what French typesetting, folding and searching look at, in the address of each page."""
    tab, slowest = world.tab(world.hostile), 0.0
    tab.patience = 30
    for page, code in ADDRESSES:
        for piece in (" ", "a ", "1 ", "e\u0301"):
            begun = time.process_time(), time.monotonic()
            try:
                tab.open(page, **{code: piece * int(40_000 * max(scale, 0.25) // len(piece))})
            except TimeoutError:
                return False, f"{page or 'accueil'} : plus de 30 s"
            slowest = max(slowest, time.monotonic() - begun[1])
    return True, f"la plus longue : {slowest:.1f} s".replace(".", ",")


def marked(world: World, _: float) -> Outcome:
    """A link, a picture, a script in the address: shown as text or not at all."""
    tab, pages = world.tab(world.hostile), []
    payloads = (f"[cliquez]({LIVE})", f"<img src={LIVE}>", f"![]({LIVE})", f":red[**x**]({LIVE})")
    for page, code in ADDRESSES:
        for payload in payloads:
            answer = tab.open(page, **{code: payload})
            for name, element in answer.elements:
                live = f"<img src={LIVE}" if name in ("html", "json") else f"]({LIVE}"
                if live in getattr(element, "body", ""):
                    pages.append(f"{page or 'accueil'} ({name})")
    return not pages, ", ".join(dict.fromkeys(pages)) or "jamais lu comme du markdown ni du HTML"


def junk(world: World, scale: float) -> Outcome:
    """Messages that are none, half ones, and large ones; then the page still answers to others."""
    chance, closed = random.Random(7), 0
    for number in range(max(6, int(40 * scale))):
        try:
            tab = Session(world.address, headers(world.hostile))
            for _ in range(10):
                tab.socket.send(chance.randbytes(chance.choice((1, 40, 4_000, 200_000))))
            if number % 5 == 0:
                tab.socket.send("texte")
                tab.socket.send(b"\x08" * 2_000_000)
            tab.socket.close()
        except Exception:
            closed += 1
    with Session(world.address, headers(ORDINARY)) as other:
        status = other.open("").status
    return status == 0, f"{closed} fermées, une page d'un autre : {'montrée' if status == 0 else status}"


ATTEMPTS = (
    Attempt("exports", "100 fichiers demandés à la fois par un compte", exports),
    Attempt("onglets", "10 onglets qui se rechargent sans pause", reruns),
    Attempt("ouverts", "150 onglets ouverts et gardés", many_tabs, quick=False),
    Attempt("offres", "des milliers de liens de téléchargement", offers, quick=False),
    Attempt("envois", "330 fichiers envoyés en une minute", uploads, quick=False),
    Attempt("gardés", "60 × 10 Mo choisis et jamais déposés", held, quick=False),
    Attempt("textes", "un texte nommé 3 000 fois", dropped("a.xlsx", lambda s: hostile.shared_texts(
        int(3000 * max(s, 0.5)), " " + "😀" * 30_000))),
    Attempt("archive", "une archive de zéros", dropped("a.zip", lambda s: hostile.zeros(int(30 * max(s, 0.5)), 13))),
    Attempt("image", "une archive dont le classeur a une image de zéros", kept),
    Attempt("entités", "un classeur qui appelle un fichier du serveur", dropped("a.xlsx", entities)),
    Attempt("cellules", "de longues suites de blancs et de chiffres dans un classeur", dropped(
        "a.xlsx", long_runs, refused=False)),
    Attempt("adresses", "les mêmes dans l'adresse de chaque page", addresses, quick=False),
    Attempt("liens", "markdown et HTML dans l'adresse de chaque page", marked, quick=False),
    Attempt("en-têtes", "une identité que le lecteur s'écrit lui-même", forged),
    Attempt("origine", "une page d'un autre site, ou d'aucun", origins),
    Attempt("nom", "un autre nom de site", hosts),
    Attempt("chemins", "des chemins qui sortent du site", paths),
    Attempt("doubles", "une requête cachée dans une autre", smuggled),
    Attempt("messages", "des messages qui n'en sont pas", junk),
    Attempt("onglet", "un fichier envoyé à l'onglet d'un autre", others_tab),
    Attempt("voisin", "le compte rendu d'un territoire voisin", neighbours),
    Attempt("connexions", "200 connexions d'un compte", flood),
    Attempt("retrait", "un compte dont le droit vient d'être retiré", revoked),
)  # fmt: skip

# What one account may do again and again, for as long as it likes.
REPEATED = tuple(
    each for each in ATTEMPTS if each.name in ("exports", "onglets", "textes", "archive", "messages", "offres")
)


def named(attempts: Sequence[Attempt], names: list[str]) -> list[Attempt]:
    """Those of the attempts, or all."""
    return [attempt for attempt in attempts if not names or attempt.name in names]
