"""The page of a territory, the same at every level: where it stands, beside whom, what to say, what is behind it."""

from __future__ import annotations

import streamlit as st

from dashboard import data, demands
from dashboard.campaigns import choose_campaign
from dashboard.charts import map as territory_map
from dashboard.charts import plotly_figure, spread, statuses
from dashboard.components.committees import collection, money, report, visas
from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.remembered import once
from dashboard.components.indicator import breakdown
from dashboard.components.layout import scope, shell
from dashboard.components.links import downloads
from dashboard.components.links.address import COMPARE, link
from dashboard.components.links.places import PAGES, PLURAL, label, subject, territory_address, territory_link, title
from dashboard.components.projection import mode
from dashboard.components.territory import assessments, changes, digest, objectives, regions, standing
from indicators.territories import fold
from indicators.typography import percent
from indicators.words import words
from pipelines.facts import roadmap
from pipelines.facts.rows.committees import Assessment
from pipelines.facts.rows.indicators import IndicatorToDiscuss, MovedIndicator
from pipelines.facts.rows.mapper import by_column
from pipelines.facts.rows.progress import Axis, Celebrated, Objective, ObjectiveCampaign, StatusChange, Strategy
from pipelines.facts.rows.territories import (
    AlikeTerritory,
    Child,
    DepartmentToHelp,
    ListedTerritory,
    MapTerritory,
    SituatedTerritory,
)
from pipelines.facts.sentences import openings

FRANCE = "NAT-FR"
Row = data.Row


def show(level: str) -> None:
    """The whole page of the territory that the address asks for, at one level."""
    place = st.container()
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    with left:
        here = _choose_territory(level)
    with right:
        chosen = choose_campaign()
    campaign, previous = chosen.campaign, chosen.previous_campaign
    if mode.projected():
        mode.show(PAGES[level], here.territory_code, campaign)
        return
    at = {"campaign": campaign, "previous": previous, "territory": here.territory_code}
    strategy, rows = data.row(Strategy, **at), data.rows(Objective, **at)
    france = data.row(Strategy, **{**at, "territory": FRANCE})
    with place:
        place_name = subject(level, here.name, here.number)
        shell.opening(
            title(here),
            openings.territory(campaign, place_name, strategy, france.progress if france else None, rows),
            chosen.collecting,
        )
    shell.show(
        once("ways", lambda: _ways(here, level, campaign)),
        visas.of_department(campaign, here.territory_code) if level == "department" else "",
    )
    shell.show(_withheld(here, campaign))
    if strategy is not None and strategy.status == "withheld":
        shell.show(_objectives(here, at, rows))
    elif strategy is None or strategy.progress is None:
        shell.show(_nothing(here, campaign))
    else:
        _results(here, at, strategy, france, rows, judged=not chosen.collecting)
    _behind(here, at, judged=not chosen.collecting)
    if level == "region":
        visas.of_region(campaign, here.territory_code)
    if strategy is not None and strategy.progress is not None:
        downloads.territory(here.territory_code, campaign)


def _choose_territory(level: str) -> SituatedTerritory:
    by_code = {row.territory_code: row for row in data.rows(ListedTerritory) if row.level == level}
    ordered = sorted(by_code.values(), key=lambda row: row.number if level == "department" else fold(row.name))
    labels = {row.territory_code: label(row) for row in ordered}
    if not labels:
        shell.show(shell.notice("Aucun territoire de ce niveau", "Votre périmètre n'en comporte pas."))
        st.stop()
    code = scope.choose_territory(words()["level"][level], labels, _first(labels))
    here = data.row(SituatedTerritory, territory=code)
    assert here, "the list of choices comes from the same table"
    return here


def _first(labels: dict[str, str]) -> str:
    """The territory that is shown unless another is asked: one's own where one has one at this level."""
    rights = data.who().rights
    return next((code for code in labels if code in rights.followed), next(iter(labels)))


def _ways(here: SituatedTerritory, level: str, campaign: str) -> Html:
    """What became of the committee's report, and where one goes from here."""
    report_row = data.row("collection/report", campaign=campaign, territory=here.territory_code)
    return tag(
        "div",
        report.report(report_row, level),
        mode.way(PAGES[level]),
        _belongs(here, campaign),
        _schools(here, level, campaign),
        _roadmap(here, campaign),
        _compare(here, campaign),
        class_="ways",
    )


