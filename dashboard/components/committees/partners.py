"""Members of the comité des partenaires and who was present; comités de filière; what is done for each dispositif."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.components.committees.report import objective, state
from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, Row, table
from dashboard.components.indicator.status import badge
from dashboard.components.links.address import link
from indicators.governance import Member, Program, SectorCommittee
from indicators.typography import ABSENT, NARROW, day, euros, figure, listing, number, out_of, plural
from pipelines.facts.money import amounts
from pipelines.facts.rows.indicators import ProgramMilestone

KINDS = {"action": "Action", "call": "Appel à projets", "agreement": "Convention"}
MATCHED = (
    "Une action relève d'un dispositif par sa colonne « Dispositif » ; un appel à projets ou une convention, quand son "
    "intitulé en contient les mots."
)


def members(listed: Sequence[Member], rows: Sequence[Row], stated: Row, campaign: str) -> Html:
    """Every member with the meetings at which it was said to be present, those that never were included."""
    present = {row["organisation"]: row for row in rows if row["is_member"]}
    lines = [{"member": member, **present.get(member.name, {"present": 0, "last_present": None})} for member in listed]
    columns = [
        Column("Membre", _member, "wide"),
        Column("Collège", lambda row: row["member"].group),
        *_attendance(stated),
    ]
    caption = f"Membres du comité des partenaires et leurs présences, {campaign}"
    return join([_to_confirm(listed), table(caption, columns, lines)])


def _member(row: Row) -> Html:
    member: Member = row["member"]
    short = tag("span", f" ({member.short})", class_="muted") if member.short else ""
    flag = "" if member.confirmed else join([" ", tag("span", "à confirmer", class_="flag")])
    return join([member.name, short, flag])


def _to_confirm(listed: Sequence[Member]) -> Html:
    doubtful = [member for member in listed if not member.confirmed]
    if not doubtful:
        return Html("")
    names = listing([member.short or member.name for member in doubtful])
    sentence = (
        f"Liste à confirmer : aucune source publique lue ne nomme {names}. Elle se corrige dans "
        "les définitions de la stratégie, sans autre changement."
    )
    return tag("p", sentence, class_="note")


def _attendance(stated: Row) -> list[Column]:
    return [
        Column("Présences", lambda row: out_of(row["present"], stated["stated"]), "number"),
        Column("Dernière présence", lambda row: day(row["last_present"]), "number"),
    ]


def organisations(rows: Sequence[Row], stated: Row, campaign: str, title: str) -> Html:
    """The organisations that were present, by the name of a member or as they were typed."""
    if not rows:
        return Html("")
    columns = [
        Column("Organisation", lambda row: row["organisation"], "wide"),
        Column("Membre du comité des partenaires", lambda row: "oui" if row["is_member"] else "non"),
        *_attendance(stated),
    ]
    return table(f"{title}, {campaign}", columns, rows)


def stated_in_words(stated: Row) -> str:
    """How many meetings say who was there, out of those that were held."""
    if not stated["held"]:
        return "Aucune réunion de comité n'est déclarée : aucune présence ne peut être comptée."
    if not stated["stated"]:
        return (
            f"{plural(stated['held'], 'réunion déclarée', 'réunions déclarées')}, dont aucune ne remplit "
            "« Organisations présentes »."
        )
    count = out_of(stated["stated"], stated["held"])
    return f"{count} réunions de comité disent qui était présent ; les présences se comptent parmi elles."


def sectors(listed: Sequence[SectorCommittee]) -> Html:
    """The comités de filière, each in a sentence."""
    lines = (join([tag("dt", committee.name), tag("dd", committee.about)]) for committee in listed)
    return tag("div", tag("dl", join(lines)), class_="definition")


def programs(
    listed: Sequence[Program], rows: Sequence[Row], milestones: Mapping[str, Sequence[ProgramMilestone]], campaign: str
) -> Html:
    """Each dispositif and how much is done for it; those that reports name and governance.toml does not come last."""
    counted = {row["program"]: row for row in rows}
    names = {program.name for program in listed}
    lines = [
        {"about": program, **_NOTHING, "program": program.name, **counted.get(program.name, {})} for program in listed
    ]
    lines += [{"about": None, **row} for row in rows if row["program"] not in names]
    columns = [
        Column("Dispositif", _program, "wide"),
        Column("Actions", lambda row: number(row["actions"]), "number"),
        Column("dont en retard", lambda row: number(row["late"]), "number"),
        Column("Appels à projets", lambda row: number(row["calls"]), "number"),
        Column("Montant des appels", lambda row: amounts(row["amount"], row["with_amount"], row["calls"], "appel")),
        Column("Conventions", lambda row: number(row["agreements"]), "number"),
        Column("Comités", lambda row: number(row["committees"]), "number"),
        Column("Jalons", lambda row: _milestones(milestones.get(row["program"], ()), campaign)),
    ]
    return table(f"Dispositifs, {campaign}", columns, lines)


_NOTHING: Row = dict.fromkeys(("actions", "late", "calls", "with_amount", "agreements", "committees"), 0) | {
    "amount": None
}


def _program(row: Row) -> Html:
    program: Program | None = row["about"]
    if program is None:
        return join([tag("strong", row["program"]), tag("span", " (nommé par les comités)", class_="muted")])
    return join(
        [tag("strong", program.name), f"{NARROW}: {program.title}. ", tag("span", program.about, class_="muted")]
    )


def _milestones(rows: Sequence[ProgramMilestone], campaign: str) -> object:
    if not rows:
        return ABSENT
    return join((_milestone(row, campaign) for row in rows), ", ")


def _milestone(row: ProgramMilestone, campaign: str) -> Html:
    code = row.indicator_id
    way = link(code, "objectif", objectif=row.objective_id, indicateur=code, campagne=campaign)
    return join([way, f" {figure(row.value, row)} ", badge(row.status)])


def lines(listed: Sequence[Program], rows: Sequence[Row], campaign: str) -> Html:
    """What is done for the dispositifs, line by line, folded dispositif by dispositif, in the order of the table."""
    by_program: dict[str, list[Row]] = {program.name: [] for program in listed}
    for row in rows:
        by_program.setdefault(row["program"], []).append(row)
    return join(_folded(name, program_rows, campaign) for name, program_rows in by_program.items() if program_rows)


def _folded(name: str, rows: Sequence[Row], campaign: str) -> Html:
    columns = [
        Column("Intitulé", lambda row: row["title"] or ABSENT, "wide"),
        Column("Nature", lambda row: KINDS[row["kind"]]),
        Column("Comité", lambda row: row["territory_name"]),
        Column("Objectif", lambda row: objective(row, campaign), "number"),
        Column("État", _state, "brief"),
        Column("Échéance", lambda row: day(row["due_on"]), "brief"),
        Column("Budget ou montant", lambda row: euros(row["amount"]), "number"),
    ]
    summary = tag("summary", f"{name} ({plural(len(rows), 'ligne')})")
    return tag("details", summary, table(f"{name}, {campaign}", columns, rows), class_="definition")


def _state(row: Row) -> Html:
    late = join([" ", tag("span", "en retard", class_="flag")]) if row["late"] else ""
    return join([state(row), late])
