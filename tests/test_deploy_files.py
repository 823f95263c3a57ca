"""The files for a server: what can be read is read, what can be run is run: nginx in front of two real processes."""

from __future__ import annotations

import configparser
import http.client
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import browsing
import pytest
import wire
import yaml
from front_nginx import NGINX, OPENSSL, SECRET, free_port, nginx
from front_portal import ACCOUNT, KNOWN, portal_door
from reports import Report, warehouse
from websockets.exceptions import InvalidStatus

from dashboard.identity.configuration import configuration
from pipelines.access.table import grant
from pipelines.errors import WrongConfiguration
from pipelines.options import Options, variable_of

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [path for path in UNITS if path.suffix == ".service"]
CADDY = shutil.which("caddy")
VARIABLE = re.compile(r"PILOTAGE_[A-Z_]+[A-Z]\b")  # not the family `PILOTAGE_OIDC_*`


VARIABLES = {variable_of(name) for name in Options.model_fields}
# read by Caddy, not by the program
OF_THE_PROXY = {f"PILOTAGE_{name}" for name in ("NOM", "PLACE", "PROCESSUS", "PORTAIL", "DELAI")}


def test_every_variable_that_is_named_exists_and_every_one_is_explained() -> None:
    sources = [path for package in ("indicators", "pipelines", "dashboard") for path in (ROOT / package).rglob("*.py")]
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *DEPLOY.rglob("*.*")]
    named = {name for path in (*sources, *pages) for name in VARIABLE.findall(path.read_text(encoding="utf-8"))}
    assert named - OF_THE_PROXY <= VARIABLES
    assert set(VARIABLE.findall((ROOT / "docs" / "reglages.md").read_text(encoding="utf-8"))) == VARIABLES


def example(name: str) -> dict[str, str]:
    """What an example of settings writes, lines that are commented out included."""
    lines = (DEPLOY / f"{name}.env.example").read_text(encoding="utf-8").splitlines()
    return {match[1]: match[2] for line in lines if (match := re.match(r"#?(PILOTAGE_\w+)=(.*)", line))}


def test_the_examples_of_settings_name_known_variables_and_keep_secrets_to_the_web() -> None:
    common, web = example("pilotage"), example("web")
    assert common
    assert common.keys() | web.keys() <= VARIABLES
    secret = {variable_of(name) for name, field in Options.model_fields.items() if "SecretStr" in str(field.annotation)}
    assert len(secret) >= 3
    assert not secret & common.keys()
    assert secret <= web.keys()


def test_the_examples_as_they_are_do_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ("pilotage", "web"):
        for line in (DEPLOY / f"{path}.env.example").read_text(encoding="utf-8").splitlines():
            if match := re.match(r"(PILOTAGE_\w+)=(.*)", line):
                monkeypatch.setenv(match[1], match[2])
    with pytest.raises(WrongConfiguration, match="il manque PILOTAGE_OIDC_ISSUER"):
        configuration()


def test_secrets_of_the_web_reach_nobody_else() -> None:
    for path in SERVICES:
        assert ("web.env" in path.read_text(encoding="utf-8")) is ("web" in path.name), path.name
    for name, service in compose()["services"].items():
        assert ("web.env" in service.get("env_file", [])) is name.startswith("web-"), name


def compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def test_containers_share_one_volume_and_one_alone_builds() -> None:
    ours = {name: service for name, service in compose()["services"].items() if service["image"] == "pilotage"}
    assert {"donnees:/var/lib/pilotage" in service["volumes"] for service in ours.values()} == {True}
    assert [name for name, service in ours.items() if service.get("command", [])[:2] == ["pilotage", "build"]] == [
        "constructeur"
    ]
    limits = {name: service["mem_limit"] for name, service in ours.items()}
    assert (
        limits["constructeur"].upper() == unit(DEPLOY / "systemd" / "pilotage-builder.service")["Service"]["MemoryMax"]
    )
    purge = unit(DEPLOY / "systemd" / "pilotage-purge.service")["Service"]["ExecStart"]
    assert purge.endswith(" ".join(ours["effacement"]["command"]))
    for service in ours.values():
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert "ports" not in service
        assert ("networks" in service) != ("network_mode" in service)
    assert all(
        (DEPLOY / Path(service["build"]["context"]) / service["build"]["dockerfile"]).is_file()
        for service in ours.values()
    )


def test_the_proxy_knows_every_process_and_they_believe_it_alone() -> None:
    services = compose()["services"]
    processes = services["mandataire"]["environment"]["PILOTAGE_PROCESSUS"].split()
    assert processes == [
        f"{name}:8501"
        for name, service in services.items()
        if "interne" in service.get("networks", {}) and name != "mandataire"
    ]
    address = services["mandataire"]["networks"]["interne"]["ipv4_address"]
    assert {
        services[process.partition(":")[0]]["environment"]["PILOTAGE_TRUSTED_PROXIES"] for process in processes
    } == {address}


