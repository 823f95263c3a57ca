"""What the program writes is its owner's alone, whatever the usual rights; who reads a file holds no secret."""

from __future__ import annotations

import ast
import io
import json
import os
import stat
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipelines.backup.archive_format import Sealed, opened
from pipelines.ingest import confined, processes
from pipelines.ingest.limits import UnreadableFile
from pipelines.settings import Settings
from pipelines.warehouse.schools import sandbox as schools_sandbox

ROOT = Path(__file__).parents[1]
by_mode = pytest.mark.skipif(
    os.name == "nt", reason="sous Windows un fichier n'a pas de mode : ses droits sont ceux de son dossier"
)
SECRETS = {
    "PILOTAGE_PROXY_SECRET": "un-secret-de-portail-assez-long-pour-etre-cru",
    "PILOTAGE_OIDC_CLIENT_SECRET": "secret",
    "PILOTAGE_METRICS_TOKEN": "jeton",
    "AWS_SECRET_ACCESS_KEY": "autre",
    "PGPASSWORD": "autre",
}
# In a process of its own, for the rights are set where the program is first imported; every store, cache and export.
SCRIPT = """
import os, sys
os.umask(0)
from pathlib import Path
sys.path[:0] = ["tests", "tests/support"]
from test_private_files import write_everything
write_everything(Path(sys.argv[1]))
"""


def write_everything(folder: Path) -> None:
    """Receives, builds, decides, freezes, opens, scopes, exports, saves and restores."""
    from reports import SCHOOLS, Report, table

    from indicators.catalogue import catalogue
    from pipelines.access import identities, sessions
    from pipelines.access import table as accounts
    from pipelines.access.rights import EVERYTHING, Grant, Rights
    from pipelines.access.scoped import scoped
    from pipelines.backup.backup import backup
    from pipelines.backup.restore import restore
    from pipelines.cli.app import app
    from pipelines.deposits.deposit import deposit
    from pipelines.releases.freeze import freeze, reserves
    from pipelines.releases.open import open_edition
    from pipelines.store import audit_log, closing_log
    from pipelines.store.decision_log import Terms, record
    from pipelines.warehouse import worker

    where, campaign = Settings(folder / "data"), "2025-2026"
    os.environ["PILOTAGE_DATA"] = str(where.data)
    region = Rights((Grant("region", "REG-32"),))
    accounts.grant(where, "region@exemple.fr", "region", "REG-32", "console:essai")
    accounts.compare(where, "toutes", "console:essai")
    identities.is_the_same(where, "region@exemple.fr", "https://a.example", "p-1")
    sessions.open_session(where, "region@exemple.fr")
    sent = Report("DEPT-59", campaign, {"O04-1": (820, 1000), "O10-1": (45, 50)}).xlsx()
    deposit(
        where, [("59.xlsx", sent), ("ecoles.csv", table([], SCHOOLS))], audit_log.pseudonym(where, "a@b.fr"), EVERYTHING
    )
    worker.turn(where, worker.Status())
    closing_log.close(where, catalogue().strategy, campaign, "essai", date(2026, 11, 1))
    record(where, Terms("Comité", "Suite", "Direction", "NAT-FR"))
    owned = {caveat["key"]: "Vu." for caveat in reserves(where, campaign)}
    frozen = freeze(where, "Novembre", campaign, owned, datetime(2026, 11, 12, tzinfo=UTC))
    open_edition(where, frozen.slug)
    scoped(where, region)
    with pytest.raises(SystemExit, match="0"):
        app(["export", "national", "--output", str(where.data / "exports" / "france.xlsx")])
    saved = backup(where, folder / "saved" / "a.tar", with_secrets=True)
    restore(Settings(folder / "back"), saved.path)


def wide(folder: Path) -> list[str]:
    """What somebody else than its owner may read, write or enter."""
    paths = (path for path in folder.rglob("*") if not path.is_symlink())
    return [f"{path.relative_to(folder)} {stat.S_IMODE(path.stat().st_mode):o}" for path in paths if is_wide(path)]


def is_wide(path: Path) -> bool:
    mode = stat.S_IMODE(path.stat().st_mode)
    return mode & ~(0o700 if path.is_dir() else 0o600) != 0


@by_mode
def test_what_is_written_is_its_owners_alone(tmp_path: Path):
    done = subprocess.run([sys.executable, "-c", SCRIPT, str(tmp_path)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    written = {path.relative_to(tmp_path).parts[1] for path in tmp_path.rglob("*") if path.parent.parent == tmp_path}
    assert written >= {
        "a.tar", "raw", "parsed", "builds", "builder", "deposits", "decisions", "editions", "opened", "closings",
        "access", "journal", "secrets", "scopes", "schools", "sessions.sqlite", "exports", "definitions",
    }  # fmt: skip
    assert wide(tmp_path) == []


@by_mode
def test_a_wide_file_is_seen(tmp_path: Path):
    (tmp_path / "a").touch()
    (tmp_path / "a").chmod(0o640)
    (tmp_path / "b").mkdir()
    (tmp_path / "b").chmod(0o750)
    assert sorted(wide(tmp_path)) == ["a 640", "b 750"]


@by_mode
@pytest.mark.parametrize("mode", [0o644, 0o666, 0o777, 0o4755, 0])
def test_a_backup_gives_back_no_rights(tmp_path: Path, mode: int):
    with (tmp_path / "a.tar").open("wb") as file:
        sealed = Sealed(file)
        for name in ("access/access.csv", "secrets/journal.key"):
            sealed.add(name, io.BytesIO(b"x"), 1, mode)
        sealed.end({})
    with opened(tmp_path / "a.tar", ("access", "secrets")) as source:
        for member in source.members:
            path = tmp_path / member.path.replace("/", "-")
            source.write(member, path)
            assert stat.S_IMODE(path.stat().st_mode) == 0o600


def environment_writer(folder: Path) -> list[str]:
    """A program that writes its environment in the folder, and fails as one that was killed."""
    code = f"import json, os; open({str(folder / 'told')!r}, 'w').write(json.dumps(dict(os.environ))); os._exit(1)"
    return [sys.executable, "-c", code]


def test_who_reads_a_file_inherits_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)

    def read() -> None:
        confined.end_all()  # one that was started before has the command of before
        confined.read_confined("0" * 64, b"a;b")

    def copy() -> None:
        schools_sandbox.copy_confined(ROOT / "pyproject.toml", "*", tmp_path / "copy")

    for module, call in ((processes, read), (schools_sandbox, copy)):
        monkeypatch.setattr(module, "_RUN", environment_writer(tmp_path))
        with pytest.raises(UnreadableFile):
            call()
        environment = json.loads((tmp_path / "told").read_text())
        assert "PATH" in environment
        assert [
            name for name in environment if name.startswith("PILOTAGE_") or environment[name] in SECRETS.values()
        ] == []
        (tmp_path / "told").unlink()


def test_every_process_that_the_program_starts_on_a_file_has_a_bare_environment():
    """The others are our own server and builder, which are told their settings."""
    for path in sorted((ROOT / "pipelines").rglob("*.py")) + sorted((ROOT / "dashboard").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("subprocess."):
                arguments = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
                bare = arguments.get("env", "").startswith("bare_environment(")
                assert bare or path.relative_to(ROOT).as_posix() == "pipelines/cli/server.py", path
