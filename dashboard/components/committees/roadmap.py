"""The roadmap of a territory as tables: actions by objective and state, what changed, the list a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dashboard.components.committees.report import euros
from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, Sorting, table
from dashboard.components.links.address import href, link
from dashboard.components.links.parameters import FALLING
from dashboard.components.links.places import territory_link
from indicators.typography import ABSENT, NARROW, day, number, percent, plural
from pipelines.facts.roadmap import CHANGES, STATES, WITHOUT_OBJECTIVE, Action, Change, Count, total

PAGE = "feuille-de-route"
SHOWN_OF_A_CHANGE = 60
BUDGETS = (
    "Le budget d'une action départementale rattachée à une action régionale qui donne le sien n'est pas ajouté une"
    " seconde fois. Une action est en retard si son échéance est passée à la transmission du rapport sans qu'elle soit"
    " réalisée."
)


class Here:
    """Where the page stands: the codes of its address, from which every link of the page starts."""

    def __init__(self, territory: str, campaign: str, codes: Mapping[str, str | None]) -> None:
        self.territory, self.campaign = territory, campaign
        self.codes = dict(codes)

    def href(self, **codes: str | None) -> str:
        """This page, narrowed to these codes alone."""
        return href(PAGE, territoire=self.territory, campagne=self.campaign, **codes)

    def sorted_by(self, order: str, falling: bool) -> str:
        """This page as it is, in another order."""
        return self.href(**{**self.codes, "tri": order, "sens": FALLING if falling else None})

    def page(self, page: int) -> str:
        """This page as it is, further down its list."""
        return self.href(**{**self.codes, "page": str(page) if page > 1 else None})

    def objective(self, objective_id: int) -> Html:
        """The way to an objective."""
        return link(number(objective_id), "objectif", objectif=objective_id, campagne=self.campaign)


def counted(counts: Sequence[Count], here: Here) -> Html:
    """How many actions of each objective stand in each state; each number opens their list."""
    columns = [
        Column("Objectif", lambda count: _objective(count, here), "wide"),
        *(Column(state.capitalize(), _state(state, here), "number") for state in STATES),
        Column("En retard", lambda count: _number(count.late, count, here, retard="oui"), "number"),
        Column("Budget", _budget, "number"),
    ]
    whole = total(counts)
    caption = f"Actions par objectif et par état, {here.campaign}"
    return table(caption, columns, [*counts, whole], lambda count: "total" if count is whole else "")


def _objective(count: Count, here: Here) -> object:
    if count.objective_id is not None:
        title = tag("span", f"{count.objective_id}. ", count.title)
        return title if count.stated else join([title, " ", tag("span", "aucune action", class_="flag")])
    return count.title or "Sans objectif"


def _state(state: str, here: Here) -> Callable[[Count], object]:
    return lambda count: _number(count.by_state()[state], count, here, etat=state)


def _number(actions: int, count: Count, here: Here, **codes: str) -> object:
    if not actions:
        return number(0)
    return tag("a", number(actions), href=f"{here.href(objectif=_code(count), **codes)}#liste", class_="why")


def _code(count: Count) -> str | None:
    return None if count.objective_id is None else str(count.objective_id)


def _budget(count: Count) -> object:
    if not count.with_budget:
        return ABSENT
    of = tag("span", f"sur {plural(count.with_budget, 'action')}", class_="beneath")
    return join([euros(count.budget), of])


def changed(changes: Sequence[Change], here: Here) -> Html:
    """What became of the actions since the last report of each committee, one folded list for each kind of change."""
    if not changes:
        return tag("p", "Aucune action n'a changé, ou aucun rapport plus ancien ne permet de le dire.", class_="note")
    return join(_kind(kind, words, changes, here) for kind, words in CHANGES.items())


def _kind(kind: str, words: tuple[str, str], changes: Sequence[Change], here: Here) -> Html:
    listed = [change for change in changes if change.change == kind]
    if not listed:
        return Html("")
    columns = [
        Column("Action", lambda change: change.title or ABSENT, "wide"),
        Column("Comité", lambda change: _committee(change, here)),
        Column("Objectif", lambda change: here.objective(change.objective_id) if change.objective_id else ABSENT),
        Column("Avant", lambda change: _stood(change.previous_state, change.previous_due_on)),
        Column("Maintenant", lambda change: _stood(change.state, change.due_on)),
        Column("Source", source, "wide"),
    ]
    if kind == "added":
        del columns[3]
    if kind == "dropped":
        del columns[4]
    title = f"{plural(len(listed), 'action')} {words[len(listed) > 1]}"
    folded = table(f"{title}, {here.campaign}", columns, listed[:SHOWN_OF_A_CHANGE])
    more = len(listed) - SHOWN_OF_A_CHANGE
    beyond = f"Les {SHOWN_OF_A_CHANGE} premières ; choisissez un territoire plus petit pour lire les autres."
    note = tag("p", beyond, class_="note") if more > 0 else ""
    return tag("details", tag("summary", title), note, folded, class_="definition")


def _stood(state: str | None, due_on: object) -> str:
    parts = [state, f"échéance {day(due_on)}" if due_on else None]  # type: ignore[arg-type]
    return ", ".join(part for part in parts if part) or ABSENT


def _committee(row: Action | Change, here: Here) -> Html:
    return territory_link(row.territory_name, row.level, row.territory_code, here.campaign)


def source(row: Action | Change) -> Html:
    """The cell that says it: file, sheet and line."""
    return tag("span", row.source_file, f", feuille « {row.sheet} », ligne {row.row_number}", class_="beneath")


def listed(
    actions: Sequence[Action], belonging: Mapping[tuple[str, str], Sequence[Action]], here: Here, sorting: Sorting
) -> Html:
    """The lines of one page of the list; a regional action opens onto those of its départements."""
    columns = [
        Column("Action", lambda action: _action(action, _beneath(action, belonging), here), "wide", "intitule"),
        Column("Comité", lambda action: _committee(action, here), order="comite"),
        Column("Objectif", lambda action: _of_objective(action, here), "number", "objectif"),
        Column("Échéance", _due, "brief", order="echeance"),
        Column("État", lambda action: action.state or ABSENT, "brief", order="etat"),
        Column("Fait", lambda action: percent(action.completion, 0), "number", "fait"),
        Column("Budget", lambda action: euros(action.budget), "number", "budget"),
        Column("Pilote", lambda action: action.lead or ABSENT, order="pilote"),
        Column("Dispositif", lambda action: action.program or ABSENT, order="dispositif"),
    ]
    return table(f"{plural(len(actions), 'action')} affichées" if len(actions) > 1 else "1 action affichée",
                 columns, actions, sorting=sorting)  # fmt: skip


def _of_objective(action: Action, here: Here) -> object:
    if action.objective_id is None:
        return tag("span", "sans objectif", class_="flag")
    return here.objective(action.objective_id)


def _beneath(action: Action, belonging: Mapping[tuple[str, str], Sequence[Action]]) -> Sequence[Action]:
    return belonging.get((action.territory_code, action.action_id), ()) if action.level == "region" else ()


def _action(action: Action, beneath: Sequence[Action], here: Here) -> Html:
    reference = tag("span", action.reference, " ", class_="code") if action.reference else ""
    facts = [
        ("Partenaires", action.partners),
        ("Début", day(action.starts_on) if action.starts_on else None),
        ("Histoire", action.history),
        ("Action régionale", action.regional_title),
        ("Commentaire", action.comment),
    ]
    lines = join(tag("li", f"{name}{NARROW}: ", text) for name, text in facts if text)
    title = join([reference, action.title or "Sans intitulé"])
    parts = [tag("ul", lines, tag("li", source(action)))]
    if beneath:
        parts.append(tag("p", "Les actions départementales qui s'y rattachent", class_="facts"))
        parts.append(tag("ul", join(_attached(attached, here) for attached in beneath)))
    many = f" · {plural(len(beneath), 'action départementale', 'actions départementales')}" if beneath else ""
    return tag("details", tag("summary", title, tag("span", many, class_="muted")), *parts, class_="action")


def _attached(action: Action, here: Here) -> Html:
    late = tag("span", "en retard", class_="flag") if action.late else Html("")
    stood = _stood(action.state, action.due_on)
    return tag("li", _committee(action, here), f"{NARROW}: {action.title or 'sans intitulé'} ({stood}) ", late)


def _due(action: Action) -> Html:
    parts: list[object] = [day(action.due_on)]
    if action.late:
        parts.append(tag("span", "en retard", class_="flag"))
    if action.postponements and action.first_due_on:
        parts.append(tag("span", f"d'abord {day(action.first_due_on)}", class_="beneath"))
    return join(parts, " ")


def pages(page: int, last: int, here: Here) -> Html:
    """The way to the other pages of the list."""
    if last < 2:
        return Html("")
    ways = {"Précédente": page - 1, "Suivante": page + 1}
    links = (tag("a", label, href=f"{here.page(to)}#liste") for label, to in ways.items() if 1 <= to <= last)
    return tag(
        "nav", tag("span", f"Page {page} sur {last}"), join(links), class_="pages", aria_label="Pages de la liste"
    )


def objective_options(counts: Sequence[Count]) -> dict[str, str]:
    """The objectives that the list may be narrowed to."""
    return {
        WITHOUT_OBJECTIVE if count.objective_id is None else str(count.objective_id): (
            "Sans objectif" if count.objective_id is None else f"{count.objective_id}. {count.title}"
        )
        for count in counts
    }
