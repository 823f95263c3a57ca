"""What an account may see and do: the union of its grants, each a role on a territory."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from indicators.territories import NATIONAL, territories

Role = Literal["national", "region", "department", "reader"]
Comparisons = Literal["toutes", "médianes", "aucune"]
ROLES: tuple[Role, ...] = ("national", "region", "department", "reader")
COMPARISONS: tuple[Comparisons, ...] = ("toutes", "médianes", "aucune")


@dataclass(frozen=True, order=True)
class Grant:
    """One role on one territory: `national` on France, `region` on a région académique, `department` on a
    département, `reader` on any territory."""

    role: Role
    territory_code: str

    def fits(self) -> bool:
        """Whether the role is one that its territory can have."""
        level = _levels().get(self.territory_code)
        return level is not None and self.role in ("reader", level)


@dataclass(frozen=True)
class Rights:
    """The grants of an account, and what the national administrator lets it compare with."""

    grants: tuple[Grant, ...] = ()
    comparisons: Comparisons = "médianes"

    @property
    def whole(self) -> bool:
        """Whether everything is seen: such an account reads the whole warehouse."""
        return any(grant.role == "national" for grant in self.grants)

    @property
    def key(self) -> str:
        """What names the scope: two accounts that see the same share it."""
        scope = "whole" if self.whole else f"{sorted(self.grants)} {self.comparisons}"
        return hashlib.sha256(scope.encode()).hexdigest()[:16]

    @property
    def label(self) -> str:
        """The grants as a code that a journal keeps: `region:REG-32+reader:NAT-FR`; the key where they are many."""
        label = "+".join(f"{grant.role}:{grant.territory_code}" for grant in sorted(self.grants))
        return label if len(label) <= 100 else self.key

    @property
    def detailed(self) -> frozenset[str]:
        """The territories whose files, messages, meetings and schools are seen."""
        return _with_all_beneath(frozenset(grant.territory_code for grant in self.grants if grant.role != "reader"))

    @property
    def followed(self) -> frozenset[str]:
        """The territories whose figures and their origin are seen: those of every grant and what lies beneath."""
        return _with_all_beneath(frozenset(grant.territory_code for grant in self.grants))

    @property
    def above(self) -> frozenset[str]:
        """The territories that contain those: their consolidated figures are seen, never what they are made of."""
        return frozenset(up for code in self.followed for up in _ancestors(code)) - self.followed

    @property
    def with_figures(self) -> frozenset[str]:
        """The territories of which some figure is seen: all of them for who compares, or these and those above."""
        return frozenset(_levels()) if self.grants and self.compares else self.followed | self.above

    @property
    def home(self) -> str:
        """The territory that is shown first: the widest one granted."""
        order = {level: place for place, level in enumerate(("national", "region", "academy", "department"))}
        codes = [grant.territory_code for grant in self.grants]
        return min(codes, key=lambda code: (order[_levels()[code]], code), default=NATIONAL)

    def may_deposit(self, territory_code: str | None) -> bool:
        """Whether a report of this territory may be deposited, or an action decided for it; None: no territory."""
        return self.whole or (territory_code is not None and territory_code in self.detailed)

    @property
    def compares(self) -> bool:
        """Whether the consolidated figures of every territory are seen."""
        return self.whole or self.comparisons == "toutes" or NATIONAL in self.followed

    @property
    def may_deposit_something(self) -> bool:
        """Whether the deposit page has a use."""
        return any(grant.role != "reader" for grant in self.grants)


EVERYTHING = Rights((Grant("national", NATIONAL),), "toutes")
NOTHING = Rights()


@lru_cache(maxsize=1)
def _levels() -> dict[str, str]:
    return {territory.code: territory.level for territory in territories()}


@lru_cache(maxsize=1)
def _parents() -> dict[str, str | None]:
    return {territory.code: territory.parent_code for territory in territories()}


def _ancestors(code: str) -> tuple[str, ...]:
    parent = _parents().get(code)
    return (parent, *_ancestors(parent)) if parent else ()


@lru_cache(maxsize=512)
def _with_all_beneath(wanted: frozenset[str]) -> frozenset[str]:
    """Asked for each territory of a page: the same grants always hold the same ones."""
    return frozenset(code for code in _levels() if code in wanted or wanted.intersection(_ancestors(code)))
