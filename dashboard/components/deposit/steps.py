"""The steps of a deposit: the template to take, the files to drop, what they would become, the confirmation."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import data, deposits
from dashboard.components.deposit import effects
from dashboard.components.html.markup import Html, join, tag, verbatim
from dashboard.components.indicator.status import word
from dashboard.components.layout import scope, shell
from dashboard.components.links import downloads
from dashboard.components.links.address import choose
from dashboard.identity.current import SignedOut
from dashboard.identity.shares import HEAVY, LIGHT_FILES, Busy
from dashboard.observe import renewal
from dashboard.web import uploads
from indicators.typography import number, ordinal, plural, typeset
from pipelines.deposits.deposit import Preview
from pipelines.deposits.receipt import moment
from pipelines.errors import DepositError
from pipelines.facts.sentences.openings import caveats
from pipelines.settings import options, this_day
from pipelines.store.archive import plain_name

_GIVEN, _ROUND, _SEEN = "deposits_just_given", "round_of_the_uploader", "previews_just_seen"
_REFUSED = "deposit_just_refused"


def take_template(places: dict[str, str]) -> None:
    """Step 1: the pre-filled workbook of a committee, for a school year."""
    words = deposits.words()["steps"]
    shell.show(shell.heading(words["template"]), tag("p", words["template_note"], class_="note"))
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    with left:
        territory = scope.choose_territory("Comité", places, next(iter(places)))
    with right:
        campaign = choose("Campagne", "campagne", deposits.campaigns(), deposits.present_campaign(this_day()))
    name = f"modele-{territory.lower()}-{campaign}.xlsx"
    file = ("Modèle prérempli (Excel)", deposits.template(territory, campaign), name, downloads.XLSX)
    shell.show(downloads.files([file]))
    _for_schools(words, territory, campaign)


def _for_schools(words: dict[str, str], territory: str, campaign: str) -> None:
    """Of a département whose schools are known: the workbook that they fill, for the indicators that one picks."""
    indicators = deposits.asked_of_schools(territory, campaign)
    if not indicators:
        return
    shell.show(tag("p", words["schools_note"], class_="note"))
    names = {code: f"{code} {title}" for code, title in indicators.items()}
    key = f"asked_of_schools_{territory}_{campaign}"
    codes = st.multiselect(
        "Indicateurs à demander aux établissements",
        list(names),
        format_func=names.__getitem__,
        key=key,
        placeholder=words["schools_none"],
    )
    if codes:
        name = f"etablissements-{territory.lower()}-{campaign}.xlsx"
        file = (words["schools_file"], deposits.school_template(territory, campaign, codes), name, downloads.XLSX)
        shell.show(downloads.files([file]))


def drop() -> deposits.Drop | None:
    """Step 2: the files dropped; what was seen of others is let go with them."""
    words = deposits.words()["steps"]
    size = options().upload_size
    note = words["drop_note"].format(megabytes=number(size))
    shell.show(shell.heading(words["drop"]), tag("p", note, class_="note"))
    key = f"files_{st.session_state.setdefault(_ROUND, 0)}"
    dropped = st.file_uploader("Classeurs remplis", accept_multiple_files=True, key=key, max_upload_size=size)
    if not dropped:
        st.session_state.pop(_SEEN, None)
        return None
    return deposits.Drop(tuple(upload.file_id for upload in dropped), tuple(uploads.chosen(dropped)))


def look(dropped: deposits.Drop) -> list[Preview]:
    """Step 3: what each file would become; looked at once for the same files, until something is received that may
    change the answer.

    Each account in its turn: the place of who waits is shown."""
    looked_at, received = st.session_state.get(_SEEN), deposits.received()
    if looked_at is None or looked_at[0] != (dropped.key, deposits.rests_on(looked_at[2], received)):
        try:
            previews = _previews(dropped)
        except (DepositError, Busy) as refusal:
            shell.refused(str(refusal) or deposits.words()["said"]["busy"])
            return []
        looked_at = (dropped.key, deposits.rests_on(previews, received)), dropped, previews
        st.session_state[_SEEN] = looked_at
    _, dropped, previews = looked_at  # the very one that the links hold
    shell.show(shell.heading(deposits.words()["steps"]["check"]))
    for place, preview in enumerate(previews, start=1):
        shell.show(_file(place, preview, dropped))
    renewal.answers()  # a build that comes meanwhile leaves it to who reads it before they confirm
    return previews


def _previews(dropped: deposits.Drop) -> list[Preview]:
    words, place = deposits.words()["said"], st.empty()

    def announce(waiting: int) -> None:
        place.html(tag("p", words["place"].format(place=ordinal(waiting)), role="status", class_="note"))

    account = data.who().account
    with st.spinner(typeset(words["reading"])), deposits.place(dropped) as mine:
        if mine.is_light:
            with LIGHT_FILES.held(account, announce):
                mine.read()
        with HEAVY.held(account, announce, came=mine.answered):
            place.empty()
            return mine.look()


def confirm(dropped: deposits.Drop, previews: Sequence[Preview]) -> None:
    """Step 4: one button for all that can be deposited; the page then shows the numbers given."""
    words = deposits.words()["steps"]
    ready = [place for place, preview in enumerate(previews) if preview.acceptable]
    if not ready:
        return
    left_out = (
        f" {plural(len(previews) - len(ready), 'fichier')} à corriger d'abord." if len(ready) < len(previews) else ""
    )
    shell.show(shell.heading(words["confirm"]), tag("p", words["confirm_note"] + left_out, class_="note"))
    # before the page runs again: what was confirmed is what was seen, and need not be looked at a second time
    label = typeset(f"Déposer {plural(len(ready), 'fichier')}")
    st.button(label, type="primary", on_click=_give, args=(dropped, ready))
    refusal = st.session_state.pop(_REFUSED, None)
    if refusal:
        shell.refused(refusal)


def _give(dropped: deposits.Drop, ready: list[int]) -> None:
    """Deposits what was confirmed, with the rights of this very moment; the uploader is then empty again."""
    try:
        data.recognise()
        files = dropped.files()
        st.session_state[_GIVEN] = deposits.send([files[place] for place in ready])
    except SignedOut:
        return  # the page that runs next says so
    except DepositError as refusal:
        st.session_state[_REFUSED] = str(refusal)
        return
    uploads.give_back(dropped.key)
    st.session_state[_ROUND] += 1
    st.session_state.pop(_SEEN, None)


def just_given() -> list[deposits.Deposit]:
    """The deposits of this tab's last confirmation."""
    return st.session_state.get(_GIVEN, [])


