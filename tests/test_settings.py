"""Every PILOTAGE_* variable is in one model: read once an environment, a wrong value told in French, a secret never."""

from __future__ import annotations

import ast
import os
import re
import traceback
from pathlib import Path

import pydantic_settings.sources.providers.env as environment_source
import pytest

from pipelines import options as model
from pipelines.errors import PilotageError, WrongConfiguration
from pipelines.settings import options, settings, shown_settings, this_day

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(path for name in ("indicators", "pipelines", "dashboard") for path in (ROOT / name).rglob("*.py"))
VARIABLES = {model.variable_of(name) for name in model.Options.model_fields}
SETTINGS = ROOT / "pipelines" / "settings.py"


@pytest.fixture(autouse=True)
def nothing_written(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(model.PREFIX)]:
        monkeypatch.delenv(name)


def test_what_is_not_written_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = options()
    assert (bare.data, bare.memory, bare.read_seconds, bare.engine) == (None, 2000, 20, "duckdb")
    for name in VARIABLES:
        monkeypatch.setenv(name, " \t")
    assert options() == bare


def test_what_is_written_is_stripped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {"DATA": f" {tmp_path} ", "ENGINE": "Spark", "TODAY": "2026-10-31 ", "READ_SIZE": " 7"}.items():
        monkeypatch.setenv(f"PILOTAGE_{name}", value)
    monkeypatch.setenv("PILOTAGE_METRICS_TOKEN", " jeton\n")
    assert (options().engine, options().read_size) == ("spark", 7)
    assert options().metrics_token.get_secret_value() == "jeton"
    assert (settings().data, this_day().isoformat()) == (tmp_path, "2026-10-31")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("MEMORY", "beaucoup", "vaut « beaucoup » : écrivez un nombre entier (Mo), 1 au moins, par exemple 2000."),
        ("READ_SECONDS", "0", "vaut « 0 » : écrivez un nombre entier (s), 1 au moins, par exemple 20."),
        ("THREADS", "-1", "vaut « -1 » : écrivez un nombre entier (fils), 0 au moins, par exemple 1."),
        ("JOURNAL_MONTHS", "un an", "vaut « un an » : écrivez un nombre entier (mois), 1 au moins, par exemple 12."),
        ("DEPOSITS_PER_MINUTE", "1,5", "vaut « 1,5 » : écrivez un nombre entier (dépôts), 0 au moins, par exemple 60."),
        ("TODAY", "28/11/2026", "vaut « 28/11/2026 » : écrivez un jour comme 2026-11-28."),
        ("TODAY", "1790000000", "vaut « 1790000000 » : écrivez un jour comme 2026-11-28."),
        ("IDENTITY", "ldap", "vaut « ldap » : écrivez local, oidc ou header."),
        ("OIDC_AUTH", "jwt", "vaut « jwt » : écrivez post ou basic."),
        ("ENGINE", "abaque", "vaut « abaque » : écrivez duckdb ou spark."),
        ("LOGS", "xml", "vaut « xml » : écrivez texte ou json."),
        ("PROXY_SECRET", "motdepasse", "ne convient pas : écrivez 32 caractères au moins, tirés au hasard."),
    ],
)
def test_a_wrong_value_says_what_was_read_and_what_to_write(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(f"PILOTAGE_{name}", value)
    with pytest.raises(WrongConfiguration) as wrong:
        options()
    assert str(wrong.value) == f"PILOTAGE_{name} {sentence}"
    assert isinstance(wrong.value, PilotageError)
    monkeypatch.setenv("PILOTAGE_MEMORY", "rien")
    with pytest.raises(WrongConfiguration, match="PILOTAGE_MEMORY vaut « rien »"):  # all of them at once
        options()


def test_a_secret_that_is_refused_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "motdepasse"
    monkeypatch.setenv("PILOTAGE_PROXY_SECRET", secret)
    with pytest.raises(WrongConfiguration) as wrong:
        options()
    assert secret not in "".join(traceback.format_exception(wrong.value))
    monkeypatch.setenv("PILOTAGE_PROXY_SECRET", secret * 4)
    monkeypatch.setenv("PILOTAGE_OIDC_CLIENT_SECRET", secret)
    monkeypatch.setenv("PILOTAGE_METRICS_TOKEN", secret)
    assert secret not in f"{options()!r} {options().model_dump_json()}"


@pytest.mark.skipif(os.name == "nt", reason="l'environnement de Windows n'a pas d'octets")
def test_bytes_that_are_no_text_are_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTAGE_ENGINE", os.fsdecode(b"caf\xe9"))
    with pytest.raises(WrongConfiguration) as wrong:
        options()
    assert str(wrong.value) == "PILOTAGE_ENGINE vaut « caf? » : écrivez duckdb ou spark."


@pytest.mark.skipif(os.name == "nt", reason="les noms de Windows n'ont pas d'octets")
def test_a_folder_whose_name_is_no_text_is_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTAGE_DATA", os.fsdecode(b"/srv/caf\xe9"))
    assert os.fsencode(settings().data) == b"/srv/caf\xe9"


def test_the_environment_is_read_again_where_it_changes_and_then_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    readings: list[int] = []
    read = model.read
    monkeypatch.setattr(model, "read", lambda: readings.append(1) or read())
    monkeypatch.setenv("PILOTAGE_DATA", str(tmp_path / "one"))
    assert {shown_settings().data.name for _ in range(5)} == {"one"}
    monkeypatch.setenv("PILOTAGE_DATA", str(tmp_path / "two"))
    monkeypatch.setenv("SOMETHING_ELSE", "1")
    assert {shown_settings().data.name for _ in range(5)} == {"two"}
    assert len(readings) == 2


def test_a_system_whose_variables_have_no_capitals_is_read_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment_source, "_environ_is_case_insensitive", lambda: True)
    monkeypatch.setenv("PILOTAGE_MEMORY", "31")
    assert model.read().memory == 31


