"""The commands of whoever runs the server: start, backup, restore; and `build --watch`, which start runs beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.operator import note
from pipelines.cli.terminal import say

if TYPE_CHECKING:
    from threading import Event

    from pipelines.backup.restore import Restored


def start(
    port: Annotated[int, typer.Option(help="Port d'écoute.")] = 8501,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Ouvre le navigateur.")] = True,
    host: Annotated[
        str, typer.Option(help="Adresse d'écoute ; ailleurs que sur cette machine, PILOTAGE_IDENTITY est nécessaire.")
    ] = "127.0.0.1",
) -> None:
    """Ouvre le tableau de bord dans le navigateur (pour cette machine seulement, sauf --host)."""
    from pipelines.settings import shown_settings

    # in a process of its own, which refuses a `host` it may not answer on: its exit code is ours
    environment = os.environ | {"PILOTAGE_DATA": str(shown_settings().data)}
    command = [sys.executable, "-m", "dashboard.serve", "--port", str(port), "--host", host]
    try:
        with _building(environment):
            code = subprocess.call([*command, *(["--browser"] if browser else [])], env=environment)
    except KeyboardInterrupt:
        code = 0
    raise typer.Exit(code)


def backup(
    target: Annotated[Path, typer.Argument(help="Fichier .tar à écrire, ou dossier.", metavar="FICHIER")],
    with_secrets: Annotated[
        bool, typer.Option("--with-secrets", help="Y met aussi les clés : à garder chiffrée.")
    ] = False,
    keep: Annotated[
        int | None, typer.Option(help="Dans un dossier : ne garde que ce nombre de sauvegardes.", min=1)
    ] = None,
) -> None:
    """Sauvegarde tout ce qui ne se recalcule pas, pendant que le service tourne, et relit ce qui est écrit."""
    from pipelines.backup.backup import backup as write_backup
    from pipelines.backup.backup import prune
    from pipelines.settings import settings as environment_settings

    settings = environment_settings()
    done = write_backup(settings, target, with_secrets)
    note(settings, "backup", fingerprint=done.digest, files=done.files, secrets=int(with_secrets))
    say(f"Sauvegarde « {done.path} » : {done.files} fichiers, {done.size / 1e6:.1f} Mo, relue et conforme.")
    say(f"Empreinte : {done.digest}")
    if not with_secrets:
        say("Les clés n'y sont pas : gardez-en une fois pour toutes une copie chiffrée (--with-secrets).")
    for path in prune(done.path.parent, keep) if keep else []:
        say(f"Ancienne sauvegarde supprimée : {path.name}")
    for name in done.altered:
        say(f"Attention, ce fichier reçu n'est plus comme il est arrivé : {name}")
    raise typer.Exit(1 if done.altered else 0)


def restore(
    source: Annotated[Path, typer.Argument(help="Sauvegarde .tar.", metavar="FICHIER", exists=True, dir_okay=False)],
) -> None:
    """Restaure une sauvegarde dans un dossier vide, recalcule, et dit si les chiffres sont les mêmes."""
    from pipelines.backup.restore import restore as read_backup
    from pipelines.settings import settings as environment_settings

    settings = environment_settings()
    done = read_backup(settings, source)
    note(settings, "restore", files=done.files, secrets=int(bool(done.facts.get("secrets"))))
    say(f"{done.files} fichiers restaurés dans « {settings.data} », sauvegardés le {done.facts['made_at']}.")
    if not done.facts.get("secrets"):
        say("Les clés n'y étaient pas : remettez le dossier « secrets », sinon les pseudonymes du journal changent.")
    say(_comparison(done))
    raise typer.Exit(1 if done.same is False else 0)


def watch(every: float, parent: int | None) -> None:
    """Builds whenever something was received, until it is asked to end or its parent is gone."""
    import signal
    import threading

    from pipelines.settings import settings
    from pipelines.warehouse import worker

    ended = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: ended.set())
    say(f"Constructeur en veille sur « {settings().data.name} » (Ctrl+C pour arrêter).")
    worker.watch(settings(), _until(ended, parent), every)


def _until(ended: Event, parent: int | None) -> Callable[[float], bool]:
    """Waits, and says whether it is time to end: whoever started this may be gone without a word."""

    def wait(seconds: float) -> bool:
        return ended.wait(seconds) or (parent is not None and os.getppid() != parent)

    return wait


@contextmanager
def _building(environment: dict[str, str]) -> Iterator[None]:
    """A builder beside the server, so that what is deposited is counted; where one is at work already, it waits."""
    command = [sys.executable, "-m", "pipelines.cli.app", "build", "--watch", "--parent", str(os.getpid())]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as builder:
        try:
            yield
        finally:
            builder.terminate()


def _comparison(done: Restored) -> str:
    if done.same:
        return "Les chiffres recalculés sont ceux de la sauvegarde, à l'unité près."
    if done.same is None:
        return "Chiffres recalculés ; la sauvegarde, prise pendant un dépôt, n'en notait pas l'empreinte."
    version = done.facts["program_version"]
    return (
        f"Les chiffres recalculés diffèrent de ceux de la sauvegarde, faite par la version {version} : "
        "vérifiez la version du programme et PILOTAGE_CATALOGUE, puis lancez « pilotage verify »."
    )
