"""What one account or nobody may try on a server, briefly: the attempts of `make attack` that take little."""

from __future__ import annotations

from pathlib import Path

import pytest
from attack.attempts import ATTEMPTS, Attempt
from attack.openid import OPENID, identified
from attack.run import ROOT, AttemptResult, attack, each, tried
from attack.world import Nobody
from front_nginx import NGINX, OPENSSL
from reports import Report, warehouse

SCALE = 0.05


@pytest.mark.proof
def test_what_is_tried_is_held_and_the_memory_of_the_server_too(tmp_path: Path) -> None:
    files = {code: Report(code, rows={"O04-1": (820, 1000)}).xlsx() for code in ("DEPT-59", "DEPT-62", "REG-32")}
    settings = warehouse(tmp_path / "given", files)
    quick = [attempt.name for attempt in ATTEMPTS if attempt.quick]
    outcomes = attack(ROOT, settings.data, tmp_path / "attacked", quick, SCALE, read=False)
    assert [outcome.attempt.name for outcome in outcomes] == quick
    assert {outcome.attempt.name: outcome.line() for outcome in outcomes if not outcome.held} == {}


@pytest.mark.proof
def test_what_is_tried_by_a_provider_and_through_nginx_is_held(tmp_path: Path) -> None:
    """What stands in the way of the gate alone is tried in test_sign_in."""
    if NGINX is None or OPENSSL is None:
        pytest.skip("nginx (souvent dans /usr/sbin) ou openssl n'est pas sur le PATH : rien n'est tenté à travers lui")
    settings = warehouse(tmp_path / "given", {"DEPT-59": Report("DEPT-59", rows={"O04-1": (820, 1000)}).xlsx()})
    quick = [attempt for attempt in OPENID if attempt.quick]
    with identified(ROOT, settings, tmp_path, processes=1) as world:
        outcomes = each(world, quick, SCALE, False, "derrière nginx")
    assert {outcome.attempt.name: outcome.line() for outcome in outcomes if not outcome.held} == {}


def test_what_passes_is_told() -> None:
    class World:
        def begin(self) -> int:
            return 300

        def leave(self) -> None: ...

        def peak(self) -> int:
            return 900

    def fails(*_: object) -> tuple[bool, str]:
        raise OSError("plus de ligne")

    outcome = tried(World(), Nobody(), Attempt("x", "rien", fails), 1.0, 2.0)  # type: ignore[arg-type]
    assert not outcome.held
    assert (outcome.why, outcome.detail) == ("ce qui est tenté passe, mémoire", "OSError : plus de ligne")
    assert "NON TENU" in AttemptResult.line(outcome)
