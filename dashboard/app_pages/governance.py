"""Gouvernance: who met, how often, who was present; dispositifs, groups, schools and the year's calendar."""

import streamlit as st

from dashboard import collected, data
from dashboard.campaigns import choose_campaign
from dashboard.components.committees import calendar, governance, partners
from dashboard.components.layout import scope, shell
from dashboard.components.links.address import link
from indicators.governance import governance as governance_policy
from pipelines.facts.rows.indicators import ProgramMilestone

LONGEST, DIALOGUE = 250, "instance-nationale"

place = st.container()
left, right = st.columns([2, 1], vertical_alignment="bottom")
with left:
    region, name = scope.choose_region()
with right:
    chosen = choose_campaign()
campaign, policy = chosen.campaign, governance_policy(data.shown().catalogue)
at = {"campaign": campaign, "region": region}
committees = data.rows(
    "committees/meetings_held",
    **at,
    department=policy.per_year("department"),
    region_asked=policy.per_year("region"),
    national=policy.per_year("national"),
    sessions=policy.sessions_per_year,
)
with place:
    shell.opening("Gouvernance", collected.governance(campaign, name, committees, policy))

dates = data.rows("committees/events", **at)
present, stated = data.rows("committees/attendance", **at), data.sole("committees/attendance_stated", **at)
followed = {
    program.name: data.rows(ProgramMilestone, campaign=campaign, indicators=program.indicators)
    for program in policy.programs
    if program.indicators
}
months = data.rows("committees/calendar", **at)
lines = data.rows("committees/program_lines", **at, today=data.today())
shell.show(
    shell.section(
        "Qui s'est réuni",
        governance.bodies(policy.bodies, committees, campaign),
        link("L'instance nationale de dialogue : ce qui l'attend, ce qu'elle décide", DIALOGUE, campagne=campaign),
    ),
    shell.section(
        "Qui a encore à se réunir",
        governance.silent(committees, campaign),
        link("Relances prêtes à copier", "collecte", territoire=region, campagne=campaign),
        note="Une réunion compte si sa date est dans l'année scolaire et si le rapport qui la déclare compte.",
    ),
    shell.section(
        "Le comité des partenaires",
        partners.members(policy.members, present, stated, campaign),
        partners.organisations(
            [row for row in present if not row["is_member"]], stated, campaign, "Autres organisations présentes"
        ),
        note=partners.stated_in_words(stated),
    )
    if region == scope.FRANCE
    else shell.section(
        "Qui était présent",
        partners.organisations(present, stated, campaign, "Organisations présentes aux comités"),
        note=partners.stated_in_words(stated),
    ),
    shell.section("Comités de filière", partners.sectors(policy.sector_committees)),
    shell.section(
        "Dispositifs",
        partners.programs(policy.programs, data.rows("committees/programs", **at), followed, campaign),
        partners.lines(policy.programs, lines, campaign) if len(lines) <= LONGEST else "",
        note=partners.MATCHED
        + ("" if len(lines) <= LONGEST else " Choisissez une région académique pour lire les lignes une à une."),
    ),
    shell.section(
        "L'année scolaire",
        calendar.year(months, campaign),
        calendar.events(dates, campaign, name) if 0 < len(dates) <= LONGEST else "",
        note=" ".join(
            [calendar.counted_once(months, committees)]
            + ["Choisissez une région académique pour lire ses dates une à une."] * (len(dates) > LONGEST)
        ).strip(),
    ),
    shell.section("Groupes de travail", governance.groups(data.rows("committees/working_groups", **at), campaign)),
    shell.section(
        "Écoles et établissements", governance.schools(data.rows("committees/school_body_counts", **at), campaign)
    ),
)
