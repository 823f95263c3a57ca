"""What an official table is: the model of its TOML file, those of the package and those added beside a catalogue."""

from __future__ import annotations

import hashlib
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from indicators.territories import TerritoryLevel
from pipelines.errors import PilotageError
from pipelines.ingest.report_format import header_key, report_format

PACKAGED = Path(__file__).parent
ADDED = "tables"  # the folder of further definitions, in that of the catalogue
COUNTS = "counts.toml"
Means = Literal["school_year", "rentree", "session", "calendar_year"]
Model = TypeVar("Model", bound=BaseModel)
Headers = Annotated[tuple[str, ...], Field(min_length=1), AfterValidator(lambda texts: tuple(map(str.strip, texts)))]


class WrongTableDefinition(PilotageError):
    """A definition of an official table cannot be used; the message says which, and why."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Year(_Part):
    """Which column tells the year, and what it means: `2024` is 2024-2025 for a rentrée, 2023-2024 for a session of
    examinations and for a calendar year, which its first school year begins before."""

    headers: Headers
    means: Means


class Column(_Part):
    """A column that is read into a field of the directory, or that tells of which school or kind a line speaks."""

    field: str
    headers: Headers
    required: bool = False


class Place(_Part):
    """The columns that name a territory of one level: its code, its label, or both, which must then agree."""

    level: TerritoryLevel
    code: tuple[str, ...] = ()
    label: tuple[str, ...] = ()


class Measure(_Part):
    """A column of numbers: what it counts (an id of counts.toml), or the indicator whose numerator it is.

    `kind` keeps the lines of one kind of school; `over` is the count that is the denominator of the indicator."""

    headers: Headers
    counts: str | None = None
    indicator: str | None = None
    over: str | None = None
    kind: Literal["école", "collège", "lycée"] | None = None

    @model_validator(mode="after")
    def _one_use(self) -> Measure:
        if bool(self.counts) == bool(self.indicator):
            raise ValueError("une mesure dit « counts » ou « indicator », l'un des deux")
        return self


class Trait(_Part):
    """A column that puts a school in a group, for breakdowns. The group is the word of the cell; `member` where the
    column says 0 or 1; `bands` are the bounds of groups of a number."""

    dimension: str
    headers: Headers
    member: str | None = None
    bands: tuple[float, ...] = ()


class Count(_Part):
    """Something that official tables count: `denominator_of` are the indicators whose denominator it is; `sector` says
    that it is that of the indicator's own sector."""

    id: str
    label: str
    denominator_of: tuple[str, ...] = ()


class OfficialTable(_Part):
    """One official table. `feeds` is what its lines become first; `rank` prefers, of two that count the same, the
    lower; `dated` are headers of the column that tells the day of the extract."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: str
    dataset: str
    publisher: str
    licence: str
    about: str
    feeds: Literal["directory", "counts", "indicator", "traits"]
    rank: int = 1
    dated: tuple[str, ...] = ()
    year: Year | None = None
    column: tuple[Column, ...] = ()
    place: tuple[Place, ...] = ()
    measure: tuple[Measure, ...] = ()
    trait: tuple[Trait, ...] = ()
    count: tuple[Count, ...] = ()
    notes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _coherent(self) -> OfficialTable:
        if self.feeds in ("counts", "indicator") and not self.year:
            raise ValueError("il manque l'année : une table [year], avec « headers » et « means »")
        if not (self.column or self.place):
            raise ValueError("il manque la colonne de l'établissement ([[column]]) ou du territoire ([[place]])")
        if self.feeds in ("counts", "indicator") and not self.measure:
            raise ValueError("il manque une mesure ([[measure]])")
        field_ids = {field.id for field in report_format().tables["school_directory"].fields}
        if wrong := [column.field for column in self.column if column.field not in field_ids]:
            raise ValueError(f"« {wrong[0]} » n'est pas un champ ; ceux qui existent : {', '.join(sorted(field_ids))}")
        return self

    @property
    def adds_up(self) -> bool:
        """Whether its lines are numbers, which are added up: one that is there twice would count twice."""
        return self.feeds in ("counts", "indicator")

    def required(self) -> list[tuple[str, ...]]:
        """The spellings of each column without which a file is not this table: its year, its school or territory,
        and one measure at least, which `recognised` looks at."""
        wanted = [column.headers for column in self.column if column.required]
        return [*([self.year.headers] if self.year else []), *wanted]

    def alternatives(self) -> list[tuple[str, ...]]:
        """The spellings of the columns of which one must be there: measures, or traits where there is no measure."""
        if self.feeds == "directory":
            return []
        return [column.headers for column in (self.measure or self.trait)]

    def headers(self) -> dict[str, str]:
        """The key of each header that is read → as it is spelled here."""
        spelled = [self.dated, *(column.headers for column in (*self.column, *self.measure, *self.trait))]
        spelled += [names for place in self.place for names in (place.code, place.label)]
        spelled += [self.year.headers] if self.year else []
        return {header_key(name): name for names in spelled for name in names}


@lru_cache(maxsize=8)
def official_tables(catalogue: Path | None = None) -> tuple[OfficialTable, ...]:
    """Every official table that is known, by title: those of the package, and those of the folder `tables` beside a
    catalogue, one of which replaces that of the package with the same id. Raises WrongTableDefinition."""
    tables: dict[str, OfficialTable] = {}
    for path in _paths(catalogue):
        if path.name != COUNTS:
            table = _read(path)
            tables[table.id] = table
    count_ids = {count.id for count in counts(catalogue)} | {
        count.id for table in tables.values() for count in table.count
    }
    for table in tables.values():
        for measure in table.measure:
            if missing := [
                count_id for count_id in (measure.counts, measure.over) if count_id and count_id not in count_ids
            ]:
                raise WrongTableDefinition(
                    f"Table « {table.id} » : « {missing[0]} » n'est compté nulle part ([[count]])."
                )
    return tuple(sorted(tables.values(), key=lambda table: table.title))


@lru_cache(maxsize=8)
def counts(catalogue: Path | None = None) -> tuple[Count, ...]:
    """What official tables count, that of each id once: counts.toml, then what definitions add."""
    by_id: dict[str, Count] = {}
    for path in _paths(catalogue):
        for content in _content(path).get("count", ()):
            count = _valid(Count, content, path)
            by_id.setdefault(count.id, count)
    return tuple(by_id.values())


@lru_cache(maxsize=8)
def definitions_digest(catalogue: Path | None = None) -> str:
    """Changes with any definition: what was read by another is read again."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in _paths(catalogue))).hexdigest()[:12]


def _paths(catalogue: Path | None) -> list[Path]:
    added = sorted((catalogue / ADDED).glob("*.toml")) if catalogue else []
    return [PACKAGED / COUNTS, *sorted(path for path in PACKAGED.glob("*.toml") if path.name != COUNTS), *added]


def _read(path: Path) -> OfficialTable:
    return _valid(OfficialTable, _content(path), path)


def _content(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongTableDefinition(f"Définition « {path.name} » : ce n'est pas du TOML lisible ({error}).") from None


def _valid(model: type[Model], content: dict[str, Any], path: Path) -> Model:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        location = ".".join(map(str, first["loc"]))
        problem = first["msg"].removeprefix("Value error, ")
        raise WrongTableDefinition(
            f"Définition « {path.name} »{f', {location}' if location else ''} : {problem}"
        ) from None
