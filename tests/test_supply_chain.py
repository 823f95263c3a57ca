"""What the project rests on: hashes, inventory, licences, no secret, static rules; a homologation file that is true."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.supply import inventory, leaks, lock, sbom
from tools.supply.documents import ROOT, documents, expressions, threats

LOCKS = (lock.LOCK, lock.INSTALLER_LOCK)
SYSTEMS = [
    {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": system, "os_name": name}
    | {"platform_system": kind, "implementation_name": "cpython", "platform_python_implementation": "CPython"}
    for python in ("3.11", "3.12", "3.13")
    for system, name, kind in (("linux", "posix", "Linux"), ("darwin", "posix", "Darwin"), ("win32", "nt", "Windows"))
]


def locked() -> dict[str, lock.Locked]:
    return {package.name: package for package in lock.locked()}


# --- the lock


def test_the_lock_is_that_of_the_constraints() -> None:
    assert {name: package.version for name, package in locked().items()} == lock.pins(), "run `make lock`"
    assert [package.pin for package in lock.locked(lock.INSTALLER_LOCK)] == [locked()["uv"].pin]
    for path in LOCKS:
        text = path.read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index" not in text
        assert lock.written(lock.parsed(text)) == text, "written by hand: run `make lock`"
        assert all(package.hashes for package in lock.parsed(text))


@pytest.mark.parametrize("group", sorted(inventory.wanted()))
def test_what_is_asked_for_is_locked_within_its_range(group: str) -> None:
    for requirement in inventory.wanted()[group]:
        assert requirement.specifier.contains(locked()[canonicalize_name(requirement.name)].version), requirement


def may_need(package: Distribution, extras: set[str]) -> set[str]:
    """What a package asks for on one of the supported Pythons and systems."""
    requirements = map(Requirement, package.requires or ())
    where = [{**system, "extra": extra} for system in SYSTEMS for extra in ("", *extras)]
    return {
        canonicalize_name(each.name)
        for each in requirements
        if each.marker is None or any(each.marker.evaluate(place) for place in where)
    }


def test_nothing_is_installed_that_the_lock_does_not_hold() -> None:
    """Whatever a package may ask for is locked too, on every system: else it would come unverified."""
    installed, extras = inventory.installed(), {}
    for requirement in (each for group in inventory.wanted().values() for each in group):
        extras.setdefault(canonicalize_name(requirement.name), set()).update(requirement.extras)
    names = {name: may_need(installed[name], extras.get(name, set())) for name in locked() if name in installed}
    missing = {name: needs - locked().keys() for name, needs in names.items()}
    assert {name: needs for name, needs in missing.items() if needs} == {}
    tools = {name for name, group in inventory.groups().items() if group == lock.INSTALLER}
    different = {
        name: (package.version, installed[name].version)
        for name, package in locked().items()
        if name in installed.keys() - tools and installed[name].version != package.version
    }
    assert different == {}


def wheel(folder: Path, content: str) -> Path:
    path = folder / "small-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("small.py", content)
        archive.writestr("small-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: small\nVersion: 1.0\n")
        archive.writestr("small-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("small-1.0.dist-info/RECORD", "")
    return path


def install(folder: Path) -> subprocess.CompletedProcess[str]:
    """The options of `make install`, without any network."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "--constraint requirements.lock" in makefile
    assert "--build-constraint requirements.lock" in makefile
    where = ["--no-index", "--find-links", str(folder), "--no-cache", "--reinstall", "--target", str(folder / "site")]
    command = [sys.executable, "-m", "uv", "pip", "install", *where, "--constraint", str(folder / "lock"), "small"]
    return subprocess.run(command, capture_output=True, text=True)


def test_another_content_under_the_same_version_is_refused(tmp_path: Path) -> None:
    content = wheel(tmp_path, "GOOD = True\n").read_bytes()
    (tmp_path / "lock").write_text(f"small==1.0 --hash=sha256:{hashlib.sha256(content).hexdigest()}\n")
    assert install(tmp_path).returncode == 0
    wheel(tmp_path, "GOOD = False\n")
    refused = install(tmp_path)
    assert refused.returncode != 0
    assert "Hash mismatch" in refused.stderr


# --- the inventory and the licences


