"""The form that freezes an edition, one sentence for each kind of reserve, and what is shown once it is frozen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from dashboard import editions
from dashboard.components.html.markup import Html, join, tag, verbatim
from dashboard.components.html.table import Column, table
from dashboard.components.layout import shell
from dashboard.components.links.address import link
from dashboard.editions import EditionOnDisk, Group
from indicators.errors import PilotageError
from indicators.typography import day, plural
from pipelines.facts.sentences.openings import limit
from pipelines.releases.freeze import Edition

_READ = "reserves_read"
KINDS = {
    "écart": ("Écarts entre deux sources", "écart entre deux sources", "écarts entre deux sources"),
    "refus": ("Fichiers refusés", *limit("refused")),
}
COLUMNS = [
    # the name of a file is shown as it was received
    Column("Objet", lambda row: verbatim(row["subject"]) if row["kind"] == "refus" else row["subject"], "wide"),
    Column("Fait", lambda row: row["fact"], "wide"),
]


def opening(groups: Sequence[Group], campaign: str) -> str:
    """What the edition of a campaign must own up to."""
    if not groups:
        return f"Aucune réserve à assumer pour {campaign} : ni fichier refusé, ni écart entre deux sources."
    return f"Pour {campaign}, l'édition doit assumer {' et '.join(_counted(group) for group in groups)}."


def form(groups: Sequence[Group], campaign: str) -> Edition | None:
    """The form; the edition that was frozen by it, if any. What was typed stays after a refusal.

    A sentence is taken for the lines that the page showed before the click, and for no line that came since."""
    read = st.session_state.get(_READ, {}).get(campaign, frozenset())
    st.session_state[_READ] = {campaign: editions.lines(groups)}
    shell.show(tag("p", "Ce qui est figé ne se modifie plus et ne s'efface pas.", class_="note"))
    with st.form("freezing", enter_to_submit=False):
        name = st.text_input(
            "Nom de l'édition", placeholder="Comité de novembre 2026", max_chars=120, key="frozen_name"
        )
        typed = {group.kind: _sentence(group, campaign) for group in groups}
        dossiers = st.checkbox(
            "Garder aussi le dossier Excel de chaque territoire (plusieurs minutes)", key="frozen_dossiers"
        )
        if not st.form_submit_button("Figer l'édition", type="primary"):
            return None
    silent = [_title(kind) for kind, sentence in typed.items() if not sentence.strip()]
    answer = st.empty()  # what was said of the click before makes way for the wait
    try:
        with answer, st.spinner("L'édition est en train d'être figée : gardez cette page ouverte…"):
            return editions.freeze(name, campaign, editions.sentences(groups, typed, read), dossiers)
    except PilotageError as error:
        missing = f" Il manque la phrase de : {', '.join(silent)}." if silent else ""
        with answer:
            shell.refused(f"{error}{missing} Rien n'a été figé.")
        return None


def sentence(release: EditionOnDisk) -> str:
    """The release that was frozen, in a sentence, and whether its bytes are those that were."""
    if release.damages:
        return f"L'édition « {release.edition.name} » n'est plus comme elle a été figée."
    return f"L'édition « {release.edition.name} » est figée et vérifiée : chaque octet est celui qui a été gardé."


def result(release: EditionOnDisk) -> Html:
    """The release that was frozen: its fingerprints, what it owns up to, and the way to see it."""
    edition = release.edition
    facts = [
        ("Campagne", edition.campaign),
        ("Figée le", day(datetime.fromisoformat(edition.frozen_at))),
        ("Empreinte de l'édition", verbatim(release.seal)),
        ("Empreinte des chiffres", verbatim(edition.content_digest)),
        (
            "Vérification",
            join(["altéré ou perdu : ", ", ".join(release.damages)]) if release.damages else "tout est intact",
        ),
    ]
    owned = [*COLUMNS, Column("Phrase", lambda row: row["sentence"], "wide")]
    count = plural(len(edition.acknowledgements), "réserve assumée", "réserves assumées")
    listed = table("Réserves assumées", owned, edition.acknowledgements)
    return join(
        [
            tag(
                "div",
                tag("dl", join(join([tag("dt", label), tag("dd", value)]) for label, value in facts)),
                class_="definition",
            ),
            tag("details", tag("summary", count), listed, class_="definition") if edition.acknowledgements else "",
            tag("p", link("Voir l'édition", "", edition=edition.slug)),
            tag("p", link("Figer une autre édition", "figer")),
        ]
    )


def _sentence(group: Group, campaign: str) -> str:
    """One kind: how many, its lines folded, and the sentence that acknowledges them all."""
    with st.container(border=True):
        title = tag("summary", "Lesquels")
        listed = table(f"{_title(group.kind)}, {campaign}", COLUMNS, group.reserves)
        shell.show(
            tag("h2", _title(group.kind)),
            tag("p", f"{_counted(group)} : la phrase est inscrite sur chaque ligne."),
            tag("details", title, listed, class_="definition"),
        )
        return st.text_area(
            f"Phrase du comité : {_title(group.kind).lower()}",
            max_chars=500,
            height=80,
            key=f"frozen_{campaign}_{group.kind}",
        )


def _title(kind: str) -> str:
    return KINDS[kind][0] if kind in KINDS else kind.capitalize()


def _counted(group: Group) -> str:
    _, singular, several = KINDS.get(group.kind, ("", group.kind, group.kind))
    return plural(len(group.reserves), singular, several)