def _belongs(here: SituatedTerritory, campaign: str) -> object:
    """The way up: the académie and the région académique of a territory."""
    above = (
        ("Académie", "academy", here.academy_code, here.academy_name),
        ("Région académique", "region", here.region_code, here.region_name),
    )
    links = [
        tag("span", f"{word} : ", territory_link(name, level, code, campaign))
        for word, level, code, name in above
        if code
    ]
    return tag("p", join(links), class_="facts") if links else ""


def _schools(here: SituatedTerritory, level: str, campaign: str) -> object:
    """The way down, for who sees the schools of a département."""
    code = here.territory_code
    if level != "department" or not data.who().rights.may_deposit(code):
        return ""
    return tag("p", link("Ses écoles et établissements", "ecoles", territoire=code, campagne=campaign), class_="facts")


def _roadmap(here: SituatedTerritory, campaign: str) -> object:
    """The way to the actions, for who follows the territory."""
    if here.territory_code not in data.who().rights.followed:
        return ""
    way = link("Sa feuille de route : les actions, leurs échéances, les retards", "feuille-de-route",
               territoire=here.territory_code, campagne=campaign)  # fmt: skip
    return tag("p", way, class_="facts")


def _compare(here: SituatedTerritory, campaign: str) -> object:
    """The way to what stands beside it."""
    codes = {"territoires": here.territory_code, "indicateurs": "strategie"}
    return tag("p", link(COMPARE, "comparer", **codes, campagne=campaign), class_="facts")


def _withheld(here: SituatedTerritory, campaign: str) -> object:
    """What is said of a territory above, where some of its figures would give back those of others."""
    if (
        data.who().rights.whole
        or not data.sole("territories/withheld", campaign=campaign, territory=here.territory_code)["n"]
    ):
        return ""
    wording = words()["withheld"]
    return shell.notice(wording["title"], wording["some"])


def _objectives(here: SituatedTerritory, at: dict, rows: tuple[Objective, ...]) -> object:
    """The objectives: those of a territory of which some are not shown, or of one of which all are."""
    caption = f"Avancement des objectifs, {here.name}, {at['campaign']}"
    table = objectives.objectives(
        caption, rows, at["previous"], at["campaign"], with_france=True, territory=here.territory_code
    )
    return shell.section("Les objectifs", table)


def _nothing(here: SituatedTerritory, campaign: str) -> object:
    return shell.notice(
        f"Pas de résultat pour {here.name} en {campaign}",
        "Aucun rapport qui compte n'a été reçu pour ce territoire ni pour ceux qu'il rassemble, et aucun système"
        " d'information n'a fourni de chiffre pour lui.",
    )


def _results(
    here: SituatedTerritory,
    at: dict,
    strategy: Strategy,
    france: Strategy | None,
    rows: tuple[Objective, ...],
    judged: bool,
) -> None:
    """What the figures say, from the whole to the objectives; until the campaign is closed, they are not `judged`."""
    ranked = judged and strategy.status != "insufficient"
    shell.show(once("whole", lambda: _whole(here, at, strategy, france, judged)))
    if ranked and data.who().rights.compares:
        _strip(here, at["campaign"])
    shell.show(once("parts", lambda: _parts(here, at, rows, judged, ranked)))
    _history(here.territory_code, here.name, at["campaign"])


def _whole(here: SituatedTerritory, at: dict, strategy: Strategy, france: Strategy | None, judged: bool) -> Html:
    """The strategy, what to remember of it and, of a closed campaign, the rank among the others: nothing of what rests
    on too little."""
    beside = f"France {percent(france.progress)}" if france else None
    sections = [objectives.summary(f"Stratégie, {here.name}", strategy, at["previous"], beside)]
    if judged:
        sections.append(shell.section("Résumé", _digest(at)))
        if strategy.status == "insufficient":
            sections.append(shell.section("Comparaison", tag("p", standing.UNRANKED, class_="note")))
        else:
            note = standing.NOTE if data.who().rights.compares else None
            sections.append(shell.section("Comparaison", _comparison(here, at["campaign"]), note=note))
    return join(sections)


