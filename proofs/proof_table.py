"""The table of docs/preuves.md: each long proof writes the line of what it saw, and leaves the others as they are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "preuves.md"
HEAD = """# Preuves

Chaque ligne est écrite par la commande qu'elle nomme, avec les nombres que cette commande a vus ; \
une version courte de chacune tourne à chaque changement. \
Le calcul changé d'un signe a sa page : [mutation.md](mutation.md).

| Commande | Ce qui est éprouvé | Ce qui a été vu | Durée | Le |
| --- | --- | --- | --- | --- |
"""


def keep(command: str, proved: str, result: str, seconds: float, page: Path = PAGE) -> None:
    """Writes or replaces the line of one proof: a line is known by its command and what it proves."""
    lines = _lines(page)
    duration = f"{seconds / 60:.0f} min" if seconds >= 120 else f"{seconds:.0f} s"
    today = f"{date.today():%d/%m/%Y}"  # noqa: DTZ011
    lines[f"| `{command}` | {proved} |"] = f" {result} | {duration} | {today} |"
    page.write_text(HEAD + "".join(f"{key}{lines[key]}\n" for key in sorted(lines)), encoding="utf-8")


def _lines(page: Path) -> dict[str, str]:
    if not page.exists():
        return {}
    lines = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    return {"|".join(line.split("|")[:3]) + "|": line.split("|", 3)[3] for line in lines}
