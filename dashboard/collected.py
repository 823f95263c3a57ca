"""The opening sentences of the pages that follow the committees: what they sent, how often they met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from indicators.governance import Governance
from indicators.typography import NARROW, listing, out_of, plural

Row = dict[str, Any]


def collection(campaign: str, name: str, summary: Row) -> str:
    """What was received, in one sentence."""
    counted, expected = summary["counted"], summary["expected"]
    parts = [f"En {campaign}, {name} : {plural(counted, 'rapport')} sur {expected} attendus"]
    if summary["missing"]:
        late = f", dont {summary['late']} en retard" if summary["late"] else ""
        parts.append(f"{plural(summary['missing'], 'comité')} sans envoi{late}")
    if summary["errors"]:
        parts.append(f"{plural(summary['errors'], 'ligne')} à corriger")
    return " ; ".join(parts) + "."


def governance(campaign: str, name: str, rows: Sequence[Row], policy: Governance) -> str:
    """Who met as often as asked, in one sentence."""
    level = {row["level"]: row for row in rows}
    parts = []
    if "department" in level:
        counts = level["department"]
        parts.append(f"{out_of(counts['level_met'], counts['level_expected'])} comités départementaux se sont réunis")
    if "region" in level:
        counts = level["region"]
        met = out_of(counts["level_met"], counts["level_expected"])
        alone = "le comité régional s'est réuni" if counts["level_met"] else "le comité régional ne s'est pas réuni"
        parts.append(alone if counts["level_expected"] == 1 else f"{met} comités régionaux se sont réunis")
    if "national" in level:
        meetings = out_of(level["national"]["level_meetings"], policy.per_year("national"))
        parts.append(f"le comité national a tenu {meetings} réunions demandées")
    if "instance" in level:
        meetings = out_of(level["instance"]["level_meetings"], policy.sessions_per_year or 0)
        parts.append(f"l'instance nationale de dialogue, {meetings} séances demandées")
    return f"En {campaign}, {name}{NARROW}: {listing(parts)}."