def _parts(here: SituatedTerritory, at: dict, rows: tuple[Objective, ...], judged: bool, ranked: bool) -> Html:
    """What to celebrate and to look at, the axes, the objectives, what changed."""
    campaign, previous, code = at["campaign"], at["previous"], here.territory_code
    return join(
        [
            *(_verdicts(campaign, code, rows) if ranked else ()),
            shell.section("Les axes", objectives.axes(data.rows(Axis, **at), previous, with_france=True)),
            _objectives(here, at, rows),
            shell.section(f"Ce qui a changé depuis {previous}" if previous else "Ce qui a changé", _changes(at))
            if judged
            else "",
        ]
    )


def _digest(at: dict) -> object:
    campaign, previous, code = at["campaign"], at["previous"], at["territory"]
    follows = code in data.who().rights.followed
    return digest.digest(
        data.rows("discussion/strongest", campaign=campaign, territory=code) if follows else None,
        data.rows(Child, **at) if follows else (),
        data.rows(DepartmentToHelp, campaign=campaign, territory=code),
        data.rows(StatusChange, **at) if previous else (),
        campaign,
        previous,
        code,
    )


def _history(code: str, name: str, campaign: str) -> None:
    """Each objective since the first campaign: what a single year does not say."""
    drawn = once("history drawn", lambda: _of_history(code, name, campaign))
    if drawn is None:
        return
    shell.show(once("history", lambda: _history_in_words(code, name, campaign)))
    plotly_figure.show(drawn)


def _of_history(code: str, name: str, campaign: str) -> plotly_figure.Chart | None:
    history = statuses.history(data.rows(ObjectiveCampaign, territory=code), campaign)
    return statuses.chart(history, name) if len({row.campaign for row in history}) > 1 else None


def _history_in_words(code: str, name: str, campaign: str) -> Html:
    history = statuses.history(data.rows(ObjectiveCampaign, territory=code), campaign)
    return shell.section(
        "Historique des statuts", tag("p", statuses.in_words(history, name)), statuses.figures(history, name)
    )


def _verdicts(campaign: str, code: str, rows: tuple[Objective, ...]) -> tuple[Html, Html]:
    """What a closed campaign lets one say: what to celebrate, what to look at."""
    late = data.rows(IndicatorToDiscuss, campaign=campaign, territory=code)
    gaps = data.gaps(campaign, code)
    ahead = data.rows(Celebrated, campaign=campaign, territory=code)
    verdict = words()["verdict"]
    return (
        shell.section(verdict["celebrate"], regions.celebrated(ahead, campaign, code), note=regions.CELEBRATED),
        shell.section(verdict["first"], regions.first(rows, late, gaps, campaign, code)),
    )


def _strip(here: SituatedTerritory, campaign: str) -> None:
    """All the territories of the level, each a point that leads to its page."""
    among = {"campaign": campaign, "level": here.level, "objective": None}
    summary, names = data.sole("territories/distribution", **among), PLURAL[here.level]
    drawn = once(
        "strip",
        lambda: spread.chart(
            data.rows(MapTerritory, **among),
            summary,
            f"Avancement des {names}, {campaign}",
            names,
            lambda row: _page(row, campaign),
            here.territory_code,
        ),
    )
    if drawn is None:
        shell.show(tag("p", spread.NOTHING, class_="note"))
        return
    shell.show(tag("p", drawn.alt, class_="note"), spread.figures(summary, names))
    plotly_figure.show(drawn)


def _comparison(here: SituatedTerritory, campaign: str) -> object:
    if not data.who().rights.compares:
        return standing.beside_peers(
            data.rows("territories/peers", campaign=campaign, territory=here.territory_code), here
        )
    at = {"campaign": campaign, "territory": here.territory_code}
    alike = data.rows(AlikeTerritory, **at)
    rank = data.row("territories/standing", **at, alike=tuple(row.territory_code for row in alike))
    return standing.beside(rank, alike, here, campaign)


def _changes(at: dict) -> object:
    statuses, moved = data.rows(StatusChange, **at), data.rows(MovedIndicator, **at)
    return changes.since(statuses, moved, at["campaign"], at["previous"], at["territory"])