def test_the_inventory_holds_all_that_runs_with_version_and_licence(tmp_path: Path) -> None:
    content = sbom.inventory()
    assert json.dumps(content) == json.dumps(sbom.inventory())
    assert str(ROOT) not in json.dumps(content)
    components = {component["name"]: component for component in content["components"]}
    installed = inventory.installed()
    runtime = {name for name, group in inventory.groups().items() if group == inventory.RUNTIME} & installed.keys()
    assert len(runtime) > 30
    for name in runtime:
        assert components[name]["version"] == installed[name].version
        assert components[name]["licenses"]
        assert components[name]["scope"] == "required"
    assert components["pytest"]["scope"] == "excluded"
    references = {component["bom-ref"] for component in content["components"]} | {
        content["metadata"]["component"]["bom-ref"]
    }
    assert references == {dependency["ref"] for dependency in content["dependencies"]}
    assert {other for dependency in content["dependencies"] for other in dependency["dependsOn"]} <= references


def test_what_runs_is_told_from_what_only_tests() -> None:
    packages = [
        lock.Locked("streamlit", "1", "", (), (lock.PROJECT,)),
        lock.Locked("shared", "1", "", (), ("pytest", "streamlit")),
        lock.Locked("pytest", "1", "", (), (lock.PROJECT,)),
        lock.Locked("pluggy", "1", "", (), ("pytest",)),
        lock.Locked("uv", "1", "", (), (lock.INSTALLER,)),
    ]
    groups = inventory.groups(packages)
    assert [groups[package.name] for package in packages] == ["runtime", "runtime", "dev", "dev", "installation"]


def test_every_licence_is_known_and_accepted() -> None:
    assert inventory.refused(expressions()) == []
    assert expressions().keys() == locked().keys() == inventory.groups().keys()
    # What some systems alone install is not here to say its licence everywhere.
    elsewhere = {
        package.name for package in locked().values() if re.search(r"platform|python_|os_name", package.marker)
    }
    elsewhere -= {"brotli"}  # every CPython
    assert elsewhere <= inventory.policy()["package"].keys()


@pytest.mark.parametrize(
    ("name", "expression", "right"),
    [
        ("any", "MIT", True),
        ("any", "MIT AND Zlib", True),
        ("any", "GPL-3.0-only OR MIT", True),
        ("any", "GPL-3.0-only", False),
        ("any", "MIT AND AGPL-3.0-only", False),
        ("any", "MPL-2.0", False),
        ("any", "(MIT)", False),
        ("any", "", False),
        ("certifi", "MPL-2.0", True),
        ("certifi", "GPL-2.0-only", False),
        ("colorama", "GPL-2.0-only", False),
    ],
)
def test_a_licence_is_refused_unless_its_reason_is_written(name: str, expression: str, right: bool) -> None:
    assert (inventory.refused({name: expression}) == []) == right


def test_each_package_that_is_asked_for_has_its_purpose() -> None:
    direct = {package.name for package in lock.locked() if {lock.PROJECT, lock.INSTALLER} & set(package.wanted_by)}
    assert direct <= inventory.policy()["purpose"].keys()
    assert set(inventory.groups().values()) <= inventory.policy()["group"].keys()


@pytest.mark.parametrize("path", [Path("docs/licences.md"), Path("docs/homologation.md")], ids=str)
def test_generated_pages_are_up_to_date(path: Path) -> None:
    assert (ROOT / path).read_text(encoding="utf-8") == documents()[path], "run `make licences`"


# --- secrets and static rules

