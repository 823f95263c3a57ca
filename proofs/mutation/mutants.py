"""The small changes that a text of SQL can undergo, each at one place of it, comments and quoted words left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# what is found → what stands in its place, and the kind of change
CHANGES: list[tuple[str, str, str]] = [
    (r">=", ">", "operator"),
    (r"<=", "<", "operator"),
    (r"<>", "=", "operator"),
    (r"(?<![<>=:!])=(?![=>])", "<>", "operator"),
    (r"(?<![-<])>(?!=)", ">=", "operator"),
    (r"<(?![=>])", "<=", "operator"),
    (r" \+ ", " - ", "operator"),
    (r" - ", " + ", "operator"),
    (r" \* (?!from|exclude)", " / ", "operator"),
    (r" / ", " * ", "operator"),
    (r"\band\b", "or", "filter"),
    (r"\bor\b", "and", "filter"),
    (r"\bwhere\b", "where true or", "filter"),
    (r"\bhaving\b", "having true or", "filter"),
    (r"\bqualify\b", "qualify true or", "filter"),
    (r"\bnot exists\b", "exists", "filter"),
    (r"(?<!not )\bexists\b", "not exists", "filter"),
    (r"\bis not null\b", "is null", "filter"),
    (r"\bis null\b", "is not null", "filter"),
    (r"\bnot in\b", "in", "filter"),
    (r"(?<!not )\bin \(", "not in (", "filter"),
    (r"\bleft join\b", "join", "join"),
    (r"(?<!left )(?<!cross )(?<!semi )(?<!anti )(?<!full )\bjoin\b", "left join", "join"),
    (r"\banti join\b", "semi join", "join"),
    (r"\bdesc\b", "asc", "order"),
    (r"(?<=order by )[\w.]+,", "", "order"),
    (r"\bnulls last\b", "nulls first", "order"),
    (r"\bsum\(", "max(", "sum"),
    (r"\bavg\(", "max(", "sum"),
    (r"\bmax\(", "min(", "sum"),
    (r"\bcount\(distinct ", "count(", "sum"),
    (r"\bbool_and\(", "bool_or(", "sum"),
    (r"\bbool_or\(", "bool_and(", "sum"),
    (r"(?<=, )0\)", "1)", "number"),
    (r"\b1\b(?=\s)", "2", "number"),
    (r"\b0\.\d+\b", "0.9", "number"),
    (r"\b100(?:\.0)?\b", "99.0", "number"),
    (r"\btrue\b", "false", "number"),
    (r"\bfalse\b", "true", "number"),
]
# in the quoted patterns of a file of macros, and in the functions that read a text
MOTIFS: list[tuple[str, str]] = [
    (r"(?<=[\])}\w])\+", ""),
    (r"(?<=[\])}\w])\*", "+"),
    (r"(?<=[\])}\w ])\?", ""),
    (r"\{1,\d\}", "{2}"),
    (r"(?<=[\])\w])\{\d\}", ""),
    (r"\|", ""),
    (r"\[\^", "["),
    (r"\\d(?![{+?*])", r"\D"),
    (r"\\p\{Z\}", ""),
]
READINGS: list[tuple[str, str]] = [
    (r"\blower\(", "upper("),
    (r"\bstrip_accents\(", "lower("),
    (r"\b[lr]?trim\(", "concat("),
    (r"\bfloor\(", "ceil("),
    (r"\bplain_spaces\(", "lower("),
    (r"\bbetween 0 and 1\b", "between 1 and 1"),
    (r"\bregexp_full_match\(", "regexp_matches("),
]
HIDDEN = re.compile(r"--[^\n]*|'(?:[^']|'')*'|\"[^\"]*\"")


@dataclass(frozen=True)
class Mutant:
    """`text` is the whole file, changed on one line."""

    file: str
    line: int
    kind: str
    before: str
    after: str
    text: str

    @property
    def name(self) -> str:
        return f"{self.file}:{self.line} `{self.before.strip()}` → `{self.after.strip()}`"


def mutants(file: str, sql: str) -> Iterator[Mutant]:
    visible = HIDDEN.sub(lambda match: "\x00" * len(match[0]), sql)
    for pattern, replacement, kind in CHANGES:
        for match in re.finditer(pattern, visible):
            text = sql[: match.start()] + replacement + sql[match.end() :]
            line = sql.count("\n", 0, match.start()) + 1
            yield Mutant(file, line, kind, _around(sql, match.start()), _around(text, match.start()), text)

    if "create macro" in sql:
        yield from _readings(file, sql, visible)


def _readings(file: str, sql: str, visible: str) -> Iterator[Mutant]:
    quoted = [match for match in HIDDEN.finditer(sql) if match[0].startswith("'")]
    places = [
        (quotation.start() + m.start(), m[0], to)
        for quotation in quoted
        for pattern, to in MOTIFS
        for m in re.finditer(pattern, quotation[0])
    ]
    places += [(m.start(), m[0], to) for pattern, to in READINGS for m in re.finditer(pattern, visible)]
    for start, was, to in places:
        text = sql[:start] + to + sql[start + len(was) :]
        yield Mutant(file, sql.count("\n", 0, start) + 1, "motif", _around(sql, start), _around(text, start), text)


def _around(text: str, place: int) -> str:
    """The line that holds a place, shortened."""
    begin = text.rfind("\n", 0, place) + 1
    line = text[begin : (text.find("\n", place) + 1 or len(text) + 1) - 1]
    start = max(0, place - begin - 40)
    return line[start : start + 90]
