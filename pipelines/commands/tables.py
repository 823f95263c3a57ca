"""`pilotage tables`: which official tables are known, what each gives, and where its page is."""

from __future__ import annotations

from pipelines.cli.terminal import print_json, say, table
from pipelines.ingest.official.definition import official_tables
from pipelines.outputs.table_docs import feeds, page_of, year
from pipelines.settings import shown_settings


def run(as_json: bool) -> int:
    """Lists the official tables of the package and of the catalogue. Returns the exit code."""
    where = shown_settings()
    packaged = {one.id for one in official_tables()}
    known = official_tables(where.catalogue)
    if as_json:
        print_json(
            [one.model_dump() | {"page": page_of(one).as_posix() if one.id in packaged else None} for one in known]
        )
        return 0
    lines = [
        [one.title, feeds(one), year(one), page_of(one).as_posix() if one.id in packaged else "définition du catalogue"]
        for one in known
    ]
    table(f"Tableaux officiels connus : {len(lines)}", ["Tableau", "Ce qu'il donne", "Son année", "Sa page"], lines)
    say("Un tableau est reconnu à ses en-têtes. Pour en ajouter un : docs/tableaux/README.md.")
    return 0
