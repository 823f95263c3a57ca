"""Nothing moves in silence: golden hashes of the marts, the exports and the pages of the demonstration.

A change that means to move one of them runs `make golden` and says why in its commit. What is not the same on every
machine or day is taken out in one place, `steady`, with its reason; nothing is hashed that rests on an optional
program. A fiche in PDF is hashed as the page that is laid out, since its bytes are those of the Pango at hand."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from oracle.built import digests
from reading_pages import html, open_page, taken, text
from reports import copied

import dashboard
from pipelines.facts.reminders import reminders
from pipelines.facts.review import review
from pipelines.outputs.factsheet import pdf
from pipelines.outputs.factsheet.content import content, rendering
from pipelines.outputs.factsheet.review import document
from pipelines.outputs.open_data.write import publish
from pipelines.outputs.template.write import write_template
from pipelines.outputs.workbook.national import write_national, write_national_dialogue
from pipelines.outputs.workbook.territory import write_territory
from pipelines.settings import Settings
from pipelines.store import statements
from pipelines.warehouse.build import program_version

GOLDEN = Path(__file__).with_name("golden.toml")
ACCEPTED = os.environ.get("GOLDEN") == "accept"
HEAD = "# Ce que montre la démonstration, en empreintes : écrit par « make golden », relu par tests/test_golden.py.\n"
DAY = date(2026, 12, 2)  # the day after the receipt of the demonstration
LAST, BEFORE = "2025-2026", "2024-2025"
# a large région, an académie, two départements: one that is silent, one that has schools
DOSSIERS = ("REG-11", "ACA-09", "DEPT-12", "DEPT-13")
FICHES = ("NAT-FR", "REG-11", "DEPT-13", "DEPT-12", "objectif-4")
TEMPLATES = (("NAT-FR", LAST), ("REG-11", LAST), ("DEPT-59", LAST), ("DEPT-12", "2026-2027"))
SCHOOL = {"uai": "0139001N", "campagne": LAST}
PAGES: dict[str, tuple[dict[str, str], ...]] = {
    "national": ({}, {"campagne": "2026-2027", "niveau": "department"}, {"campagne": "2022-2023"}),
    "matrix": ({}, {"territoires": "REG-11", "ordre": "progress"}),
    "objective": ({}, {"objectif": "4"}, {"objectif": "7", "territoire": "DEPT-59"}, {"campagne": "2022-2023"}),
    "region": ({}, {"region": "REG-11"}, {"region": "REG-06", "campagne": BEFORE}, {"region": "REG-52"}),
    "academy": ({}, {"academie": "ACA-09"}, {"academie": "ACA-20", "campagne": "2026-2027"}),
    "department": ({}, {"departement": "DEPT-59"}, {"departement": "DEPT-12"}, {"departement": "DEPT-17"}),
    "compare": (
        {},
        {"territoires": "REG-76,REG-84,REG-11", "indicateurs": "O05-1,objectif-4"},
        {"territoires": "DEPT-31,DEPT-12", "indicateurs": "O04-1", "vue": "barres"},
        {"territoires": "REG-76", "indicateurs": "O05-1", "vue": "nuage", "campagnes": BEFORE},
        {"territoires": "REG-76,ACA-16,DEPT-31", "indicateurs": "axe-2", "vue": "tableau", "tri": "nom"},
    ),
    "roadmap": ({}, {"territoire": "REG-11", "retard": "oui"}, {"territoire": "DEPT-13", "tri": "budget"}),
    "governance": ({}, {"region": "REG-11", "campagne": BEFORE}),
    "national_dialogue": ({}, {"campagne": "2026-2027"}),
    "quality": ({}, {"region": "REG-11"}, {"campagne": "2026-2027", "comite": "DEPT-12"}),
    "figure": ({}, {"indicateur": "O04-1"}, {"indicateur": "O04-1", "territoire": "DEPT-59"}, {"indicateur": "O4"}),
    "schools": ({"departement": "DEPT-13"}, {"departement": "DEPT-48", "ordre": "highest", "page": "2"}),
    "school": ({}, SCHOOL, {**SCHOOL, "campagne": BEFORE}),
    "changes": ({}, {"territoire": "REG-11", "de": "2023-2024", "a": LAST}),
    "review": ({}, {"region": "REG-11"}, {"campagne": "2026-2027"}),
    "freeze": ({}, {"campagne": "2022-2023"}),
    "search": ({}, {"q": "éco-responsabilité"}, {"q": "31"}),
    "demands": ({}, {"region": "REG-11"}),
    "deposit": ({}, {"territoire": "DEPT-59"}),
    "datasets": ({}, {"recherche": "élèves"}),
    "method": ({},),
    "accessibility": ({},),
    "privacy": ({},),
    "legal": ({},),
}
Hashes = dict[str, str]
Check = Callable[[str, Hashes], None]


def steady(file_bytes: bytes) -> bytes:
    """What was made, without what is meant to differ from one machine, day or release to another."""
    words = file_bytes.decode("utf-8", "surrogateescape")
    words = words.replace(pdf.FOLDER.as_uri(), "")  # where the program is installed
    words = re.sub(r"\./telecharger/[0-9a-f]+/", "", words)  # an address that one session alone can open
    words = re.sub(rf"((?i:version)\W[^<>\"]{{0,20}}){re.escape(program_version())}", r"\1", words)  # of each release
    return words.encode("utf-8", "surrogateescape")


def digest(file_bytes: bytes) -> str:
    """The fingerprint of a file: an office document is its members, a Parquet file its rows.

    A zip holds the work of one compressor, and openpyxl dates what it saves: neither is what the file says."""
    if file_bytes.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(file_bytes)) as members:
            parts = [(name, members.read(name)) for name in members.namelist()]
        file_bytes = "\n".join(f"{name} {digest(_undated(name, part))}" for name, part in parts).encode()
    elif file_bytes.startswith(b"PAR1"):
        rows = pyarrow.parquet.read_table(io.BytesIO(file_bytes))
        file_bytes = f"{rows.schema.remove_metadata()}\n{rows.to_pylist()!r}".encode()
    return hashlib.sha256(steady(file_bytes)).hexdigest()[:16]


def _undated(name: str, part: bytes) -> bytes:
    if name != "docProps/core.xml":
        return part
    return re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", b"", part)


@pytest.fixture(scope="module")
def golden() -> Iterator[Check]:
    """Compares the hashes of one family with those that were accepted, or accepts them."""
    accepted: dict[str, Hashes] = tomllib.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else {}

    def check(family: str, hashes: Hashes) -> None:
        if ACCEPTED:
            accepted[family] = hashes
            return
        moved = _moved(accepted.get(family, {}), hashes)
        assert not moved, (
            f"{family}: {len(moved)} of {len(hashes)} moved:\n  "
            + "\n  ".join(moved)
            + "\nWhere that is meant: `make golden`, and the commit says why."
        )

    yield check
    if ACCEPTED:
        GOLDEN.write_text(HEAD + "".join(_section(name, accepted[name]) for name in sorted(accepted)), "utf-8")


def _moved(accepted: Hashes, hashes: Hashes) -> list[str]:
    """What differs, each with how."""
    changed = [name for name in accepted if name in hashes and accepted[name] != hashes[name]]
    lost, new = sorted(accepted.keys() - hashes.keys()), sorted(hashes.keys() - accepted.keys())
    return [*changed, *(f"{name} (no longer made)" for name in lost), *(f"{name} (new)" for name in new)]


def _section(name: str, hashes: Hashes) -> str:
    lines = (
        f"{json.dumps(key, ensure_ascii=False)} = {json.dumps(fingerprint)}\n" for key, fingerprint in hashes.items()
    )
    return f"\n[{name}]\n{''.join(lines)}"


@pytest.fixture
def on_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages and the review say what is late today: today is a day that does not pass."""

    class Frozen(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Frozen:
            return cls(DAY.year, DAY.month, DAY.day, 12, tzinfo=tz)

    monkeypatch.setattr(statements, "datetime", Frozen)


@pytest.fixture
def pdf_as_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page that is laid out as a PDF, which needs no Pango."""
    monkeypatch.setattr(pdf, "write_pdf", lambda sheet, *_: pdf.page(sheet).encode())


def test_marts(golden: Check, demo_data: Settings) -> None:
    golden("mart", dict(sorted(digests(demo_data, without=set()).items())))


def test_workbooks(golden: Check, demo_data: Settings, tmp_path: Path) -> None:
    path = tmp_path / "one.xlsx"
    hashes = {}
    for campaign in (LAST, "2022-2023"):
        hashes[f"synthese-nationale {campaign}"] = digest(write_national(demo_data, campaign, path).read_bytes())
    hashes[f"instance-nationale {LAST}"] = digest(write_national_dialogue(demo_data, LAST, path).read_bytes())
    for code in DOSSIERS:
        hashes[f"dossier {code}"] = digest(write_territory(demo_data, code, LAST, path).read_bytes())
    golden("workbook", hashes)


@pytest.mark.usefixtures("pdf_as_page")
def test_fiches(golden: Check, demo_data: Settings) -> None:
    hashes = {}
    for subject in FICHES:
        factsheet = content(demo_data, subject, LAST)
        for kind in ("docx", "pptx", "pdf"):
            hashes[f"{subject} {kind}"] = digest(rendering(Path(f"fiche.{kind}"))(factsheet))
    golden("fiche", hashes)


def test_reviews(golden: Check, demo_data: Settings) -> None:
    reviews = [("REG-11", LAST), ("NAT-FR", "2026-2027")]
    golden(
        "review", {" ".join(scope): digest(document(review(demo_data, scope[1], scope[0], DAY))) for scope in reviews}
    )


def test_open_data(golden: Check, demo_data: Settings, tmp_path: Path) -> None:
    own = copied(demo_data, tmp_path / "data")  # a publication stays in the folder: other tests read this one
    paths = publish(own, tmp_path / "open")
    hashes = {path.relative_to(tmp_path / "open").as_posix(): digest(path.read_bytes()) for path in paths}
    del hashes["SHA256SUMS"]  # carries the bytes of the Parquet files, which are pyarrow's
    golden("open_data", dict(sorted(hashes.items())))


def test_templates(golden: Check, demo_data: Settings, tmp_path: Path) -> None:
    path = tmp_path / "one.xlsx"
    golden(
        "template",
        {" ".join(template): digest(write_template(demo_data, *template, path).read_bytes()) for template in TEMPLATES},
    )


def test_reminders(golden: Check, demo_data: Settings) -> None:
    hashes = {}
    for campaign in (LAST, "2026-2027"):
        for reminder in reminders(demo_data, campaign):
            hashes[f"{campaign} {reminder.territory_code} {reminder.state}"] = digest(
                f"{reminder.subject}\n{reminder.text}".encode()
            )
    golden("reminder", hashes)


@pytest.mark.usefixtures("on_that_day", "pdf_as_page")
@pytest.mark.parametrize("page", PAGES)
def test_pages(page: str, golden: Check, demo_data: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page says, the markup that says it, and the files that no command writes: tables and fiches of schools."""
    hashes = {}
    for codes in PAGES[page]:
        app = open_page(monkeypatch, demo_data, page, codes)
        name = " ".join((page, *(f"{key}={code}" for key, code in codes.items())))
        fields = [(box.type, box.label, box.options, box.value) for box in app.selectbox]
        fields += [(box.type, box.label, [], box.value) for box in (*app.text_input, *app.text_area)]
        hashes[name] = digest(f"{text(app)}\n{fields}".encode())
        hashes[f"{name} (markup)"] = digest(html(app).encode())
        for token, file in re.findall(r"\./telecharger/([0-9a-f]+)/([^\"]+)", html(app)):
            if not file.startswith(("synthese", "dossier", "fiche")):
                hashes[f"{name} ({file})"] = digest(taken(token))
    golden(f"page-{page}", hashes)


def test_every_page_is_held() -> None:
    assert {path.stem for path in (Path(dashboard.__file__).parent / "app_pages").glob("*.py")} == set(PAGES)


def test_what_moved_is_named() -> None:
    accepted = {"same": "1", "other": "1", "lost": "1"}
    assert _moved(accepted, {"same": "1", "other": "2", "added": "1"}) == [
        "other",
        "lost (no longer made)",
        "added (new)",
    ]


def test_the_release_and_the_place_are_not_what_a_file_says() -> None:
    sentence = f"Version de l'outil : {program_version()}. {pdf.FOLDER.as_uri()}/page.css ./telecharger/0a1b/liste.xlsx"
    assert steady(sentence.encode()) == b"Version de l'outil : . /page.css liste.xlsx"
