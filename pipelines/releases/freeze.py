"""Editions: what was published, kept for ever with its data, its definitions, its reserves and its fingerprints."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from pyarrow import parquet

from indicators.catalogue import files
from indicators.governance import stated_in
from indicators.territories import fold
from pipelines.errors import EditionError
from pipelines.settings import Settings
from pipelines.store import checksums, closing_log, decision_log, demand_log, deposit_log, publication_log, visa_log
from pipelines.store.archive import Archive
from pipelines.store.files import copy_tree, make_folder, sync_folder, sync_tree, write_durably
from pipelines.store.lock import only_one
from pipelines.warehouse.build import program_version
from pipelines.warehouse.builds import mart, of_one_build, rows
from pipelines.warehouse.definitions import definitions

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
NATIONAL_EXPORT = "synthese-nationale.xlsx"
ANNEX_EXPORT = "synthese-nationale-annexe.xlsx"  # editions of before 1.3.0 have its sheets in the summary
DIALOGUE_EXPORT = "instance-nationale.xlsx"  # not in editions of before 1.2.0: written from their tables


@dataclass(frozen=True)
class Edition:
    """A frozen state. `slug` names its folder; `acknowledgements` are {kind, key, subject, fact, sentence}."""

    slug: str
    name: str
    campaign: str
    frozen_at: str
    program_version: str
    content_digest: str
    catalogue_digest: str
    acknowledgements: list[dict[str, str]]


def reserves(settings: Settings, campaign: str) -> list[dict[str, str]]:
    """The refusals and discrepancies that an edition of the campaign must acknowledge: kind, key, subject, fact."""
    return rows(settings, "edition", "reserves", campaign=campaign)


@of_one_build
def freeze(
    settings: Settings,
    name: str,
    campaign: str,
    sentences: dict[str, str],
    now: datetime | None = None,
    dossiers: bool = False,
) -> Edition:
    """Keeps the present state under a name. `sentences` gives, for each reserve's key, what the committee says of it.

    The bytes of the workbooks of France are kept too, with `dossiers` those of every territory's: a later program would
    write them otherwise. Raises EditionError where a reserve has no sentence, or the name is taken, OtherDefinitions
    and NoWarehouse."""
    with only_one(settings.opened_editions):  # two at once share a draft; a backup, which holds `editions`, waits less
        return _freeze(settings, name, campaign, sentences, now, dossiers)


@of_one_build
def freeze_once(
    settings: Settings, name: str, campaign: str, sentences: dict[str, str], dossiers: bool = False
) -> tuple[Edition, bool]:
    """The same; where this very state is kept already under this name with these sentences, as a second click asks
    for, that edition, and that it is not new."""
    try:
        return freeze(settings, name, campaign, sentences, dossiers=dossiers), True
    except EditionError:
        frozen = next((edition for edition in editions(settings) if edition.slug == _slug(name)), None)
        if frozen is None or not _says_the_same(settings, frozen, campaign, sentences):
            raise
        return frozen, False


def _says_the_same(settings: Settings, frozen: Edition, campaign: str, sentences: dict[str, str]) -> bool:
    [build] = mart(settings, "build").to_pylist()
    wanted = [row | {"sentence": sentences.get(row["key"], "").strip()} for row in reserves(settings, campaign)]
    state = (campaign, build["content_digest"], wanted)
    return state == (frozen.campaign, frozen.content_digest, frozen.acknowledgements)


def _slug(name: str) -> str:
    return fold(name).replace(" ", "-")


def _freeze(
    settings: Settings, name: str, campaign: str, sentences: dict[str, str], now: datetime | None, dossiers: bool
) -> Edition:
    slug = _slug(name)
    folder = settings.editions / slug
    if not slug or folder.exists():
        raise EditionError(f"Une édition « {name} » existe déjà ou son nom est vide : donnez-lui un autre nom.")
    owned = [row | {"sentence": sentences.get(row["key"], "").strip()} for row in reserves(settings, campaign)]
    silent = [row for row in owned if not row["sentence"]]
    if silent:
        raise EditionError(
            f"{len(silent)} refus ou écarts n'ont pas encore leur phrase ; le premier : "
            f"{silent[0]['subject']} ({silent[0]['fact']})."
        )
    build, source = mart(settings, "build").to_pylist()[0], definitions(settings)
    facts = {
        "slug": slug,
        "name": name,
        "campaign": campaign,
        "frozen_at": (now or datetime.now(UTC)).isoformat(timespec="seconds"),
        "program_version": program_version(),
        "content_digest": build["content_digest"],
        "catalogue_digest": build["catalogue_digest"],
        "acknowledgements": owned,
    }
    _write(settings, folder, facts, source, dossiers)
    return Edition(**facts)


def _write(settings: Settings, folder: Path, facts: dict[str, Any], source: Path, dossiers: bool) -> None:
    """Everything into a draft folder, its sums last, then one rename: an edition is whole or is not."""
    unfinished = folder.with_name(folder.name + ".draft")
    shutil.rmtree(unfinished, ignore_errors=True)
    make_folder(folder.parent)
    (unfinished / "marts").mkdir(parents=True)
    for table in tables(settings):
        parquet.write_table(mart(settings, table), unfinished / "marts" / f"{table}.parquet")
    (unfinished / "catalogue" / "objectives").mkdir(parents=True)
    for path in files(source):
        shutil.copyfile(path, unfinished / "catalogue" / path.relative_to(source))
    stated = stated_in(settings.catalogue)
    shutil.copyfile(stated, unfinished / "catalogue" / stated.name)
    for records in (settings.decisions, settings.demands, settings.visas):
        if records.exists():
            copy_tree(records, unfinished / records.name)
    _write_exports(settings, facts["campaign"], unfinished / "exports", dossiers)
    receipts = [vars(receipt) for receipt in Archive(settings).receipts()]
    manifest = facts | {"reports": receipts}
    write_durably(unfinished / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    sums = kept_sums(unfinished).encode()
    write_durably(unfinished / SUMS, sums)
    sync_tree(unfinished)
    sync_folder(folder.parent)
    with only_one(folder.parent):  # a backup takes the seal and its folder, or neither
        write_durably(folder.with_suffix(".sha256"), hashlib.sha256(sums).hexdigest().encode())
        sync_folder(folder.parent)  # names reach it in no order, and an edition without its seal is altered
        unfinished.rename(folder)
        sync_folder(folder.parent)


def _write_exports(settings: Settings, campaign: str, folder: Path, dossiers: bool) -> None:
    from pipelines.outputs.workbook.national import write_annex, write_national, write_national_dialogue
    from pipelines.outputs.workbook.territory import write_every_territory

    write_national(settings, campaign, folder / NATIONAL_EXPORT)
    write_annex(settings, campaign, folder / ANNEX_EXPORT)
    write_national_dialogue(settings, campaign, folder / DIALOGUE_EXPORT)
    if dossiers:
        write_every_territory(settings, campaign, folder)


def kept_export(settings: Settings, slug: str, name: str) -> bytes | None:
    """The bytes of an export as they were when the edition was frozen, or None where it keeps no such file."""
    path = settings.editions / slug / "exports" / name
    if not path.exists():
        return None
    content = path.read_bytes()
    line = f"{hashlib.sha256(content).hexdigest()}  exports/{name}"
    if line not in (settings.editions / slug / SUMS).read_text(encoding="utf-8", errors="replace").split("\n"):
        raise altered(slug, [f"{slug}/exports/{name}"])
    return content


def altered(slug: str, names: list[str]) -> EditionError:
    """What is said instead of figures that may not be those that were frozen."""
    return EditionError(
        f"L'édition « {slug} » n'est plus comme elle a été figée ({', '.join(names[:3])}) : "
        "reprenez ce dossier d'une sauvegarde, puis lancez « pilotage verify »."
    )


def kept_sums(folder: Path) -> str:
    """The fingerprint of each file of an edition, as SHA256SUMS keeps them."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
    lines = (
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}" for path in paths
    )
    return "\n".join(lines) + "\n"


