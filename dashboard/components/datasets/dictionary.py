"""The tables of the state that is shown, and the dictionary of their columns: what docs/marts.md says, to search and to
unfold, each table beside the files that hold it.

It is read where the warehouse and the open data read it: a column that is added is here without a line of code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from dashboard.components.datasets.addresses import of_all_tables, of_table, taken
from dashboard.components.html.markup import Html, join, tag
from dashboard.components.links.address import edition
from indicators.territories import fold
from indicators.typography import number, plural
from pipelines.warehouse.mart_columns import Column, Mart, marts

FORMS = {"csv-fr": "CSV français", "csv": "CSV", "xlsx": "Excel", "parquet": "Parquet", "json": "JSON"}
WHOLE = {
    "csv-fr": "Toutes, CSV français (zip)",
    "csv": "Toutes, CSV et Data Package (zip)",
    "parquet": "Toutes, Parquet (zip)",
}
SUBJECTS = {
    "catalogue": "Ce dont parlent les chiffres",
    "results": "Les chiffres",
    "collection": "Ce qui a été reçu",
    "sheets": "Ce que les comités écrivent",
    "schools": "Les établissements",
    "official": "Les tableaux officiels",
}
_TYPES = {
    "BIGINT": "entier",
    "INTEGER": "entier",
    "BOOLEAN": "vrai ou faux",
    "DATE": "jour",
    "DOUBLE": "nombre",
    "TIMESTAMP": "moment",
    "VARCHAR": "texte",
    "VARCHAR[]": "liste de textes",
}


def whole() -> Html:
    """All the tables at once."""
    links = (tag("li", taken(label, of_all_tables(form))) for form, label in WHOLE.items())
    return tag("ul", join(links), class_="takes")


def matching(text: str) -> list[Mart]:
    """The tables whose name, title or columns hold a text, whatever its accents and capitals: all, for none."""
    wanted = fold(text)
    return [mart for name, mart in marts().items() if not wanted or wanted in _all_words()[name]]


def listed(tables: Sequence[Mart], counts: Mapping[str, int], text: str) -> Html:
    """These tables by subject, folded; those of a search are open, on the columns that it found where there are any."""
    if not tables:
        return tag("p", f"Aucune table ni aucune colonne ne contient « {text[:60]} ».", class_="note")
    parts = []
    for subject, title in SUBJECTS.items():
        inside = [mart for mart in tables if mart.subject == subject]
        if inside:
            pieces = (_table(mart.name, counts.get(mart.name, 0), fold(text), edition()) for mart in inside)
            parts += [tag("h3", title), *pieces]
    return join(parts)


@lru_cache(maxsize=256)
def _table(name: str, rows: int, wanted: str, _edition: str | None) -> Html:
    """One table, the same from one run to the next; its links are of the edition that is shown."""
    mart = marts()[name]
    own = [column for column in mart.columns if wanted and wanted in fold(_words(column))]
    columns = join(_column(column) for column in (own or mart.columns))
    forms = (tag("li", taken(label, of_table(mart.name, format=form), mart.name)) for form, label in FORMS.items())
    key = join([" Clé : ", join([tag("code", name) for name in mart.key], ", "), "."]) if mart.key else ""
    note = f" {mart.note.fr}" if mart.note else ""
    summary = tag("summary", tag("code", mart.name), f" {mart.title.fr}, {plural(rows, 'ligne')}")
    grain = tag("p", f"{mart.grain.fr[0].upper()}{mart.grain.fr[1:]}.{note}", key)
    content = [grain, tag("ul", join(forms), class_="takes lesser"), tag("dl", columns)]
    return tag("details", summary, *content, class_="definition", open=bool(wanted))


def _column(column: Column) -> Html:
    unit = f" ; unité : {column.unit.fr}" if column.unit else ""
    kind = tag("span", f" ({_TYPES[column.type]}{unit})", class_="muted")
    return join([tag("dt", tag("code", column.name)), tag("dd", column.fr, kind)])


@lru_cache(maxsize=1)
def _all_words() -> dict[str, str]:
    """Of each table, all that it is found by."""
    texts = {
        mart.name: [mart.name, mart.title.fr, mart.grain.fr, *map(_words, mart.columns)] for mart in marts().values()
    }
    return {name: fold(" ".join(words)) for name, words in texts.items()}


def _words(column: Column) -> str:
    return f"{column.name} {column.fr} {column.header or ''}"


def size(counts: Mapping[str, int]) -> str:
    """`38 tables, 130 000 lignes`."""
    return f"{plural(len(marts()), 'table')}, {number(sum(counts.values()))} lignes"
