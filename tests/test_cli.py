"""The commands as a person types them: what they print, what they change, their exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from books import load_workbook
from reports import Report, copied, warehouse
from rich.console import Console
from rich.tree import Tree
from typer.testing import CliRunner

from pipelines.cli import terminal
from pipelines.cli.app import app
from pipelines.errors import NoWarehouse
from pipelines.facts.reminders import Reminder
from pipelines.outputs.mailing import merge_table
from pipelines.settings import Settings
from pipelines.warehouse.builds import read

GOOD = Report("DEPT-59", rows={"O04-1": (820, 1000), "O10-1": (45, 50)}, meetings=[("12/03/2026", "comité")])
SLIP = Report("DEPT-62", rows={"O04-1": ("beaucoup", 1000), "O10-1": (40, 50)})


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("PILOTAGE_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return Settings(data=tmp_path / "data")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return written(tmp_path / "reçus")


def written(folder: Path) -> Path:
    folder.mkdir()
    (folder / "1 nord.xlsx").write_bytes(GOOD.xlsx())
    (folder / "2 pas-de-calais.xlsx").write_bytes(SLIP.xlsx())
    return folder


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """What the command makes of the two files: made once, and copied by who goes on from there."""
    folder = tmp_path_factory.mktemp("received")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PILOTAGE_DATA", str(folder / "data"))
        assert run("ingest", str(written(folder / "reçus")))[0] == 1
    return Settings(data=folder / "data")


@pytest.fixture
def ingested(received: Settings, data: Settings) -> Settings:
    """A data folder where both files were ingested, the one that commands work in."""
    copied(received, data.data)
    return data


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output


def test_the_template_of_france_is_asked_for_by_its_code_or_by_its_name(data: Settings, tmp_path: Path) -> None:
    for name in ("NAT-FR", "National"):
        path = tmp_path / f"{name}.xlsx"
        assert run("template", name, "--output", str(path))[0] == 0
        assert "NAT-FR" in [value for row in load_workbook(path)["Identification"].values for value in row], name


def test_ingest_answers_file_by_file(data: Settings, inbox: Path) -> None:
    code, output = run("ingest", str(inbox))
    assert code == 1, "a row was set aside"
    assert "2 pas-de-calais.xlsx\u202f: accepté avec réserves" in output
    assert "B2" in output
    assert "« beaucoup »".replace(" ", "\u202f") in output
    assert read(data, "select count(*) as n from marts.report where counts")["n"].to_pylist() == [2]


def test_ingest_of_good_files_is_zero_and_again_changes_nothing(data: Settings, inbox: Path) -> None:
    good = str(inbox / "1 nord.xlsx")
    assert run("ingest", good)[0] == 0
    before = read(data, "select content_digest from marts.build").to_pylist()
    code, output = run("ingest", "--json", good)
    assert code == 0
    assert [receipt["new"] for receipt in json.loads(output)] == [False]
    assert read(data, "select content_digest from marts.build").to_pylist() == before


def test_check_changes_nothing(data: Settings, inbox: Path) -> None:
    code, output = run("check", str(inbox / "2 pas-de-calais.xlsx"))
    assert code == 1
    assert "accepté avec réserves" in output
    assert not data.data.exists()


def test_check_compares_with_last_year_already_received(data: Settings, inbox: Path, tmp_path: Path) -> None:
    last_year = tmp_path / "an dernier.xlsx"
    last_year.write_bytes(Report("DEPT-59", campaign="2024-2025", rows={"O04-1": (200, 1000)}).xlsx())
    run("ingest", str(last_year))
    code, output = run("check", "--json", str(inbox / "1 nord.xlsx"))
    [verdict] = json.loads(output)
    assert code == 0, "a doubt is not a fault"
    assert [message["code"] for message in verdict["messages"]] == ["value_moved"]
    assert "20,0" in verdict["messages"][0]["problem"]
    assert "82,0" in verdict["messages"][0]["problem"]
    assert read(data, "select count(*) as n from marts.report")["n"].to_pylist() == [1]


def test_a_zip_of_a_folder_is_received_file_by_file(data: Settings, inbox: Path, tmp_path: Path) -> None:
    parcel = tmp_path / "envoi.zip"
    with zipfile.ZipFile(parcel, "w") as archive:
        for path in sorted(inbox.iterdir()):
            archive.write(path, f"dossier/{path.name}")
    run("ingest", str(parcel))
    names = read(data, "select source_file from marts.report order by 1")["source_file"].to_pylist()
    assert names == ["1 nord.xlsx", "2 pas-de-calais.xlsx"]


def test_status_names_who_is_missing(ingested: Settings) -> None:
    code, output = run("status", "--json", "--campaign", "2025-2026")
    answer = json.loads(output)
    silent = {row["territory_code"] for row in answer["silent"]}
    assert code == 0
    assert len(silent) == 101 + 18 + 1 - 2
    assert not {"DEPT-59", "DEPT-62"} & silent
    received = [row for row in answer["states"] if row["level"] == "department" and row["state"] == "received"]
    assert received[0]["committees"] == 1


def test_explain_goes_down_to_the_cell(ingested: Settings) -> None:
    code, output = run("explain", "Hauts-de-France", "o04-1")
    assert code == 0
    assert "820 ÷ 1\u202f000 × 100 = 82,0\u202f%" in output
    assert "1 nord.xlsx" in output
    assert "cellule B2" in output
    assert "retenu" in output


def test_explain_as_json_carries_the_tree(ingested: Settings) -> None:
    answer = json.loads(run("explain", "REG-32", "O10-1", "2025-2026", "--json")[1])
    values = {child["figure"]["territory_code"]: child["figure"]["value"] for child in answer["tree"]}
    assert values == {"DEPT-02": None, "DEPT-59": 90.0, "DEPT-60": None, "DEPT-62": 80.0, "DEPT-80": None}
    assert answer["figure"]["numerator"] == 85
    assert answer["figure"]["basis"] == "rollup_partial"


def test_build_again_publishes_the_same_figures(ingested: Settings) -> None:
    before = read(ingested, "select content_digest from marts.build").to_pylist()
    assert run("build")[0] == 0
    assert read(ingested, "select content_digest from marts.build").to_pylist() == before


def test_remind_names_what_is_expected_and_what_to_correct(ingested: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "relances"
    assert run("remind", "2025-2026", "--output", str(folder))[0] == 0
    texts = {path.stem.split("_")[1]: path.read_text(encoding="utf-8") for path in folder.glob("*.txt")}
    assert len(texts) == 101 + 18 + 1 - 1, "all but the committee that has nothing to correct"
    assert "DEPT-59" not in texts
    assert "24 indicateurs" in texts["DEPT-80"]
    assert "beaucoup" in texts["DEPT-62"]
    assert "B2" in texts["DEPT-62"]


def test_remind_writes_drafts_and_a_table_to_merge_that_ask_nobody_to_type(
    ingested: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each names what is missing, the date, a function, and leads to « Déposer », and is no command."""
    monkeypatch.setenv("PILOTAGE_PUBLIC_URL", "https://pilotage.exemple.fr/")
    monkeypatch.setenv("PILOTAGE_CONTACT", "la mission du numérique")
    assert run("remind", "2025-2026", "--output", str(tmp_path))[0] == 0
    table = (tmp_path / "relances-2025-2026.csv").read_bytes().decode("utf-8-sig")
    lines = {line["Code"]: line for line in csv.DictReader(io.StringIO(table, newline=""), delimiter=";")}
    drafts = {path.stem.split("_")[1]: path.read_bytes() for path in tmp_path.glob("*.eml")}
    assert lines.keys() == drafts.keys()
    for code, line in lines.items():
        draft = message_from_bytes(drafts[code], policy=policy.default)
        text = draft.get_content()
        assert line["Texte"].strip() == text.replace("\r\n", "\n").strip()
        assert draft["To"] is None
        assert f"https://pilotage.exemple.fr/depot?territoire={code}&campagne=2025-2026" in text
        assert "pilotage template" not in text
        assert "--" not in text
        assert line["Date"] in text
        assert line["Destinataire"].startswith("Secrétariat du comité")
        assert text.strip().endswith("La mission du numérique")
        assert all(name in text for name in line["Indicateurs sans chiffre"].split("\n"))
    assert "O04-1 " in lines["DEPT-80"]["Indicateurs sans chiffre"]
    assert lines["DEPT-62"]["État"] == "Reçu avec réserves"


