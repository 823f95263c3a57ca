"""What the page « Figer une édition » reads and writes: what an edition must own up to, and the edition itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from dashboard import data
from pipelines.errors import EditionError
from pipelines.releases.freeze import Edition, damages_of, freeze_once, seal_of
from pipelines.settings import settings
from pipelines.store import audit_log

Line = tuple[str, str]


@dataclass(frozen=True)
class Group:
    """The reserves of one kind, that one sentence acknowledges."""

    kind: str
    reserves: tuple[data.Row, ...]


@dataclass(frozen=True)
class EditionOnDisk:
    """An edition as it is on the disk: its seal, and the files that are not as they were frozen."""

    edition: Edition
    seal: str
    damages: tuple[str, ...]


def why_not_freeze() -> str | None:
    """Why nothing can be frozen, or None: an edition never changes, and the whole of France is frozen by its own."""
    if not data.who().rights.whole:
        return "Votre rôle permet de lire les éditions, pas d'en figer : un administrateur national le fait."
    if data.edition():
        return "Une édition figée ne change pas : revenez à l'état présent pour en figer une autre."
    return None


def on_one() -> bool:
    """Whether an edition is shown, rather than the present state."""
    return data.edition() is not None


def groups(campaign: str) -> list[Group]:
    """What an edition of the campaign must acknowledge, by kind."""
    owed = data.rows("edition/reserves", campaign=campaign)
    kinds = dict.fromkeys(row["kind"] for row in owed)
    return [Group(kind, tuple(row for row in owed if row["kind"] == kind)) for kind in kinds]


def lines(groups: Sequence[Group]) -> frozenset[Line]:
    """The reserves as they were read: a fact that changed since is another line."""
    return frozenset((row["key"], row["fact"]) for group in groups for row in group.reserves)


def sentences(groups: Sequence[Group], by_kind: Mapping[str, str], read: Collection[Line]) -> dict[str, str]:
    """The sentence of each line, as the table of the command line gives them: that of its kind, but never for a line
    that came after the page was shown, since nobody has read it."""
    return {
        row["key"]: by_kind.get(group.kind, "")
        for group in groups
        for row in group.reserves
        if (row["key"], row["fact"]) in read
    }


def freeze(name: str, campaign: str, sentences: dict[str, str], dossiers: bool) -> Edition:
    """Freezes the present state; where it is frozen already in the same words, gives that edition.

    Nothing of the page is asked between the edition and its line in the journal: a second click would stop the run
    there. Raises EditionError, OtherDefinitions and NoWarehouse."""
    refusal = why_not_freeze()
    if refusal:
        raise EditionError(refusal)
    who, here = data.who(), settings()
    edition, new = freeze_once(here, name, campaign, sentences, dossiers)
    if new:
        audit_log.record(
            here, "freeze", who.pseudonym, who.rights.label, edition.content_digest,
            edition=edition.slug, campaign=campaign, reserves=len(edition.acknowledgements),
        )  # fmt: skip
    return edition


def release(slug: str) -> EditionOnDisk | None:
    """An edition read again byte by byte, or None where there is no such edition."""
    edition = next((edition for edition in data.editions() if edition.slug == slug), None)
    if edition is None:
        return None
    return EditionOnDisk(edition, seal_of(settings(), slug), tuple(damages_of(settings().editions / slug)))