def _file(place: int, preview: Preview, dropped: deposits.Drop) -> Html:
    """One file: what happens to it, what to type instead, what it changes."""
    words = deposits.words()["outcome"][preview.outcome]
    verdict = preview.verdict
    of_table = verdict["kind"] == "table" and "table" in words
    territory = verdict["territory_name"] or "la France entière"
    sentence = words["table" if of_table else "said"].format(
        territory=territory,
        campaign=verdict["campaign"],
        other=verdict["other_version"],
        received=moment(preview.received_at) if preview.received_at else "",
        forbidden=preview.forbidden,
    )
    parts: list[object] = [
        tag("h3", f"{place}. ", verbatim(preview.name)),
        tag("p", tag("strong", words["title"], ". "), sentence),
        tag("p", _read(preview), class_="facts muted"),
        effects.first_rows(preview.first_rows),
        effects.messages(preview.messages),
    ]
    if preview.messages:
        stem, _, _ = plain_name(preview.name).rpartition(".")
        name = f"{place}-{stem or preview.name} à corriger.xlsx"
        parts.append(
            downloads.files(
                [("Copie annotée (Excel)", deposits.annotated(preview, dropped, place - 1), name, downloads.XLSX)]
            )
        )
    if preview.outcome == "counts":
        parts.append(effects.changed(preview.changes, territory))
    return tag("section", *parts, class_=f"deposit deposit-{preview.outcome}")


def _read(preview: Preview) -> Html:
    """What the file says it is."""
    verdict = preview.verdict
    facts = [
        verdict["territory_name"],
        verdict["campaign"],
        f"version {verdict['version']}" if verdict["version"] else None,
        verdict["report_status"],
        word("outcome", verdict["outcome"]) if preview.outcome != "refused" else None,
        caveats(["error"] * verdict["errors"], 0) or None,
        plural(verdict["warnings"], "avertissement") if verdict["warnings"] else None,
    ]
    return join((tag("span", fact) for fact in facts if fact), " · ")
