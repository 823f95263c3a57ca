"""What `make bench` prints of the national directory: our reading beside the engine's own of one file, and memory."""

from __future__ import annotations

import io
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
from measured import size

from pipelines.ingest.reader import read_file

SCHOOLS, COLUMNS, ROUNDS = size(70_000, 7_000), 72, size(5, 2)
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
READ = (
    "Identifiant_de_l_etablissement", "Nom_etablissement", "Type_etablissement", "Statut_public_prive",
    "Code_departement", "Nom_commune", "date_ouverture", "date_maj_ligne", "etat", "code_nature", "Libelle_departement",
)  # fmt: skip


def directory() -> bytes:
    """A directory of national size, as wide as the published one."""
    other = [f"Autre_{place}" for place in range(COLUMNS - len(READ))]
    out = io.StringIO()
    out.write(";".join([*READ, *other]) + "\r\n")
    filler = ";".join("valeur" if place % 3 else "" for place in range(len(other)))
    for place in range(SCHOOLS):
        digits = 590_000 + place % 9_000 + 10_000 * (place // 9_000 % 5)
        code = f"{digits:07d}{LETTERS[digits % 23]}"
        own = [
            code,
            f"Collège numéro {place}",
            "Collège",
            "Public",
            "",
            "Lille",
            "1970-09-01",
            "2026-06-01",
            "OUVERT",
            "340",
            "",
        ]
        out.write(";".join(own) + ";" + filler + "\r\n")
    return out.getvalue().encode("utf-8-sig")


def median(work: Callable[[], object]) -> float:
    """Seconds, the median of the rounds."""
    seconds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


def main() -> None:
    content = directory()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ours = median(lambda: read_file("0" * 64, content))
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "annuaire.csv"
        path.write_bytes(content)
        with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
            engine = median(lambda: connection.read_csv(str(path), delimiter=";", all_varchar=True).to_arrow_table())
    print(f"Annuaire national : {SCHOOLS} établissements × {COLUMNS} colonnes, {len(content) / 1e6:.0f} Mo")
    print(f"  lu par nous   {ours:6.2f} s, {memory:.0f} Mo de plus")
    print(f"  lu par DuckDB {engine:6.2f} s (rapport {ours / engine:.2f})")
    sys.exit(0 if ours <= max(1.5 * engine, 0.2) else 1)


if __name__ == "__main__":
    main()