def _behind(here: SituatedTerritory, at: dict, judged: bool) -> None:
    """What is behind the figures: the territories inside, what the committees say and do, what must be corrected."""
    campaign, code, level = at["campaign"], here.territory_code, here.level
    inside = data.rows(Child, **at)
    departments = tuple(row.territory_code for row in inside if row.level == "department")
    own = departments if level == "academy" else (code,)
    several = level == "academy"
    sent = demands.sent_by(campaign, {*own, *departments})
    request_tables = [
        assessments.requests(
            "Demandes transmises", [each for each in sent if each.territory_code in own], campaign, several
        ),
        assessments.requests(
            "Demandes reçues des départements",
            [each for each in sent if each.territory_code in departments],
            campaign,
            True,
        )
        if level == "region"
        else "",
    ]
    shell.show(once("money and groups", lambda: join([_money(campaign, code), _groups(here, at)])))
    _inside(inside, here, at, judged)
    shell.show(
        once("assessments", lambda: _assessments(campaign, own, several, judged)),
        shell.section("Demandes au niveau supérieur", *request_tables),
        once("declared", lambda: _declared(campaign, code, own, departments, several)),
    )


def _money(campaign: str, code: str) -> Html:
    partly = None if code in data.who().rights.followed else money.OWN
    return shell.section(money.TITLE, *money.declared(data.rows, data.today(), campaign, code), note=partly)


def _assessments(campaign: str, own: tuple[str, ...], several: bool, judged: bool) -> Html:
    rows = data.rows(Assessment, campaign=campaign, committees=own)
    return shell.section(
        "Appréciations et chiffres",
        assessments.beside_status(rows, campaign, several),
        note=assessments.RULE if judged else None,
    )


def _declared(campaign: str, code: str, own: tuple[str, ...], departments: tuple[str, ...], several: bool) -> Html:
    """What the committees wrote, sheet by sheet, and the lines of theirs that do not count."""
    of_committees = {"campaign": campaign, "committees": own, "today": data.today()}
    declared = {kind: data.rows(f"committees/{kind}", **of_committees) for kind in report.SHEETS if kind != "actions"}
    declared["actions"] = _actions(campaign, code, own)
    issues = data.rows("committees/issues", campaign=campaign, committees=(code, *departments))
    return join(
        [
            shell.section("Ce que les comités déclarent", report.sheets(declared, campaign, several)),
            shell.section(
                "Lignes à corriger",
                collection.issues(issues),
                note="Ces lignes ne comptent pas ; le reste de chaque rapport compte.",
            ),
        ]
    )


def _actions(campaign: str, code: str, committees: tuple[str, ...]) -> tuple[Row, ...]:
    """The actions of these committees in the roadmap, what is late first."""
    actions = data.rows(roadmap.Action, campaign=campaign, territory=code)
    own = (action for action in actions if action.territory_code in committees)
    return tuple(by_column(action) for action in roadmap.ordered(own, "urgence"))


def _groups(here: SituatedTerritory, at: dict) -> Html:
    """What the schools of a département said, group by group."""
    if here.level != "department":
        return Html("")
    rows = data.rows("territories/breakdowns", campaign=at["campaign"], territory=at["territory"])
    if not rows:
        return Html("")
    tables = breakdown.of_territory(rows, here.name, at["campaign"])
    return shell.section("Ventilations", tables, note=breakdown.NOTE)


def _inside(rows: tuple[Child, ...], here: SituatedTerritory, at: dict, judged: bool) -> None:
    """The territories inside this one: a map of its départements, and the table of all of them."""
    if not rows:
        return
    campaign, departments = at["campaign"], [row for row in rows if row.level == "department"]
    own = "Ses académies et ses départements" if here.level == "region" else "Ses départements"
    shell.show(shell.heading(own))
    if len(departments) > 1:
        caption = f"Avancement des départements, {here.name}, {campaign}"
        territory_map.close_up(
            caption, "department", departments, lambda row: territory_address(row.level, row.territory_code, campaign)
        )
    shell.show(once("inside", lambda: regions.territories(rows, here, campaign, at["previous"], judged)))


def _page(row: MapTerritory | Child, campaign: str) -> str:
    return territory_address(row.level, row.territory_code, campaign)
