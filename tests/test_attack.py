"""What one account or nobody may try on a server, briefly: the attempts of `make attack` that take little."""

from __future__ import annotations

from pathlib import Path

from attack.attempts import ATTEMPTS, Attempt
from attack.run import ROOT, Seen, attack, tried
from attack.world import Nobody
from reports import Report, warehouse

SCALE = 0.05


def test_what_is_tried_is_held_and_the_memory_of_the_server_too(tmp_path: Path) -> None:
    files = {code: Report(code, rows={"O04-1": (820, 1000)}).xlsx() for code in ("DEPT-59", "DEPT-62", "REG-32")}
    given = warehouse(tmp_path / "given", files)
    quick = [one.name for one in ATTEMPTS if one.quick]
    seen = attack(ROOT, given.data, tmp_path / "attacked", quick, SCALE, read=False)
    assert [one.attempt.name for one in seen] == quick
    assert {one.attempt.name: one.line() for one in seen if not one.held} == {}


def test_what_passes_is_told() -> None:
    class World:
        def begin(self) -> int:
            return 300

        def leave(self) -> None: ...

        def peak(self) -> int:
            return 900

    def fails(*_: object) -> tuple[bool, str]:
        raise OSError("plus de ligne")

    seen = tried(World(), Nobody(), Attempt("x", "rien", fails), 1.0, 2.0)  # type: ignore[arg-type]
    assert not seen.held
    assert (seen.why, seen.detail) == ("ce qui est tenté passe, mémoire", "OSError : plus de ligne")
    assert "NON TENU" in Seen.line(seen)
