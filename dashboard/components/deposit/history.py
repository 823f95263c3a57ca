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
EVERY = 1.0  # seconds between two looks while something waits
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
    offered = [
        (f"Accusé {deposit.number}", deposits.receipt(deposit), f"accuse-{deposit.number}.html", HTML)
        for deposit in deposited[:SHOWN]
    ]
    title = "Votre dépôt est enregistré" if len(deposited) == 1 else f"Vos {len(deposited)} dépôts sont enregistrés"
    note = "Gardez l'accusé : il porte le numéro, la date et l'empreinte du fichier."
    content = [tag("p", tag("strong", title)), tag("ul", join(lines)), tag("p", note), downloads.files(offered)]
    return tag("div", *content, class_="notice", role="status")


def following(places: dict[str, str]) -> None:
    """The deposits and their standing, looked at again by itself as long as one of them waits."""
    followed = deposits.history()
    waits = any(standing.pending for _, standing in followed)
    st.fragment(_follow, run_every=EVERY if waits else None)(places, waits, [followed])


def _follow(places: dict[str, str], waited: bool, just_known: list[Known]) -> None:
    """The first time, within the run of the page, what was `just_known` is shown; it is used up then."""
    try:
        data.recognise()
    except SignedOut:
        st.rerun()
    followed = just_known.pop() if just_known else deposits.history()
    if waited and not any(standing.pending for _, standing in followed):
        st.rerun()  # the figures of the page are those of the new build, and nothing more is to be looked at
    shell.show(_table(followed, places))


def _table(followed: Known, places: dict[str, str]) -> Html:
    if not followed:
        return tag("p", deposits.words()["said"]["none_yet"], class_="note")
    visas = deposits.visas()
    columns = [
        Column("Numéro", lambda row: tag("span", row["deposit"].number, class_="deposit-number")),
        Column("Reçu le", lambda row: moment(row["deposit"].deposited_at), "brief"),
        Column(
            "Comité", lambda row: places.get(row["deposit"].territory_code, row["deposit"].territory_code or ABSENT)
        ),
        Column("Année et version", lambda row: _version(row["deposit"]), "brief"),
        Column("Où il en est", lambda row: standing_in_words(row["standing"])),
        *([Column("Visa de la région", lambda row: row["visa"] or ABSENT, "wide")] if visas is not None else []),
        Column("Fichier", lambda row: verbatim(row["deposit"].source_file), "wide"),
        Column("Reprendre", lambda row: _taken(row["deposit"])),
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


def _taken(deposit: Deposit) -> Html:
    return downloads.files(
        [
            ("Fichier", deposits.again(deposit), f"{deposit.number}-{deposit.source_file}", BYTES),
            ("Accusé", deposits.receipt(deposit), f"accuse-{deposit.number}.html", HTML),
            ("Accusé (PDF)", deposits.receipt(deposit, printed=True), f"accuse-{deposit.number}.pdf", PDF),
        ]
    )
