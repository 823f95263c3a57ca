"""Reads a strategy from its folder (strategie.toml, objectives/*.toml, targets.csv) and cross-checks it, once."""

from __future__ import annotations

import hashlib
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from indicators.agreements import FILE as AGREEMENTS
from indicators.agreements import AgreementError, agreements
from indicators.errors import PilotageError
from indicators.governance import governance, stated_in
from indicators.models import Axis, Catalogue, Indicator, Objective, Strategy, baseline_campaign

PACKAGED = Path(__file__).parent


class CatalogueError(PilotageError):
    """A definition is wrong: the message names the file and says what to write instead."""


@lru_cache(maxsize=8)
def catalogue(folder: Path | None = None) -> Catalogue:
    """The strategy of `folder` (default: the one of the package). Raises CatalogueError."""
    folder = folder or PACKAGED
    strategy, axes = _read_strategy(folder / "strategie.toml")
    objectives = _read_objectives(folder, strategy, {axis.id for axis in axes})
    try:
        agreed = agreements(folder / AGREEMENTS, strategy, objectives)
    except AgreementError as error:
        raise CatalogueError(str(error)) from None
    _check_governance(folder)
    return Catalogue(strategy=strategy, axes=axes, objectives=objectives, agreements=agreed)


def catalogue_digest(folder: Path | None = None) -> str:
    """SHA-256 of the files of a catalogue, who governs included: tells a build made with other definitions."""
    folder = folder or PACKAGED
    return _digest(tuple((path, _as_it_is(path)) for path in (*files(folder), stated_in(folder))))


def _as_it_is(path: Path) -> tuple[int, ...]:
    """What tells a file from what it was: the system dates every change, that of a date given back included."""
    state = path.stat()
    return state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns


@lru_cache(maxsize=8)
def _digest(files_as_they_are: tuple[tuple[Path, tuple[int, ...]], ...]) -> str:
    """Read again where a file was changed: pages ask several times a run."""
    digest = hashlib.sha256()
    for path, _ in files_as_they_are:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def files(folder: Path) -> list[Path]:
    """The files that a catalogue is made of: targets.csv is among them where there is one, and so are definitions of
    official tables that somebody added (`tables/`)."""
    agreed = folder / AGREEMENTS
    objectives = sorted((folder / "objectives").glob("*.toml"))
    tables = sorted((folder / "tables").glob("*.toml"))
    return [folder / "strategie.toml", *objectives, *([agreed] if agreed.exists() else []), *tables]


def _check_governance(folder: Path) -> None:
    """Who governs is read where it is needed; a mistake in it is told with those of the catalogue."""
    content = _toml(stated_in(folder))
    try:
        governance(folder)
    except ValidationError as error:
        raise CatalogueError(f"{stated_in(folder).name} : {_first_problem(error, content)}") from None


def _read_strategy(path: Path) -> tuple[Strategy, tuple[Axis, ...]]:
    content = _toml(path)
    unknown = set(content) - {"strategy", "axis"}
    if unknown:
        raise CatalogueError(
            f"{path.name} : clé inconnue « {sorted(unknown)[0]} » ; sont connues « strategy » et « axis »"
        )
    strategy = _model(path, Strategy, content.get("strategy", {}))
    axes = tuple(_model(path, Axis, axis) for axis in content.get("axis", []))
    if not axes:
        raise CatalogueError(f"{path.name} : aucun axe ; ajoutez au moins un bloc [[axis]]")
    _refuse_duplicates(path.name, "axe", [axis.id for axis in axes])
    return strategy, tuple(sorted(axes, key=lambda axis: axis.id))


def _read_objectives(folder: Path, strategy: Strategy, axes: set[int]) -> tuple[Objective, ...]:
    objectives: dict[str, Objective] = {}
    file_of: dict[str, str] = {}
    for path in sorted((folder / "objectives").glob("*.toml")):
        objective = _model(path, Objective, _toml(path))
        _cross_check(path, objective, strategy, axes)
        for name in (f"objectif {objective.id}", *(f"indicateur {i.id}" for i in objective.indicators)):
            if name in file_of:
                raise CatalogueError(
                    f"{path.name} : {name} est déjà défini dans {file_of[name]} ; donnez-lui un autre numéro"
                )
            file_of[name] = path.name
        objectives[path.name] = objective
    if not objectives:
        raise CatalogueError(f"{folder.name}/objectives : aucun fichier d'objectif ; ajoutez objective_01.toml")
    return tuple(sorted(objectives.values(), key=lambda objective: objective.id))


