"""The sheets that are one table each: what stands on each of them (query, columns, words), and how one is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from indicators.typography import day
from pipelines.facts import roadmap
from pipelines.facts.demands import Theme, answer, askers, demands, gathered
from pipelines.facts.rows.indicators import ExportedIndicator
from pipelines.facts.rows.mapper import Fact, by_column
from pipelines.outputs.workbook.book import Book
from pipelines.outputs.workbook.columns import columns
from pipelines.outputs.workbook.edition import Edition, Row
from pipelines.outputs.workbook.table import write_table
from pipelines.outputs.workbook.wording import phrase, wording

HEADER_ROWS = 4  # of the usual height, that the header of a table may take


@dataclass(frozen=True)
class Plain:
    """`query` is the file of sql/export, or the class of a fact; `note` and `empty` are the words of words.toml under
    those names.

    `compares`: its note is another (`…_none`) where no campaign comes before; `on_screen`: too long to
    print, its first rows alone are in the print area; `read`: what gives its rows, where they are more than a query."""

    name: str
    title: str
    query: str | type[Fact]
    columns: str
    note: str = ""
    empty: str = ""
    freeze: int = 2
    on_screen: bool = False
    compares: bool = False
    parameters: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, dict[str, Any]] = field(default_factory=dict)
    read: Callable[[Edition], list[Row]] | None = None


def write_plain(book: Book, plain: Plain, rows: Sequence[Row] | None = None) -> None:
    """One sheet; `rows` are those of facts that were read already."""
    table_columns = columns(plain.columns, **plain.changes)
    if rows is None:
        rows = _read(book.edition, plain)
    page = book.page(plain.name, plain.title, [column.width for column in table_columns], repeated=plain.freeze)
    if plain.note:
        alone = plain.compares and book.edition.previous_campaign is None
        reading_day = day(book.edition.settings.reading_day)
        page.paragraph(phrase("note", f"{plain.note}_none" if alone else plain.note, day=reading_day))
    page.row += 1
    absence = plain.empty or (plain.query if isinstance(plain.query, str) else "")
    empty = phrase("empty", absence) if absence in wording()["empty"] else "—"
    table = plain.name.replace(" ", "_").replace("'", "_")
    rows_left = page.rows_left()
    header = write_table(page, table_columns, rows, table, empty=empty, freeze=plain.freeze, wrap=not plain.on_screen)
    if plain.on_screen and rows:
        page.print_until(header + min(len(rows), max(1, rows_left - HEADER_ROWS)))
    else:
        page.print_all()


def _read(edition: Edition, plain: Plain) -> list[Row]:
    if plain.read:
        return plain.read(edition)
    if isinstance(plain.query, str):
        return edition.rows(plain.query, **plain.parameters)
    return [by_column(row) for row in edition.rows(plain.query, **plain.parameters)]


def demand_rows(edition: Edition) -> list[Row]:
    """One row per theme of what is asked of the level above. A file says since which day, not for how many: it is the
    same whenever it is made."""
    every = demands(edition.settings, edition.campaign, edition.territory_code)
    return theme_rows(gathered(every, edition.territory_code))


def theme_rows(themes: Iterable[Theme]) -> list[Row]:
    """The same of themes that were gathered."""
    return [
        {
            "theme": theme.name,
            "asker_count": theme.askers,
            "asker_names": askers(theme),
            "demand_axes": theme.axes,
            "waiting_since": theme.waiting_since,
            "demand_state": theme.state,
            "demand_answer": answer(theme.answer) if theme.answer else None,
        }
        for theme in themes
    ]


NAMED = "territory_code territory_name region_name"
STATE = (
    "progress expected_progress status comparable_evolution comparable_territories objectives_scored "
    "objectives_scorable state submitted_on received_late errors warnings"
)
REGION_ALONE = {"territory_name": {"header": "Région académique", "width": 30}}
DEPARTMENT = {"territory_name": {"header": "Département", "width": 24}}

REGIONS = Plain(
    "Régions", "Régions académiques", "territories", f"territory_code territory_name {STATE}", "regions", "territories",
    parameters={"level": "region"}, changes=REGION_ALONE,
)  # fmt: skip
DEPARTMENTS = Plain(
    "Départements", "Départements", "territories", f"territory_code territory_name region_name academy_name {STATE}",
    "departments", "territories", parameters={"level": "department"}, changes=DEPARTMENT,
)  # fmt: skip
DEPARTMENT_OBJECTIVES = Plain(
    "Objectifs par département", "Objectifs par département", "objectives_by_department",
    "territory_code territory_name region_name objective_id objective_title progress expected_progress status "
    "indicators_scored indicators_followed",
    "departments_objectives", "territories", on_screen=True, changes={**DEPARTMENT, "objective_title": {"width": 70}},
)  # fmt: skip
GOVERNANCE = Plain(
    "Gouvernance", "Comités réunis", "governance",
    "territory_name departments_met departments_expected regions_met regions_expected committees working_groups "
    "outside_year",
    "governance", "territories", freeze=1, changes=REGION_ALONE,
)  # fmt: skip
MEETINGS = Plain(
    "Réunions", "Réunions déclarées", "meetings",
    f"{NAMED} meeting_date meeting_type working_group chair state_participants authority_participants "
    "other_participants agenda decisions in_school_year",
    changes={"territory_name": {"width": 20}, "region_name": {"width": 20}},
)  # fmt: skip
ROADMAP = Plain(
    "Feuille de route", "Feuille de route : les actions par objectif", roadmap.Count,
    "objective_id objective_title planned ongoing done suspended abandoned actions_late actions_budget with_budget",
    "roadmap",
    changes={"objective_title": {"source": "title"}, "actions_late": {"source": "late"},
             "actions_budget": {"source": "budget"}},
)  # fmt: skip
ACTIONS = Plain(
    "Actions", "Actions", roadmap.Action,
    "territory_code territory_name objective_id action_reference action_title lead partners starts_on due_on "
    "typed_state action_late completion budget program regional_title comment",
    empty="actions",
    changes={"action_reference": {"source": "reference"},
             "typed_state": {"source": "state"}, "action_late": {"source": "late"},
             "action_title": {"source": "title", "width": 30}, "partners": {"width": 22}, "comment": {"width": 26}},
)  # fmt: skip
ALL_ACTIONS = replace(ACTIONS, note="all_actions", on_screen=True)
AGREEMENTS = Plain(
    "Conventions", "Conventions", "agreements",
    f"{NAMED} subject parties objective_id signed_on due_on typed_state state_today", "agreements",
    changes={"typed_state": {"header": "État déclaré"}},
)  # fmt: skip
CALLS = Plain(
    "Appels à projets", "Appels à projets", "calls_for_projects",
    f"{NAMED} call_title funder objective_id amount deadline typed_state state_today beneficiaries",
    "calls_for_projects",
    changes={"typed_state": {"header": "État déclaré"}},
)  # fmt: skip
BUDGET = Plain(
    "Calendrier budgétaire", "Calendrier budgétaire", "budget_steps",
    f"{NAMED} authority step step_date fiscal_year comment",
)  # fmt: skip
SCHOOLS = Plain(
    "Établissements", "Instances des écoles et établissements", "school_bodies",
    "territory_code territory_name school_code school_kind body meeting_date digital_section comment",
)  # fmt: skip
ASSESSMENTS = Plain(
    "Appréciations", "Appréciations des comités", "assessments",
    "territory_code territory_name axis_id appraisal highlights difficulties requests",
)  # fmt: skip
DEMANDS = Plain(
    "Demandes", "Demandes au niveau supérieur", "demands",
    "theme asker_count asker_names demand_axes waiting_since demand_state demand_answer",
    "demands", freeze=1, read=demand_rows,
)  # fmt: skip
TO_ANSWER = replace(
    DEMANDS, name="Demandes à trancher", title="Demandes à trancher", note="to_answer", empty="to_answer"
)
DECISION = (
    "decision_kind decision_text decision_origin decision_subject decision_owner decision_due decision_state "
    "decision_follow_up decision_taken"
)
ADDRESSED = Plain("Propositions et avis", "Adressés à l'instance nationale", "addressed", DECISION, "addressed")
TAKEN = Plain("Décisions de l'instance", "Décisions de l'instance nationale et leur suite", "taken", DECISION)
DECISIONS = Plain("Décisions", "Décisions et leur suite", "decisions", DECISION, "decisions")
FINANCERS = Plain(
    "Financeurs", "Budgets et conventions, par financeur", "financers",
    "financer calls_made calls_open calls_amount calls_with_amount budget_steps steps_amount steps_with_amount "
    "agreements_made agreements_signed",
    "financers", freeze=1,
    changes={"financer": {"source": "name"}, "calls_made": {"source": "calls"}, "calls_open": {"source": "open"},
             "calls_amount": {"source": "call_amount"}, "budget_steps": {"source": "steps"},
             "steps_amount": {"source": "step_amount"}, "agreements_made": {"source": "agreements"},
             "agreements_signed": {"source": "signed"}},
)  # fmt: skip
SESSIONS = Plain(
    "Séances", "Séances de l'instance nationale", "sessions", "session_campaign held_on chair agenda decisions",
    changes={"session_campaign": {"source": "campaign"}},
)  # fmt: skip
CHANGES = Plain(
    "Évolutions", "Évolutions depuis la campagne précédente", ExportedIndicator,
    "indicator_id title unit value previous_value value_evolution progress previous_progress comparable_evolution "
    "comparable_territories status previous_status",
    "changes", "indicators", compares=True, changes={"title": {"width": 52}},
)  # fmt: skip
RESERVES = Plain(
    "Réserves", "Réserves", "reserves",
    "nature territory_code territory_name indicator_id source_file sheet cell value_read problem advice "
    "coverage", "reserves",
    changes={"territory_name": {"width": 20}},
)  # fmt: skip
BREAKDOWNS = Plain(
    "Ventilations", "Ventilations par groupe d'établissements", "breakdowns",
    "indicator_id title dimension member school_count numerator denominator group_value hidden",
    "breakdowns", "breakdowns", changes={"school_count": {"source": "schools"}, "group_value": {"source": "value"}},
)  # fmt: skip
DISCREPANCIES = Plain(
    "Écarts", "Écarts entre chiffres", "discrepancies",
    f"{NAMED} indicator_id title retained_basis retained_numerator retained_denominator other_basis "
    "other_numerator other_denominator",
    "discrepancies",
)  # fmt: skip
DEFINITIONS = Plain(
    "Définitions", "Définitions des indicateurs", "definitions",
    "indicator_id title objective_id kind reporting_level unit numerator_label denominator_label direction source "
    "since suspended_since catalogue_baseline baseline_status catalogue_target target_status "
    "target_campaign owner",
    "definitions", changes={"reporting_level": {"source": "level"}},
)  # fmt: skip
SOURCES = Plain(
    "Sources", "Sources des chiffres", "sources",
    "indicator_id region_name territory_code territory_name numerator denominator situation origin source_file sheet "
    "cell report_version submitted_on adds_up",
    "sources", on_screen=True,
)  # fmt: skip