# Spelled in pieces, so that this file does not itself hold what is looked for.
PLANTED = {
    "key.txt": "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIE",
    "deploy.yaml": "token: gh" + "p_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8",
    "settings.py": 'API_KEY = "' + "9f8Qz3LmT7xK2vWb4RcY" + '"',
    "run.sh": "export DB_PASSWORD=" + "kT9wQz2LmX7vBn4RcY8f",
    "url.txt": "postgres://pilotage:" + "s3cr3t" + "@base/pilotage",
    ".env": "A=1",
    "pilotage.env": "A=1",
    "server.pem": "anything",
}
HARMLESS = {
    "pilotage.env.example": "PILOTAGE_PROXY_SECRET=",
    "lock.txt": "small==1.0 --hash=sha256:" + "0123456789abcdef" * 4,
    "words.py": 'TOKEN_VARIABLE = "PILOTAGE_METRICS_TOKEN"\npassword = getpass("Mot de passe : ")',
    "page.md": "Le secret est lu dans `PILOTAGE_PROXY_SECRET`, jamais écrit ; https://exemple.fr:8443/a@b",
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_secret_is_found(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(f"ligne\n{PLANTED[name]}\n")
    findings = leaks.findings(tmp_path)
    assert {finding.path for finding in findings} == {name}
    assert not any(PLANTED[name] in str(finding) or finding.fingerprint in leaks.allowed() for finding in findings)


def test_what_is_no_secret_is_left(tmp_path: Path) -> None:
    for name, text in HARMLESS.items():
        (tmp_path / name).write_text(text)
    assert leaks.findings(tmp_path) == []


def test_no_secret_is_followed() -> None:
    findings = leaks.findings(ROOT)
    assert [str(finding) for finding in findings if finding.fingerprint not in leaks.allowed()] == []
    assert leaks.allowed().keys() <= {finding.fingerprint for finding in findings}, (
        "no longer there: take it out of leaks.toml"
    )


BAD = {
    "S602": "import subprocess\n\nsubprocess.run('ls ' + input(), shell=True)\n",
    "S608": "def rows(sql, name):\n    return sql(f\"select * from t where name = '{name}'\")\n",
    "S307": "eval(input())\n",
    "S324": "import hashlib\n\nhashlib.md5(b'')\n",
    "S501": "import requests\n\nrequests.get('https://exemple.fr', verify=False, timeout=1)\n",
}


@pytest.mark.parametrize("rule", BAD)
def test_security_rules_see_what_is_dangerous(rule: str) -> None:
    command = [sys.executable, "-m", "ruff", "check", "--stdin-filename", "pipelines/any.py", "-"]
    done = subprocess.run(command, cwd=ROOT, input=BAD[rule], capture_output=True, text=True)
    assert rule in done.stdout


def test_security_rules_are_on_and_each_exception_is_explained() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lint = tomllib.loads(text)["tool"]["ruff"]["lint"]
    assert "S" in lint["select"]
    section = text.partition("[tool.ruff.lint]")[2].partition("[tool.pyright]")[0].splitlines()[1:]
    exceptions = [line for line in section if re.search(r'"S\d*"', line) and not line.startswith("select")]
    assert exceptions
    assert [line for line in exceptions if not re.search(r"#\s+\w+ \w+", line)] == []
    sources = [path for package in ("indicators", "pipelines", "dashboard") for path in (ROOT / package).rglob("*.py")]
    bare = re.compile(r"# noqa: S\d{3}(?!\S*\s+\w+ \w+)|# noqa\s*$", re.MULTILINE)
    assert [path.name for path in sources if bare.search(path.read_text(encoding="utf-8"))] == []


# --- the homologation file


def functions(name: str) -> set[str]:
    path = ROOT / "tests" / name
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.is_file() else ast.Module([], [])
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def unproven(every: dict[str, Any]) -> list[str]:
    """What a list of threats claims without a test that exists, and threats that nothing answers."""
    wrong = [
        test
        for threat in every["threat"]
        for measure in threat["measures"]
        for test in measure["tests"]
        if test.partition("::")[2] not in functions(test.partition("::")[0])
    ]
    for threat in every["threat"]:
        proofs = [test for measure in threat["measures"] for test in measure["tests"]]
        if not proofs and not threat.get("left"):
            wrong.append(threat["title"])
        wrong += [measure["text"] for measure in threat["measures"] if not measure["tests"]]
    return wrong


def test_every_proof_of_the_homologation_file_exists() -> None:
    every = threats()
    assert unproven(every) == []
    assert len(every["threat"]) >= 20
    assert {threat["family"] for threat in every["threat"]} == every["family"].keys()
    assert len({threat["title"] for threat in every["threat"]}) == len(every["threat"])


def test_a_proof_that_is_not_there_is_seen() -> None:
    def threat(**fields: Any) -> dict[str, Any]:
        return {"threat": [{"title": "Menace", "measures": [], **fields}]}

    here = f"{Path(__file__).name}::test_no_secret_is_followed"
    assert unproven(threat()) == ["Menace"]
    assert unproven(threat(left="Ce qui reste.")) == []
    assert unproven(threat(measures=[{"text": "Mesure", "tests": [here]}])) == []
    assert unproven(threat(measures=[{"text": "Mesure", "tests": [here + "_not"]}])) == [here + "_not"]
    assert unproven(threat(measures=[{"text": "Mesure", "tests": []}])) == ["Menace", "Mesure"]
