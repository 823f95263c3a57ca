"""The open data of the last publication: what they are, of which day, under which licence, each form a link."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from dashboard.components.datasets.addresses import of_file, of_open_table, taken
from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, table
from dashboard.components.layout.shell import notice
from indicators.typography import day, in_paris, number, plural
from pipelines.outputs.open_data.served import ARCHIVE, PACKAGE, Publication

FORMS = {"csv-fr": "CSV français", "csv": "CSV", "parquet": "Parquet"}
LICENCE = "Licence Ouverte 2.0"


def nothing() -> Html:
    """Said where nothing was ever published: who publishes, and how."""
    return notice(
        "Aucune publication n'a encore été faite.",
        join(
            [
                "Un administrateur publie le calcul présent par la commande ",
                tag("code", "pilotage publish DOSSIER"),
                " : noms et petits effectifs en sont ôtés. Cette page donne ensuite ce qui a été publié, tel quel.",
            ]
        ),
    )


def facts(publication: Publication) -> Html:
    """The day, the licence, the size, and the whole of it at once."""
    whole = [
        taken(f"Tout, en un fichier (zip, {megabytes(publication.size(ARCHIVE))})", of_file(ARCHIVE)),
        taken("Data Package (JSON)", of_file(PACKAGE)),
        taken("Lisez-moi", of_file("README.md")),
        taken("Empreintes", of_file("SHA256SUMS")),
    ]
    if publication.workbook:
        whole.insert(
            1,
            taken(
                f"Classeur Excel ({megabytes(publication.size(publication.workbook))})", of_file(publication.workbook)
            ),
        )
    sentence = (
        f"Publié le {day(in_paris(publication.published_at))} : {plural(len(publication.tables), 'table')}, {LICENCE}."
    )
    return join([tag("p", sentence), tag("ul", join(tag("li", link) for link in whole), class_="takes")])


@lru_cache(maxsize=4)
def tables(publication: Publication) -> Html:
    """Each table, in each of its forms."""
    columns = [
        Column("Table", lambda name: tag("code", name)),
        Column("Ce qu'elle dit", lambda name: publication.tables[name]["title"], "wide"),
        Column("Colonnes", lambda name: number(len(publication.tables[name]["schema"]["fields"])), "number"),
        Column("Taille en CSV", lambda name: megabytes(publication.size(publication.path(name, "csv"))), "number"),
        Column("Prendre", lambda name: _forms(publication, name)),
    ]
    names: Sequence[str] = list(publication.tables)
    return table("Tables de la dernière publication", columns, names)


def _forms(publication: Publication, name: str) -> Html:
    links = [taken(label, of_file(publication.path(name, form)), name) for form, label in FORMS.items()]
    return tag("span", join([*links, taken("JSON", of_open_table(name), name)], " "), class_="lesser")


def megabytes(size: int) -> str:
    """`1,2 Mo`, or kilobytes under a tenth of one."""
    return f"{number(size / 1e6, 1)} Mo" if size >= 1e5 else f"{number(max(1, size / 1e3))} ko"
