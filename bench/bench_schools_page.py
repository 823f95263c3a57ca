"""Writes what the bench of schools measured into the page on large volumes: a table, and a picture of it."""

from __future__ import annotations

from pathlib import Path

from babel.numbers import format_decimal

Measure = dict[str, float]
BAR, WIDTH, LEFT = 34, 760, 300


def french(number: float, digits: str = "0.00") -> str:
    return format_decimal(number, digits, locale="fr")


def write_block(page: Path, name: str, lines: list[str]) -> None:
    """Replaces one measured part of the page, between its two marks."""
    begins, ends = f"<!-- mesures, {name} : début -->", f"<!-- mesures, {name} : fin -->"
    before, mark, rest = page.read_text(encoding="utf-8").partition(begins)
    _, end, after = rest.partition(ends)
    if not (mark and end):
        raise ValueError(f"the page has no part « {name} »")
    page.write_text("\n".join([before + begins, "", *lines, "", ends]) + after, encoding="utf-8")


def csv_line(ratio: float) -> list[str]:
    """What is said of the reading of a text."""
    said = "Lecture d'un CSV avec tous les contrôles, rapportée à la conversion du même fichier en Parquet par DuckDB"
    return [f"{said} : **{french(ratio)}**."]


def peers_table(words: dict[str, str], found: dict[str, Measure]) -> list[str]:
    """Each peer, its ratio first."""
    scan = found["scan"]["seconds"]
    lines = [
        "| Sur les mêmes lignes | Rapport à la lecture nue | Secondes | Mémoire (Mo) |",
        "| --- | --: | --: | --: |",
    ]
    return lines + [
        "| " + " | ".join([words[peer], french(one["seconds"] / scan), *_cost(one)]) + " |"
        for peer, one in found.items()
    ]


def rows_table(growth: dict[int, Measure], unit: int) -> list[str]:
    """Each number of rows, beside that which is the unit."""
    lines = [f"| Lignes | Rapport à {french(unit, '#,##0')} | Secondes | Mémoire (Mo) |", "| --: | --: | --: | --: |"]
    ratios = {rows: french(one["seconds"] / growth[unit]["seconds"]) for rows, one in growth.items()}
    return lines + [
        "| " + " | ".join([french(rows, "#,##0"), ratios[rows], *_cost(one)]) + " |" for rows, one in growth.items()
    ]


def reports_table(growth: dict[int, Measure]) -> list[str]:
    """Each number of reports, beside the smallest."""
    first = next(iter(growth.values()))
    lines = [
        "| Comptes rendus | Tout relire (s) | Rapport | Recalculer, rien de neuf (s) | Rapport |",
        "| --: | --: | --: | --: | --: |",
    ]
    for count, one in growth.items():
        cells = [french(value) for name in ("whole", "again") for value in (one[name], one[name] / first[name])]
        lines.append("| " + " | ".join([french(count, "#,##0"), *cells]) + " |")
    return lines


def _cost(one: Measure) -> list[str]:
    return [french(one["seconds"]), french(one["megabytes"], "#,##0")]


def picture(words: dict[str, str], found: dict[str, Measure]) -> str:
    """One bar a peer, on the scale of the slowest."""
    longest = max(one["seconds"] for one in found.values())
    scan = found["scan"]["seconds"]
    bars = []
    for place, (peer, one) in enumerate(found.items()):
        top, length = 10 + place * BAR, max(2, round((WIDTH - LEFT - 90) * one["seconds"] / longest))
        fill = "#000091" if peer == "ours" else "#929292"
        bars.append(f'<text x="{LEFT - 10}" y="{top + 16}" text-anchor="end">{words[peer]}</text>')
        bars.append(f'<rect x="{LEFT}" y="{top}" width="{length}" height="22" fill="{fill}"/>')
        bars.append(f'<text x="{LEFT + length + 8}" y="{top + 16}">× {french(one["seconds"] / scan, "0.0")}</text>')
    height = 20 + BAR * len(found)
    title = "Temps rapporté à la lecture nue des colonnes"
    shape = f'viewBox="0 0 {WIDTH} {height}" role="img" font-family="sans-serif" font-size="13"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {shape}>'
    return "\n".join([head, f"<title>{title}</title>", *bars, "</svg>", ""])
