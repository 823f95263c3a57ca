"""Where each deposit stands: the table of one's deposits, and the numbers just given with their receipts to keep."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import data, deposits
from dashboard.components.html.markup import Html, join, tag, verbatim
from dashboard.components.html.table import Column, table
from dashboard.components.layout import shell
from dashboard.components.links import downloads
from dashboard.identity.current import SignedOut
from indicators.typography import ABSENT
from pipelines.deposits.deposit import Deposit, Standing
from pipelines.deposits.receipt import moment

HTML, PDF, BYTES = "text/html", "application/pdf", "application/octet-stream"
SHOWN = 50
EVERY, LONGEST = 1.0, 10.0  # seconds between two looks while something waits
CLOSE = 4  # places in the queue: who stands further looks more rarely, as many times as that is further
Known = Sequence[tuple[Deposit, Standing]]


def receipts(deposited: Sequence[Deposit]) -> Html:
    """The numbers just given, each with its receipt."""
    lines = (
        tag(
            "li",
            tag("strong", deposit.number),
            " : ",
            verbatim(deposit.source_file),
            " (déjà reçu)" * deposit.already_received,
        )
        for deposit in deposited
    )
    files = deposits.files()
    offered = [
        (f"Accusé {deposit.number}", files.receipt(deposit), f"accuse-{deposit.number}.html", HTML)
        for deposit in deposited[:SHOWN]
    ]
    title = "Votre dépôt est enregistré" if len(deposited) == 1 else f"Vos {len(deposited)} dépôts sont enregistrés"
    note = "Gardez l'accusé : il porte le numéro, la date et l'empreinte du fichier."
    content = [tag("p", tag("strong", title)), tag("ul", join(lines)), tag("p", note), downloads.files(offered)]
    return tag("div", *content, class_="notice", role="status")


def following(places: dict[str, str]) -> None:
    """The deposits and their standing, looked at again by itself as long as one of them waits."""
    followed = deposits.history()
    waiting = [standing for _, standing in followed if standing.pending]
    st.fragment(_follow, run_every=pace(waiting))(places, bool(waiting), [followed])


def pace(waiting: Sequence[Standing]) -> float | None:
    """How many seconds there are between two looks at what waits, None where nothing does. On the evening when all
    deposit, a hundred pages that looked each second would take all of a processor, and what is far in the queue goes
    nowhere in a second. A build that counts it shows the whole page again by itself (dashboard.observe.renewal)."""
    if not waiting:
        return None
    first = min((standing.place or 0) for standing in waiting)
    return min(EVERY * max(first / CLOSE, 1.0), LONGEST)


def _follow(places: dict[str, str], waited: bool, just_known: list[Known]) -> None:
    """The first time, within the run of the page, which recognised who looks, what was `just_known` is shown; it is
    used up then."""
    followed = just_known.pop() if just_known else _looked_at_again()
    if waited and not any(standing.pending for _, standing in followed):
        st.rerun()  # the figures of the page are those of the new build, and nothing more is to be looked at
    shell.show(_table(followed, places))


def _looked_at_again() -> Known:
    """The deposits as they stand now, for who looks now."""
    try:
        data.recognise()
    except SignedOut:
        st.rerun()
    return deposits.history()


def _table(followed: Known, places: dict[str, str]) -> Html:
    if not followed:
        return tag("p", deposits.words()["said"]["none_yet"], class_="note")
    visas, files = deposits.visas(), deposits.files()
    columns = [
        Column("Numéro", lambda row: tag("span", row["deposit"].number, class_="deposit-number")),
        Column("Reçu le", lambda row: moment(row["deposit"].deposited_at)),
        Column(
            "Comité", lambda row: places.get(row["deposit"].territory_code, row["deposit"].territory_code or ABSENT)
        ),
        Column("Année et version", lambda row: _version(row["deposit"]), "brief"),
        Column("Où il en est", lambda row: standing_in_words(row["standing"])),
        *([Column("Visa de la région", lambda row: row["visa"] or ABSENT, "wide")] if visas is not None else []),
        Column("Fichier", lambda row: verbatim(row["deposit"].source_file), "wide"),
        Column("Reprendre", lambda row: _taken(files, row["deposit"])),
    ]
    rows = [
        {"deposit": deposit, "standing": standing, "visa": (visas or {}).get(deposit.source_sha256)}
        for deposit, standing in followed[:SHOWN]
    ]
    more = f" ; les {SHOWN} derniers sur {len(followed)}" if len(followed) > SHOWN else ""
    return table(f"Dépôts pour vos territoires, du plus récent au plus ancien{more}", columns, rows)


def standing_in_words(standing: Standing) -> str:
    """Where a deposit stands, as people read it."""
    texts = deposits.words()["standing"]
    if standing.code == "superseded" and standing.version is None:
        return texts["superseded_unknown"]
    place = f"{standing.place}{'er' if standing.place == 1 else 'e'}" if standing.place else ""
    return texts[standing.code].format(place=place, version=standing.version)


def _version(deposit: Deposit) -> str:
    parts = [deposit.campaign, f"version {deposit.version}" if deposit.version else None]
    return ", ".join(part for part in parts if part) or ABSENT


def _taken(files: deposits.Files, deposit: Deposit) -> Html:
    return downloads.files(
        [
            ("Fichier", files.again(deposit), f"{deposit.number}-{deposit.source_file}", BYTES),
            ("Accusé", files.receipt(deposit), f"accuse-{deposit.number}.html", HTML),
            ("Accusé (PDF)", files.receipt(deposit, printed=True), f"accuse-{deposit.number}.pdf", PDF),
        ]
    )
