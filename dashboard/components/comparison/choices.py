"""What the page « Comparer » compares, as its address says it: read, said where it is not known, chosen anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import data, figures
from dashboard.components.indicator.indicators import territory_names
from dashboard.components.layout import shell
from dashboard.components.links.address import accents_apart, choose, href
from dashboard.components.links.parameters import FALLING, RISING
from indicators.territories import fold
from indicators.typography import listing, number, plural, typeset
from pipelines.facts.comparison.levels import (
    CHANGE,
    CHOSEN,
    LEVEL,
    MOST_FIGURES,
    MOST_TERRITORIES,
    NAME,
    PROGRESS,
    VALUE,
)
from pipelines.facts.open_campaign import ListedCampaign
from pipelines.facts.rows.territories import ListedTerritory

Row = data.Row
PAGE = "comparer"
CURVES, BARS, CLOUD, TABLE = "courbes", "barres", "nuage", "tableau"
VIEWS = {CURVES: "Courbes", BARS: "Barres", CLOUD: "Nuage de points", TABLE: "Tableau"}
MEASURES = {VALUE: "Valeur", PROGRESS: "Avancement vers la cible"}
ORDERS = {
    LEVEL: "Par niveau",
    CHANGE: "Par évolution",
    NAME: "Par nom",
    CHOSEN: "Dans l'ordre choisi",
    PROGRESS: "Par avancement",
}
WAYS = {FALLING: "Décroissant", RISING: "Croissant"}
SIZE = "taille"
ACROSS = {SIZE: "Taille du territoire", PROGRESS: "Avancement", CHANGE: "Évolution"}
_LEVELS = ("national", "region", "academy", "department")
_FIGURES = "Indicateurs, objectifs, axes"
_LONGEST = 40  # letters of a code that nobody knows, as it is said back


@dataclass(frozen=True)
class AddressCodes:
    """The codes of a list in the address: those that are known and fit, those that are not known, those beyond the
    most that are compared."""

    codes: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """All that the page shows, as it can be written in an address."""

    territories: tuple[str, ...]
    figures: tuple[str, ...]
    campaigns: tuple[str, ...]
    view: str = CURVES
    measure: str = VALUE
    order: str = LEVEL
    falling: bool = True
    across: str = SIZE

    def address(self) -> str:
        """The address that shows the same, whatever becomes usual later."""
        written = href(
            PAGE,
            territoires=",".join(self.territories),
            indicateurs=",".join(self.figures),
            campagnes=",".join(self.campaigns),
            vue=self.view,
            mesure=self.measure,
            tri=self.order,
            sens=FALLING if self.falling else RISING,
            croise=self.across if self.view == CLOUD else None,
        )
        return written.replace("%2C", ",")  # a comma needs no disguise, and people read addresses

    def sorted_by(self, order: str, falling: bool) -> str:
        return replace(self, order=order, falling=falling).address()

    def beside(self, territory: str) -> str:
        """The address of the same with one territory more."""
        return replace(self, territories=(*self.territories, territory)).address()


def parse(texts: Iterable[str], options: Mapping[str, str], most: int) -> AddressCodes:
    """The codes that a list asks for, each once, in its order."""
    codes = dict.fromkeys(code.strip() for text in texts for code in text.split(",") if code.strip())
    valid = tuple(code for code in codes if code in options)
    return AddressCodes(valid[:most], tuple(code for code in codes if code not in options), valid[most:])


def territories() -> dict[str, ListedTerritory]:
    """The territories that one sees, France first, then level by level, a département after its number."""
    rows = sorted(
        data.rows(ListedTerritory),
        key=lambda row: (
            _LEVELS.index(row.level),
            row.number if row.level == "department" else fold(row.name),
        ),
    )
    return {row.territory_code: row for row in rows}


def choose_all(territories: Mapping[str, ListedTerritory], campaigns: Sequence[ListedCampaign]) -> Chosen:
    """Shows the lists to choose from; what the address asks and cannot be had is said above them."""
    place = st.container()
    names, titles, years = territory_names(territories.values()), figures.names(), _campaigns(campaigns)
    # the territory that one comes from, else one's own
    near = (st.query_params.get("territoire"), data.who().rights.home)
    own = next((code for code in near if code in names), next(iter(names), ""))
    places = _several(place, "Territoires", "territoires", names, (own,), MOST_TERRITORIES)
    left, right = st.columns([3, 2])
    with left:
        wanted = _several(place, _FIGURES, "indicateurs", titles, (figures.STRATEGY,), MOST_FIGURES)
    with right:
        campaigns_chosen = _several(place, "Campagnes", "campagnes", years, _usual(campaigns), len(years))
    view, measure, across, order, falling = _how(any(figures.parse(code)[0] == "indicator" for code in wanted), years)
    return Chosen(
        places, wanted, tuple(year for year in years if year in campaigns_chosen), view, measure, order, falling, across
    )


def _how(has_values: bool, years: Mapping[str, str]) -> tuple[str, str, str, str, bool]:
    """The view, and how it is measured and sorted."""
    first, second, third, fourth = st.columns(4, vertical_alignment="bottom")
    with first:
        view = choose("Vue", "vue", VIEWS, CURVES)
    with second:
        measure = choose("Mesure", "mesure", MEASURES, VALUE) if has_values else PROGRESS
    with third:
        if view == CLOUD:
            return view, measure, choose("En abscisse", "croise", ACROSS, SIZE), LEVEL, True
        order = choose("Ordre", "tri", ORDERS | {year: f"Par niveau en {year}" for year in years}, LEVEL)
    with fourth:
        usual = RISING if order == NAME else FALLING
        way = usual if order == CHOSEN else choose("Sens", "sens", WAYS, usual)
    return view, measure, SIZE, order, way == FALLING


def _campaigns(campaigns: Sequence[ListedCampaign]) -> dict[str, str]:
    return {row.campaign: row.campaign + ("" if row.has_results else " (sans résultat)") for row in campaigns}


def _usual(campaigns: Sequence[ListedCampaign]) -> tuple[str, ...]:
    """The closed campaigns with results, up to the one that one comes from, or to that of the edition."""
    frozen = data.edition()
    last = st.query_params.get("campagne") or (frozen.campaign if frozen else None)
    codes = [row.campaign for row in campaigns]
    past = [row for row in campaigns if last not in codes or row.campaign <= str(last)]
    closed = tuple(row.campaign for row in past if row.has_results and row.state != "open")
    return closed or tuple(row.campaign for row in past[-1:])


def _several(
    place: DeltaGenerator,
    label: str,
    name: str,
    options: Mapping[str, str],
    usual: Sequence[str],
    most: int,
) -> tuple[str, ...]:
    """A list whose choices are the query parameter `name`, separated by commas; an empty one stays empty."""
    in_address = name in st.query_params
    selection = parse(st.query_params.get_all(name), options, most) if in_address else AddressCodes(tuple(usual))
    with place:
        _say(label, options, selection, most)
    key = f"choice_{name}"
    st.session_state[key] = list(selection.codes)
    st.multiselect(
        label,
        list(options),
        key=key,
        format_func=lambda code: accents_apart(options.get(code, code)),
        max_selections=most,
        placeholder="Choisir",
        on_change=_write,
        args=(name, key),
    )
    return selection.codes


def _write(name: str, key: str) -> None:
    st.query_params[name] = ",".join(st.session_state[key])


def _say(label: str, options: Mapping[str, str], selection: AddressCodes, most: int) -> None:
    """The notices of codes that the address asks for in vain, as plain text: they may come from anywhere."""
    if selection.unknown:
        codes = [f"« {code[:_LONGEST]} »" for code in selection.unknown[:5]]
        more = [plural(len(selection.unknown) - 5, "autre")] if len(selection.unknown) > 5 else []
        sentence = f"L'adresse demande {listing(codes + more)}, que nous ne connaissons pas."
        shell.show(shell.notice(label, typeset(sentence)))
    if selection.beyond:
        count = number(len(selection.codes) + len(selection.beyond))
        beyond = listing([options[code] for code in selection.beyond])
        sentence = f"{number(most)} au plus se comparent, l'adresse en demande {count}. Laissé de côté : {beyond}."
        shell.show(shell.notice(label, typeset(sentence)))
