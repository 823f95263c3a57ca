"""`pilotage review`: writes the annual review of a territory as a document to print."""

from __future__ import annotations

from pathlib import Path

from indicators.territories import NATIONAL
from pipelines.cli.terminal import say
from pipelines.commands.operator import note_export
from pipelines.facts.review import review
from pipelines.outputs.factsheet.review import document
from pipelines.releases.compare import usual
from pipelines.releases.freeze import editions
from pipelines.releases.open import open_edition
from pipelines.settings import shown_settings, this_day


def run(territory: str | None, campaign: str | None, output: Path | None, edition: str | None) -> int:
    """Writes the document and says where. Returns the exit code."""
    where, code = shown_settings(), (territory or NATIONAL).strip().upper()
    if edition:
        campaign = campaign or next((one.campaign for one in editions(where) if one.slug == edition), None)
        where = open_edition(where, edition)
    campaign = campaign or usual(where)[1]
    content = document(review(where, campaign, code, this_day()))
    path = output or Path("exports") / f"revue-{code.lower()}-{campaign}.docx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    note_export(shown_settings(), "review", code, [path], campaign)
    say(f"Revue écrite : {path}")
    return 0
