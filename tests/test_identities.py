"""Who one is: what a provider says of an address and of a person, type by type and sign by sign, and whose it stays."""

from __future__ import annotations

import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dashboard.identity.configuration import Configuration, Provider
from dashboard.identity.metadata import Refused
from dashboard.identity.openid import OpenId
from dashboard.identity.request_context import Door
from pipelines.access import identities, sessions
from pipelines.access.lines import plain_account
from pipelines.access.sign_ins import SignIn
from pipelines.access.table import check, grant, rights_of
from pipelines.cli.app import app
from pipelines.errors import AccessError
from pipelines.settings import Settings
from pipelines.store import audit_chain

ISSUER, CLIENT, ACCOUNT = "https://fournisseur.example", "pilotage", "kamel@academie.example"
NAN = float("nan")
OF_ANY_TYPE: tuple[Any, ...] = (
    "true", "True", "1", "oui", "", " ", 0, 1, 2, -1, 1.0, NAN, None, [], [True], {}, {"true": True}, False,
)  # fmt: skip
# What looks like the address, or becomes it once folded, and is another.
LOOKS_LIKE = {
    "the Kelvin sign": "\u212aamel@academie.example",
    "a wide letter": "\uff4bamel@academie.example",
    "a wide sign": "kamel\uff20academie.example",
    "a dotless i": "kamel@academ\u0131e.example",
    "a ligature": "kamel@academie.exampl\ufb01",
    "a no-break space after": "kamel@academie.example\u00a0",
    "a no-break space before": "\u00a0kamel@academie.example",
    "a narrow no-break space": "kamel\u202f@academie.example",
    "an ideographic space": "kamel@academie.example\u3000",
    "a space of no width": "kamel\u200b@academie.example",
    "a soft hyphen": "kamel\u00ad@academie.example",
    "a mark of direction": "\u202ekamel@academie.example",
    "a Cyrillic letter": "k\u0430mel@academie.example",
    "an accent": "kame\u0301l@academie.example",
    "a null": "kamel@academie.example\x00",
    "a null within": "kamel\x00@academie.example",
    "the mark of a file": "\ufeffkamel@academie.example",
    "two addresses": "kamel@academie.example,autre@academie.example",
    "a name": "Kamel <kamel@academie.example>",
    "a line": "kamel@academie.example\nautre",
    "a delete": "kamel\x7f@academie.example",
    "too long": "k" * 250 + "@academie.example",
    "nothing": "",
    "no domain": "kamel@",
}


