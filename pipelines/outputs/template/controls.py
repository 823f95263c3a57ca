"""The live formulas of a line of indicator: its value, its check, and when its cells turn red or orange.

They say what the reader would say; the tests hold the two together."""

from __future__ import annotations

from dataclasses import dataclass

from indicators.typography import short
from pipelines.ingest.report_format import report_format
from pipelines.outputs.template.plan import Line
from pipelines.outputs.template.wording import quoted, wording

# A no-break space: a formula whose result is truly empty looks, to a fast reader, like one never calculated.
INCOMPLETE = "\u00a0"
Check = tuple[str, str]  # condition, what « Contrôle » then says


@dataclass(frozen=True)
class Cells:
    """The addresses of a line."""

    numerator: str
    denominator: str
    situation: str
    comment: str
    last_numerator: str
    last_denominator: str


@dataclass(frozen=True)
class Controls:
    """Formulas of a line; conditions are empty where nothing can be wrong."""

    value: str
    control: str
    numerator_wrong: str
    denominator_wrong: str
    numerator_missing: str
    denominator_missing: str


def controls(line: Line, cells: Cells, optional: bool) -> Controls:
    """The formulas of one line; a line that is optional is never said to be missing."""
    text = wording()["control"]
    numerator = _numerator_checks(line, cells)
    denominator = _denominator_checks(cells) if line.indicator.kind == "ratio" else []
    silent = _among(cells.situation, ["sans objet", "non disponible"])
    untouched = f'{cells.numerator}=""'
    if denominator:
        untouched = f'AND({untouched},{cells.denominator}="")'
    half = _half_filled(cells, silent) if denominator else []
    ladder = [
        (f"AND({untouched},{silent})", text["complete"]),
        (untouched, text["optional" if optional else "missing"]),
        *numerator,
        *denominator,
        *half,
        (f'AND({silent},{cells.numerator}<>"",NOT({_among(cells.numerator, _silences())}))', text["contradiction"]),
        *_doubts(line, cells),
    ]
    return Controls(
        value=_value(line, cells),
        control=_ladder(ladder, text["complete"]),
        numerator_wrong=_any(numerator),
        denominator_wrong=_any(denominator),
        numerator_missing=half[0][0] if half else "",
        denominator_missing=half[1][0] if half else "",
    )


def _value(line: Line, cells: Cells) -> str:
    """Looks empty while the line is incomplete. A percentage is a fraction, shown as a percentage."""
    numerator, denominator, indicator = cells.numerator, cells.denominator, line.indicator
    if indicator.kind == "count":
        return f"=IF(ISNUMBER({numerator}),{numerator},{quoted(INCOMPLETE)})"
    if indicator.kind != "ratio":
        return f'=IF({numerator}="",{quoted(INCOMPLETE)},{numerator})'
    scale = indicator.scale / 100 if indicator.unit == "%" else indicator.scale
    complete = f"AND(ISNUMBER({numerator}),N({denominator})>0)"
    return f"=IF({complete},{scale:g}*N({numerator})/{denominator},{quoted(INCOMPLETE)})"


def _numerator_checks(line: Line, cells: Cells) -> list[Check]:
    text, indicator, cell = wording()["control"], line.indicator, cells.numerator
    if indicator.kind in ("share", "milestone"):
        accepted = list(indicator.stages or ()) or list(report_format().words["yes_no"])
        answers = _among(
            cell, [*accepted, *_silences()], ["0", "1", "TRUE", "FALSE"] if indicator.kind == "share" else []
        )
        return [(f'AND({cell}<>"",NOT({answers}))', text["answer_unknown"])]
    checks = [(_is_text(cell), text["numerator_text"]), (f"N({cell})<0", text["numerator_negative"])]
    if indicator.kind == "ratio" and indicator.unit == "%":
        condition = f"AND(N({cells.denominator})>0,N({cell})>N({cells.denominator}))"
        checks.append((condition, text["above_denominator"]))
    if indicator.upper_bound is not None and indicator.kind == "ratio":
        above = f"N({cell})*{indicator.scale:g}>N({cells.denominator})*{indicator.upper_bound:g}"
        message = text["above_bound"].format(bound=short(indicator.upper_bound))
        checks.append((f"AND(N({cells.denominator})>0,{above})", message))
    return checks


def _denominator_checks(cells: Cells) -> list[Check]:
    text, cell = wording()["control"], cells.denominator
    return [
        (_is_text(cell), text["denominator_text"]),
        (f"N({cell})<0", text["denominator_negative"]),
        (f"AND(ISNUMBER({cell}),N({cell})=0,N({cells.numerator})>0)", text["denominator_zero"]),
    ]


def _half_filled(cells: Cells, silent: str) -> list[Check]:
    text = wording()["control"]
    no_denominator = f'OR({cells.denominator}="",{_among(cells.denominator, _silences())})'
    return [
        (f'AND({cells.numerator}="",ISNUMBER({cells.denominator}),NOT({silent}))', text["missing_numerator"]),
        (f"AND(ISNUMBER({cells.numerator}),{no_denominator})", text["missing_denominator"]),
    ]


def _doubts(line: Line, cells: Cells) -> list[Check]:
    if line.indicator.kind == "count":
        moved = _moved(f"N({cells.numerator})", f"N({cells.last_numerator})", cells)
        return [(moved, wording()["control"]["moved"]), *_decimals(line, cells.numerator)]
    if line.indicator.kind != "ratio":
        return []
    numerator, denominator = f"N({cells.numerator})", f"N({cells.denominator})"
    # a/b against c/d without dividing: a × d against c × b
    now, before = f"{numerator}*N({cells.last_denominator})", f"N({cells.last_numerator})*{denominator}"
    nothing = f"AND(ISNUMBER({cells.numerator}),ISNUMBER({cells.denominator}),{numerator}=0,{denominator}=0)"
    text = wording()["control"]
    decimals = _decimals(line, cells.numerator, cells.denominator)
    return [(nothing, text["zero_over_zero"]), (_moved(now, before, cells), text["moved"]), *decimals]


def _decimals(line: Line, *counts: str) -> list[Check]:
    if line.indicator.decimals:
        return []
    return [(f"OR({','.join(f'N({cell})<>INT(N({cell}))' for cell in counts)})", wording()["control"]["decimals"])]


def _moved(now: str, before: str, cells: Cells) -> str:
    both = f"ISNUMBER({cells.numerator}),ISNUMBER({cells.last_numerator})"
    return f'AND({both},{before}>0,{cells.comment}="",ABS({now}-{before})>{before}/2)'


def _is_text(cell: str) -> str:
    return f'AND({cell}<>"",NOT(ISNUMBER({cell})),NOT({_among(cell, _silences())}))'


def _silences() -> list[str]:
    """What the reader takes for no answer."""
    return [*report_format().synonyms["situation"], "-", "sans objet", "non disponible"]


def _among(cell: str, words: list[str], values: list[str] | None = None) -> str:
    return "OR(" + ",".join(f"{cell}={value}" for value in [*map(quoted, words), *(values or [])]) + ")"


def _any(checks: list[Check]) -> str:
    return "OR(" + ",".join(condition for condition, _ in checks) + ")" if checks else ""


def _ladder(checks: list[Check], otherwise: str) -> str:
    text = quoted(otherwise)
    for condition, message in reversed(checks):
        text = f"IF({condition},{quoted(message)},{text})"
    return f"={text}"
