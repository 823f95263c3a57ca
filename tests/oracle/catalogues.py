"""A random strategy, written as the folder of TOML files that the program reads."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

YEARS = ("2021-2022", "2022-2023", "2023-2024", "2024-2025", "2025-2026", "2026-2027", "2027-2028")
STAGES = ("prévue", "étudiée", "construite", "ouverte", "généralisée")
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
    watch = chance.choice((0.5, 0.6, 0.75))
    statuses = {"on_track": chance.choice((0.75, 0.9, 1, 1.25)), "watch": watch}
    axes = range(1, chance.randint(2, 5))
    (folder / "objectives").mkdir(parents=True)
    text = _table("strategy", whole) + _table("strategy.statuses", statuses)
    text += "".join(_table("[axis]", {"id": axis, "title": f"Axe {axis}"}) for axis in axes)
    (folder / "strategie.toml").write_text(text, encoding="utf-8")
    for number in chance.sample(range(1, 30), chance.randint(2, 5)):
        text = _objective(chance, number, chance.choice(axes), whole)
        (folder / "objectives" / f"objective_{number:02d}.toml").write_text(text, encoding="utf-8")
    return folder


def _objective(chance: Random, number: int, axis: int, whole: dict[str, Any]) -> str:
    content = {"id": number, "axis": axis, "title": f"Objectif {number}", "title_status": "rebuilt"}
    if chance.random() < 0.1:
        content["retired_since"] = whole["campaigns"][-1]
    indicators = [_indicator(chance, f"O{number:02d}-{place}", whole) for place in range(1, chance.randint(2, 5))]
    return _table("", content) + "".join(_table("[indicator]", one) for one in indicators)


def _indicator(chance: Random, code: str, whole: dict[str, Any]) -> dict[str, Any]:
    level = chance.choice(("department", "department", "department", "region", "region", "national"))
    kind = chance.choice(("ratio", "ratio", "share", "count", *(["milestone"] * 2 if level == "national" else [])))
    one: dict[str, Any] = {"id": code, "title": code, "kind": kind, "level": level, "origin": "reported"}
    one |= {"unit": "", "scale": 1, "direction": chance.choice(("up", "down")), "source": "tirée au hasard"}
    if level != "national" and kind == "share" and chance.random() < 0.5:
        one["origin"] = "meetings"
    if level == "department" and kind == "ratio" and chance.random() < 0.15:
        one["origin"] = "collection"
    if kind == "milestone":
        one["stages"] = list(STAGES[: chance.randint(2, 5)])
    if kind in ("ratio", "share") and chance.random() < 0.8:
        one |= {"unit": "%", "scale": 100}
    one |= {"numerator": "ce qui est compté", "denominator": "sur combien"} if kind != "milestone" else {}
    if kind != "milestone" or chance.random() < 0.3:
        one |= _way(chance, 1 if kind == "milestone" or (one["scale"] == 1 and kind != "count") else 100)
    return one | _dates(chance, one, whole)


def _way(chance: Random, top: int) -> dict[str, Any]:
    """Where it starts and where it goes, which may be the wrong way or past the target already."""
    start, end = (mark * top / 100 for mark in chance.sample(MARKS, 2))
    return {"baseline": round(start, 6), "target": round(end, 6)}


def _dates(chance: Random, one: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    campaigns = whole["campaigns"]
    dates: dict[str, Any] = {}
    if chance.random() < 0.2:
        dates["since"] = campaigns[chance.randint(1, campaigns.index(whole["target_campaign"]))]
    if chance.random() < 0.1:
        dates["suspended_since"] = chance.choice(campaigns)
    if chance.random() < 0.1 and dates.get("since", campaigns[0]) < campaigns[-1]:
        dates["retired_since"] = campaigns[-1]
    if one["kind"] == "ratio" and one["unit"] == "" and chance.random() < 0.5:
        dates["upper_bound"] = 4
    return dates


def _table(name: str, content: dict[str, Any]) -> str:
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in content.items()]
    return "\n".join(([f"[{name}]"] if name else []) + lines) + "\n\n"
