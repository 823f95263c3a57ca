"""What changed, ready to be read: which sides are compared, who contributed, why a past value was revised."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports import Report, named, warehouse
from typer.testing import CliRunner

from pipelines.cli.app import app
from pipelines.errors import EditionError
from pipelines.facts.comparison.decomposition import EFFECTS, rounded
from pipelines.releases.compare import changes, contributors, lines, revisions
from pipelines.releases.freeze import freeze, reserves
from pipelines.settings import Settings

LAST, THIS = "2024-2025", "2025-2026"
NOW = datetime(2025, 11, 12, 9, 30, tzinfo=UTC)


def report(territory: str, numerator: float, denominator: float, campaign: str = LAST, version: int = 1) -> Report:
    comment = "Oubli d'un collège" if version > 1 else None
    return Report(territory, campaign, {"O10-1": (numerator, denominator, None, None, comment)}, version)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Last year is frozen; then a correction of it arrives, and this year's reports."""
    data = tmp_path_factory.mktemp("data")
    settings = warehouse(data, named([report("DEPT-59", 60, 100), report("DEPT-62", 30, 100)]))
    freeze(settings, "Novembre 2025", LAST, {caveat["key"]: "Vu." for caveat in reserves(settings, LAST)}, NOW)
    late = [report("DEPT-59", 50, 100, version=2), report("DEPT-59", 70, 100, THIS), report("DEPT-80", 90, 100, THIS)]
    return warehouse(data, {f"suite {name}": content for name, content in named(late).items()})


def test_the_last_edition_is_compared_with_the_present(settings: Settings) -> None:
    comparison = changes(settings, after=THIS)
    assert (comparison.before.name, comparison.after.name) == (f"Novembre 2025 ({LAST})", THIS)
    [row] = [row for row in lines(comparison, "REG-32") if (row["kind"], row["id"]) == ("value", "O10-1")]
    assert (row["before"], row["after"]) == (45, 80)
    assert [row[effect] for effect in EFFECTS] == [10, -5, 30, 0]
    assert row["title"].startswith("O10-1 ")


def test_two_campaigns_of_the_present_state_are_compared_too(settings: Settings) -> None:
    [row] = [row for row in lines(changes(settings, LAST, THIS), "REG-32") if row["id"] == "O10-1"]
    assert (row["before"], row["after"], row["corrections"]) == (40, 80, 0)


@given(parts=st.lists(st.floats(-100, 100, allow_nan=False), min_size=1, max_size=6), digits=st.integers(0, 2))
def test_rounded_parts_add_up_to_their_rounded_sum(parts: list[float], digits: int) -> None:
    written = rounded(parts, digits)
    assert round(sum(written), digits) == pytest.approx(sum(parts), abs=0.5000001 * 10**-digits)
    assert all(abs(rounded_part - part) < 10**-digits + 1e-9 for rounded_part, part in zip(written, parts, strict=True))
    assert rounded([0.0, 0.0], digits) == [0, 0]


def test_what_is_written_of_a_movement_adds_up(demo_data: Settings) -> None:
    comparison = changes(demo_data, LAST, THIS)
    for territory in ("NAT-FR", "REG-76", "ACA-09", "DEPT-59"):
        for row in lines(comparison, territory):
            assert sum(row["shown"][effect] for effect in EFFECTS) == pytest.approx(row["shown"]["movement"], abs=1e-9)
            assert row["shown"]["movement"] == pytest.approx(row["movement"], abs=0.0500001)


def test_an_unknown_side_names_the_known_ones(settings: Settings) -> None:
    with pytest.raises(EditionError, match=f"connues : novembre-2025, {LAST}, {THIS}"):
        changes(settings, "decembre")


def test_contributors_add_up_to_the_movement_of_every_figure(settings: Settings, demo_data: Settings) -> None:
    for where, territories in (
        (settings, ("NAT-FR", "REG-32")),
        (demo_data, ("NAT-FR", "REG-76", "ACA-09", "DEPT-59")),
    ):
        comparison = changes(where, after=THIS)
        for territory in territories:
            for row in lines(comparison, territory):
                parts = contributors(comparison, row["kind"], row["id"], territory)
                assert sum(contributor["part"] for contributor in parts) == pytest.approx(row["movement"], abs=1e-9)
                assert [abs(contributor["part"]) for contributor in parts] == sorted(
                    (abs(contributor["part"]) for contributor in parts), reverse=True
                )


def test_contributors_are_named(settings: Settings) -> None:
    comparison = changes(settings, after=THIS)
    named_parts = [
        (contributor["name"], contributor["effect"], contributor["part"])
        for contributor in contributors(comparison, "value", "O10-1", "REG-32")
    ]
    assert named_parts == [
        ("Somme", "perimeter", 20),
        ("Nord", "progress_made", 10),
        ("Pas-de-Calais", "perimeter", 10),
        ("Nord", "corrections", -5),
    ]
    assert contributors(comparison, "value", "O01-2", "REG-32") == []


def test_a_revised_past_value_says_before_after_file_and_reason(settings: Settings) -> None:
    [row] = revisions(changes(settings, after=THIS))
    assert (row["territory"], row["numerator_before"], row["numerator_now"]) == ("Nord", 60, 50)
    assert row["reason"] == "Oubli d'un collège"
    assert row["cell"] == "B2"
    assert row["source_file"].startswith("suite DEPT-59")
    assert revisions(changes(settings, after=THIS), "DEPT-62") == []
    assert revisions(changes(settings, after=THIS), "REG-32") == [row]


def test_changes_as_a_command(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTAGE_DATA", str(settings.data))
    monkeypatch.setenv("COLUMNS", "200")
    result = CliRunner().invoke(app, ["changes", "reg-32", "--to", THIS])
    assert result.exit_code == 0, result.output
    output = result.output.replace("\u202f", " ")
    assert "Hauts-de-France : de « Novembre 2025 (2024-2025) » à « 2025-2026 »" in output
    whole = CliRunner().invoke(app, ["changes", "--to", THIS])
    assert "Oubli d'un collège" in whole.output
    answer = json.loads(CliRunner().invoke(app, ["changes", "REG-32", "--to", THIS, "--json"]).output)
    assert answer["before"] == f"Novembre 2025 ({LAST})"
    assert {row["kind"] for row in answer["figures"]} == {"strategy", "axis", "objective", "value"}
