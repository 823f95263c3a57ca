"""A random report or table, spelled oddly in every way the format allows, is read back as it was meant."""

from __future__ import annotations

import io
import random
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from in_memory import Ask
from reports import INDICATORS, OBSERVATIONS, Report, rows, table, workbook

from indicators.catalogue import catalogue
from indicators.territories import Territory, spellings, territories
from pipelines.ingest.parsed import Parsed, column_letter
from pipelines.ingest.reader import read_file

CAMPAIGN = "2025-2026"
SPACES = [" ", "\u00a0", "\u202f", "\u2009", "\u2007", "\u3000"]
EXAMPLES = 150  # reports of one build
Row = Sequence[Any]


def asked_of(level: str) -> list[Any]:
    """The indicators that a committee of this level reports as a ratio."""
    return [i for _, i in catalogue().indicators() if (i.kind, i.level, i.origin) == ("ratio", level, "reported")]


class Spelling:
    """Writes words, numbers and codes in one of their allowed ways, as chance decides."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def word(self, text: str) -> str:
        """Another case, no accents, other spaces."""
        ways: list[Callable[[str], str]] = [str, str.upper, str.lower, str.title, without_accents]
        text = self.rng.choice(ways)(text)
        spaced = text.replace(" ", self.rng.choice([" ", "  ", *SPACES]))
        return self.rng.choice(["", " ", "\u00a0"]) + spaced + self.rng.choice(["", "  ", "\t"])

    def number(self, number: Decimal) -> Any:
        """A number cell, or text in French or plain notation."""
        return self.rng.choice([float(number), *[self.figures(number)] * 3])

    def figures(self, number: Decimal) -> str:
        """Text in French or plain notation."""
        whole, _, part = f"{number:f}".partition(".")
        grouped = f"{int(whole):,}".replace(",", self.rng.choice(SPACES))
        texts = (
            [f"{whole},{part}", f"{grouped},{part}", f"{whole}.{part}"] if part else [whole, grouped, f"{grouped},0"]
        )
        if len(part) == 3 and len(whole) < 4 and whole != "0":  # three figures behind a mark may be thousands: one more
            texts = [f"{text}0" for text in texts]
        around = self.rng.choice(["", " ", "\u00a0"])
        return around + self.rng.choice(texts)

    def year(self) -> str:
        return self.rng.choice([CAMPAIGN, "2025/2026", "2025-26", " 2025 - 2026 ", "2025\u00a0-\u00a02026"])

    def territory(self, territory: Territory) -> Any:
        """A code, bare or whole, or the name."""
        bare = [
            territory.number,
            territory.number.zfill(3),
            *([int(territory.number)] if territory.number.isdigit() else []),
        ]
        name = self.word(territory.name).replace("-", self.rng.choice("-  ")).replace("'", self.rng.choice("'’ "))
        return self.rng.choice([territory.code, territory.code.lower(), *bare, name])


def without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def numbers(rng: random.Random) -> Decimal:
    return Decimal(rng.choice([rng.randint(0, 9), rng.randint(0, 10**4), rng.randint(0, 10**9)])) + rng.choice(
        [Decimal(0), Decimal(0), Decimal("0.5"), Decimal("0.125")]
    )


@dataclass(frozen=True)
class Meant:
    """What a file means, whatever its spelling."""

    territory: str
    figures: dict[str, tuple[Decimal, Decimal]]


def ratios(rng: random.Random, level: str) -> dict[str, tuple[Decimal, Decimal]]:
    indicators = asked_of(level)
    figures = {}
    for indicator in rng.sample(indicators, rng.randint(1, min(8, len(indicators)))):
        small, great = sorted([numbers(rng), numbers(rng) + 1])
        figures[indicator.id] = (small, great) if indicator.unit == "%" else (small / 1, small + 1)
    return figures


def report(seed: int) -> tuple[Meant, bytes]:
    """A report of a territory drawn at random, laid out and spelled at random."""
    rng = random.Random(seed)
    spelling = Spelling(rng)
    territory = rng.choice([territory for territory in territories() if territory.level in ("department", "region")])
    meant = Meant(territory.code, ratios(rng, territory.level))
    level = {"department": "départemental", "region": "régional"}[territory.level]
    labels = [
        ("Niveau", spelling.word(level)),
        ("Territoire", spelling.territory(territory)),
        ("Année scolaire", spelling.year()),
        ("Version", rng.choice([seed, str(seed), f"{seed},0", float(seed)])),
        ("Statut", spelling.word(rng.choice(["transmis", "validé"]))),
        ("Service rédacteur", "DSDEN"),
    ]
    rng.shuffle(labels)
    sheets = {
        spelling.word("Identification").strip(): [(spelling.word(label), value) for label, value in labels],
        spelling.word("Indicateurs").strip(): laid_out(spelling, meant.figures),
    }
    names = list(sheets)
    rng.shuffle(names)
    return meant, workbook({name: sheets[name] for name in names})


def laid_out(spelling: Spelling, figures: dict[str, tuple[Decimal, Decimal]]) -> list[Row]:
    """The lines of Indicateurs: header anywhere in the first 20 rows, columns and rows in any order, blanks between."""
    rng = spelling.rng
    order = rng.sample(range(len(INDICATORS)), len(INDICATORS))
    header = [spelling.word(INDICATORS[place]) for place in order]
    lines: list[Row] = [[] if rng.random() < 0.7 else ["Remontée du comité"] for _ in range(rng.randint(0, 19))]
    lines.append(header)
    for code, (numerator, denominator) in rng.sample(sorted(figures.items()), len(figures)):
        written = (spelling.word(code), spelling.number(numerator), spelling.number(denominator))
        values = (*written, rng.choice([None, spelling.word("mesuré"), spelling.word("estimé")]), "enquête", "=1+1")
        lines.append([values[place] for place in order])
        if rng.random() < 0.2:
            lines.append([])
    return lines


def test_reports_spelled_oddly_are_read_as_they_were_meant(marts_from: Ask) -> None:
    """Many reports at once: the files differ by their version, so that each is a file of its own."""
    sent = {f"{seed}.xlsx": report(seed) for seed in range(1, EXAMPLES + 1)}
    marts = marts_from({name: content for name, (_, content) in sent.items()}, "issue", "report")
    messages = rows(marts, "select message from marts.issue where severity <> 'warning'")
    assert messages == []
    read = rows(
        marts,
        """select source_file, report.territory_code, report.campaign, indicator_id, numerator, denominator
        from staging.stated as line join marts.report as report using (source_sha256)""",
    )
    readings: dict[str, Meant] = {}
    for row in read:
        assert row["campaign"] == CAMPAIGN
        reading = readings.setdefault(row["source_file"], Meant(row["territory_code"], {}))
        reading.figures[row["indicator_id"]] = (row["numerator"], row["denominator"])
    assert readings == {name: meant for name, (meant, _) in sent.items()}


def test_tables_spelled_oddly_are_read_as_they_were_meant(marts_from: Ask) -> None:
    """One line in each of many files."""
    departments = [territory for territory in territories() if territory.level == "department"]
    sent, meant = {}, {}
    for seed in range(60):
        rng = random.Random(seed)
        spelling = Spelling(rng)
        territory = departments[seed]
        figures = ratios(rng, "department")
        order = rng.sample(range(len(OBSERVATIONS)), len(OBSERVATIONS))
        lines = []
        for code, (numerator, denominator) in figures.items():
            pair = [spelling.figures(number) for number in (numerator, denominator)]
            values = [spelling.year(), rng.choice([territory.code, territory.code.lower()]), code, *pair]
            lines.append([values[place] for place in order])
        header = [spelling.word(OBSERVATIONS[place]).strip() for place in order]
        encoding = rng.choice(["utf-8", "utf-8-sig", "utf-16"])
        sent[f"{seed:02d}.csv"] = table(lines, header, rng.choice(";,"), encoding)
        meant |= {(territory.code, code): figure for code, figure in figures.items()}
    marts = marts_from(sent, "issue")
    assert rows(marts, "select message from marts.issue where severity <> 'warning'") == []
    read = rows(marts, "select territory_code, indicator_id, numerator, denominator from staging.stated")
    assert {(r["territory_code"], r["indicator_id"]): (r["numerator"], r["denominator"]) for r in read} == meant


# no `_`: in a workbook `_x0041_` is another way to write `A`
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="_"), min_size=1, max_size=40
)
HEADS = [b"", b"PK\x03\x04", b"PK\x05\x06", b"PAR", b"\xff\xfe", b"annee_scolaire;"]
CELLS = st.one_of(st.none(), TEXTS, st.integers(-(10**12), 10**12), st.floats(-1e12, 1e12), st.booleans())


def cells_of(parsed: Parsed, section: str) -> dict[str, str]:
    return {cell.cell: cell.value_read for cell in parsed.cells if cell.section == section}


@pytest.mark.proof
@hypothesis_settings(max_examples=60)
@given(
    lines=st.lists(st.tuples(*[TEXTS.filter(lambda t: t.strip())] * 2), min_size=1, max_size=6),
    above=st.integers(0, 19),
    places=st.permutations(range(6)),
)
def test_every_text_is_read_back_word_for_word_with_its_address(
    lines: list[tuple[str, str]], above: int, places: list[int]
) -> None:
    """Source and Commentaire are free: what is typed there comes back as it was, from the cell where it was typed."""
    header = [INDICATORS[place] for place in places]
    body = []
    for source, comment in lines:
        values = ("O04-1", 1, 2, None, source, comment)
        body.append([values[place] for place in places])
    sheets = {"Identification": [("Niveau", "national")], "Indicateurs": [*[()] * above, header, *body]}
    read = cells_of(read_file("0" * 64, workbook(sheets)), "indicators")
    for number, line in enumerate(body, start=above + 2):
        for place, value in enumerate(line):
            wanted = None if value is None else str(value).strip()
            assert read.get(f"{column_letter(place)}{number}") == wanted


@pytest.mark.proof
@hypothesis_settings(max_examples=60)
@given(st.lists(st.lists(CELLS, max_size=8), max_size=12))
def test_no_content_of_cells_is_an_exception(lines: list[list[Any]]) -> None:
    """Whatever stands in Identification, Indicateurs or Réunions, the file is read or refused."""
    for name in ("Identification", "Indicateurs", "Réunions"):
        sheets = {"Identification": [("Niveau", "national")], "Indicateurs": [INDICATORS]} | {name: lines}
        parsed = read_file("0" * 64, workbook(sheets))
        assert [file.kind for file in parsed.files] == ["report"]


@pytest.mark.proof
@hypothesis_settings(max_examples=300)
@example(b"\xff\xfe", b"\xff\xfe")  # two marks and no letter
@example(b"\n\xff\xfe", b"")
@example("\ufeff\n\ufeffa;b\n1;2\ufeffa;b\n3;4".encode(), b"")  # an empty first line is not the headers
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"PK\x03\x04", b"PAR", b"\xff\xfe", b"annee_scolaire;", b"PK\x05\x06"]),
)
def test_no_bytes_are_an_exception(content: bytes, head: bytes) -> None:
    parsed = read_file("0" * 64, head + content)
    assert len(parsed.files) == 1


def test_the_words_of_a_territory_are_those_of_the_reference() -> None:
    """The spellings drawn here are allowed ones: no other territory of the level has them."""
    for level in ("department", "region"):
        codes: dict[str, str] = {}
        for territory in territories():
            if territory.level == level:
                for spelled in spellings(territory):
                    assert codes.setdefault(spelled, territory.code) == territory.code


@pytest.mark.parametrize("seed", range(3))
def test_the_same_report_always_has_the_same_bytes(seed: int) -> None:
    assert report(seed)[1] == report(seed)[1]
    assert io.BytesIO(Report("DEPT-59").xlsx()).getvalue() == Report("DEPT-59").xlsx()