def _cross_check(path: Path, objective: Objective, strategy: Strategy, axes: set[int]) -> None:
    if objective.axis not in axes:
        raise CatalogueError(
            f"{path.name} : l'axe {objective.axis} n'existe pas ; choisissez parmi {', '.join(map(str, sorted(axes)))}"
        )
    _check_history(path, f"objectif {objective.id}", objective, strategy)
    for indicator in objective.indicators:
        _check_history(path, f"indicateur {indicator.id}", indicator, strategy)
        if not indicator.id.startswith(f"O{objective.id:02d}-"):
            raise CatalogueError(f"{path.name} : l'indicateur {indicator.id} doit commencer par O{objective.id:02d}-")
        _check_years(path.name, indicator, strategy)


def _check_years(file: str, indicator: Indicator, strategy: Strategy) -> None:
    """Every year is a campaign of the strategy, and the target is due after the baseline."""
    for name in ("since", "suspended_since", "baseline_campaign", "target_campaign"):
        campaign = getattr(indicator, name)
        if campaign and campaign not in strategy.campaigns:
            raise CatalogueError(f"{file} : indicateur {indicator.id}, « {name} » = {campaign} est hors des campagnes")
    due = indicator.target_campaign or strategy.target_campaign
    if indicator.since and indicator.since > due:
        raise CatalogueError(f"{file} : indicateur {indicator.id}, « since » vient après la campagne cible ({due})")
    start = baseline_campaign(strategy, indicator)
    if start >= due:
        raise CatalogueError(
            f"{file} : indicateur {indicator.id}, la campagne cible ({due}) doit venir après la campagne de référence "
            f"({start})"
        )


def _check_history(path: Path, name: str, definition: Objective | Indicator, strategy: Strategy) -> None:
    """Retirement and past words are dated by campaigns of the strategy, in order."""
    dates = [entry.until for entry in definition.history]
    for campaign in (*dates, *([definition.retired_since] if definition.retired_since else ())):
        if campaign not in strategy.campaigns:
            raise CatalogueError(f"{path.name} : {name}, {campaign} est hors des campagnes")
    if dates != sorted(set(dates)):
        raise CatalogueError(f"{path.name} : {name}, « history » doit aller du plus ancien libellé au plus récent")
    begun = getattr(definition, "since", None) or strategy.campaigns[0]
    if definition.retired_since and definition.retired_since <= begun:
        raise CatalogueError(f"{path.name} : {name}, « retired_since » doit venir après la première campagne collectée")


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CatalogueError(f"{path.name} manque dans le dossier du catalogue « {path.parent.name} »") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path.name} n'est pas un fichier TOML lisible : {error}") from None


def _model(path: Path, model: type, content: dict[str, Any]) -> Any:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise CatalogueError(f"{path.name} : {_first_problem(error, content)}") from None


def _first_problem(error: ValidationError, content: dict[str, Any]) -> str:
    first = error.errors()[0]
    place = _place(first["loc"], content)
    if first["type"] == "extra_forbidden":
        return f"{place}clé inconnue « {first['loc'][-1]} » ; corrigez son orthographe ou retirez-la"
    if first["type"] == "missing":
        return f"{place}il manque la clé « {first['loc'][-1]} »"
    if first["type"] == "value_error":
        return f"{place}{first['msg'].removeprefix('Value error, ')}"
    return f"{place}valeur refusée pour « {first['loc'][-1]} » : {first['input']!r} ({first['msg']})"


def _place(loc: tuple[int | str, ...], content: dict[str, Any]) -> str:
    """Names the indicator a problem stands in, where there is one."""
    if len(loc) > 2 and loc[0] == "indicator" and isinstance(loc[1], int):
        return f"indicateur {content['indicator'][loc[1]].get('id', loc[1] + 1)}, "
    return ""


def _refuse_duplicates(file: str, what: str, ids: list[int]) -> None:
    for identifier in ids:
        if ids.count(identifier) > 1:
            raise CatalogueError(f"{file} : {what} {identifier} est défini deux fois")
