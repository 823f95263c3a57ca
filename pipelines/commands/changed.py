"""`pilotage changes`: what moved between two states, split into four effects, and who contributed most."""

from __future__ import annotations

from indicators.territories import NATIONAL
from indicators.typography import figure, number, quantity, signed, typeset
from indicators.words import words
from pipelines.cli.terminal import print_json, say, table
from pipelines.releases.compare import Changes, Row, changes, contributors, lines, revisions
from pipelines.releases.decomposition import EFFECTS
from pipelines.settings import shown_settings

SHOWN = 5


def run(before: str | None, after: str | None, territory: str | None, as_json: bool) -> int:
    """Shows what changed in a territory. Returns the exit code."""
    found, code = changes(shown_settings(), before, after), (territory or NATIONAL).strip().upper()
    rows, revised = lines(found, code), revisions(found, code)
    if as_json:
        print_json(
            {
                "before": found.before.name,
                "after": found.after.name,
                "collecting": found.collecting,
                "figures": rows,
                "revisions": revised,
            }
        )
        return 0
    if not rows:
        say(
            f"{found.collecting}."
            if found.collecting
            else f"Rien de comparable pour « {code} » entre {found.before.name} et {found.after.name}."
        )
        return 0
    headers = ["", "Avant", "Après", "Mouvement", *(words()["effect"][effect] for effect in EFFECTS)]
    title = typeset(f"{found.name(code)} : de « {found.before.name} » à « {found.after.name} »")
    table(title, headers, [_line(found, row) for row in rows], right=frozenset(range(1, 8)))
    said = contributors(found, "strategy", "", code)[:SHOWN]
    say(
        "\nCe qui a le plus compté : "
        + " ; ".join(f"{one['name']} ({signed(one['shown'])} points)" for one in said)
        + "."
    )
    for one in revised:
        say(f"\nValeur passée révisée : {revision(one)}")
    return 0


def _line(found: Changes, row: Row) -> list[str]:
    indicator = found.indicators.get(row["id"])
    before, after = (figure(row[one], indicator) if indicator else number(row[one], 1) for one in ("before", "after"))
    return [typeset(row["title"]), before, after, *(signed(row["shown"][one]) for one in ("movement", *EFFECTS))]


def revision(row: Row) -> str:
    """One revised value in a sentence: where, before, now, why, in which file."""
    before = f"{quantity(row['numerator_before'])} sur {quantity(row['denominator_before'])}"
    now = f"{quantity(row['numerator_now'])} sur {quantity(row['denominator_now'])}"
    where = f" ({row['source_file']}, {row['cell']})" if row["source_file"] else ""
    return f"{row['territory']}, {row['title']} : {before}, puis {now} ; {row['reason']}{where}."
