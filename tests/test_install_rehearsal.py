"""The installation guide, done as it is written: its own commands in a folder apart, then what they installed is run.

What comes from the network and what makes accounts is noted and not done; paths of the system are those of the folder.
Services are started as their units say, with the settings that they name and nothing else of this environment."""

from __future__ import annotations

import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import browsing
import pytest

from pipelines.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
GUIDE = ROOT / "docs" / "exploitation.md"
MOVED = ("/opt/pilotage", "/etc/", "/var/lib/pilotage", "/var/backups/pilotage")
NOTED = ("apt", "useradd", "systemctl", "nginx")

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(sys.platform == "win32", reason="le guide d'installation est celui de Debian et d'Ubuntu"),
]

# `install` without the owner, who does not exist here: who is asked is noted.
INSTALL = """#!/bin/sh
echo "install $*" >> "$NOTES"
kept=""
while [ $# -gt 0 ]; do
  case "$1" in -o | -g) shift 2 ;; *) kept="$kept $1"; shift ;; esac
done
exec /usr/bin/install $kept
"""
# A command in a service of its own: it receives the file of settings and what is given, nothing of this environment.
RUN = """#!/bin/sh
given=""
while [ $# -gt 0 ]; do
  case "$1" in
    -p) case "$2" in EnvironmentFile=*) file="${2#EnvironmentFile=}" ;; UMask=*) umask "${2#UMask=}" ;; esac; shift 2 ;;
    -E) given="$given $2"; shift 2 ;;
    --*) shift ;;
    *) break ;;
  esac
done
exec env -i PATH="$PATH" PYTHONPATH="$PYTHONPATH" HOME="$HOME" $(grep -E '^[A-Z_]+=' "$file") $given "$@"
"""


def succeeds(command: list[str], **options: Any) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr


@dataclass(frozen=True)
class Installed:
    """What the guide's commands left: the folder that stands for the system, what was noted, and the environment."""

    system: Path
    notes: list[str]
    environment: dict[str, str]

    def path(self, name: str) -> Path:
        return self.system / name.lstrip("/")

    def moved(self, text: str) -> str:
        """A text with the paths of the system changed for those of the folder."""
        return re.sub("|".join(map(re.escape, MOVED)), lambda match: f"{self.system}{match[0]}", text)

    def shell(self, commands: str, folder: Path) -> None:
        """Commands of the guide, from a folder; the first that fails ends them."""
        succeeds(["sh", "-eu"], input=self.moved(commands), cwd=folder, env=self.environment)

    def settings(self, unit: str) -> dict[str, str]:
        """What a service receives, as its unit says: its own lines, then its files."""
        text = self.moved(self.path(f"/etc/systemd/system/{unit}").read_text(encoding="utf-8"))
        lines = re.findall(r"^Environment=(.*)$", text, re.MULTILINE)
        environment = dict(pair.split("=", 1) for line in lines for pair in line.split())
        for name in re.findall(r"^EnvironmentFile=(.*)$", text, re.MULTILINE):
            written = Path(name).read_text(encoding="utf-8")
            environment |= dict(re.findall(r"^([A-Z_]+)=(.*)$", written, re.MULTILINE))
        inherited = {name: self.environment[name] for name in ("PATH", "PYTHONPATH")}
        return inherited | {"PILOTAGE_TODAY": os.environ["PILOTAGE_TODAY"]} | environment

    def command(self, unit: str, instance: str = "") -> list[str]:
        text = self.moved(self.path(f"/etc/systemd/system/{unit}").read_text(encoding="utf-8"))
        (line,) = re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)
        return line.replace("%i", instance).split()


