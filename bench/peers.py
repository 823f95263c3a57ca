"""The consolidation as a good analyst would write it today: workbooks read with openpyxl then pandas, or with calamine
then polars; clean files are taken for granted. What it knows of the strategy is given in two tables.

Objective figures come back as {(campaign, territory, objective): (progress, expected progress)}."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from measured import Absent
from python_calamine import CalamineWorkbook

Sheets = dict[str, list[list[Any]]]
Objectives = dict[tuple[str, str, int], tuple[float, float]]
ANSWERS = ("campaign", "territory", "version", "indicator", "numerator", "denominator")
COMMITTEES = ("campaign", "territory", "version", "met")
KEYS = ["campaign", "territory", "indicator"]


def by_openpyxl(path: Path) -> Sheets:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    sheets = {sheet.title: [list(line) for line in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}
    book.close()
    return sheets


def by_calamine(path: Path) -> Sheets:
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def read(paths: list[Path], opened: Callable[[Path], Sheets]) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """The answers and the committees of all the reports that were sent, drafts left out."""
    answers, committees = [], []
    for path in paths:
        sheets = opened(path)
        identification = {str(line[0]): line[1] for line in sheets["Identification"]}
        if identification["Statut"] == "brouillon":
            continue
        who = (identification["Année scolaire"], identification["Territoire"], int(identification["Version"]))
        committees.append(
            (*who, any(_meets(identification["Année scolaire"], *line) for line in sheets["Réunions"][1:]))
        )
        answers += [(*who, *line) for line in _answers(sheets["Indicateurs"])]
    return answers, committees


def _meets(campaign: str, on: Any, kind: str) -> bool:
    """Whether a meeting is one of the committee in its school year."""
    day = on if type(on) is date else on.date()
    first = int(campaign[:4])
    return kind in ("comité", "comité unique") and date(first, 9, 1) <= day <= date(first + 1, 8, 31)


def _answers(lines: list[list[Any]]) -> Iterator[tuple[str, float, float | None]]:
    for code, numerator, denominator, *_ in lines[1:]:
        top = {"oui": 1.0, "non": 0.0}.get(numerator)
        yield code, float(numerator) if top is None else top, None if denominator in (None, "") else float(denominator)


def _frame(rows: list[Any], columns: list[str] | None = None) -> Any:
    import pandas as pd

    return pd.DataFrame(rows, columns=columns)


def _together(frames: list[Any]) -> Any:
    import pandas as pd

    return pd.concat(frames)


def with_pandas(paths: list[Path], indicators: list[dict[str, Any]], links: list[dict[str, Any]]) -> Objectives:
    """openpyxl, then pandas."""
    answers, committees = read(paths, by_openpyxl)
    definitions, above = _frame(indicators), _frame(links)
    leaves = _pandas_leaves(_frame(answers, list(ANSWERS)), _frame(committees, list(COMMITTEES)), definitions, above)
    sums = _pandas_sums(leaves, definitions, above)
    sums["at"] = sums["campaign"].map({name: number for number, name in enumerate(indicators[0]["campaigns"])})
    return _pandas_objectives(sums)


def _pandas_leaves(answers: Any, committees: Any, definitions: Any, above: Any) -> Any:
    """What each territory answered, and what is counted from the reports themselves."""
    place = ["campaign", "territory"]
    committees = committees.sort_values("version").drop_duplicates(place, keep="last")
    answers = answers.merge(committees[[*place, "version"]], on=[*place, "version"])
    campaigns = committees[["campaign"]].drop_duplicates()
    reporting = above[above["territory"] == above["above"]][["territory", "level"]]
    everybody = campaigns.merge(reporting, how="cross").merge(committees, on=place, how="left")
    meetings = definitions[definitions["origin"] == "meetings"][["indicator", "level"]].merge(everybody, on="level")
    meetings["numerator"] = meetings["met"].eq(True).astype(float)
    collected = definitions[(definitions["origin"] == "reported") & (definitions["level"] == "department")][
        ["indicator", "since"]
    ]
    collected = campaigns.merge(collected, how="cross")
    collected = collected[collected["since"].isna() | (collected["since"] <= collected["campaign"])]
    number = collected.groupby("campaign").size().rename("denominator").reset_index()
    answered = (
        answers.merge(collected, on=["campaign", "indicator"]).groupby(place).size().rename("numerator").reset_index()
    )
    collection = everybody[everybody["level"] == "department"][place].merge(number, on="campaign")
    collection = collection.merge(answered, on=place, how="left").fillna({"numerator": 0.0})
    collection["indicator"] = definitions.loc[definitions["origin"] == "collection", "indicator"].item()
    return _together([answers[[*KEYS, "numerator", "denominator"]], meetings[[*KEYS, "numerator"]], collection])


def _pandas_sums(leaves: Any, definitions: Any, above: Any) -> Any:
    """The value of each territory, upwards; a share is out of all who are expected."""
    import numpy as np

    parts = leaves.merge(above[["territory", "above"]], on="territory")
    parts = parts.rename(columns={"territory": "leaf", "above": "territory"})
    sums = parts.groupby(KEYS)[["numerator", "denominator"]].sum().reset_index()
    expected = above.groupby(["above", "level"]).size().rename("wanted").reset_index()
    sums = sums.merge(definitions, on="indicator")
    sums = sums.merge(expected.rename(columns={"above": "territory"}), on=["territory", "level"])
    ratio = sums["numerator"] / sums["denominator"].where(sums["kind"] == "ratio", sums["wanted"])
    sums["value"] = np.where(sums["kind"] == "count", sums["numerator"], sums["scale"] * ratio)
    return sums


def _pandas_objectives(sums: Any) -> Objectives:
    """From baseline to target, then the mean of each objective."""
    import numpy as np

    own = sums[sums["at"] == sums["from"]][["territory", "indicator", "value"]].rename(columns={"value": "own"})
    sums = sums.merge(own, on=["territory", "indicator"], how="left")
    france = (sums["kind"] != "count") | (sums["territory"] == "NAT-FR")
    sums["start"] = sums["own"].fillna(sums["baseline"].where(france, 0.0))
    sums = sums[france & sums["target"].notna() & (sums["at"] >= sums["from"])]
    towards = np.where(sums["direction"] == "up", 1, -1)
    past = towards * sums["start"] >= towards * sums["target"]
    reached = np.where(towards * sums["value"] >= towards * sums["target"], 100.0, 0.0)
    way = (sums["target"] - sums["start"]).where(~past, 1.0)
    sums["progress"] = np.where(past, reached, (100 * (sums["value"] - sums["start"]) / way).clip(0, 100))
    sums["expected"] = (100 * (sums["at"] - sums["from"]) / (sums["to"] - sums["from"])).clip(upper=100)
    means = sums.groupby(["campaign", "territory", "objective"])[["progress", "expected"]].mean()
    return {key: (line.progress, line.expected) for key, line in zip(means.index, means.itertuples(), strict=True)}


def with_polars(paths: list[Path], indicators: list[dict[str, Any]], links: list[dict[str, Any]]) -> Objectives:
    """calamine, then polars. Raises Absent."""
    try:
        import polars as pl  # type: ignore[import-not-found]  # asked by benches alone
    except ImportError as missing:
        raise Absent("polars") from missing

    read_answers, read_committees = read(paths, by_calamine)
    answers = pl.DataFrame(read_answers, schema=list(ANSWERS), orient="row", infer_schema_length=None).lazy()
    committees = pl.DataFrame(read_committees, schema=list(COMMITTEES), orient="row").lazy()
    definitions = pl.DataFrame(
        [{n: v for n, v in indicator.items() if n != "campaigns"} for indicator in indicators]
    ).lazy()
    above = pl.DataFrame(links).lazy()
    order = {name: number for number, name in enumerate(indicators[0]["campaigns"])}
    sums = _polars_sums(pl, _polars_leaves(pl, answers, committees, definitions, above), definitions, above)
    at = pl.col("campaign").replace_strict(order, return_dtype=pl.Int64).alias("at")
    return _polars_objectives(pl, sums.with_columns(at))


def _polars_leaves(pl: Any, answers: Any, committees: Any, definitions: Any, above: Any) -> Any:
    """What each territory answered, and what is counted from the reports themselves."""
    place = ["campaign", "territory"]
    committees = committees.sort("version").unique(place, keep="last")
    answers = answers.join(committees.select(*place, "version"), on=[*place, "version"])

    campaigns = committees.select("campaign").unique()
    reporting = above.filter(pl.col("territory") == pl.col("above")).select("territory", "level")
    everybody = campaigns.join(reporting, how="cross").join(committees, on=place, how="left")
    meetings = everybody.join(
        definitions.filter(pl.col("origin") == "meetings").select("indicator", "level"), on="level"
    )
    meetings = meetings.select(*KEYS, pl.col("met").fill_null(value=False).cast(pl.Float64).alias("numerator"))
    collected = definitions.filter((pl.col("origin") == "reported") & (pl.col("level") == "department"))
    collected = campaigns.join(collected.select("indicator", "since"), how="cross")
    collected = collected.filter(pl.col("since").is_null() | (pl.col("since") <= pl.col("campaign")))
    number = collected.group_by("campaign").agg(pl.len().cast(pl.Float64).alias("denominator"))
    answered = answers.join(collected, on=["campaign", "indicator"]).group_by(place)
    collection = everybody.filter(pl.col("level") == "department").select(place).join(number, on="campaign")
    collection = collection.join(answered.agg(pl.len().cast(pl.Float64).alias("numerator")), on=place, how="left")
    collection = collection.with_columns(pl.col("numerator").fill_null(0.0)).join(
        definitions.filter(pl.col("origin") == "collection").select("indicator"), how="cross"
    )
    figures = (*KEYS, "numerator", "denominator")
    return pl.concat(
        [
            answers.select(figures),
            meetings.with_columns(pl.lit(None, dtype=pl.Float64).alias("denominator")).select(figures),
            collection.select(figures),
        ]
    )


def _polars_sums(pl: Any, leaves: Any, definitions: Any, above: Any) -> Any:
    """The value of each territory, upwards; a share is out of all who are expected."""
    parts = leaves.join(above.select("territory", "above"), on="territory").drop("territory")
    parts = parts.rename({"above": "territory"})
    sums = parts.group_by(KEYS).agg(pl.col("numerator").sum(), pl.col("denominator").sum())
    wanted = above.group_by("above", "level").agg(pl.len().alias("wanted")).rename({"above": "territory"})
    sums = sums.join(definitions, on="indicator").join(wanted, on=["territory", "level"])
    bottom = pl.when(pl.col("kind") == "ratio").then(pl.col("denominator")).otherwise(pl.col("wanted"))
    quotient = pl.col("scale") * pl.col("numerator") / bottom
    summed = pl.when(pl.col("kind") == "count").then(pl.col("numerator")).otherwise(quotient)
    return sums.with_columns(summed.alias("value"))


def _polars_objectives(pl: Any, sums: Any) -> Objectives:
    """From baseline to target, then the mean of each objective."""
    own = sums.filter(pl.col("at") == pl.col("from")).select("territory", "indicator", pl.col("value").alias("own"))
    sums = sums.join(own, on=["territory", "indicator"], how="left")
    france = (pl.col("kind") != "count") | (pl.col("territory") == "NAT-FR")
    usual = pl.when(france).then(pl.col("baseline")).otherwise(0.0)
    sums = sums.with_columns(pl.coalesce("own", usual).alias("start"))
    sums = sums.filter(france & pl.col("target").is_not_null() & (pl.col("at") >= pl.col("from")))
    towards = pl.when(pl.col("direction") == "up").then(1).otherwise(-1)
    value, start, target = pl.col("value"), pl.col("start"), pl.col("target")
    reached = pl.when(towards * value >= towards * target).then(100.0).otherwise(0.0)
    way = (100 * (value - start) / (target - start)).clip(0, 100)
    passed = pl.col("to") - pl.col("from")
    sums = sums.with_columns(
        pl.when(towards * start >= towards * target).then(reached).otherwise(way).alias("progress"),
        (100 * (pl.col("at") - pl.col("from")) / passed).clip(upper_bound=100).alias("expected"),
    )
    means = sums.group_by("campaign", "territory", "objective").agg(
        pl.col("progress").mean(), pl.col("expected").mean()
    )
    return {(row[0], row[1], row[2]): (row[3], row[4]) for row in means.collect().iter_rows()}