def test_a_cell_to_merge_is_never_a_formula() -> None:
    reminder = Reminder("DEPT-59", "=1+1", "missing", "@objet", "-texte", "+qui", "", (), "")
    cells = next(
        csv.reader(io.StringIO(merge_table([reminder], {}).decode("utf-8-sig").split("\r\n")[1]), delimiter=";")
    )
    assert [cells[at] for at in (1, 2, 4, 8)] == ["'=1+1", "'+qui", "'@objet", "'-texte"]


LONG = ["Une phrase que personne ne coupe, et que tous peuvent reprendre telle qu'elle a été dite", "1"]


def test_a_file_or_a_pipe_gets_whole_lines(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.table("Comptes", ["Compte", "Lignes"], [LONG, ["national@exemple.fr", "2"]])
    tree = Tree("racine")
    tree.add(" ".join(LONG * 3))
    terminal.draw(tree)
    output = capsys.readouterr().out
    assert LONG[0] in output
    assert "national@exemple.fr" in output
    assert " ".join(LONG * 3) in output


def test_a_narrow_terminal_folds_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    screen.isatty = lambda: True
    monkeypatch.setattr(terminal, "console", Console(file=screen, width=40, highlight=False))
    monkeypatch.setattr(sys, "stdout", screen)
    tree = Tree("racine")
    tree.add(LONG[0])
    terminal.draw(tree)
    lines = screen.getvalue().splitlines()
    assert max(map(len, lines)) <= 40
    assert " ".join(line.strip("└─│ ") for line in lines[1:]) == LONG[0]


def test_what_is_written_never_goes_to_the_demonstration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was received in data/ yet: figures are those of the demonstration, accounts and decisions are not."""
    monkeypatch.delenv("PILOTAGE_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    invented = warehouse(tmp_path / "data-demo", {"nord.xlsx": GOOD.xlsx()})
    before = {path for path in invented.data.rglob("*") if path.is_file()}
    assert run("access", "grant", "chef@exemple.fr", "national", "NAT-FR")[0] == 0
    assert run("access", "compare", "médianes")[0] == 0
    assert run("decide", "Publier", "--meeting", "Comité de novembre", "--owner", "DRANE")[0] == 0
    assert run("decide", "--change", "D0001", "--state", "tenue")[0] == 0
    assert run("access", "revoke", "chef@exemple.fr")[0] == 0
    assert run("journal", "purge")[0] == 0
    frozen = CliRunner().invoke(app, ["freeze", "Novembre", "--campaign", "2025-2026"])
    assert isinstance(frozen.exception, NoWarehouse)
    assert {path for path in invented.data.rglob("*") if path.is_file()} == before
    assert Settings(tmp_path / "data").access.exists()
    assert [decision["text"] for decision in json.loads(run("decide", "--json")[1])] == ["Publier"]
    assert "chef@exemple.fr" in run("access", "list")[1]
    assert "NAT-FR" in run("journal", "list")[1]


def test_demonstration_never_mixes_with_real_reports(ingested: Settings) -> None:
    failure = CliRunner().invoke(app, ["demo"]).exception
    assert "vraies remontées" in str(failure)


def test_real_reports_never_mix_with_the_demonstration(data: Settings, inbox: Path) -> None:
    data.data.mkdir()
    data.demonstration_mark.touch()
    failure = CliRunner().invoke(app, ["ingest", str(inbox)]).exception
    assert "données de démonstration" in str(failure)
    assert run("ingest", "--allow-demonstration", str(inbox))[0] == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["status"], "Aucune donnée pour l'instant"),
        (["inconnue"], "Tapez « pilotage --help » pour l'aide."),
        (["explain"], "Il manque « TERRITOIRE »."),
        (["ingest", "absent"], "Valeur refusée pour « CHEMIN… »"),
        (["start", "--envers"], "L'option « --envers » n'existe pas."),
    ],
)
def test_wrong_use_is_one_french_sentence(data: Settings, arguments: list[str], sentence: str) -> None:
    command = [sys.executable, "-m", "pipelines.cli.app", *arguments]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
    assert answer.returncode == 2
    assert sentence in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [(["--help"], "Commandes"), (["export", "--help"], "Affiche cette aide."), (["access", "-h"], "Commandes")],
)
def test_help_is_french_and_light(arguments: list[str], expected: str) -> None:
    """Help loads none of the heavy libraries, and of this project the declarations of the commands alone."""
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom pipelines.cli.app import app\n"
        "print(CliRunner().invoke(app, sys.argv[1:]).output)\n"
        "heavy = {'duckdb', 'pandas', 'pyarrow', 'streamlit', 'plotly', 'openpyxl', 'babel', 'indicators'}\n"
        "ours = {name for name in sys.modules if name.startswith('pipelines.')}\n"
        "ours = {name for name in ours if not name.startswith('pipelines.cli')}\n"
        "loaded = heavy & set(sys.modules) | ours\n"
        "sys.exit(f'loaded: {loaded}' if loaded else 0)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        cwd=Path.cwd(),
    )
    assert answer.returncode == 0, answer.stderr
    assert "Affiche cette aide." in answer.stdout
    assert expected in answer.stdout


def test_a_command_that_reads_a_file_does_not_load_pandas(tmp_path: Path) -> None:
    """Arrow would, for each first row of ours: half a second, and a fifth of the memory of a build."""
    (tmp_path / "rien.txt").write_text("rien", encoding="utf-8")
    code = (
        "import sys\nfrom pipelines.cli.app import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert end.code == 1, end\n"
        "assert 'pyarrow' in sys.modules\nassert 'pandas' not in sys.modules"
    )
    command = [sys.executable, "-c", code, "check", str(tmp_path / "rien.txt")]
    place = {**os.environ, "PILOTAGE_DATA": str(tmp_path / "data")}
    answer = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8", env=place)
    assert answer.returncode == 0, answer.stderr


def test_a_build_loads_nothing_that_it_can_do_without(tmp_path: Path) -> None:
    """pandas takes sixty megabytes of it, what reads folders of Parquet files fifty, what computes on columns ten, what
    reads remote stores three; and ten are what Arrow's own allocator sets aside."""
    settings = warehouse(tmp_path, {"un.xlsx": Report("DEPT-59", rows={"O04-1": (1, 2)}).xlsx()})
    code = (
        "import sys\nfrom pipelines.cli.app import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert end.code == 0, end\n"
        "assert 'pyarrow.parquet' in sys.modules\n"
        "assert not {'pandas', 'pyarrow.dataset', 'pyarrow.compute', 'pyarrow._s3fs'} & {*sys.modules}\n"
        "assert sys.modules['pyarrow'].default_memory_pool().backend_name == 'system'"
    )
    place = {**os.environ, "PILOTAGE_DATA": str(settings.data)}
    command = [sys.executable, "-c", code, "build"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8", env=place)
    assert answer.returncode == 0, answer.stderr
