"""A random strategy, written as the folder of TOML files that the program reads."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

from oracle.places import RANK, level_of, places

YEARS = ("2021-2022", "2022-2023", "2023-2024", "2024-2025", "2025-2026", "2026-2027", "2027-2028")
STAGES = ("prévue", "étudiée", "construite", "ouverte", "généralisée")
AGREED = "territory_code;indicator_id;baseline;target;target_campaign;source"
MARKS = (0, 10, 20, 25, 33.3, 40, 50, 60, 62.5, 75, 80, 90, 100)


def write(chance: Random, folder: Path) -> Path:
    """Other years, axes, objectives, kinds, levels, directions and dates at each draw."""
    first = chance.randint(0, 2)
    campaigns = YEARS[first : first + chance.randint(3, 5)]
    baseline = chance.choice((0, 0, 0, 1))
    whole = {
        "title": "Stratégie tirée au hasard",
        "campaigns": list(campaigns),
        "baseline_campaign": campaigns[baseline],
        "target_campaign": campaigns[chance.randint(baseline + 1, len(campaigns) - 1)],
        "coverage_threshold": chance.choice((0, 0.5, 0.8, 1)),
    }
    if chance.random() < 0.7:
        whole["scored_threshold"] = chance.choice((0, 0.3, 0.5, 0.75, 1))
    watch = chance.choice((0.5, 0.6, 0.75))
    statuses = {"on_track": chance.choice((0.75, 0.9, 1, 1.25)), "watch": watch}
    axes = range(1, chance.randint(2, 5))
    (folder / "objectives").mkdir(parents=True)
    text = _table("strategy", whole) + _table("strategy.statuses", statuses)
    text += "".join(_table("[axis]", {"id": axis, "title": f"Axe {axis}"}) for axis in axes)
    (folder / "strategie.toml").write_text(text, encoding="utf-8")
    drawn: list[dict[str, Any]] = []
    for number in chance.sample(range(1, 30), chance.randint(2, 5)):
        text, indicators = _objective(chance, number, chance.choice(axes), whole)
        (folder / "objectives" / f"objective_{number:02d}.toml").write_text(text, encoding="utf-8")
        drawn += indicators
    if chance.random() < 0.8:
        (folder / "targets.csv").write_text(agreements(chance, drawn, whole), encoding="utf-8")
    return folder


def agreements(chance: Random, drawn: list[dict[str, Any]], whole: dict[str, Any]) -> str:
    """What some territories agreed about some indicators: a start, a target, a year, or some of them."""
    lines: list[str] = []
    for indicator in drawn:
        followed = [code for code in places().codes if RANK[level_of(code)] >= RANK[indicator["level"]]]
        few = chance.sample(followed, min(len(followed), chance.choice((0, 2, 12, 60))))
        above = [code for code in followed if level_of(code) != "department"]
        for code in sorted({*few, *chance.sample(above, min(len(above), chance.choice((0, 1, 6))))}):
            lines.append(";".join((code, indicator["id"], *_agreed(chance, indicator, whole), "convention")))
    chance.shuffle(lines)
    return "\n".join((AGREED, *lines)) + "\n"


def _agreed(chance: Random, indicator: dict[str, Any], whole: dict[str, Any]) -> tuple[str, str, str]:
    campaigns = list(whole["campaigns"])
    later = campaigns[campaigns.index(baseline_of(indicator, whole)) + 1 :]
    year = chance.choice(later) if chance.random() < 0.5 else ""
    if indicator["kind"] == "milestone":
        return "", "", year or later[-1]
    way = _way(chance, 1 if indicator["scale"] == 1 and indicator["kind"] != "count" else 100)
    start, end = way["baseline"], way["target"]
    terms = chance.choice(("both", "target", "target", "start", "year"))
    if terms == "year":
        return "", "", year or later[-1]
    if terms == "start":
        return ("", f"{end:g}", year) if start == indicator["target"] else (f"{start:g}", "", year)
    return (f"{start:g}" if terms == "both" else "").replace(".", ","), f"{end:g}", year


def baseline_of(indicator: dict[str, Any], whole: dict[str, Any]) -> str:
    """Its own, else the campaign before `since` where there is one, else the strategy's."""
    campaigns = list(whole["campaigns"])
    before = campaigns.index(indicator["since"]) - 1 if "since" in indicator else -1
    return indicator.get("baseline_campaign") or (campaigns[before] if before >= 0 else whole["baseline_campaign"])


