"""Every failure that a command or a page tells as it is: what went wrong, and what to do next.

Bad data are never one of them: they are rows with their file, sheet and cell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from indicators.errors import PilotageError
from indicators.typography import plural, typeset


class NoWarehouse(PilotageError):
    """Nothing was built yet: run `pilotage ingest` or `pilotage demo`."""

    def __init__(self) -> None:
        super().__init__("Aucune donnée pour l'instant : lancez « pilotage ingest DOSSIER » ou « pilotage demo ».")


class AlteredFile(PilotageError):
    """A file received is lost or no longer as it came; the message names it and says how to put it back."""


class MixedData(PilotageError):
    """Real files were about to be added to demonstration data, or the reverse."""


class OtherDefinitions(PilotageError):
    """The catalogue changed since the current build: build again, read the figures again, then try again."""

    def __init__(self) -> None:
        super().__init__(
            "Les définitions ont changé depuis le dernier calcul : lancez « pilotage build », relisez les chiffres, "
            "puis recommencez."
        )


class EditionError(PilotageError):
    """An edition cannot be frozen or opened; the message says what to do next."""


class BackupError(PilotageError):
    """A backup cannot be written, is damaged, or cannot be restored; the message says what to do next."""


class DecisionError(PilotageError):
    """What was typed cannot be recorded; the message says what to type instead."""


class DepositError(PilotageError):
    """Files cannot be deposited by this account; the message says which and why. Nothing was received."""


class AccessError(PilotageError):
    """What was asked cannot be written in the table of accounts; the message says what to type instead."""


class UnknownFigure(PilotageError):
    """No such territory, indicator or campaign in the warehouse: the message says which and what to type."""


class OutOfSight(PilotageError):
    """The school is of no département that is seen in detail, or there is no such school."""

    def __init__(self) -> None:
        super().__init__("Cet établissement est hors de votre périmètre, ou n'existe pas.")


class NoReview(PilotageError):
    """There is no such campaign or territory; the message says which."""


class NothingToExport(PilotageError):
    """There is no such campaign or territory, or no campaign has results: the message says which."""


class TemplateError(PilotageError, ValueError):
    """No template can be written: the message says what to ask for instead."""


class UnknownRendering(PilotageError):
    """No document of this kind is written with this suffix."""

    def __init__(self, path: Path, kind: str = "une fiche", suffixes: str = ".pdf, .docx ou .pptx") -> None:
        super().__init__(typeset(f"« {path.name} » : {kind} s'écrit en {suffixes} ; donnez-lui l'un de ces suffixes."))


class PdfNotAvailable(PilotageError):
    """The PDF writer or the text libraries it needs are not installed: the message says which."""

    def __init__(self) -> None:
        super().__init__(
            "Le PDF ne peut pas être écrit sur ce poste : il y manque Pango. Sous Debian ou Ubuntu, installez "
            "libpango-1.0-0, libpangoft2-1.0-0 et libharfbuzz-subset0 ; sous macOS, « brew install pango » ; "
            "sous Windows, MSYS2 puis mingw-w64-x86_64-pango. Les formats .docx et .pptx n'en ont pas besoin."
        )


class OfficeError(PilotageError):
    """LibreOffice is not there, or did not manage: the message says what to do."""


class NotAPublication(PilotageError):
    """The folder holds something else: nothing of it may be written over."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            typeset(f"Le dossier « {folder} » contient autre chose qu'une publication : indiquez un dossier vide.")
        )


class NotPublished(PilotageError):
    """The last publication of open data has no such file, or there is none: the message says which."""


class WouldReveal(PilotageError):
    """A publication would give, beside those before it, numbers of pupils that are masked: nothing is written."""

    def __init__(self, figures: Sequence[tuple[str, str, str]]) -> None:
        named = [f"{indicator} en {campaign} ({territory})" for campaign, indicator, territory in figures[:5]]
        more = f", et {plural(len(figures) - 5, 'autre')}" if len(figures) > 5 else ""
        super().__init__(
            typeset(
                "Publication refusée, rien n'est écrit : rapprochée de celles d'avant, elle donnerait par soustraction "
                f"un petit nombre d'élèves que rien ne peut plus masquer : {', '.join(named)}{more}. Vérifiez ces "
                "chiffres : un total déclaré qui ne bouge pas quand un territoire s'y ajoute est à corriger."
            )
        )


class Unreadable(PilotageError):
    """An edition or open data that cannot be compared: the message says which and why."""


class WrongConfiguration(PilotageError, ValueError):
    """A PILOTAGE_* variable is missing or wrong: the message says which, what was read and what to write instead."""


class SparkNotAvailable(PilotageError):
    """PySpark or Java is not there: the message says what to install, and that DuckDB gives the same sums."""

    def __init__(self) -> None:
        super().__init__(
            "Spark ne peut pas calculer sur ce poste : il y manque PySpark (« pip install '.[spark]' ») ou Java 17 "
            "(sous Debian ou Ubuntu, openjdk-17-jre-headless). Sans PILOTAGE_ENGINE, DuckDB donne les mêmes sommes."
        )


class ClosingError(PilotageError):
    """A campaign cannot be closed or reopened; the message says what to type instead."""