def editions(settings: Settings) -> list[Edition]:
    """Every edition, the oldest first."""
    paths = [path for path in settings.editions.glob(f"*/{MANIFEST}") if path.parent.suffix != ".draft"]
    manifests = [_manifest(path, path.stat().st_mtime_ns) for path in paths]
    return sorted(manifests, key=lambda edition: (edition.frozen_at, edition.slug))


@lru_cache(maxsize=64)
def _manifest(path: Path, _modified: int) -> Edition:
    """What a manifest says, read again where the file was touched."""
    facts = json.loads(path.read_text(encoding="utf-8"))
    facts.pop("reports")
    return Edition(**facts)


def tables(settings: Settings) -> list[str]:
    """The names of the public tables of the current build."""
    return [row["table_name"] for row in rows(settings, "edition", "tables")]


def damages(settings: Settings) -> list[str]:
    """Names of what was received, decided, built or frozen and is not as it was kept; empty when all is well."""
    damaged = [*Archive(settings).damages(), *deposit_log.damages(settings), *decision_log.damages(settings)]
    damaged += [*demand_log.damages(settings), *visa_log.damages(settings), *closing_log.damages(settings)]
    damaged += publication_log.damages(settings)
    damaged += checksums.damages(settings)
    folders = {path for path in settings.editions.glob("*") if path.is_dir() and path.suffix != ".draft"}
    folders |= {path.with_suffix("") for path in settings.editions.glob("*.sha256") if not is_unfinished(path)}
    for folder in sorted(folders):
        damaged += [f"editions/{name}" for name in damages_of(folder)]
    return damaged


def is_unfinished(seal: Path) -> bool:
    """Whether a seal is that of an edition whose freezing was cut short, all but its name: it was never announced."""
    draft = seal.with_suffix(".draft") / SUMS
    whole = draft.exists() and hashlib.sha256(draft.read_bytes()).hexdigest() == seal.read_text(encoding="utf-8")
    return whole and not seal.with_suffix("").exists()


def seal_of(settings: Settings, slug: str) -> str:
    """The one fingerprint that stands for all the bytes of an edition: that of its SHA256SUMS."""
    return (settings.editions / slug).with_suffix(".sha256").read_text(encoding="utf-8")


def damages_of(folder: Path) -> list[str]:
    """Each file against the sums, and the sums against the seal beside the folder: which one is wrong is told."""
    sums, seal = folder / SUMS, folder.with_suffix(".sha256")
    if not sums.exists():
        return [f"{folder.name}/{SUMS}"]
    recorded, now = sums.read_bytes(), kept_sums(folder)
    altered = set(now.split("\n")) ^ set(recorded.decode("utf-8", errors="replace").split("\n"))
    if not seal.exists() or seal.read_text(encoding="utf-8", errors="replace") != hashlib.sha256(recorded).hexdigest():
        return [f"{folder.name}/{SUMS}" if recorded != now.encode() else seal.name]
    return sorted({f"{folder.name}/{line.partition('  ')[2]}" for line in altered})
