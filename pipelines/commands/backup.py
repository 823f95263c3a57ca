"""`pilotage backup` and `pilotage restore`: everything that is not a cache, out and back in."""

from __future__ import annotations

from pathlib import Path

from pipelines.backup.backup import backup, prune
from pipelines.backup.restore import Restored, restore
from pipelines.cli.terminal import say
from pipelines.commands.operator import note
from pipelines.settings import settings


def write(target: Path, with_secrets: bool, keep: int | None) -> int:
    """Writes a backup, then removes the older ones of its folder if asked to. Returns the exit code."""
    where = settings()
    done = backup(where, target, with_secrets)
    note(where, "backup", fingerprint=done.digest, files=done.files, secrets=int(with_secrets))
    say(f"Sauvegarde « {done.path} » : {done.files} fichiers, {done.size / 1e6:.1f} Mo, relue et conforme.")
    say(f"Empreinte : {done.digest}")
    if not with_secrets:
        say("Les clés n'y sont pas : gardez-en une fois pour toutes une copie chiffrée (--with-secrets).")
    for path in prune(done.path.parent, keep) if keep else []:
        say(f"Ancienne sauvegarde supprimée : {path.name}")
    for name in done.altered:
        say(f"Attention, ce fichier reçu n'est plus comme il est arrivé : {name}")
    return 1 if done.altered else 0


def put_back(path: Path) -> int:
    """Restores a backup and rebuilds. Returns the exit code."""
    where = settings()
    done = restore(where, path)
    note(where, "restore", files=done.files, secrets=int(bool(done.facts.get("secrets"))))
    say(f"{done.files} fichiers restaurés dans « {where.data} », sauvegardés le {done.facts['made_at']}.")
    if not done.facts.get("secrets"):
        say("Les clés n'y étaient pas : remettez le dossier « secrets », sinon les pseudonymes du journal changent.")
    say(_compared(done))
    return 1 if done.same is False else 0


def _compared(done: Restored) -> str:
    if done.same:
        return "Les chiffres recalculés sont ceux de la sauvegarde, à l'unité près."
    if done.same is None:
        return "Chiffres recalculés ; la sauvegarde, prise pendant un dépôt, n'en notait pas l'empreinte."
    version = done.facts["program_version"]
    return (
        f"Les chiffres recalculés diffèrent de ceux de la sauvegarde, faite par la version {version} : "
        "vérifiez la version du programme et PILOTAGE_CATALOGUE, puis lancez « pilotage verify »."
    )
