"""Questions of real readers, each answered in a real browser in at most three clicks from the front page.

A click is a click of the mouse: opening a list and picking in it are two. What is read at the end is compared with
the marts, and a screenshot of the answer is kept in the folder of the run (or in PILOTAGE_SCREENSHOTS)."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import Any

import pytest
from browsing import marks, until, wait, whole
from reader import CAMPAIGN, MOST_CLICKS, Reader

from indicators import typography as french
from indicators.words import words
from pipelines.settings import Settings

pytestmark = marks


@pytest.fixture
def reader(served: str, browser, demo_data: Settings, request: pytest.FixtureRequest, tmp_path_factory) -> Any:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{served}/")
    wait(page)
    reader = Reader(page, demo_data)
    yield reader
    screenshots = os.environ.get("PILOTAGE_SCREENSHOTS")
    folder = Path(screenshots) if screenshots else tmp_path_factory.getbasetemp() / "journeys"
    folder.mkdir(parents=True, exist_ok=True)
    whole(page, 1280, 1800)
    page.screenshot(path=folder / f"{request.node.name.removeprefix('test_')}.png")
    print(f"{reader.clicks} clic(s) : {' > '.join(reader.steps)}")
    page.close()
    assert reader.clicks <= MOST_CLICKS


def progress(reader: Reader, table: str, territory: str, where: str = "true") -> dict:
    return reader.rows(
        f"select * from marts.{table} where campaign = '{CAMPAIGN}' and territory_code = '{territory}' and {where}"
    )[0]


def test_which_departement_of_occitanie_is_late_on_objective_4_and_since_when(reader: Reader) -> None:
    reader.follow("Occitanie")
    reader.why("4")
    path = reader.rows(
        "select t.name, list(o.status order by campaign) as statuses, list(campaign order by campaign) as campaigns"
        " from marts.objective_progress as o join marts.territory as t using (territory_code)"
        " where t.region_code = 'REG-76' and t.level = 'department' and objective_id = 4"
        f" and campaign <= '{CAMPAIGN}' group by t.name having max(o.status) filter (campaign = '{CAMPAIGN}') = 'late'"
    )
    assert path
    for row in path:
        since = None
        for status, campaign in zip(reversed(row["statuses"]), reversed(row["campaigns"]), strict=True):
            if status != "late":
                break
            since = campaign
        late = words()["status"]["late"]
        reader.shows_row(f"^{re.escape(row['name'])} .*{re.escape(late)}.*{since}$")


def test_where_do_we_stand_against_what_was_expected(reader: Reader) -> None:
    now = progress(reader, "strategy_progress", "NAT-FR")
    reader.shows(french.percent(now["progress"]), f"attendu {french.percent(now['expected_progress'])}")


def test_what_is_the_strategy_s_figure_the_mean_of(reader: Reader) -> None:
    now = progress(reader, "strategy_progress", "NAT-FR")
    reader.follow(french.percent(now["progress"]), inside=".card")
    terms = reader.rows(
        "select progress from marts.objective_progress"
        f" where campaign = '{CAMPAIGN}' and territory_code = 'NAT-FR' order by axis_id, objective_id"
    )
    formula = " + ".join(french.number(row["progress"], 1) for row in terms)
    reader.shows(f"({formula}) ÷ {len(terms)} = {french.percent(now['progress'])}")


def test_from_which_cell_of_which_workbook_does_the_figure_of_a_departement_come(reader: Reader) -> None:
    cell = reader.rows(
        "select p.*, i.title, t.name, r.name as region from marts.provenance as p"
        " join marts.indicator_progress as g using (campaign, territory_code, indicator_id)"
        " join marts.indicator as i on i.indicator_id = p.indicator_id"
        " join marts.territory as t on t.territory_code = p.territory_code"
        " join marts.territory as r on r.territory_code = t.region_code"
        f" where p.campaign = '{CAMPAIGN}' and p.retained and p.source = 'report' and g.status = 'late'"
        " and r.territory_code = 'REG-76' and t.level = 'department' and g.basis = 'report' order by t.position"
    )[0]
    reader.follow(cell["region"])
    reader.follow(cell["name"])
    reader.why(f"{cell['indicator_id']} {cell['title'][:20]}")
    reader.shows(cell["source_file"], f"{cell['sheet']}, {cell['cell']}")
    with reader.page.expect_download() as received:
        reader.page.get_by_role("link", name=cell["source_file"]).first.click()
    assert received.value.suggested_filename == cell["source_file"]
    assert hashlib.sha256(Path(received.value.path()).read_bytes()).hexdigest() == cell["source_sha256"]


def test_what_do_the_regions_add_up_to(reader: Reader) -> None:
    reader.why("4")
    reader.why("O04-1")
    terms = reader.rows(
        "select numerator, denominator from marts.indicator_progress"
        f" where campaign = '{CAMPAIGN}' and indicator_id = 'O04-1' and territory_code like 'REG-%'"
    )
    reader.shows(*(french.quantity(sum(row[part] or 0 for row in terms)) for part in ("numerator", "denominator")))


def test_which_objectives_must_my_region_defend(reader: Reader) -> None:
    reader.follow("Hauts-de-France")
    late = reader.rows(
        "select objective_id from marts.objective_progress where territory_code = 'REG-32'"
        f" and campaign = '{CAMPAIGN}' and status in ('late', 'regressing')"
    )
    assert late
    reader.shows(*(f"Objectif {row['objective_id']} :" for row in late))


def test_which_committees_have_sent_nothing(reader: Reader) -> None:
    reader.follow("Collecte et qualité", inside=".masthead")
    missing = reader.rows(
        "select name from marts.collection join marts.territory using (territory_code)"
        f" where campaign = '{CAMPAIGN}' and state = 'missing' and collection.level = 'department'"
    )
    assert missing
    reader.shows(*(row["name"] for row in missing))


def test_what_do_i_write_to_a_silent_committee(reader: Reader) -> None:
    silent = reader.rows(
        "select name from marts.collection join marts.territory using (territory_code)"
        f" where campaign = '{CAMPAIGN}' and state = 'missing' and collection.level = 'department' order by position"
    )[0]["name"]
    reader.follow("Collecte et qualité", inside=".masthead")
    reader.pick("Comité à relancer", f"{silent} (manquant)")
    reader.shows("ne nous est pas parvenue", "à la page « Déposer »", inside="[data-testid=stCode]")


def test_did_the_national_committee_meet_every_month(reader: Reader) -> None:
    reader.follow("Gouvernance", inside=".masthead")
    meetings = reader.rows(
        "select count(distinct meeting_date) as held from marts.meeting where territory_code = 'NAT-FR'"
        f" and in_school_year and campaign = '{CAMPAIGN}' and meeting_type in ('comité', 'comité unique')"
    )[0]["held"]
    reader.shows(f"{meetings} sur 12 réunions demandées")


def test_which_budget_dates_are_ahead_in_bretagne(reader: Reader) -> None:
    reader.follow("Gouvernance", inside=".masthead")
    reader.pick("Territoire", "Bretagne")
    steps = reader.rows(
        "select count(*) as votes from marts.budget_step join marts.territory using (territory_code)"
        f" where campaign = '{CAMPAIGN}' and region_code = 'REG-53' and step = 'vote'"
    )[0]["votes"]
    reader.shows_row(rf"^Budget.*vote.*\b{steps}$")


def test_where_do_a_region_and_its_departements_disagree(reader: Reader) -> None:
    reader.follow("Collecte et qualité", inside=".masthead")
    discrepancy = reader.rows(
        "select d.*, t.name from marts.discrepancy as d join marts.territory as t using (territory_code)"
        f" where campaign = '{CAMPAIGN}' and t.level = 'region' and other_basis = 'report'"
        " and retained_basis = 'rollup_complete' order by t.position"
    )[0]
    for side in ("retained", "other"):
        pair = [french.quantity(discrepancy[f"{side}_{part}"]) for part in ("numerator", "denominator")]
        reader.shows(" ÷ ".join(pair) if discrepancy[f"{side}_denominator"] is not None else pair[0])


def test_how_is_the_certification_indicator_defined(reader: Reader) -> None:
    reader.follow("Méthode")
    reader.page.locator("summary", has_text="O04-1").click()
    reader.counted(1, "O04-1")
    reader.shows("Pix, certifications par établissement", "Élèves de 3e certifiés ÷ Élèves de 3e")


def test_which_regions_are_late_on_which_objectives(reader: Reader) -> None:
    reader.follow("Axes et objectifs", inside=".masthead")
    now = progress(reader, "objective_progress", "REG-76", "objective_id = 2")
    reader.shows_row(rf"^Occitanie .*\b{re.escape(french.number(now['progress']))}\b")


def test_which_region_is_the_furthest_behind_on_objective_4_and_how_does_it_stand(reader: Reader) -> None:
    reader.follow("Axes et objectifs", inside=".masthead")
    [last] = reader.rows(
        "select t.name, o.territory_code, o.progress from marts.objective_progress o join marts.territory t using"
        f" (territory_code) where campaign = '{CAMPAIGN}' and level = 'region' and objective_id = 4"
        " and coalesce(shown_status, status) <> 'insufficient' order by progress, name collate fr limit 1"
    )
    lines = reader.page.locator("table.matrix tbody tr")
    reader.page.locator("table.matrix thead").scroll_into_view_if_needed()
    before = reader.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop")
    reader.follow("Objectif 4 :", inside="table.matrix thead")
    until(reader.page, "name => document.querySelector('.matrix tbody th').textContent === name", arg=last["name"])
    assert reader.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == before > 0
    lines.first.locator("a[href*='objectif=4&']").click()
    reader.page.wait_for_url(f"**/objectif?objectif=4&territoire={last['territory_code']}&**")
    reader.counted(1, f"la case de {last['name']}")
    reader.shows(f"Objectif 4, {last['name']} :", inside="h1")
    reader.shows(f"Pour la région académique {last['name']}, ", french.percent(last["progress"]))


def test_how_does_my_departement_compare(reader: Reader) -> None:
    reader.follow("Occitanie")
    reader.follow("Haute-Garonne")
    now = progress(reader, "strategy_progress", "DEPT-31")
    reader.shows("Haute-Garonne", french.percent(now["progress"]), "Comparaison")
    assert "Haute-Garonne" in reader.page.title() + reader.page.locator("h1").inner_text()


def test_what_was_the_situation_last_year(reader: Reader) -> None:
    reader.pick("Campagne", "2024-2025")
    before = reader.rows(
        "select progress from marts.strategy_progress where campaign = '2024-2025' and territory_code = 'NAT-FR'"
    )[0]["progress"]
    reader.shows(french.percent(before), inside=".card >> nth=0")
    assert "campagne=2024-2025" in reader.page.url


def test_the_late_actions_of_my_region_on_an_objective(reader: Reader) -> None:
    late = reader.rows(
        "select objective_id, sum(late)::int as late from marts.action_summary"
        f" where territory_code = 'REG-76' and campaign = '{CAMPAIGN}' and objective_id is not null"
        " group by all having sum(late) > 0 order by all limit 1"
    )
    assert late, "the demonstration has late actions in every large région"
    reader.follow("Occitanie")
    reader.follow("Sa feuille de route")
    row = reader.page.locator(
        "tr", has=reader.page.get_by_role("rowheader", name=re.compile(rf"^{late[0]['objective_id']}\. "))
    )
    row.first.locator("a[href*='retard=oui']").click()
    reader.page.wait_for_url("**retard=oui**")
    reader.counted(1, "en retard")
    reader.shows("en retard")
    actions = reader.page.locator("details.action")
    assert actions.count() == late[0]["late"]
    assert reader.clicks <= MOST_CLICKS
