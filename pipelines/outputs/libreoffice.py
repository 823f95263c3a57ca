"""LibreOffice, where it is installed: finds it and converts a workbook to another format."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from pipelines.errors import OfficeError
from pipelines.ingest.limits import bare_environment

TIMEOUT = 120
FILTERS = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "ods": "ods:calc8", "pdf": "pdf:calc_pdf_Export"}


def find_office() -> Path:
    """The program of LibreOffice. Raises OfficeError where it is not installed."""
    for name in ("soffice", "libreoffice"):
        if program := shutil.which(name):
            return Path(program)
    for path in _usual_places():
        if path.exists():
            return path
    raise OfficeError(
        "LibreOffice n'est pas installé sur ce poste : il sert à écrire et à relire les classeurs .ods. "
        "Installez-le, ou travaillez avec le fichier .xlsx."
    )


def convert(path: Path, extension: str, folder: Path | None = None) -> Path:
    """The same workbook in another format (`xlsx`, `ods`, `pdf`), in `folder` or beside it. Raises OfficeError.

    Each call has a profile of its own: a LibreOffice already open on the desk does not get in the way."""
    office = find_office()
    folder = folder or path.parent
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "out"
        _run(
            office,
            Path(scratch),
            ["--convert-to", FILTERS.get(extension, extension), "--outdir", str(target), str(path)],
        )
        converted = target / f"{path.stem}.{extension}"
        if not converted.exists():
            raise OfficeError(
                f"LibreOffice n'a pas pu convertir « {path.name} » en .{extension} : "
                "ouvrez-le pour voir s'il est lisible."
            )
        return Path(shutil.move(converted, folder / converted.name))


def _run(office: Path, scratch: Path, arguments: list[str]) -> None:
    profile = f"-env:UserInstallation={(scratch / 'profile').as_uri()}"
    command = [str(office), profile, "--headless", "--norestore", "--nolockcheck", *arguments]
    try:
        subprocess.run(command, check=False, capture_output=True, timeout=TIMEOUT, env=bare_environment())
    except subprocess.TimeoutExpired:
        raise OfficeError(f"LibreOffice n'a pas répondu en {TIMEOUT} secondes : fermez-le et recommencez.") from None
    except OSError as error:
        raise OfficeError(f"LibreOffice n'a pas pu être lancé : {error}.") from None


def _usual_places() -> list[Path]:
    """Where installers put it without adding it to the path (Windows, macOS)."""
    roots = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)")]
    windows = [Path(root) / "LibreOffice" / "program" / "soffice.exe" for root in roots if root]
    return [*windows, Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")]
