"""Writes what the bench of schools measured into the page on large volumes: a table, and a picture of it."""

from __future__ import annotations

import itertools
from pathlib import Path

from babel.numbers import format_decimal

Measure = dict[str, float]
BAR, WIDTH, LEFT = 34, 760, 300
CURVES = {"whole": ("tout relire", "#000091"), "again": ("recalculer", "#6a6156"), "megabytes": ("mémoire", "#b34000")}


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
    label = "Lecture d'un CSV avec tous les contrôles, rapportée à la conversion du même fichier en Parquet par DuckDB"
    return [f"{label} : **{french(ratio)}**."]


def peers_table(words: dict[str, str], by_peer: dict[str, Measure]) -> list[str]:
    """Each peer, its ratio first."""
    scan = by_peer["scan"]["seconds"]
    lines = [
        "| Sur les mêmes lignes | Rapport à la lecture nue | Secondes | Mémoire (Mo) |",
        "| --- | --: | --: | --: |",
    ]
    return lines + [
        "| " + " | ".join([words[peer], french(measure["seconds"] / scan), *_cost(measure)]) + " |"
        for peer, measure in by_peer.items()
    ]


def rows_table(growth: dict[int, Measure], unit: int) -> list[str]:
    """Each number of rows, beside that which is the unit."""
    lines = [f"| Lignes | Rapport à {french(unit, '#,##0')} | Secondes | Mémoire (Mo) |", "| --: | --: | --: | --: |"]
    ratios = {rows: french(measure["seconds"] / growth[unit]["seconds"]) for rows, measure in growth.items()}
    return lines + [
        "| " + " | ".join([french(rows, "#,##0"), ratios[rows], *_cost(measure)]) + " |"
        for rows, measure in growth.items()
    ]


def reports_table(growth: dict[int, Measure]) -> list[str]:
    """Each number of reports, beside the smallest."""
    first = next(iter(growth.values()))
    lines = [
        "| Comptes rendus | Tout relire (s) | Rapport | Recalculer, rien de neuf (s) | Rapport |",
        "| --: | --: | --: | --: | --: |",
    ]
    for count, measure in growth.items():
        cells = [french(value) for name in ("whole", "again") for value in (measure[name], measure[name] / first[name])]
        lines.append("| " + " | ".join([french(count, "#,##0"), *cells]) + " |")
    return lines


def campaigns_table(growth: dict[tuple[int, int], Measure]) -> list[str]:
    """Each number of campaigns and of versions, beside the smallest: with twice the reports, at most twice as much."""
    costs = {"whole": "Tout relire (s)", "again": "Recalculer (s)", "megabytes": "Mémoire (Mo)"}
    titles = ["Campagnes", "Versions", "Comptes rendus", "Rapport"]
    titles += itertools.chain.from_iterable((cost, "Rapport") for cost in costs.values())
    lines, first = [f"| {' | '.join(titles)} |", f"|{' --: |' * len(titles)}"], next(iter(growth.values()))
    for (campaigns, versions), measure in growth.items():
        times = {name: french(measure[name] / first[name]) for name in ("reports", *costs)}
        cells = [str(campaigns), str(versions), french(measure["reports"], "#,##0"), times["reports"]]
        for name in costs:
            cells += [french(measure[name], "#,##0" if name == "megabytes" else "0.00"), times[name]]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def campaigns_picture(growth: dict[tuple[int, int], Measure]) -> str:
    """What grows with the reports: a line for each cost, beside that of what would grow as many times as they do."""
    sizes = sorted(growth.values(), key=lambda measure: measure["reports"])
    first, most = sizes[0], sizes[-1]["reports"] / sizes[0]["reports"]
    width, height, left = 640, 320, 60

    def place(reports: float, cost: float) -> tuple[float, float]:
        return round(left + (width - left - 160) * reports / most), round(height - 40 - (height - 60) * cost / most)

    def line(points: list[tuple[float, float]], colour: str, more: str = "") -> str:
        path = " ".join(f"{x},{y}" for x, y in points)
        return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{more}/>'

    drawn, ends = [line([place(0, 0), place(most, most)], "#6a6a6a", ' stroke-dasharray="4 4"')], {}
    ends["autant de fois", "#6a6a6a"] = place(most, most)
    for name, (word, colour) in CURVES.items():
        points = [place(measure["reports"] / first["reports"], measure[name] / first[name]) for measure in sizes]
        drawn.append(line(points, colour))
        ends[word, colour] = points[-1]
    above = 0.0
    for (word, colour), (x, y) in sorted(ends.items(), key=lambda end: end[1][1]):
        above = max(y + 4, above + 16)  # words do not go over one another
        drawn.append(f'<text x="{x + 8}" y="{above:.0f}" fill="{colour}">{word}</text>')
    for measure in sizes:
        x, y = place(measure["reports"] / first["reports"], 0)
        count = french(measure["reports"], "#,##0")
        drawn.append(f'<text x="{x}" y="{y + 20}" text-anchor="middle" font-size="10">{count}</text>')
    title = "Temps et mémoire selon le nombre de comptes rendus, rapportés au plus petit"
    shape = f'viewBox="0 0 {width} {height}" role="img" font-family="sans-serif" font-size="13"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {shape}>'
    return "\n".join([head, f"<title>{title}</title>", *drawn, "</svg>", ""])


def _cost(measure: Measure) -> list[str]:
    return [french(measure["seconds"]), french(measure["megabytes"], "#,##0")]


def picture(words: dict[str, str], by_peer: dict[str, Measure]) -> str:
    """One bar a peer, on the scale of the slowest."""
    longest = max(measure["seconds"] for measure in by_peer.values())
    scan = by_peer["scan"]["seconds"]
    bars = []
    for place, (peer, measure) in enumerate(by_peer.items()):
        top, length = 10 + place * BAR, max(2, round((WIDTH - LEFT - 90) * measure["seconds"] / longest))
        fill = "#000091" if peer == "ours" else "#929292"
        bars.append(f'<text x="{LEFT - 10}" y="{top + 16}" text-anchor="end">{words[peer]}</text>')
        bars.append(f'<rect x="{LEFT}" y="{top}" width="{length}" height="22" fill="{fill}"/>')
        bars.append(f'<text x="{LEFT + length + 8}" y="{top + 16}">× {french(measure["seconds"] / scan, "0.0")}</text>')
    height = 20 + BAR * len(by_peer)
    title = "Temps rapporté à la lecture nue des colonnes"
    shape = f'viewBox="0 0 {WIDTH} {height}" role="img" font-family="sans-serif" font-size="13"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {shape}>'
    return "\n".join([head, f"<title>{title}</title>", *bars, "</svg>", ""])
