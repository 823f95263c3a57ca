"""What a factsheet says, read once from the marts: the three renderings show the same thing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from indicators.typography import day, typeset
from indicators.words import words
from pipelines.errors import NothingToExport, UnknownRendering
from pipelines.facts.rows.progress import Axis, Objective
from pipelines.outputs.factsheet.blocks import Factsheet, Presentation
from pipelines.outputs.factsheet.deck import past_decisions, territory_slides
from pipelines.outputs.factsheet.objective import objective_blocks
from pipelines.outputs.factsheet.progress import banner
from pipelines.outputs.factsheet.territory import territory_blocks
from pipelines.outputs.factsheet.wording import phrase, word
from pipelines.outputs.workbook.edition import Edition, edition_of
from pipelines.settings import Settings
from pipelines.store.decision_log import Decision
from pipelines.warehouse.builds import of_one_build

NATIONAL = "NAT-FR"


@of_one_build
def content(
    settings: Settings,
    subject: str,
    campaign: str | None = None,
    visible_decisions: Sequence[Decision] | None = None,
    presented: bool = False,
) -> Factsheet:
    """The factsheet of a territory (`REG-32`, `DEPT-59`, `ACA-09`, `NAT-FR`) or of an objective (`objectif-4`).

    Without a campaign, the last that can be read; `visible_decisions` are the decisions that the reader may see, all of
    them unless given; its slides are made where it is `presented`. Raises NothingToExport and NoWarehouse."""
    objective = re.fullmatch(r"(?:objectif|o)[- ]?0*(\d{1,2})", subject.strip(), re.IGNORECASE)
    if objective:
        return _of_objective(edition_of(settings, NATIONAL, campaign), int(objective[1]))
    edition = edition_of(settings, subject.strip().upper(), campaign)
    notes, slides = territory_slides(edition, visible_decisions) if presented else ((), ())
    return replace(_of_territory(edition), notes=notes, slides=slides)


@of_one_build
def presentation(
    settings: Settings, territory: str, campaign: str, visible_decisions: Sequence[Decision], reviewed: bool
) -> Presentation:
    """The slides of a territory without its factsheet, for a screen; where it is `reviewed`, what was decided before
    comes first, as in the annual review. Raises NothingToExport and NoWarehouse."""
    edition = edition_of(settings, territory, campaign)
    sentences, slides = territory_slides(edition, visible_decisions)
    before = (past_decisions(edition, visible_decisions),) if reviewed else ()
    return Presentation(edition.facts.territory_name, _subtitle(edition), sentences, (*before, *slides))


def _subtitle(edition: Edition) -> str:
    facts = edition.facts
    kind = "" if facts.level == "national" else f"{word('level', facts.level)} — "
    return f"{kind}{facts.strategy} — campagne {edition.campaign}"


def _of_territory(edition: Edition) -> Factsheet:
    sentence, blocks = territory_blocks(edition)
    return Factsheet(
        code=edition.territory_code,
        title=edition.facts.territory_name,
        subtitle=_subtitle(edition),
        sentence=sentence,
        blocks=blocks,
        slides=(),
        **common(edition),
    )


def _of_objective(edition: Edition, number: int) -> Factsheet:
    objectives = {row.objective_id: row for row in edition.rows(Objective)}
    if number not in objectives:
        extent = f"les objectifs vont de {min(objectives)} à {max(objectives)}"
        raise NothingToExport(typeset(f"L'objectif {number} n'existe pas : {extent}."))
    objective = objectives[number]
    sentence, blocks, slides = objective_blocks(edition, objective)
    axis = next(row for row in edition.rows(Axis) if row.axis_id == objective.axis_id)
    standing = "" if objective.title_status == "official" else f" ({word('title_status', objective.title_status)})"
    return Factsheet(
        code=f"objectif-{number}",
        title=typeset(f"Objectif {number}. {objective.title}"),
        subtitle=typeset(f"Axe {axis.axis_id}. {axis.title} — France, campagne {edition.campaign}{standing}"),
        sentence=sentence,
        blocks=blocks,
        slides=slides,
        **common(edition),
    )


def common(edition: Edition) -> dict:
    """What every factsheet says of the state that it shows."""
    facts = edition.facts
    state = {
        "day": day(edition.built_at),
        "version": facts.program_version,
        "digest": facts.content_digest[:12],
    }
    footer = phrase("document", "footer", **state)
    if facts.demonstration:
        mark = words()["demonstration"]["banner"]
        footer = phrase("document", "footer_demonstration", banner=mark, footer=footer)
    return {"banner": banner(edition), "footer": footer, "edition": edition.built_at, "digest": facts.content_digest}


def write_factsheet(settings: Settings, subject: str, campaign: str | None, path: Path) -> Path:
    """Writes the factsheet of a territory (`REG-32`) or of an objective (`objectif-4`) and returns its path.

    Without a campaign, the last that can be read.
    Raises UnknownRendering, PdfNotAvailable, NothingToExport and NoWarehouse."""
    render = rendering(path)
    rendered = render(content(settings, subject, campaign, presented=_presented(path)))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(rendered)
    return path


def factsheet_bytes(
    settings: Settings,
    subject: str,
    campaign: str | None,
    suffix: str,
    visible_decisions: Sequence[Decision] | None = None,
) -> bytes:
    """The same as bytes, for a page that offers the file."""
    path = Path(f"fiche.{suffix.removeprefix('.')}")
    return rendering(path)(content(settings, subject, campaign, visible_decisions, _presented(path)))


def _presented(path: Path) -> bool:
    return path.suffix.lower() == ".pptx"


def rendering(path: Path) -> Callable[[Factsheet], bytes]:
    """Each library is loaded where its rendering is asked for, and nowhere else."""
    match path.suffix.lower():
        case ".pdf":
            from pipelines.outputs.factsheet.pdf import write_pdf

            return write_pdf
        case ".docx":
            from pipelines.outputs.factsheet.docx import write_docx

            return write_docx
        case ".pptx":
            from pipelines.outputs.factsheet.pptx import write_pptx

            return write_pptx
    raise UnknownRendering(path)
