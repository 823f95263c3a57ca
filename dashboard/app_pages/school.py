"""Un établissement: its own sheet, ready for its council, for who sees its département in detail."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import data, schools
from dashboard.campaigns import choose_campaign
from dashboard.components.html.markup import tag
from dashboard.components.layout import shell
from dashboard.components.links import address, downloads
from dashboard.components.links.address import PRESENT, link
from dashboard.components.schools import school
from pipelines.facts import school_sentences as words

FILES = {
    "pdf": ("Fiche de l'établissement (PDF)", "application/pdf"),
    "docx": ("La même, modifiable (Word)", downloads.DOCX),
}


def show() -> None:
    """The page, or why it has nothing to show."""
    code = address.parameter("uai") or ""
    if data.edition():
        shell.opening("Un établissement", "Le détail par établissement n'est pas gardé par les éditions.")
        shell.show(tag("p", link("Voir l'état présent", "ecole", uai=code or None, edition=PRESENT)))
        return
    if not code:
        shell.opening("Un établissement", "Choisissez-le dans la liste de son département, ou donnez son UAI.")
        shell.show(tag("p", link("Écoles et établissements", "ecoles")))
        return
    place = st.container()
    right = st.columns([4, 1])[1]
    campaign = _campaign(right)
    profile = schools.one_school(code, campaign)
    with place:
        if profile is None:
            shell.opening(
                "Hors de votre périmètre", "Cet établissement n'est pas dans votre périmètre, ou n'existe pas."
            )
            return
        sentence = f"{words.identity(profile.school)}. {words.sentence(profile)}"
        shell.opening(words.name(profile.school), sentence)
    shell.show(school.identity(profile), school.figures(profile), school.history(profile), school.bodies(profile))
    shell.show(shell.heading("Télécharger"), tag("p", downloads.NOTE, class_="facts"))
    shell.show(
        downloads.files(
            [
                (
                    label,
                    schools.sheet_file(code, campaign, suffix),
                    f"etablissement-{code.lower()}-{campaign}.{suffix}",
                    mime,
                )
                for suffix, (label, mime) in FILES.items()
            ]
        )
    )


def _campaign(place: DeltaGenerator) -> str:
    with place:
        return choose_campaign().campaign


show()