def test_the_image_copies_what_exists_and_runs_as_nobody_in_particular() -> None:
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    assert copied
    assert all((ROOT / name).exists() for names in copied for name in names)
    allowed = {
        line[1:] for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines() if line.startswith("!")
    }
    assert {name.removeprefix("./") for names in copied for name in names} == allowed
    assert [line for line in lines if line.startswith("USER ")] == ["USER pilotage"]
    assert lines.index("USER pilotage") < next(n for n, line in enumerate(lines) if line.startswith("CMD "))


def unit(path: Path) -> dict[str, dict[str, str]]:
    parser = configparser.ConfigParser(strict=False, interpolation=None, allow_no_value=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(path.read_text(encoding="utf-8"))
    return {name: dict(parser[name]) for name in parser.sections()}


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_service_is_confined(path: Path) -> None:
    service = unit(path)["Service"]
    wanted = {
        "ProtectSystem": "strict",
        "NoNewPrivileges": "yes",
        "PrivateTmp": "yes",
        "CapabilityBoundingSet": "",
        "User": "pilotage",
    }
    assert {name: service.get(name) for name in wanted} == wanted
    assert ("PrivateNetwork" in service) != ("web" in path.name)
    assert service["ExecStart"].startswith("/opt/pilotage/bin/")


@pytest.mark.parametrize("path", [path for path in UNITS if path.suffix == ".timer"], ids=lambda path: path.name)
def test_a_timer_has_its_service_and_catches_up(path: Path) -> None:
    assert path.with_suffix(".service") in SERVICES
    assert unit(path)["Timer"]["Persistent"] == "yes"


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None,
    reason="systemd n'est pas installé : les unités ne sont lues que par nos propres tests",
)
def test_systemd_finds_nothing_to_say(tmp_path: Path) -> None:
    for path in UNITS:
        text = re.sub(r"/opt/pilotage/bin/\w+", "/bin/true", path.read_text(encoding="utf-8"))
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    command = ["systemd-analyze", "verify", "--man=no", *sorted(str(unit) for unit in tmp_path.iterdir())]
    completed = subprocess.run(command, capture_output=True, text=True, check=False)
    ours = [line for line in (completed.stdout + completed.stderr).splitlines() if "pilotage" in line]
    assert (completed.returncode, ours) == (0, [])


class Fronted(wire.Session):
    """A tab whose browser speaks to nginx, and whom the portal knows."""

    def __enter__(self) -> Fronted:
        super().__enter__()
        return self

    def __init__(self, address: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(address, KNOWN | (headers or {}))

    def place(self) -> str:
        """The witness that ties this browser to a process."""
        return next(cookie.value or "" for cookie in self._jar if cookie.name == "pilotage_place")


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, list[str]]]:
    """The https and http addresses of nginx, and those of the two processes behind it; one account, by the portal."""
    if NGINX is None or OPENSSL is None:
        pytest.skip("nginx (souvent dans /usr/sbin) ou openssl n'est pas sur le PATH : le mandataire n'est pas essayé")
    folder = tmp_path_factory.mktemp("front")
    where = warehouse(folder / "data", {"a.xlsx": Report("DEPT-59", rows={"O16-1": (1, 2)}).xlsx()})
    grant(where, ACCOUNT, "national", "NAT-FR", by="console:essai")
    ports = [free_port() for _ in range(4)]
    with ExitStack() as stack:
        door = stack.enter_context(portal_door())
        stack.enter_context(nginx(folder, ports, door))
        more: dict[str, Any] = {
            "PILOTAGE_IDENTITY": "header",
            "PILOTAGE_PUBLIC_URL": f"https://localhost:{ports[0]}",
            "PILOTAGE_PROXY_SECRET": SECRET,
            "PILOTAGE_TRUSTED_PROXIES": "127.0.0.1",
        }
        behind = [stack.enter_context(browsing.serving(where.data, folder, port, **more)) for port in ports[2:]]
        yield f"https://localhost:{ports[0]}", f"http://localhost:{ports[1]}", behind


def ask(address: str, **headers: str) -> tuple[int, Any]:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=60) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.headers


def answered(process: str) -> float:
    """How many requests for files of the program a process answered."""
    with urllib.request.urlopen(f"{process}/metrics", timeout=60) as answer:
        match = re.search(r'pilotage_requests_total\{route="fichier",status="2xx"\} (\S+)', answer.read().decode())
    return float(match[1]) if match else 0.0


@pytest.mark.proof
def test_a_reader_signs_in_by_the_portal_and_reads_through_a_websocket(front: tuple[str, str, list[str]]) -> None:
    with Fronted(front[0]) as session:
        page = session.open("departement", territoire="DEPT-59")
        assert "Nord" in page.text()
        assert re.fullmatch(r"[0-9a-f]{32}", session.place())
        for folder in (ROOT, Path(sys.prefix)):  # where the program stands is told to nobody
            assert str(folder).encode() not in page.sent


