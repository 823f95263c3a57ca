"""One line of the table of accounts: what it gives, or the sentence that says what to type instead."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, replace

from indicators.territories import fold
from indicators.toml_file import toml_beside
from pipelines.access.rights import ROLES, Comparisons, Grant, Role

COLUMNS = ("compte", "role", "territoire", "accorde_le", "retire_le")
# What an address holds, and no control character; the domain to its first point: a long text is tried once.
_HELD = r"[^@;\"'()<>,:\\\[\]\x00-\x20\x7f-\uffff]"
_ACCOUNT = re.compile(rf"{_HELD}+@{_HELD}(?:(?!\.){_HELD})*\.{_HELD}+")
_LONGEST = 254  # characters of an address


@dataclass(frozen=True)
class Line:
    """A line as it is written, with the number it has in the file; `role` where it is one of ours."""

    number: int
    account: str
    role_typed: str
    territory_code: str
    granted_at: str
    revoked_at: str
    extra: tuple[str, ...] = ()

    @classmethod
    def new(cls, account: str, role: str, territory_code: str, now: str) -> Line:
        """A line that is about to be written."""
        known_role = read_role(role)
        return cls(
            0,
            plain_account(account) or account,
            role_word(known_role) if known_role else role,
            _code(territory_code),
            now,
            "",
        )

    @property
    def role(self) -> Role | None:
        return read_role(self.role_typed)

    @property
    def grant(self) -> Grant | None:
        """What the line gives, if it is worth something."""
        grant = Grant(self.role, self.territory_code) if self.role else None
        return grant if grant and grant.fits() and plain_account(self.account) == self.account else None

    @property
    def active(self) -> bool:
        """Whether it was not withdrawn; any date in the last column withdraws."""
        return not self.revoked_at

    @property
    def fault(self) -> str:
        """What is wrong and what to type; nothing when the line is understood."""
        if plain_account(self.account) is None:
            return (
                f"« {self.account} » n'est pas une adresse électronique : écrivez par exemple « service@example.fr »."
            )
        if self.role is None:
            words = ", ".join(f"« {role_word(role)} »" for role in ROLES)
            return f"« {self.role_typed} » n'est pas un rôle : écrivez {words}."
        if self.grant is None:
            wanted = {"national": "NAT-FR", "region": "REG-32", "department": "DEPT-59", "reader": "REG-32"}[self.role]
            return (
                f"Le rôle « {role_word(self.role)} » ne va pas avec le territoire « {self.territory_code} » : "
                f"écrivez un code comme « {wanted} »."
            )
        return ""

    def answers(self, account: str | None, role: Role | None, territory_code: str | None) -> bool:
        """Whether the line is of this account and, where they are given, of this role and this territory."""
        return self.account == account and role in (None, self.role) and territory_code in (None, self.territory_code)

    def withdrawn(self, now: str) -> Line:
        """The same line, withdrawn."""
        return replace(self, revoked_at=now)

    def cells(self) -> list[str]:
        """The line as it is kept in the file."""
        return [self.account, self.role_typed, self.territory_code, self.granted_at, self.revoked_at, *self.extra]


def lines(rows: list[list[str]]) -> list[Line]:
    """The lines beneath the headings; none where the headings are not ours, which `headings_fault` says."""
    if headings_fault(rows):
        return []
    lines_of_table = []
    for number, row in enumerate(rows[1:], start=2):
        account, role, territory, granted, revoked, *extra = [cell.strip() for cell in row] + [""] * (5 - len(row))
        if any((account, role, territory)):
            plain = plain_account(account) or account
            lines_of_table.append(Line(number, plain, role, _code(territory), granted, revoked, tuple(extra)))
    return lines_of_table


def headings_fault(rows: list[list[str]]) -> str:
    """What is wrong with the headings; nothing for a table that does not exist yet."""
    if not rows or tuple(fold(cell).replace(" ", "_") for cell in rows[0][: len(COLUMNS)]) == COLUMNS:
        return ""
    return f"ligne 1 : les en-têtes ne sont pas lus, personne n'a d'accès : écrivez « {';'.join(COLUMNS)} »."


def read_rows(content: bytes) -> list[list[str]]:
    """The cells of the file, as a spreadsheet or a text editor writes them."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    try:
        return list(csv.reader(io.StringIO(text), delimiter=";"))
    except csv.Error:  # a cell of no reasonable length: no headings that anyone reads
        return [[""]]


def written(rows: list[list[str]]) -> bytes:
    """The file that holds these cells."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")  # the mark tells spreadsheets that accents are UTF-8


def plain_account(account: str) -> str | None:
    """The account as it is compared: an e-mail address in small letters; None when it is none.

    Nothing is folded but the letters of ASCII: a sign that looks like one of them, or becomes one (the Kelvin sign, a
    wide letter, a no-break space), makes another address, which is nobody's."""
    if not account.isascii() or len(account) > 2 * _LONGEST:
        return None
    plain = account.strip(" \t\r\n").lower()
    return plain if len(plain) <= _LONGEST and _ACCOUNT.fullmatch(plain) else None


def read_role(typed: str) -> Role | None:
    """The role that a person or a file means, in French or in English."""
    return next((role for role in ROLES if fold(typed) in (role, fold(role_word(role)))), None)


def role_word(role: Role) -> str:
    """The French word of a role."""
    return access_words()["role"][role]


def comparisons_sentence(comparisons: Comparisons) -> str:
    """What stands beside one's own figures, in words."""
    return access_words()["comparisons"][comparisons]


def access_words() -> dict[str, dict[str, str]]:
    """Group (`role`, `event`) → code → French word."""
    return toml_beside(__file__, "words.toml")


def _code(territory: str) -> str:
    return territory.strip().upper()