def blocks() -> list[str]:
    """The commands of the guide's installation by systemd, block by block."""
    text = GUIDE.read_text(encoding="utf-8")
    part = text[text.index("### Avec systemd") : text.index("### Avec des conteneurs")]
    return re.findall(r"```sh\n(.*?)```", part, re.DOTALL)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    system = tmp_path_factory.mktemp("machine")
    tools, notes = system / "tools", system / "notes"
    environment = {**os.environ, "NOTES": str(notes), "PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    for name in [name for name in environment if name.startswith("PILOTAGE_")]:
        del environment[name]
    machine = Installed(system, [], environment)
    _tools(tools)
    for name in ("/etc/systemd/system", "/etc/nginx/conf.d", "/etc/nginx/sites-enabled", "/opt"):
        machine.path(name).mkdir(parents=True)
    machine.path("/etc/nginx/sites-enabled/default").write_text("server { listen 80 default_server; }")
    first, second, _ = blocks()
    for block in (first, second):
        done = subprocess.run(
            ["sh", "-eu"],
            input=machine.moved(block),
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    machine.notes.extend(notes.read_text(encoding="utf-8").splitlines())
    _fill(machine)
    return machine


def _tools(folder: Path) -> None:
    """The commands that are noted; a Python that makes no environment of its own but lends the one of the tests."""
    python = f"""#!/bin/sh
case "$1 $2" in
  "-m venv") mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; cp "$(dirname "$0")/program" "$3/bin/pilotage"; exit ;;
  "-m pip" | "-m uv") echo "python $*" >> "$NOTES"; exit ;;
esac
exec {sys.executable} "$@"
"""
    scripts = {name: f'#!/bin/sh\necho "{name} $*" >> "$NOTES"\n' for name in NOTED}
    program = f'#!/bin/sh\nexec {sys.executable} -c "from pipelines.cli.app import app; app()" "$@"\n'
    folder.mkdir()
    for name, text in (
        scripts | {"python3": python, "program": program, "install": INSTALL, "systemd-run": RUN}
    ).items():
        (folder / name).write_text(text, encoding="utf-8")
        (folder / name).chmod(0o755)


def _fill(machine: Installed) -> None:
    """The two files of settings, filled in as the guide asks, for a portal."""
    web = machine.path("/etc/pilotage/web.env")
    lines = {"PILOTAGE_IDENTITY": "header", "PILOTAGE_PROXY_SECRET": "0123456789abcdef0123456789abcdef"}
    text = web.read_text(encoding="utf-8")
    for name, value in lines.items():
        text = re.sub(rf"^#?{name}=.*$", f"{name}={value}", text, flags=re.MULTILINE)
    web.write_text(text, encoding="utf-8")


def test_everything_is_where_the_guide_says_and_no_more_readable(installed: Installed) -> None:
    modes = {
        "/etc/pilotage": 0o750, "/etc/pilotage/pilotage.env": 0o640, "/etc/pilotage/web.env": 0o600,
        "/var/lib/pilotage": 0o700, "/var/backups/pilotage": 0o700, "/etc/ssl/pilotage": 0o700,
    }  # fmt: skip
    assert {name: stat.S_IMODE(installed.path(name).stat().st_mode) for name in modes} == modes
    units = {path.name for path in installed.path("/etc/systemd/system").iterdir()}
    assert units == {path.name for path in (ROOT / "deploy" / "systemd").iterdir()}
    assert not installed.path("/etc/nginx/sites-enabled/default").exists()
    text = "".join(path.read_text(encoding="utf-8") for path in installed.path("/etc/nginx").rglob("*.conf"))
    named = set(re.findall(r"include (pilotage/\S+);", text)) - {"pilotage/portail-secret.conf"}  # that one is a secret
    assert named
    assert not [name for name in named if not installed.path(f"/etc/nginx/{name}").exists()]


def test_accounts_and_packages_are_asked_for_before_they_are_needed(installed: Installed) -> None:
    programs = [line.split()[0] for line in installed.notes]
    assert programs.index("useradd") < programs.index("install")
    assert installed.notes[-2:] == ["nginx -t", "systemctl reload nginx"]
    (enabled,) = [line for line in installed.notes if " enable " in line]
    started = set(enabled.split()[3:])
    units = {path.name for path in (ROOT / "deploy" / "systemd").iterdir()}
    assert all(
        name in units or f"{name}.service" in units or re.sub(r"@\d+$", "@.service", name) in units for name in started
    )
    assert {unit for unit in units if unit.endswith(".timer")} <= started
    owners = [line for line in installed.notes if "-m 0700" in line and "pilotage" in line and "ssl" not in line]
    assert all("-o pilotage -g pilotage" in line for line in owners)


@pytest.mark.skipif(
    shutil.which("nginx") is None, reason="nginx n'est pas sur le PATH : sa configuration n'est pas relue"
)
def test_nginx_accepts_what_was_installed(installed: Installed, tmp_path: Path) -> None:
    etc = installed.path("/etc/nginx")
    certificate = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout cle.pem -out certificat.pem"
    subprocess.run(
        ["openssl", *certificate.split()], cwd=installed.path("/etc/ssl/pilotage"), check=True, capture_output=True
    )
    site = etc / "conf.d" / "pilotage.conf"
    site.write_text(installed.moved(re.sub(r"\n *listen \[::\]:.*;", "", site.read_text(encoding="utf-8"))))
    (etc / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; include {site}; }}",
        encoding="utf-8",
    )
    nginx = str(shutil.which("nginx"))
    done = subprocess.run(
        [nginx, "-t", "-c", str(etc / "nginx.conf"), "-e", "stderr"], capture_output=True, text=True, check=False
    )
    # only root may test what listens on the ports below 1024: all the rest was read by then
    assert done.returncode == 0 or "bind() to 0.0.0.0:" in done.stderr, done.stderr


def test_services_work_with_what_their_units_give_them_and_no_secret_more(installed: Installed) -> None:
    secrets = {"PILOTAGE_PROXY_SECRET", "PILOTAGE_OIDC_CLIENT_SECRET", "PILOTAGE_METRICS_TOKEN"}
    installed.shell(blocks()[2].replace("prenom.nom@exemple.fr", "compte@exemple.fr"), installed.system)
    for unit in ("pilotage-backup.service", "pilotage-purge.service"):
        environment = installed.settings(unit)
        assert not secrets & environment.keys()
        succeeds(installed.command(unit), cwd=environment["PILOTAGE_DATA"], env=environment)
    assert list(installed.path("/var/backups/pilotage").glob("*.tar*"))
    assert not secrets & installed.settings("pilotage-builder.service").keys()
    where = Settings(installed.path("/var/lib/pilotage"))
    wide = [path for path in where.data.rglob("*") if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert wide == []


def test_the_web_answers_as_its_unit_starts_it(installed: Installed) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = installed.settings("pilotage-web@.service")
    command = installed.command("pilotage-web@.service", str(port))
    assert command[-2:] == ["--port", str(port)]
    data = Path(environment["PILOTAGE_DATA"])
    with browsing.serving(data, installed.system, port, command[:-2], **environment) as address:
        with urllib.request.urlopen(f"{address}/sante", timeout=60) as answer:
            assert answer.status == 200
        request = urllib.request.Request(f"{address}/", headers={"Accept": "text/html", "Host": "autre.exemple.fr"})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=60)
        assert refused.value.code == 421
