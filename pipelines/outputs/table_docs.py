"""The documentation of official tables, made from their definitions: a page each, and the page that lists them."""

from __future__ import annotations

from pathlib import Path

from indicators.typography import typeset
from indicators.words import words
from pipelines.ingest.official.definition import OfficialTable, counts, official_tables

FOLDER = Path("docs") / "tableaux"
_LEVELS = {"department": "département", "academy": "académie", "region": "région académique", "national": "France"}
_FEEDS = {
    "directory": "l'annuaire des écoles et établissements",
    "counts": "des effectifs de référence",
    "indicator": "un indicateur, établissement par établissement",
    "traits": "des groupes d'établissements, pour les ventilations",
}
_MEANS = {
    "school_year": "une année scolaire (2024-2025)",
    "rentree": "une rentrée (2024 se lit 2024-2025)",
    "session": "une session d'examen (2024 se lit 2023-2024)",
    "calendar_year": "une année civile (2024 se lit 2023-2024, l'année scolaire qui y finit)",
}
_DIMENSIONS = {"education_prioritaire": "éducation prioritaire", "ips": "indice de position sociale"}


def table_pages() -> dict[Path, str]:
    """Path from the root of the project → content, for the tables of the package."""
    pages = {page_of(table): _page(table) for table in official_tables()}
    return {FOLDER / "README.md": _list(), **pages}


def page_of(table: OfficialTable) -> Path:
    """Where the page of a table stands, from the root of the project."""
    return FOLDER / f"{table.id}.md"


def feeds(table: OfficialTable) -> str:
    """What a table gives, in words."""
    return _FEEDS[table.feeds]


def year(table: OfficialTable) -> str:
    """What the year of a table is, in words."""
    return _MEANS[table.year.means] if table.year else "aucune : l'extrait vaut jusqu'au suivant"


def _page(table: OfficialTable) -> str:
    lines = [f"# {table.title}", "", _WRITTEN, "", typeset(table.about), ""]
    lines += [
        f"- Jeu de données : `{table.dataset}`",
        f"- Producteur : {table.publisher}",
        f"- Licence : {table.licence}",
        f"- Ce qu'il donne : {feeds(table)}",
        f"- Son année : {year(table)}",
    ]
    lines += [f"- Jour de l'extrait : la date la plus récente de « {table.dated[0]} »"] if table.dated else []
    lines += ["", "## Colonnes lues", "", "| Ce qu'on y lit | En-têtes reconnus | Nécessaire |", "| --- | --- | --- |"]
    lines += [
        f"| {what} | {', '.join(f'`{header}`' for header in names)} | {needed} |"
        for what, names, needed in _columns(table)
    ]
    lines += ["", _HEADERS, ""]
    lines += [f"- {typeset(note)}" for note in table.notes]
    return typeset("\n".join(lines).rstrip()) + "\n"


def _columns(table: OfficialTable) -> list[tuple[str, tuple[str, ...], str]]:
    """What each column gives, its headers, and whether the file must have it."""
    labels = {count.id: count.label for count in (*counts(), *table.count)}
    columns = [("année", table.year.headers, "oui")] if table.year else []
    columns += [
        (_FIELDS.get(column.field, column.field), column.headers, "oui" if column.required else "")
        for column in table.column
    ]
    for place in table.place:
        for what, names in (("code", place.code), ("nom", place.label)):
            columns += [(f"{_LEVELS[place.level]}, {what}", names, "")] if names else []
    for measure in table.measure:
        if measure.indicator:
            over = f", rapporté à « {labels[measure.over]} »" if measure.over else ""
            columns.append((f"numérateur de {measure.indicator}{over}", measure.headers, ""))
        elif measure.counts:
            only = f", {measure.kind}s seulement" if measure.kind else ""
            columns.append((labels[measure.counts] + only, measure.headers, ""))
    columns += [
        (f"groupe : {_DIMENSIONS.get(trait.dimension, trait.dimension)}", trait.headers, "") for trait in table.trait
    ]
    return columns


_FIELDS = {
    "school_code": "UAI",
    "name": "nom",
    "school_kind": "type",
    "nature": "code de nature",
    "department": "département",
    "commune": "commune",
    "open": "ouverture",
    "sector": "secteur",
    "opened_on": "date d'ouverture",
    "closed_on": "date de fermeture",
}
OURS = ("observations", "school_observations", "school_directory", "follow_up")
_WRITTEN = typeset(
    "Cette page est écrite par `make docs` à partir de la définition du tableau ; ne la corrigez pas à la main."
)
_HEADERS = typeset(
    "La casse, les accents, les espaces, « _ » et « - » ne comptent pas dans un en-tête. Les colonnes qui ne sont pas "
    "lues ne coûtent rien ; leurs noms sont dits en une ligne. Où le code et le nom d'un territoire sont donnés tous "
    "deux, ils doivent désigner le même."
)


def _list() -> str:
    ours = [f"- {words()['table_kind'][kind]}" for kind in OURS]
    lines = ["# Tableaux connus", "", _WRITTEN, "", "Un tableau est reconnu à ses en-têtes, jamais à son nom.", ""]
    lines += ["## Tableaux officiels", "", "| Tableau | Ce qu'il donne | Son année |", "| --- | --- | --- |"]
    lines += [f"| [{table.title}]({table.id}.md) | {feeds(table)} | {year(table)} |" for table in official_tables()]
    lines += ["", "## Nos tableaux", "", *ours, "", "Leurs colonnes sont décrites dans `docs/schemas/`.", "", *_HOW_TO]
    return typeset("\n".join(lines)) + "\n"


_HOW_TO = [
    "## Écrire une définition",
    "",
    "Une définition est un fichier TOML. Posez-le dans le dossier `tables` du catalogue (celui de `strategie.toml`, "
    "`PILOTAGE_CATALOGUE`), puis lancez `pilotage build` : les fichiers reçus sont relus. Une définition qui porte "
    "l'identifiant d'une autre la remplace. `pilotage tables` la liste, `pilotage check FICHIER` montre ce qui est lu.",
    "",
    "```toml",
    'id = "postes-informatiques"',
    'title = "Postes informatiques des collèges"',
    'dataset = "postes-informatiques"',
    'publisher = "Rectorat"',
    'licence = "Licence Ouverte 2.0 (Etalab)"',
    'about = "Une ligne par collège et par rentrée."',
    'feeds = "counts"                  # directory, counts, indicator ou traits',
    "",
    "[year]",
    'headers = ["Rentrée"]',
    'means = "rentree"                 # school_year, rentree, session ou calendar_year',
    "",
    "[[column]]",
    'field = "school_code"             # school_code, sector, school_kind…',
    'headers = ["UAI", "numero_uai"]   # toutes les graphies connues',
    "required = true",
    "",
    "[[place]]                         # si le tableau nomme un territoire",
    'level = "department"',
    'code = ["code_departement"]',
    'label = ["departement"]',
    "",
    "[[count]]                         # ce que le tableau compte, s'il est seul à le compter",
    'id = "terminals"',
    'label = "Postes de moins de cinq ans"',
    "",
    "[[measure]]                       # une colonne d'effectifs par mesure",
    'headers = ["Nombre de postes"]',
    'counts = "terminals"              # ou : indicator = "O03-1" et over = "pupils_college"',
    "```",
]
