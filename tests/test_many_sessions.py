"""19 people at once, 10 runs each (50 in `make proof`), on one process: each sees its own scope, nobody another's, and
nothing fails."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path

import canary
import portal
import pytest
from canary import leaks, region_of

from indicators.territories import territories

pytestmark = pytest.mark.proof

REGIONS = [territory.code for territory in territories() if territory.level == "region"]
RUNS = 50 if os.environ.get("PROOF") == "long" else 10
PAGES = ("collecte", "gouvernance", "collecte", "gouvernance", "region-academique")


def test_nineteen_sessions_at_once(tmp_path: Path) -> None:
    settings, marks = canary.build(tmp_path / "data")
    people = {portal.account_of(code): code for code in [*REGIONS, "NAT-FR"]}
    roles = [(who, "national" if code == "NAT-FR" else "region", code) for who, code in people.items()]
    portal.give_rights(settings, *roles)

    def look(account: str) -> tuple[int, set[str], set[str]]:
        code = people[account]
        own = frozenset(territory for territory in marks if code in ("NAT-FR", region_of(territory)))
        foreign, marked, well = set(), set(), 0
        with portal.sign_in(address, account) as tab:
            for page in islice(cycle(PAGES), RUNS):
                view = tab.open(page)
                well += view.status == 0 and "n'a pas pu être affichée" not in view.text()
                foreign |= leaks(view.sent, marks, own)
                marked |= leaks(view.sent, marks, frozenset())
        return well, foreign, marked

    with (
        portal.behind_portal(settings, tmp_path, PILOTAGE_COMPARAISONS="aucune") as address,
        ThreadPoolExecutor(len(people)) as pool,
    ):
        visits = dict(zip(people, pool.map(look, people), strict=True))
    assert len(visits) == 19
    assert {account: well for account, (well, _, _) in visits.items() if well != RUNS} == {}
    assert {account: foreign for account, (_, foreign, _) in visits.items() if foreign} == {}
    assert all(people[account] in marked for account, (_, _, marked) in visits.items() if people[account] != "NAT-FR")