@pytest.mark.proof
def test_whom_the_portal_does_not_know_opens_neither_page_nor_websocket(front: tuple[str, str, list[str]]) -> None:
    """Not even with the cookies of somebody whom it knows: the portal is asked for each request."""
    session = Fronted.__new__(Fronted)
    session.prepare(front[0], KNOWN)
    assert session.get("/", Accept="text/html")[0] == 200
    session.headers = {}
    assert session.get("/", Accept="text/html")[0] == 401
    with pytest.raises(InvalidStatus) as refused:
        session._open()
    assert refused.value.response.status_code == 401


@pytest.mark.proof
def test_another_name_has_no_answer(front: tuple[str, str, list[str]]) -> None:
    """Neither in clear nor encrypted: there, the name is asked before any certificate is shown."""
    for address in front[:2]:
        with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):
            ask(f"{address}/sante", Host="autre.exemple.fr")
    with pytest.raises(urllib.error.URLError, match="UNRECOGNIZED_NAME"):
        ask(f"{front[0].replace('localhost', '127.0.0.1')}/sante")
    assert ask(f"{front[2][0]}/collecte", Host="autre.exemple.fr")[0] == 421


@pytest.mark.proof
def test_what_a_reader_says_of_himself_is_replaced(front: tuple[str, str, list[str]]) -> None:
    forged = {"X-Remote-User": "autre@exemple.fr", "X-Pilotage-Proxy": "x" * 32, "X-Forwarded-For": "10.9.8.7"}
    with Fronted(front[0], forged) as session:
        assert "Nord" in session.open("departement", territoire="DEPT-59").text()
    alone = {"X-Remote-User": ACCOUNT, "Host": "localhost"}
    assert ask(f"{front[2][0]}/", Accept="text/html", **alone)[0] == 403


@pytest.mark.proof
def test_a_reader_stays_with_one_process_and_readers_are_shared_out(front: tuple[str, str, list[str]]) -> None:
    def served(session: Fronted) -> list[float]:
        before = [answered(process) for process in front[2]]
        for _ in range(6):
            assert session.get("/app/static/links.js")[0] == 200
        end = time.monotonic() + 30
        while True:  # a request is counted a moment after its answer has left
            counts = [answered(process) - was for process, was in zip(front[2], before, strict=True)]
            if sum(counts) >= 6 or time.monotonic() > end:
                return counts

    readers = [Fronted.__new__(Fronted) for _ in range(12)]
    for reader in readers:
        reader.prepare(front[0], KNOWN)
    shares = [served(reader) for reader in readers]
    assert {tuple(sorted(share)) for share in shares} == {(0, 6)}, "un lecteur est passé d'un processus à l'autre"
    assert {share.index(6) for share in shares} == {0, 1}, "un seul processus sert tout le monde"


@pytest.mark.proof
def test_answers_are_compressed_and_named(front: tuple[str, str, list[str]]) -> None:
    session = Fronted.__new__(Fronted)
    session.prepare(front[0], KNOWN)
    assert all(cookie.secure for cookie in session._jar), "un témoin voyagerait en clair"
    assert any(cookie.name == "_streamlit_xsrf" for cookie in session._jar)
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in session._jar)
    for path, kind in (("/", "text/html"), ("/app/static/links.js", "*/*")):
        status, headers = ask(f"{front[0]}{path}", Cookie=cookies, Accept=kind, **KNOWN, **{"Accept-Encoding": "gzip"})
        assert (status, headers["Content-Encoding"]) == (200, "gzip")
        assert headers["X-Request-Id"]
        assert "Strict-Transport-Security" in headers


@pytest.mark.proof
def test_what_is_for_the_inside_is_closed_and_the_rest_encrypted(front: tuple[str, str, list[str]]) -> None:
    assert [ask(f"{front[0]}{path}")[0] for path in ("/metrics", "/pret", "/sante")] == [404, 404, 200]
    plain = urllib.request.build_opener(
        type("Stay", (urllib.request.HTTPRedirectHandler,), {"redirect_request": lambda *_: None})
    )
    with pytest.raises(urllib.error.HTTPError) as moved:
        plain.open(f"{front[1]}/departement?territoire=DEPT-59")
    assert (moved.value.code, moved.value.headers["Location"].startswith("https://")) == (301, True)


@pytest.mark.proof
def test_a_file_too_heavy_stops_at_the_proxy(front: tuple[str, str, list[str]]) -> None:
    heavy = urllib.request.Request(
        f"{front[0]}/_stcore/upload_file/a/b", data=b"0" * (13 * 2**20), headers=KNOWN, method="PUT"
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(heavy, timeout=60)
    assert refused.value.code == 413
