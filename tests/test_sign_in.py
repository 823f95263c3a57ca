"""Signing in with a strict provider that behaves like ProConnect: the way that works, and the attacks that do not."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
import requests
from gated import PAGE, Gated, act, address_of, gated, listen, query_of, tab_of, way_back
from joserfc.jwk import RSAKey
from provider import Lies, Provider, long_ago, providing
from websockets.exceptions import ConnectionClosed, InvalidStatus

from dashboard.identity import configuration, sign_in
from dashboard.identity.configuration import Configuration
from dashboard.identity.sign_in import ATTEMPTS_A_MINUTE
from pipelines.access import sessions
from pipelines.access.identities import unbind
from pipelines.access.table import grant, revoke
from pipelines.settings import Settings
from pipelines.store import audit_log

ACCOUNT = "prefigurateur@academie.example"
COOKIE, BINDING = "pilotage", "pilotage-connexion"
REFUSED = "La connexion n'a pas abouti"
OURS = {"Sec-Fetch-Site": "same-origin"}  # what a browser says of a link that stood on our own page


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with providing() as provided:
        provided.person("person", email="Prefigurateur@Academie.example", email_verified=True)
        provided.person("successor", email="prefigurateur@academie.example", email_verified=True)
        provided.person("stranger", email="inconnu@academie.example", email_verified=True)
        provided.person("nameless", email=" ")
        yield provided


@pytest.fixture(scope="module")
def served(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gated]:
    """One gate for every test, registered at the provider."""
    listening = listen()
    address = address_of(listening)
    provider.register(f"{address}/connexion/retour", f"{address}/deconnecte")
    provider_settings = configuration.Provider(provider.issuer, provider.client_id, provider.client_secret)
    where = Settings(tmp_path_factory.mktemp("identity") / "data")
    with gated(Configuration("oidc", address, provider=provider_settings), where, listening) as opened:
        yield opened


@pytest.fixture
def gate(served: Gated, provider: Provider) -> Gated:
    """The gate as on its first day: one account has a role, nobody is signed in, and the provider does not lie."""
    provider.lies, served.clock.ahead = Lies(), 0
    served.forget()
    grant(served.where, ACCOUNT, "region", "REG-76", "console:essai")
    return served


def start(gate: Gated, browser: requests.Session, back: str = "/") -> str:
    """Where the provider is asked."""
    answer = gate.get(f"/connexion/commencer?retour={quote(back, safe='')}", browser, headers=OURS)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def identified(gate: Gated, browser: requests.Session, sub: str = "person", back: str = "/") -> str:
    """The way back from the provider, once it knows the person."""
    return way_back(gate.ask("POST", start(gate, browser, back), data={"sub": sub}))


def signed_in(gate: Gated, sub: str = "person") -> requests.Session:
    browser = requests.Session()
    answer = gate.get(identified(gate, browser, sub), browser)
    assert answer.status_code == 303, answer.text
    return browser


def events(gate: Gated) -> list[tuple[str, str]]:
    lines = [line for path in audit_log.files(gate.where) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        (match[1], match[2]) for line in lines if (match := re.search(r'"event": "(\w+)".*"outcome": "(\w+)"', line))
    ]


def opened(gate: Gated, browser: requests.Session) -> bool:
    """Whether the browser reaches the application."""
    answer = gate.get("/", browser)
    assert answer.status_code in (200, 401, 403)
    return answer.status_code == 200


def test_the_whole_way_in_and_out(gate: Gated, provider: Provider) -> None:
    browser, wanted = requests.Session(), "/objectif?objectif=4&campagne=2024-2025"
    sent = gate.get(wanted, browser, headers=PAGE)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/connexion?retour={quote(wanted, safe='')}")
    assert "S&#x27;identifier" in gate.get(sent.headers["location"], browser).text
    back = identified(gate, browser, back=wanted)
    request = provider.authorizations[-1]
    assert "prompt" not in request
    assert request["code_challenge_method"] == "S256"
    answer = gate.get(back, browser)
    assert (answer.status_code, answer.headers["location"]) == (303, wanted)
    inside = gate.get(wanted, browser).json()["headers"]["x-pilotage-session"]
    session = sessions.session_of(gate.where, inside)
    assert session
    assert session.account == ACCOUNT
    assert str(browser.cookies[COOKIE]) not in gate.where.sessions.read_bytes().decode("latin-1")
    out = gate.ask("POST", "/deconnexion", browser, headers={"origin": gate.address})
    assert query_of(out.headers["location"])["post_logout_redirect_uri"] == quote(f"{gate.address}/deconnecte", safe="")
    assert way_back(gate.get(out.headers["location"])).startswith(f"{gate.address}/deconnecte?state=")
    assert not opened(gate, browser)
    assert [event for event, _ in events(gate)] == ["access_granted", "identity_bound", "sign_in", "sign_out"]


def test_the_identity_is_read_from_a_plain_answer_too(gate: Gated, provider: Provider) -> None:
    provider.lies = Lies(plain_userinfo=True)
    assert opened(gate, signed_in(gate))


@pytest.mark.parametrize(("changes", "refused_at"), [({"prompt": "select_account"}, 400), ({"auth": "basic"}, 302)])
def test_the_provider_is_as_strict_as_proconnect(
    gate: Gated, provider: Provider, changes: dict[str, Any], refused_at: int
) -> None:
    listening = listen()
    provider.register(f"{address_of(listening)}/connexion/retour")
    strict = configuration.Provider(provider.issuer, provider.client_id, provider.client_secret, **changes)
    with gated(Configuration("oidc", address_of(listening), provider=strict), gate.where, listening) as other:
        browser = requests.Session()
        sent = other.ask("POST", start(other, browser), data={"sub": "person"})
        assert sent.status_code == refused_at
        assert refused_at == 400 or other.get(way_back(sent), browser).status_code == 403
        assert not opened(other, browser)


def test_new_keys_of_the_provider_are_read_once_they_are_needed(gate: Gated, provider: Provider) -> None:
    assert opened(gate, signed_in(gate))
    provider.turn_keys()
    assert opened(gate, signed_in(gate))


def test_an_account_without_a_role_is_told_so_and_sees_nothing(gate: Gated) -> None:
    browser = signed_in(gate, "stranger")
    answer = gate.get("/", browser, headers=PAGE)
    assert answer.status_code == 403
    assert "n&#x27;a pas encore d&#x27;accès" in answer.text
    assert gate.upstream.requests == []
    assert ("refusal", "no_access") in events(gate)


@pytest.mark.parametrize(
    ("lies", "reason"),
    [
        (Lies(claims={"nonce": "another"}), "id_token_nonce"),
        (Lies(claims={"nonce": None}), "id_token_nonce"),
        (Lies(claims={"aud": ["somebody-else"]}), "id_token_aud"),
        (Lies(claims={"azp": "somebody-else"}), "id_token_azp"),
        (Lies(claims={"iss": "https://elsewhere.example"}), "id_token_iss"),
        (Lies(claims=long_ago()), "id_token_exp"),
        (Lies(claims={"iat": long_ago()["iat"]}), "id_token_iat"),
        (Lies(claims={"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}), "id_token_at_hash"),
        (Lies(unsigned=True), "signature"),
        (Lies(secret_is_public_key=True), "signature"),
        (Lies(key=RSAKey.generate_key(2048, {"kid": "first"})), "signature"),
        (Lies(userinfo={"sub": "somebody-else"}), "userinfo_sub"),
        (Lies(userinfo={"email": ""}), "email"),
        (Lies(userinfo={"email_verified": False}), "email_verified"),
        (Lies(userinfo={"email_verified": "true"}), "email_verified"),
        (Lies(userinfo={"email": "\u212aprefigurateur@academie.example"}), "email"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_answer_of_the_provider_that_is_wrong_opens_nothing(
    gate: Gated, provider: Provider, lies: Lies, reason: str
) -> None:
    provider.lies, browser = lies, requests.Session()
    answer = gate.get(identified(gate, browser), browser)
    assert answer.status_code == 403
    assert REFUSED in unescape(answer.text)
    assert reason not in answer.text
    assert COOKIE not in browser.cookies
    assert not opened(gate, browser)
    assert ("refusal", f"sign_in_{reason}") in events(gate)


def test_an_address_given_to_somebody_else_opens_nothing_until_it_is_unbound(gate: Gated) -> None:
    assert opened(gate, signed_in(gate))
    successor = requests.Session()
    answer = gate.get(identified(gate, successor, "successor"), successor)
    assert answer.status_code == 403
    assert "a d'abord servi à une autre personne" in unescape(answer.text)
    assert COOKIE not in successor.cookies
    assert ("refusal", "sign_in_other_person") in events(gate)
    revoke(gate.where, ACCOUNT, by="console:essai")
    assert gate.get(identified(gate, successor, "successor"), successor).status_code == 403
    assert COOKIE not in successor.cookies, "without a right either: it could be given back"
    grant(gate.where, ACCOUNT, "region", "REG-76", "console:essai")
    assert opened(gate, signed_in(gate))
    unbind(gate.where, ACCOUNT, "console:essai")
    assert opened(gate, signed_in(gate, "successor"))
    first = requests.Session()
    assert gate.get(identified(gate, first), first).status_code == 403


def test_a_table_of_identities_that_is_not_read_lets_nobody_in_and_says_so(gate: Gated) -> None:
    (gate.where.access / "identities.csv").write_text("autre;chose\n", encoding="utf-8")
    browser = requests.Session()
    assert gate.get(identified(gate, browser), browser).status_code == 403
    assert COOKIE not in browser.cookies
    assert ("refusal", "sign_in_identities") in events(gate)


def test_a_code_is_good_once(gate: Gated) -> None:
    browser = requests.Session()
    back = identified(gate, browser)
    binding = browser.cookies[BINDING]
    assert gate.get(back, browser).status_code == 303
    thief = requests.Session()
    thief.cookies.set(BINDING, binding, domain="127.0.0.1")
    assert gate.get(back, thief).status_code == 403
    assert not opened(gate, thief)
    # nor with a state of the thief's own: the code is bound to what the first sign-in kept to itself
    state = query_of(start(gate, thief))["state"]
    other = re.sub(r"state=[^&]*", f"state={state}", back)
    assert gate.get(other, thief).status_code == 403


def test_the_state_of_somebody_else_opens_nothing(gate: Gated) -> None:
    attacker, victim = requests.Session(), requests.Session()
    back = identified(gate, attacker)
    start(gate, victim)
    assert gate.get(back, victim).status_code == 403
    assert not opened(gate, victim)


def test_without_the_cookie_of_the_browser_that_left_nothing_opens(gate: Gated) -> None:
    browser = requests.Session()
    back = identified(gate, browser)
    assert gate.get(back, requests.Session()).status_code == 403
    assert ("refusal", "sign_in_state") in events(gate)


def test_a_sign_in_that_took_more_than_ten_minutes_is_void(gate: Gated) -> None:
    browser = requests.Session()
    back = identified(gate, browser)
    gate.clock.ahead = 601
    assert gate.get(back, browser).status_code == 403


def test_an_altered_cookie_opens_nothing(gate: Gated) -> None:
    browser = signed_in(gate)
    token = str(browser.cookies[COOKIE])
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), token.lower(), "", "' or 1=1 --"):
        thief = requests.Session()
        thief.cookies.set(COOKIE, wrong, domain="127.0.0.1")
        assert not opened(gate, thief)
    assert opened(gate, browser)


def test_a_session_chosen_by_somebody_else_is_not_kept(gate: Gated) -> None:
    browser = requests.Session()
    browser.cookies.set(COOKIE, "chosen-by-the-attacker", domain="127.0.0.1", path="/")
    gate.get(identified(gate, browser), browser)
    thief = requests.Session()
    thief.cookies.set(COOKIE, "chosen-by-the-attacker", domain="127.0.0.1")
    assert not opened(gate, thief)


def test_a_cookie_that_was_signed_out_is_worth_nothing(gate: Gated) -> None:
    browser = signed_in(gate)
    token = browser.cookies[COOKIE]
    gate.ask("POST", "/deconnexion", browser, headers={"origin": gate.address})
    thief = requests.Session()
    thief.cookies.set(COOKIE, token, domain="127.0.0.1")
    assert not opened(gate, thief)


def test_another_site_does_not_sign_out(gate: Gated) -> None:
    browser = signed_in(gate)
    for headers in ({"origin": "https://elsewhere.example"}, {}):
        assert gate.ask("POST", "/deconnexion", browser, headers=headers).status_code == 403
    assert opened(gate, browser)


@pytest.mark.parametrize("name", ["X-Pilotage-Session", "X_Pilotage_Session", "X-Pilotage-Account", "X-Remote-User"])
def test_a_forged_identity_header_opens_nothing(gate: Gated, name: str) -> None:
    mine = signed_in(gate)
    inside = gate.get("/", mine).json()["headers"]["x-pilotage-session"]
    assert gate.get("/", headers={name: inside}).status_code == 401
    assert gate.get("/", headers={name: ACCOUNT}).status_code == 401
    reached = gate.get("/", mine, headers={name: "forged"}).json()["headers"]
    assert reached["x-pilotage-session"] == inside
    assert {value for key, value in reached.items() if key.startswith("x-pilotage")} == {inside}


def test_nothing_is_left_after_an_account_is_signed_out_everywhere(gate: Gated) -> None:
    first, second = signed_in(gate), signed_in(gate)
    assert sessions.end_all(gate.where, ACCOUNT.upper()) == 2
    assert not opened(gate, first)
    assert not opened(gate, second)


def test_nothing_is_left_after_rights_are_withdrawn(gate: Gated) -> None:
    browser = signed_in(gate)
    with gate.socket(browser) as page:
        tab_of(page.recv(5))
        revoke(gate.where, ACCOUNT, by="console:essai")
        assert closed_with(page) == 4401
    assert gate.get("/", browser).status_code == 403


@pytest.mark.parametrize(("step", "steps"), [(1801, 1), (1700, 26)], ids=["idle", "absolute"])
def test_a_session_ends_by_itself(gate: Gated, step: int, steps: int) -> None:
    browser = signed_in(gate)
    for _ in range(steps - 1):
        gate.clock.ahead += step
        if gate.clock.ahead >= 12 * 3600:
            break
        assert opened(gate, browser)
    gate.clock.ahead += step
    assert not opened(gate, browser)


@pytest.mark.parametrize(
    "back",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "\\/elsewhere.example",
        "/%09/elsewhere.example\r\nset-cookie: a=b",
        "javascript:alert(1)",
        "/deconnexion",
        "/connexion/retour?code=a",
        "http:elsewhere.example",
        "///elsewhere.example",
    ],
)
def test_signing_in_never_leads_elsewhere(gate: Gated, back: str) -> None:
    browser = requests.Session()
    answer = gate.get(identified(gate, browser, back=back), browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_page_of_another_site_cannot_listen(gate: Gated) -> None:
    browser = signed_in(gate)
    for origin in ("https://elsewhere.example", "null", gate.address.replace("127.0.0.1", "localhost")):
        with pytest.raises(InvalidStatus), gate.socket(browser, origin):
            pass


def closed_with(page: Any) -> int:
    """The code with which an open page is closed, within seconds and by itself."""
    try:
        while page.recv(5):
            pass
    except ConnectionClosed as end:
        return end.rcvd.code if end.rcvd else 0
    return 0


def test_an_open_page_closes_at_sign_out(gate: Gated) -> None:
    browser = signed_in(gate)
    with gate.socket(browser) as page:
        tab_of(page.recv(5))
        page.send(act())
        assert page.recv(5) == act()
        gate.ask("POST", "/deconnexion", browser, headers={"origin": gate.address})
        assert closed_with(page) == 4401


def test_an_open_page_closes_when_nobody_acts_even_if_it_refreshes_itself(gate: Gated) -> None:
    browser = signed_in(gate)
    with gate.socket(browser) as page:
        tab_of(page.recv(5))
        gate.clock.ahead = 1000
        page.send(act())
        assert page.recv(5) == act()
        gate.clock.ahead = 2000
        page.send(act(automatic=True))
        assert page.recv(5) == act(automatic=True)
        gate.clock.ahead = 2801
        assert closed_with(page) == 4401


def test_a_page_without_a_session_is_told_so_and_given_nothing(gate: Gated) -> None:
    with gate.socket(requests.Session()) as page:
        assert closed_with(page) == 4401
    assert gate.upstream.tabs == 0


def test_sign_ins_are_counted_by_browser_then_by_address(gate: Gated, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = requests.Session()
    for _ in range(ATTEMPTS_A_MINUTE + 1):  # the first has no cookie yet
        assert gate.get("/connexion/commencer", browser, headers=OURS).status_code == 303
    answer = gate.get("/connexion/commencer", browser, headers=OURS | {"x-forwarded-for": "192.0.2.7"})
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "60"
    assert "Trop de tentatives" in answer.text
    colleague = requests.Session()  # at the same address: not made to wait for it
    assert gate.get("/connexion/commencer", colleague, headers=OURS).status_code == 303
    monkeypatch.setattr(sign_in, "OF_AN_ADDRESS", ATTEMPTS_A_MINUTE + 3)
    assert gate.get("/connexion/commencer", headers=OURS).status_code == 303
    assert gate.get("/connexion/commencer", headers=OURS).status_code == 429
    gate.clock.ahead = 61
    assert gate.get("/connexion/commencer", browser, headers=OURS).status_code == 303


def test_sessions_of_one_account_are_counted_wherever_they_begin(gate: Gated) -> None:
    for _ in range(ATTEMPTS_A_MINUTE):
        signed_in(gate)
    browser = requests.Session()
    assert gate.get(identified(gate, browser), browser).status_code == 429
    gate.clock.ahead = 61
    signed_in(gate)


@pytest.mark.parametrize(
    ("headers", "begins"),
    [
        (OURS, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "none", "Referer": "{ours}/connexion"}, False),
        ({"Referer": "{ours}/connexion?retour=%2F"}, True),
        ({"Origin": "{ours}"}, True),
        ({"Referer": "{ours}.autre.example/connexion"}, False),
        ({"Origin": "https://autre.example", "Referer": "{ours}/connexion"}, False),
        ({}, False),
    ],
)
def test_only_our_own_page_begins_a_sign_in(gate: Gated, headers: dict[str, str], begins: bool) -> None:
    sent = {name: value.replace("{ours}", gate.address) for name, value in headers.items()}
    answer = gate.get("/connexion/commencer?retour=%2Fcollecte", headers=sent)
    assert answer.status_code == 303
    led = answer.headers["location"] != "/connexion?retour=%2Fcollecte"
    assert (led, "set-cookie" in answer.headers) == (begins, begins)


def test_a_provider_that_does_not_answer_is_said(gate: Gated, provider: Provider) -> None:
    silent = configuration.Provider("http://127.0.0.1:9", "a", "b")
    listening = listen()
    with gated(Configuration("oidc", address_of(listening), provider=silent), gate.where, listening) as alone:
        answer = alone.get("/connexion/commencer", headers=OURS)
    assert answer.status_code == 503
    assert "ne répond pas" in answer.text
