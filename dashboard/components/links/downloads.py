"""The links that give a file: what is on screen is what leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import data, outputs
from dashboard.components.html.markup import Html, join, tag
from dashboard.components.layout import shell
from dashboard.web.downloads import offer
from indicators.territories import NATIONAL

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OFFICE = "application/vnd.openxmlformats-officedocument."
PDF = "application/pdf"
DOCX = f"{_OFFICE}wordprocessingml.document"
SHEETS = {
    "pdf": ("Fiche de deux pages (PDF)", PDF),
    "docx": ("La même, modifiable (Word)", DOCX),
    "pptx": ("Pour la réunion (PowerPoint)", f"{_OFFICE}presentationml.presentation"),
}
NOTE = "Les fichiers sont faits à l'instant, de ce qui est affiché ; les mêmes données donnent le même fichier."


def territory(code: str, campaign: str) -> None:
    """The workbook of France or of a territory, and its sheets, for who follows it."""
    if code not in data.who().rights.followed:
        return
    if code == NATIONAL:
        decisions, name = data.decisions(), f"synthese-nationale-{campaign}"
        buttons = [
            ("Synthèse nationale, six pages (Excel)", outputs.national(campaign, decisions), f"{name}.xlsx", XLSX),
            ("Son annexe (Excel)", outputs.national(campaign, decisions, annex=True), f"{name}-annexe.xlsx", XLSX),
        ]
    else:
        name = f"dossier-{code.lower()}-{campaign}.xlsx"
        buttons = [("Dossier du territoire (Excel)", outputs.workbook(code, campaign), name, XLSX)]
    _links([*buttons, *_sheets(code, campaign)])


def national_dialogue(campaign: str) -> None:
    """The workbook that a session of the instance nationale opens on, for who follows France."""
    if NATIONAL in data.who().rights.followed:
        name = f"instance-nationale-{campaign}.xlsx"
        _links([("Instance nationale (Excel)", outputs.national_dialogue(campaign, data.decisions()), name, XLSX)])


def objective(number: str, campaign: str) -> None:
    """The sheets of an objective."""
    _links(_sheets(f"objectif-{number}", campaign))


def table(title: str, notes: Sequence[str], header: Sequence[str], rows: Sequence[Sequence[outputs.Cell]]) -> None:
    """The very table on screen, filtered and sorted as it is."""
    _links([("Ce tableau (Excel)", outputs.table(title, notes, header, rows), "tableau.xlsx", XLSX)])


Button = tuple[str, Callable[[], bytes], str, str]


def files(offered: Sequence[Button], before: Iterable[Html] = (), of: str | None = None) -> Html:
    """Links that give files, each a (label, what makes its bytes, name, media type), after what stands `before` them;
    `of` says for a screen reader what they are the files of, where a page has several lists."""
    context = get_script_run_ctx(suppress_warning=True)
    tab = context.session_id if context else ""
    links = (
        tag(
            "a", label, href=offer(data.who(), tab, data.showing(), name, mime, make), download=name, class_="take",
            aria_label=f"{label} : {of}" if of else None,
        )
        for label, make, name, mime in offered
    )  # fmt: skip
    return tag("ul", join(tag("li", link) for link in [*before, *links]), class_="takes lesser" if of else "takes")


def _sheets(subject: str, campaign: str) -> list[Button]:
    decisions = data.decisions()
    return [
        (
            label,
            outputs.sheet(subject, campaign, suffix, decisions),
            f"fiche-{subject.lower()}-{campaign}.{suffix}",
            mime,
        )
        for suffix, (label, mime) in SHEETS.items()
    ]


def _links(offered: Sequence[Button]) -> None:
    shell.show(shell.heading("Télécharger"), tag("p", NOTE, class_="facts"), files(offered))
