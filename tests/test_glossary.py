"""One glossary: what a status, a direction, a limit of figures is called stands in one file, which everything reads."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from indicators.words import words
from pipelines.facts.sentences.openings import caveat
from pipelines.outputs.workbook.wording import word, wording

ROOT = Path(__file__).parents[1]
HOME = Path("indicators/words.toml")
CAVEATS = Path("pipelines/facts/sentences/openings.toml")
# Words that also name something else: actions are late too, a question of a report has no object, a figure is reached.
ALSO_OTHERWISE = {"achieved", "late", "regressing", "not_applicable"}


def quoted(path: Path) -> set[str]:
    """The texts that a file writes."""
    return set(re.findall(r'"([^"\n]+)"', path.read_text(encoding="utf-8")))


def files() -> list[Path]:
    paths = [path for name in ("indicators", "pipelines", "dashboard") for path in (ROOT / name).rglob("*")]
    return [path for path in paths if path.suffix in (".py", ".toml") and "demo" not in path.parts]


def test_what_a_word_of_the_glossary_is_called_is_written_once() -> None:
    names = {text: HOME for code, text in words()["status"].items() if code not in ALSO_OTHERWISE}
    names |= {text: HOME for group in ("trend", "partial") for text in words()[group].values() if text}
    caveats = tomllib.loads((ROOT / CAVEATS).read_text(encoding="utf-8"))["caveat"]
    names |= {text: CAVEATS for forms in caveats.values() for text in forms if text not in names}
    wrong = {
        (text, path.relative_to(ROOT).as_posix())
        for path in files()
        for text in quoted(path) & names.keys()
        if path.relative_to(ROOT) not in (HOME, CAVEATS)
    }
    assert wrong == set()


def test_workbooks_explain_every_status_under_its_own_name() -> None:
    explained = {term["status"] for term in wording()["term"] if "status" in term}
    assert explained == words()["status"].keys()
    assert all(word("status", code) in words()["status"].values() for code in explained)


def test_what_limits_figures_is_called_in_a_list_as_in_a_sentence() -> None:
    assert (word("nature", "error"), caveat("missing")) == ("Ligne écartée", "Comité sans rapport")
    assert caveat("unheard_of") == "unheard_of"
