"""One school: who it is, its figures beside schools alike, through the campaigns, its bodies, their origin."""

from __future__ import annotations

from dashboard.components.html.markup import Html, join, tag, verbatim
from dashboard.components.html.table import Column, Row, table
from dashboard.components.indicator.figures import coded
from dashboard.components.layout import shell
from dashboard.components.links.address import link
from dashboard.components.schools.lists import masked
from indicators.typography import ABSENT, day, quantity
from pipelines.facts import school_sentences as words
from pipelines.facts.school_profile import Profile


def identity(profile: Profile) -> Html:
    """The identity of a school: what the directory says of it, and what happened to it."""
    school = profile.school
    states = {True: "ouvert", False: "fermé", None: "absent de l'annuaire"}
    place = link(school["territory_name"], "ecoles", territoire=school["territory_code"], campagne=profile.campaign)
    entries = {
        "UAI": tag("span", school["school_code"], class_="code"),
        "Type": school["kind"] or ABSENT,
        "Commune": school["commune"] or ABSENT,
        "Département": place,
        "État": states[school["open"]],
    }
    facts = tag(
        "dl", join(join([tag("dt", label), tag("dd", value)]) for label, value in entries.items()), class_="identity"
    )
    events = words.events(profile)
    event_list = tag("ul", join(tag("li", event) for event in events), class_="plain") if events else ""
    return shell.section("Identité", facts, event_list)


def figures(profile: Profile) -> Html:
    """The figures of a school in a campaign, beside the middle of schools alike, each with the line it is read from."""
    heading = words.words()["heading"]["figures"]
    if not profile.own:
        return shell.section(heading, tag("p", words.sentence(profile), class_="note"))
    columns = [
        Column("Indicateur", _indicator, "wide"),
        Column("Compté", lambda row: masked() if row["masked"] else words.counts(row), "number"),
        Column("Valeur", lambda row: masked() if row["masked"] else words.value_or_masked(row), "number"),
        Column("Médiane", lambda row: words.value_or_masked(row, "median"), "number"),
        Column("La moitié du milieu", words.middle, "number"),
        Column("Semblables", lambda row: quantity(row["alike"]), "number"),
        Column("Fichier et ligne", lambda row: verbatim(words.origin(profile, row))),
    ]
    figures_table = table(f"{words.name(profile.school)}, {profile.campaign}", columns, profile.own)
    return shell.section(heading, figures_table, note=words.rules())


def history(profile: Profile) -> Html:
    """The same indicators, campaign after campaign."""
    campaigns = sorted(profile.history)
    if len(campaigns) < 2 or not profile.own:
        return Html("")
    columns = [Column("Indicateur", _indicator, "wide")]
    columns += [Column(campaign, _past(profile, campaign), "number") for campaign in campaigns]
    history_table = table(f"Valeurs de {words.name(profile.school)}, par campagne", columns, profile.own)
    return shell.section(words.words()["heading"]["history"], history_table)


def bodies(profile: Profile) -> Html:
    """When its councils met, and whether they spoke of the digital section."""
    heading = words.words()["heading"]["bodies"]
    if not profile.bodies:
        return shell.section(heading, tag("p", words.words()["empty"]["bodies"], class_="note"))
    columns = [
        Column("Campagne", lambda row: row["campaign"], "brief"),
        Column("Instance", lambda row: row["body"] or ABSENT),
        Column("Date", lambda row: day(row["meeting_date"]), "brief"),
        Column("Volet numérique", words.digital),
    ]
    return shell.section(heading, table("Réunions déclarées par les comités", columns, profile.bodies))


def _indicator(row: Row) -> Html:
    return coded(row["indicator_id"], words.title(row))


def _past(profile: Profile, campaign: str):
    return lambda row: words.past(profile, row, campaign)
