"""Files that pages offer are made by a process apart: the same bytes, the same refusals, and an end to those that would
not end."""

from __future__ import annotations

import io
import json
import pickle
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from dashboard.web import makers
from dashboard.web.makers import TooLong, apart, end_all, made
from pipelines import errors
from pipelines.errors import NoWarehouse, PilotageError
from pipelines.outputs import maker
from pipelines.outputs.downloads import screen_workbook, territory_workbook
from pipelines.settings import Settings

TABLE = partial(screen_workbook, "Titre", ["Note"], ["Un", "Deux"], [["é", 1.5], ["=1+1", None]])


@pytest.fixture(autouse=True)
def _nobody_waits() -> Iterator[None]:
    end_all()
    yield
    end_all()


def test_the_bytes_are_those_that_would_be_made_here_and_the_process_serves_again() -> None:
    assert apart(TABLE)
    assert made(TABLE) == TABLE()
    [first] = makers._waiting
    assert made(TABLE) == TABLE()
    assert makers._waiting == [first]


def test_what_is_light_is_made_here() -> None:
    here = []
    assert not apart(lambda: b"x")
    assert made(lambda: here.append(1) or b"x") == b"x"
    assert here
    assert not makers._waiting


def test_a_refusal_is_raised_where_the_file_was_asked(tmp_path: Path) -> None:
    make = partial(territory_workbook, Settings(data=tmp_path), "REG-32", "2025-2026")
    with pytest.raises(NoWarehouse) as here:
        make()
    with pytest.raises(NoWarehouse) as apart_from_here:
        made(make)
    assert str(apart_from_here.value) == str(here.value)
    assert len(makers._waiting) == 1, "a refusal is no reason to end who said it"


def test_each_exception_of_ours_travels_with_its_message() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, PilotageError)]
    assert len(kinds) > 10
    for kind in kinds:
        failure = maker.raised(pickle.loads(pickle.dumps((kind, ("Un message.",), "ici:1"))))
        assert (type(failure), failure.args, failure.__notes__) == (kind, ("Un message.",), ["ici:1"])


def test_a_process_that_went_away_while_it_waited_costs_nothing_but_time() -> None:
    made(TABLE)
    [first] = makers._waiting
    first._process.kill()
    first._process.wait()
    assert made(TABLE) == TABLE()
    assert makers._waiting != [first]


def test_a_file_that_does_not_end_is_ended_and_said() -> None:
    with pytest.raises(TooLong, match="trop de temps ou de mémoire"):
        made(TABLE, seconds=0.0)
    assert not makers._waiting


def test_a_process_that_nobody_asks_goes() -> None:
    made(TABLE)
    [first] = makers._waiting
    makers._forget(first)
    assert (makers._waiting, first._process.poll() is None) == ([], False)


def test_a_process_goes_once_it_holds_much(monkeypatch: pytest.MonkeyPatch) -> None:
    request = pickle.dumps(TABLE)
    twice, out = io.BytesIO(2 * (maker.FRAME.pack(len(request)) + request)), io.BytesIO()
    monkeypatch.setattr(maker, "HEAVY", 0)
    maker.serve(twice, out)
    size, whole, again = maker.ANSWER.unpack(out.getvalue()[: maker.ANSWER.size])
    assert (whole, again, len(out.getvalue())) == (True, False, maker.ANSWER.size + size)


def test_no_secret_leaves(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PILOTAGE_PROXY_SECRET", "s" * 40)
    monkeypatch.setenv("PILOTAGE_OIDC_CLIENT_SECRET_FILE", "un fichier")
    monkeypatch.setenv("SOMEBODYS_PASSWORD", "ouvre-toi")
    monkeypatch.setenv("PILOTAGE_THREADS", "1")
    note = "import json, os, sys; open(sys.argv[1], 'w').write(json.dumps(dict(os.environ)))"
    monkeypatch.setattr(makers, "_RUN", [sys.executable, "-c", note, str(tmp_path / "told")])
    with pytest.raises(TooLong):
        made(TABLE)
    environment = json.loads((tmp_path / "told").read_text())
    assert environment["PILOTAGE_THREADS"] == "1"
    assert not {"PILOTAGE_PROXY_SECRET", "PILOTAGE_OIDC_CLIENT_SECRET_FILE", "SOMEBODYS_PASSWORD"} & environment.keys()
