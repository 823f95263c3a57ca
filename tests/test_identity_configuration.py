"""The settings of identity: each wrong value is one French sentence that says what to write, and the server stops."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from browsing import ROOT

from dashboard.identity.configuration import configuration, loopback
from dashboard.identity.current import SignedOut, current
from dashboard.identity.routes import return_address
from pipelines.errors import WrongConfiguration

OIDC = {
    "PILOTAGE_IDENTITY": "oidc",
    "PILOTAGE_PUBLIC_URL": "https://pilotage.example/",
    "PILOTAGE_OIDC_ISSUER": "https://fournisseur.example/api/v2",
    "PILOTAGE_OIDC_CLIENT_ID": "pilotage",
    "PILOTAGE_OIDC_CLIENT_SECRET": "secret",
}
HEADER = {
    "PILOTAGE_IDENTITY": "header",
    "PILOTAGE_PUBLIC_URL": "https://pilotage.example",
    "PILOTAGE_PROXY_SECRET": "0123456789abcdef0123456789abcdef",
}


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PILOTAGE_")]:
        monkeypatch.delenv(name)


def set_variables(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def test_each_way_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert configuration().mode == "local"
    set_variables(
        monkeypatch,
        HEADER | {"PILOTAGE_HEADER_NAME": "X-Courriel", "PILOTAGE_TRUSTED_PROXIES": "10.0.0.5, 10.1.0.0/24"},
    )
    portal = configuration()
    assert (portal.header_name, portal.trusted_proxies) == ("x-courriel", ("10.0.0.5/32", "10.1.0.0/24"))
    (tmp_path / "secret").write_text("kept apart\n", encoding="utf-8")
    set_variables(monkeypatch, OIDC | {"PILOTAGE_OIDC_CLIENT_SECRET_FILE": str(tmp_path / "secret")})
    oidc = configuration()
    assert oidc.provider
    assert (oidc.provider.client_secret, oidc.provider.auth, oidc.provider.prompt) == ("kept apart", "post", "")
    assert (oidc.public_url, oidc.public_host, oidc.secure) == ("https://pilotage.example", "pilotage.example", True)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"PILOTAGE_IDENTITY": "ldap"}, "local, oidc ou header"),
        (OIDC | {"PILOTAGE_PUBLIC_URL": ""}, "il manque PILOTAGE_PUBLIC_URL"),
        (OIDC | {"PILOTAGE_PUBLIC_URL": "http://pilotage.example"}, "https://"),
        (OIDC | {"PILOTAGE_PUBLIC_URL": "https://pilotage.example/outil"}, "sans chemin"),
        (OIDC | {"PILOTAGE_PUBLIC_URL": "https://a:b@pilotage.example"}, "https://"),
        (OIDC | {"PILOTAGE_PUBLIC_URL": "https://pilotage.example:port"}, "https://"),
        (OIDC | {"PILOTAGE_OIDC_ISSUER": "http://fournisseur.example"}, "PILOTAGE_OIDC_ISSUER"),
        (OIDC | {"PILOTAGE_OIDC_CLIENT_ID": " "}, "il manque PILOTAGE_OIDC_CLIENT_ID"),
        (OIDC | {"PILOTAGE_OIDC_CLIENT_SECRET": ""}, "il manque PILOTAGE_OIDC_CLIENT_SECRET"),
        (OIDC | {"PILOTAGE_OIDC_CLIENT_SECRET_FILE": "nulle-part"}, "ne se lit pas"),
        (OIDC | {"PILOTAGE_OIDC_AUTH": "jwt"}, "post ou basic"),
        (OIDC | {"PILOTAGE_OIDC_SCOPE": "email"}, "openid"),
        (HEADER | {"PILOTAGE_PROXY_SECRET": ""}, "PILOTAGE_PROXY_SECRET"),
        (HEADER | {"PILOTAGE_PROXY_SECRET": "", "PILOTAGE_TRUSTED_PROXIES": "127.0.0.1"}, "PILOTAGE_PROXY_SECRET"),
        (OIDC | {"PILOTAGE_OIDC_EMAIL_VERIFIED": "non"}, "required ou untold"),
        (HEADER | {"PILOTAGE_PROXY_SECRET": "court"}, "32 caractères"),
        (HEADER | {"PILOTAGE_TRUSTED_PROXIES": "portail"}, "PILOTAGE_TRUSTED_PROXIES"),
        (HEADER | {"PILOTAGE_HEADER_NAME": "X-Pilotage-Session"}, "PILOTAGE_HEADER_NAME"),
        (HEADER | {"PILOTAGE_HEADER_NAME": "a b"}, "PILOTAGE_HEADER_NAME"),
    ],
)
def test_a_wrong_value_says_what_to_write(monkeypatch: pytest.MonkeyPatch, values: dict[str, str], words: str) -> None:
    set_variables(monkeypatch, values)
    with pytest.raises(WrongConfiguration, match=words) as wrong:
        configuration()
    assert "secret" not in str(wrong.value).replace("PILOTAGE_OIDC_CLIENT_SECRET", "")


@pytest.mark.parametrize(
    ("module", "arguments"),
    [("dashboard.serve", ["--port", "0"]), ("pipelines.cli.app", ["start", "--no-browser"])],
)
def test_without_identification_nothing_but_this_machine_is_served(
    tmp_path: Path, module: str, arguments: list[str]
) -> None:
    environment = os.environ | {"PILOTAGE_DATA": str(tmp_path / "data")}
    command = [sys.executable, "-m", module, *arguments, "--host", "0.0.0.0"]
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=90, check=False)
    assert answer.returncode == 2
    assert "PILOTAGE_IDENTITY=oidc" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_this_machine_is_known_by_its_names() -> None:
    assert all(loopback(host) for host in ("127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost", "LOCALHOST"))
    assert not any(loopback(host) for host in ("0.0.0.0", "::", "192.0.2.1", "localhost.example", "", "127.0.0.1.a"))


def test_a_run_that_the_gate_did_not_let_in_is_nobodys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PILOTAGE_DATA", str(tmp_path / "data"))
    here = current()
    assert here.rights.whole
    assert here.session is None
    monkeypatch.setenv("PILOTAGE_IDENTITY", "header")
    with pytest.raises(SignedOut):
        current()


def test_only_addresses_of_ours_are_returned_to() -> None:
    for ours in ("/", "/objectif?objectif=4&vers=https://a.example", "/%2F%2Felsewhere.example"):
        assert return_address(ours) == ours
    for foreign in (
        "",
        "objectif",
        "//a.example",
        "/\\a.example",
        "/\ta",
        "https://a.example",
        "/media/a",
        "/" + "a" * 3000,
    ):
        assert return_address(foreign) == "/"