class Published:
    """What a provider publishes, and a token that is the claims themselves: signatures are tried elsewhere."""

    def description(self) -> dict[str, Any]:
        return {"issuer": ISSUER, "userinfo_endpoint": f"{ISSUER}/userinfo"}

    def verified(self, token: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        return {"alg": "RS256"}, dict(token)


def named(
    claims: dict[str, Any] | None = None, userinfo: dict[str, Any] | None = None, never_tells: bool = False
) -> str:
    """The account of a person of whom the provider says that (`...`: leaves it out); its usual word else."""
    sign_in = SignIn("/")
    now = int(time.time())
    usual = {"iss": ISSUER, "aud": CLIENT, "sub": "p-1", "nonce": sign_in.nonce, "iat": now, "exp": now + 60}
    id_token = {name: value for name, value in (usual | (claims or {})).items() if value is not ...}
    beside = {"email": ACCOUNT, "email_verified": True} if userinfo is None else userinfo
    openid = OpenId(Provider(ISSUER, CLIENT, "secret", never_tells_verified=never_tells), "https://a.example/retour")
    openid._published = Published()  # type: ignore[assignment]
    openid._exchange = lambda code, verifier: {"id_token": id_token, "access_token": "a"}  # type: ignore[method-assign]
    openid._userinfo = lambda token, subject: {  # type: ignore[method-assign]
        name: value for name, value in beside.items() if value is not ...
    }
    return openid.come_back(sign_in, "code", ISSUER).account


def test_an_address_that_the_provider_verified_is_the_account():
    assert named() == ACCOUNT
    assert named({"email": "Kamel@Academie.example", "email_verified": True}, {}) == ACCOUNT
    assert named({"email": ACCOUNT}) == ACCOUNT  # said verified beside


@pytest.mark.parametrize("verified", [..., *OF_ANY_TYPE], ids=repr)
@pytest.mark.parametrize("place", ["id_token", "userinfo"])
def test_verified_is_true_and_nothing_else(place: str, verified: Any):
    claims = {"email": ACCOUNT, "email_verified": verified}
    with pytest.raises(Refused, match=r"^email_verified$"):
        named(claims if place == "id_token" else {}, claims if place == "userinfo" else {})


@pytest.mark.parametrize("verified", OF_ANY_TYPE, ids=repr)
def test_a_provider_that_never_tells_and_tells_is_not_believed(verified: Any):
    assert named(userinfo={"email": ACCOUNT}, never_tells=True) == ACCOUNT
    with pytest.raises(Refused, match=r"^email_verified$"):
        named(userinfo={"email": ACCOUNT, "email_verified": verified}, never_tells=True)


def test_what_is_said_of_one_address_is_not_said_of_another():
    mine = {"email": "autre@academie.example", "email_verified": True}
    for beside in ({"email": ACCOUNT}, {"email": ACCOUNT, "email_verified": True}):
        with pytest.raises(Refused, match=r"^email$"):
            named(mine, beside)
    with pytest.raises(Refused, match=r"^email_verified$"):
        named({"email_verified": True}, {"email": ACCOUNT})


@pytest.mark.parametrize("account", LOOKS_LIKE.values(), ids=LOOKS_LIKE)
def test_what_looks_like_an_address_is_refused_before_it_is_folded(account: str, tmp_path: Path):
    where = Settings(tmp_path)
    grant(where, ACCOUNT, "region", "REG-76", "console:essai")
    with pytest.raises(Refused, match=r"^email$"):
        named(userinfo={"email": account, "email_verified": True})
    if account.strip(" \t\r\n") == account:
        assert plain_account(account) is None
    assert rights_of(where, account).grants == ()
    assert sessions.same_account(account) != ACCOUNT
    door = Door(Configuration("header", "https://a.example", proxy_secret="s" * 32), where)
    headers = [(b"x-remote-user", account.encode()), (b"x-pilotage-proxy", b"s" * 32)]
    assert door.vouched({"type": "http", "headers": headers, "client": ("127.0.0.1", 1)}) is None


def test_the_table_has_what_folding_would_let_through():
    folded = {
        name
        for name, lookalike in LOOKS_LIKE.items()
        if unicodedata.normalize("NFKC", lookalike).strip().lower() == ACCOUNT
    }
    assert {"the Kelvin sign", "a wide letter", "a wide sign", "a no-break space after"} <= folded


@pytest.mark.parametrize("name", ["iss", "aud", "sub", "exp", "iat", "nonce", "azp", "at_hash", "amr", "auth_time"])
@pytest.mark.parametrize("value", [..., *OF_ANY_TYPE, 10**400, "\u212a", "p" * 300, ["a", 1], NAN], ids=lambda _: "")
def test_a_claim_of_another_type_is_refused_and_breaks_nothing(name: str, value: Any):
    harmless = name in ("azp", "at_hash", "amr", "auth_time")
    try:
        assert named({name: value}) == ACCOUNT
    except Refused:
        return
    assert harmless or (name == "sub" and value in ("true", "True", "1", "oui"))


@pytest.fixture
def where(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "data")
    grant(settings, ACCOUNT, "region", "REG-76", "console:essai")
    return settings


def test_an_account_stays_that_of_the_first_person_until_it_is_unbound(where: Settings):
    assert identities.bindings(where) == []
    assert identities.is_the_same(where, ACCOUNT, ISSUER, "p-1")
    bindings = identities.bindings(where)
    assert identities.is_the_same(where, ACCOUNT, ISSUER, "p-1")
    assert not identities.is_the_same(where, ACCOUNT, ISSUER, "p-2")
    assert not identities.is_the_same(where, ACCOUNT, ISSUER, "P-1")
    assert not identities.is_the_same(where, ACCOUNT, "https://autre.example", "p-1")
    assert identities.is_the_same(where, "autre@academie.example", ISSUER, "p-1")
    assert identities.bindings(where)[:1] == bindings
    assert "p-1" not in (where.access / "identities.csv").read_text(encoding="utf-8")
    assert identities.unbind(where, ACCOUNT.upper(), "console:essai") == 1
    assert identities.unbind(where, ACCOUNT, "console:essai") == 0
    assert identities.is_the_same(where, ACCOUNT, ISSUER, "p-2")
    assert not identities.is_the_same(where, ACCOUNT, ISSUER, "p-1")
    assert [bound.unbound_at != "" for bound in identities.bindings(where) if bound.account == ACCOUNT] == [True, False]
    assert identities.unbind(where, None, "console:essai") == 2
    events = [entry["event"] for entry in audit_chain.entries(where)]
    assert [event for event in events if event.startswith("identity")] == [
        "identity_bound", "identity_bound", "identity_unbound", "identity_bound", "identity_unbound",
        "identity_unbound",
    ]  # fmt: skip
    assert "access_file_changed" not in events
    assert audit_chain.verify(where) == []


def test_a_binding_that_is_changed_by_hand_is_journalled(where: Settings):
    identities.is_the_same(where, ACCOUNT, ISSUER, "p-1")
    (where.access / "identities.csv").unlink()
    rights_of(where, ACCOUNT)
    assert [entry["event"] for entry in audit_chain.entries(where)][-1] == "access_file_changed"


@pytest.mark.parametrize("content", ["autre;chose\n", "x" * 200_000, "\0", "compte;emetteur\n"])
def test_a_file_that_is_not_read_lets_nobody_in(where: Settings, content: str):
    (where.access / "identities.csv").write_text(content, encoding="utf-8")
    with pytest.raises(AccessError, match=r"identities\.csv"):
        identities.is_the_same(where, ACCOUNT, ISSUER, "p-1")
    assert [complaint for complaint in check(where) if complaint.startswith("identities.csv")]
    (where.access / "identities.csv").write_text(f"{';'.join(identities.COLUMNS)}\n{ACCOUNT};\n", encoding="utf-8")
    assert not identities.is_the_same(where, ACCOUNT, ISSUER, "p-1")
    assert check(where) == []


def test_the_operator_unbinds_an_account_and_ends_its_sessions(where: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PILOTAGE_DATA", str(where.data))
    run = CliRunner().invoke
    assert run(app, ["access", "unbind", ACCOUNT]).exit_code == 1
    assert run(app, ["access", "unbind"]).exit_code == 2
    identities.is_the_same(where, ACCOUNT, ISSUER, "p-1")
    token = sessions.open_session(where, ACCOUNT)
    answer = run(app, ["access", "unbind", ACCOUNT])
    assert (answer.exit_code, "1 compte(s) délié(s)" in answer.output) == (0, True)
    assert sessions.session(where, token) is None
    identities.is_the_same(where, ACCOUNT, ISSUER, "p-2")
    assert run(app, ["access", "unbind", "--all"]).exit_code == 0
    assert [binding for binding in identities.bindings(where) if not binding.unbound_at] == []


def test_an_account_without_a_right_is_bound_to_nobody_and_stays_whose_it_was(where: Settings):
    assert identities.is_the_same(where, "autre@academie.example", ISSUER, "p-9", binds=False)
    assert identities.bindings(where) == []
    identities.is_the_same(where, ACCOUNT, ISSUER, "p-1")
    assert not identities.is_the_same(where, ACCOUNT, ISSUER, "p-2", binds=False)
    assert identities.is_the_same(where, ACCOUNT, ISSUER, "p-1", binds=False)


def test_the_first_right_ends_what_was_opened_before(where: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PILOTAGE_DATA", str(where.data))
    early, entitled = sessions.open_session(where, "autre@academie.example"), sessions.open_session(where, ACCOUNT)
    for account in ("autre@academie.example", ACCOUNT):
        assert CliRunner().invoke(app, ["access", "grant", account, "region", "REG-11"]).exit_code == 0
    assert sessions.session(where, early) is None
    assert sessions.session(where, entitled) is not None