def _objective(chance: Random, number: int, axis: int, whole: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    content = {"id": number, "axis": axis, "title": f"Objectif {number}", "title_status": "rebuilt"}
    if chance.random() < 0.1:
        content["retired_since"] = whole["campaigns"][-1]
    indicators = [_indicator(chance, f"O{number:02d}-{place}", whole) for place in range(1, chance.randint(2, 5))]
    return _table("", content) + "".join(_table("[indicator]", indicator) for indicator in indicators), indicators


def _indicator(chance: Random, code: str, whole: dict[str, Any]) -> dict[str, Any]:
    level = chance.choice(("department", "department", "department", "region", "region", "national"))
    kind = chance.choice(("ratio", "ratio", "share", "count", *(["milestone"] * 2 if level == "national" else [])))
    indicator: dict[str, Any] = {"id": code, "title": code, "kind": kind, "level": level, "origin": "reported"}
    indicator |= {"unit": "", "scale": 1, "direction": chance.choice(("up", "down")), "source": "tirée au hasard"}
    if level != "national" and kind == "share" and chance.random() < 0.5:
        indicator["origin"] = "meetings"
    if level == "department" and kind == "ratio" and chance.random() < 0.15:
        indicator["origin"] = "collection"
    if kind == "milestone":
        indicator["stages"] = list(STAGES[: chance.randint(2, 5)])
    if kind in ("ratio", "share") and chance.random() < 0.8:
        indicator |= {"unit": "%", "scale": 100}
    indicator |= {"numerator": "ce qui est compté", "denominator": "sur combien"} if kind != "milestone" else {}
    if kind != "milestone" or chance.random() < 0.3:
        indicator |= _way(chance, 1 if kind == "milestone" or (indicator["scale"] == 1 and kind != "count") else 100)
    return indicator | _dates(chance, indicator, whole)


def _way(chance: Random, top: int) -> dict[str, Any]:
    """Where it starts and where it goes, which may be the wrong way or past the target already."""
    start, end = (mark * top / 100 for mark in chance.sample(MARKS, 2))
    return {"baseline": round(start, 6), "target": round(end, 6)}


def _dates(chance: Random, indicator: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    campaigns = whole["campaigns"]
    dates: dict[str, Any] = {}
    due = whole["target_campaign"]
    if chance.random() < 0.2:
        due = dates["target_campaign"] = chance.choice(campaigns[1:])
    if chance.random() < 0.2:
        dates["since"] = campaigns[chance.randint(0, campaigns.index(due))]
    if chance.random() < 0.2:
        dates["baseline_campaign"] = chance.choice(campaigns[: campaigns.index(due)])
    if baseline_of(dates, whole) >= due:
        dates = {}
    if indicator["level"] == "department" and chance.random() < 0.6:
        dates["concerns"] = chance.choice((["école"], ["collège"], ["école", "collège"], ["école", "collège", "lycée"]))
    if indicator["level"] == "department" and chance.random() < 0.3:
        dates["sector"] = chance.choice(("public", "privé"))
    if chance.random() < 0.1:
        dates["suspended_since"] = chance.choice(campaigns)
    if chance.random() < 0.1 and dates.get("since", campaigns[0]) < campaigns[-1]:
        dates["retired_since"] = campaigns[-1]
    if indicator["kind"] == "ratio" and indicator["unit"] == "" and chance.random() < 0.5:
        dates["upper_bound"] = 4
    return dates


def _table(name: str, content: dict[str, Any]) -> str:
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in content.items()]
    return "\n".join(([f"[{name}]"] if name else []) + lines) + "\n\n"
