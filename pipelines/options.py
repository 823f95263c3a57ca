"""Every PILOTAGE_* variable the program reads, in one model: its default, its unit, what it changes, what to write.

`pipelines.settings.options` reads it; it is apart because the library takes 0.1 to 0.2 s to load, which neither
`--help` nor the process that reads one file has to wait for."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, cast, get_args

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from indicators.typography import ABSENT, number
from pipelines.errors import WrongConfiguration

PREFIX = "PILOTAGE_"
Identity = Literal["local", "oidc", "header"]
_NOTHING = SecretStr("")
_FromOne = Annotated[int, Field(ge=1)]
_FromNone = Annotated[int, Field(ge=0)]
_Day = Annotated[date, BeforeValidator(date.fromisoformat)]  # else a number would be taken for seconds since 1970
_Drawn = Annotated[SecretStr, Field(min_length=32)]
_Logs = Annotated[Literal["texte", "json"], BeforeValidator(str.lower)]
_Engine = Annotated[Literal["duckdb", "spark"], BeforeValidator(str.lower)]


def _variable(default: Any, changes: str, unit: str = "", without: str = "", instead: str = "") -> Any:
    """A field: `changes` says what it is for, `without` what stands where nothing is written, `instead` what to write
    in place of a value that is refused."""
    words: dict[str, Any] = {"unit": unit, "without": without, "instead": instead}
    return Field(default, description=changes, json_schema_extra=words)


def variable_of(field: str) -> str:
    """`PILOTAGE_DATA` of `data`."""
    return f"{PREFIX}{field.upper()}"


class Options(BaseSettings):
    """What the environment says, and no file, stripped; nothing written, or blanks, is the default."""

    model_config = SettingsConfigDict(
        frozen=True,
        case_sensitive=True,
        alias_generator=variable_of,
        extra="ignore",
        validate_default=False,
        hide_input_in_errors=True,  # a secret that is refused is shown nowhere
    )

    data: Path | None = _variable(None, "dossier des données", without="`data/`")
    catalogue: Path | None = _variable(
        None,
        "dossier de `strategie.toml`, de `objectives/` et de `targets.csv` : une autre stratégie, sans code",
        without="celui du programme",
    )
    today: _Day | None = _variable(
        None,
        "jour qui tient lieu d'aujourd'hui dans une répétition, `2026-11-28`",
        without="le jour de la machine",
        instead="un jour comme 2026-11-28",
    )
    identity: Identity = _variable("local", "qui est qui : `local`, `oidc` ou `header`")
    public_url: str = _variable(
        "", "adresse que tapent les lecteurs, `https://…`", without="aucune : exigée hors `local`"
    )
    oidc_issuer: str = _variable(
        "", "adresse du fournisseur d'identité, celle qui précède `/.well-known/openid-configuration`", without="aucune"
    )
    oidc_client_id: str = _variable("", "nom de ce service chez le fournisseur", without="aucun")
    oidc_client_secret: SecretStr = _variable(_NOTHING, "secret que le fournisseur a donné", without="aucun")
    oidc_client_secret_file: Path | None = _variable(None, "ou le fichier qui contient ce secret", without="aucun")
    oidc_auth: Literal["post", "basic"] = _variable("post", "comment ce secret est envoyé : `post` ou `basic`")
    oidc_scope: str = _variable("openid email", "ce qui est demandé au fournisseur")
    oidc_prompt: str = _variable("", "paramètre `prompt`, envoyé tel quel", without="rien")
    oidc_acr: str = _variable("", "niveau d'authentification demandé, puis exigé", without="aucun")
    oidc_email_verified: Literal["required", "untold"] = _variable(
        "required",
        "ce que le fournisseur dit de l'adresse : `required`, il doit la dire vérifiée (`email_verified` : vrai) ; "
        "`untold`, il ne le dit jamais, et toutes les siennes le sont",
    )
    header_name: str = _variable("X-Remote-User", "en-tête où le portail nomme le compte")
    proxy_secret: _Drawn = _variable(
        _NOTHING,
        "secret que le portail envoie dans `X-Pilotage-Proxy`, 32 caractères au moins",
        without="aucun",
        instead="32 caractères au moins, tirés au hasard",
    )
    trusted_proxies: str = _variable(
        "",
        "adresses des mandataires, séparées par des virgules, seules crues sur l'origine d'une requête",
        without="aucune",
    )
    comparaisons: str = _variable(
        "",
        "ce qu'un territoire voit des autres : `toutes`, `médianes` ou `aucune` ; un autre mot vaut `aucune`",
        without="celui de `pilotage access compare`",
    )
    upload_size: _FromOne = _variable(
        10,
        "taille d'un fichier choisi sur la page « Déposer » ; `docs/exploitation.md` dit ce qui se relève avec elle",
        "Mo",
    )
    uploads_held: _FromOne = _variable(
        60,
        "fichiers choisis par un compte, pas encore déposés : en mémoire jusqu'à 1 Mo, sur le disque au-delà",
        "Mo",
    )
    uploads_held_together: _FromOne = _variable(180, "les mêmes, de tous les comptes d'un processus d'affichage", "Mo")
    deposits_per_minute: _FromNone = _variable(60, "dépôts d'un compte en une minute", "dépôts")
    deposits_per_day: _FromNone = _variable(1000, "dépôts d'un compte en un jour", "dépôts")
    deposited_per_day: _FromNone = _variable(300, "ce que pèsent les dépôts d'un compte en un jour", "Mo")
    exports_per_day: _FromNone = _variable(2000, "fichiers donnés à un compte en un jour", "fichiers")
    journal_months: _FromOne = _variable(12, "mois de journal gardés", "mois")
    logs: _Logs = _variable(
        "texte", "forme des journaux techniques : `texte`, ou `json`, un objet par ligne sur la sortie d'erreur"
    )
    metrics_token: SecretStr = _variable(
        _NOTHING,
        "jeton exigé de qui lit `/metrics`",
        without="aucun : la machine elle-même, sans mandataire",
    )
    threads: _FromNone = _variable(
        0,
        "fils du moteur de calcul, par connexion ; moins de fils laissent du processeur aux pages",
        "fils",
        without="0 : autant que de cœurs",
    )
    reference_denominators: Literal["editable", "locked", "off"] = _variable(
        "editable",
        "dénominateurs que comptent les tableaux officiels, dans le modèle d'un comité : `editable` (préremplis), "
        "`locked` (préremplis et verrouillés) ou `off`",
    )
    open_titles: Literal["off", "on"] = _variable(
        "off", "intitulés des actions dans les données ouvertes : `on` les publie, si les comités en conviennent"
    )
    open_door: Literal["off", "on"] = _variable(
        "off",
        "adresses `/api/v1/ouvertes` : `on` donne à tous, sans connexion, la dernière publication des données ouvertes",
    )
    contact: str = _variable(
        "l'équipe du pilotage",
        "fonction ou service que les relances nomment et qui les signe, en minuscules : jamais un nom de personne",
    )
    slides: Path | None = _variable(
        None,
        "modèle `.pptx` du ministère ou de la région : les diaporamas en prennent les dispositions, les titres et les "
        "polices",
        without="l'apparence de l'outil",
    )
    memory: _FromOne = _variable(2000, "mémoire du moteur de calcul, avant de déborder sur le disque", "Mo")
    engine: _Engine = _variable("duckdb", "moteur des grands volumes : `duckdb` ou `spark`")
    spark_master: str = _variable(
        "local[2]", "où calcule Spark : ici avec deux travailleurs, ou l'adresse d'une grappe de machines"
    )
    spark_folder: str = _variable(
        "", "adresse sous laquelle ces machines voient le dossier `schools`", without="ce dossier"
    )
    read_memory: _FromOne = _variable(512, "mémoire laissée à la lecture d'un fichier lourd ou douteux", "Mo")
    read_seconds: _FromOne = _variable(20, "temps laissé à cette lecture", "s")
    read_size: _FromOne = _variable(50, "taille au-delà de laquelle un fichier est refusé", "Mo")
    read_rows: _FromOne = _variable(
        200_000_000, "lignes qu'un tableau d'établissements en Parquet peut annoncer", "lignes"
    )

    @model_validator(mode="before")
    @classmethod
    def _stripped(cls, written: dict[str, str]) -> dict[str, str]:
        """What is left once blanks are taken out; nothing is absent."""
        return {name: value.strip() for name, value in written.items() if value.strip()}


def read() -> Options:
    """What the environment says now. Raises WrongConfiguration, with a sentence for each value that is wrong."""
    try:
        return Options()
    except ValidationError as refused:
        # nothing of the refusal is kept: a trace would show what was read, and it may be a secret
        sentences = [_sentence(str(error["loc"][0]), error["input"]) for error in refused.errors(include_url=False)]
    raise WrongConfiguration(" ".join(sentences))


def secrets() -> list[str]:
    """The variables that hold a secret, or say where it is."""
    return [
        variable_of(name)
        for name, field in Options.model_fields.items()
        if field.annotation is SecretStr or name.endswith("_secret_file")
    ]


def _sentence(variable: str, written: Any) -> str:
    field = Options.model_fields[variable.removeprefix(PREFIX).lower()]
    printable = str(written).encode(errors="replace").decode()  # bytes that are no text can be read, not printed
    value = "ne convient pas" if field.annotation is SecretStr else f"vaut « {printable} »"
    return f"{variable} {value} : écrivez {_instead(field)}."


def _instead(field: FieldInfo) -> str:
    words = _words(field)
    if words["instead"]:
        return words["instead"]
    if choices := get_args(field.annotation):
        return f"{', '.join(choices[:-1])} ou {choices[-1]}"
    [least] = [limit.ge for limit in field.metadata if hasattr(limit, "ge")]
    return f"un nombre entier ({words['unit']}), {least} au moins, par exemple {max(field.default, 1)}"


def _words(field: FieldInfo) -> dict[str, str]:
    return cast(dict[str, str], field.json_schema_extra)


def variables() -> list[tuple[str, str, str, str]]:
    """Each variable, what it changes, its unit, and what stands where it is not written: in French, in Markdown."""
    return [
        (f"`{variable_of(name)}`", field.description or "", _words(field)["unit"] or ABSENT, _default(field))
        for name, field in Options.model_fields.items()
    ]


def _default(field: FieldInfo) -> str:
    if without := _words(field)["without"]:
        return without
    return number(field.default) if isinstance(field.default, int) else f"`{field.default}`"