# --- one model


def reads_elsewhere(source: str) -> list[str]:
    """The variables of ours that a source which looks at the environment names, but to hand them to another process."""
    tree = ast.parse(source)
    looks = any(
        (isinstance(node, ast.Attribute) and node.attr in ("environ", "environb", "getenv"))
        or (isinstance(node, ast.ImportFrom) and node.module == "os")
        for node in ast.walk(tree)
    )
    handed = {id(key) for node in ast.walk(tree) if isinstance(node, ast.Dict) for key in node.keys}
    return [
        str(node.value)
        for node in ast.walk(tree)
        if looks
        and isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith(model.PREFIX)
        and " " not in node.value  # a sentence may name one
        and id(node) not in handed
    ]


def test_no_other_module_reads_a_variable() -> None:
    assert SETTINGS in MODULES
    reading = {
        path.relative_to(ROOT).as_posix(): reads_elsewhere(path.read_text(encoding="utf-8"))
        for path in MODULES
        if path != SETTINGS
    }
    assert {name: variables for name, variables in reading.items() if variables} == {}


@pytest.mark.parametrize(
    "source",
    [
        "import os\nx = os.environ.get('PILOTAGE_A', '')",
        "import os\nx = os.environ['PILOTAGE_A']",
        "import os\nx = os.getenv('PILOTAGE_A')",
        "import os\nNAME = 'PILOTAGE_A'\nx = os.environ.get(NAME)",
        "from os import environ\nx = environ.get('PILOTAGE_A')",
        "import os\nx = [name for name in os.environ if name.startswith('PILOTAGE_')]",
    ],
)
def test_a_read_elsewhere_is_seen(source: str) -> None:
    assert reads_elsewhere(source)


def test_what_is_no_read_is_let_through() -> None:
    assert reads_elsewhere("import os\nenvironment = os.environ | {'PILOTAGE_A': '1'}") == []
    assert reads_elsewhere("raise ValueError('PILOTAGE_A')") == []


def _options_read_by(source: str) -> set[str]:
    """The settings that a module reads of the options, under whatever name it has them."""
    names = {r"options\(\)", *re.findall(r"(\w+) = options\(\)", source), *re.findall(r"(\w+): Options\b", source)}
    return set(re.findall(rf"\b(?:{'|'.join(sorted(names))})\.(\w+)", source))


def test_every_setting_is_used() -> None:
    sources = (path.read_text(encoding="utf-8") for path in MODULES if path.name != "options.py")
    assert model.Options.model_fields.keys() - set().union(*map(_options_read_by, sources)) == set()
