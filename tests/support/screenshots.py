"""What `make screenshots` runs: serves demonstration data and takes the pictures of the user guide, never by hand."""

from __future__ import annotations

import re
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

import browsing
from PIL import Image

from pipelines.cli.ingest import fill_demonstration
from pipelines.settings import Settings

IMAGES = browsing.ROOT / "docs" / "images"
WIDTHS = (1440, 390)
TALLEST = {1440: 1500, 390: 1400}
COLOURS = 96
CAMPAIGN = "campagne=2025-2026"
# The name of the picture: the address it shows. Every page of the dashboard is here (a test holds it).
PAGES = {
    "vision-nationale": f"/?{CAMPAIGN}",
    "axes-et-objectifs": f"/objectifs?{CAMPAIGN}",
    "objectif": f"/objectif?objectif=4&{CAMPAIGN}",
    "region-academique": f"/region-academique?region=REG-76&{CAMPAIGN}",
    "academie": f"/academie?academie=ACA-16&{CAMPAIGN}",
    "departement": f"/departement?departement=DEPT-31&{CAMPAIGN}",
    "comparer": f"/comparer?territoires=REG-76,REG-84,REG-75&indicateurs=O05-1&{CAMPAIGN}",
    "feuille-de-route": f"/feuille-de-route?territoire=REG-76&{CAMPAIGN}",
    "gouvernance": f"/gouvernance?{CAMPAIGN}",
    "instance-nationale": f"/instance-nationale?{CAMPAIGN}",
    "collecte": f"/collecte?{CAMPAIGN}",
    "changements": f"/changements?{CAMPAIGN}",
    "revue": f"/revue?{CAMPAIGN}",
    "figer": f"/figer?{CAMPAIGN}",
    "recherche": f"/recherche?q=pix&{CAMPAIGN}",
    "demandes": f"/demandes?{CAMPAIGN}",
    "comprendre": f"/comprendre?indicateur=O04-1&territoire=DEPT-11&{CAMPAIGN}",
    "donnees": f"/donnees?{CAMPAIGN}",
    "methode": "/methode",
    "accessibilite": "/accessibilite",
    "mentions": "/mentions",
    "donnees-personnelles": "/donnees-personnelles",
    "depot": "/depot",
    "ecoles": f"/ecoles?departement=DEPT-48&indicateur=O05-2&{CAMPAIGN}",
    "ecole": f"/ecole?uai=0489002Z&{CAMPAIGN}",
}


def demonstrate(folder: Path) -> Settings:
    """A warehouse of demonstration data, the same at each run, received at a date that does not move."""
    settings, _ = fill_demonstration(Settings(data=folder / "data"))
    return settings


def take(page: Any, address: str, width: int) -> bytes:
    """A page from its top, as much of it as the guide can use, in few colours: text stays sharp and the file small."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    browsing.wait(page)
    page.evaluate("document.fonts.ready")
    browsing.whole(page, width, TALLEST[width])
    page.wait_for_timeout(600)  # drawings that come by their own address
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    small = BytesIO()
    # This method keeps the rare colours: a status in red is a few dots of a large page.
    few = picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(small, "PNG", optimize=True)
    return small.getvalue()


def main(chosen: list[str]) -> None:
    """Takes every picture, or those whose name is asked for."""
    if browsing.CHROMIUM is None:
        sys.exit("Chromium n'est pas installé : aucune capture n'est faite.")
    IMAGES.mkdir(parents=True, exist_ok=True)
    names = [name for name in PAGES if not chosen or name in chosen]
    with tempfile.TemporaryDirectory() as folder, browsing.chromium() as browser:
        settings = demonstrate(Path(folder))
        with browsing.serving(settings.data, Path(folder)) as address:
            page = browser.new_page(color_scheme="light", device_scale_factor=1)
            for name in names:
                for width in WIDTHS:
                    content = take(page, address + PAGES[name], width)
                    (IMAGES / f"{name}-{width}.png").write_bytes(content)
                print(f"{name} : {', '.join(str(width) for width in WIDTHS)} px")
    total = sum(path.stat().st_size for path in IMAGES.glob("*.png"))
    print(re.sub(r"\s+", " ", f"{total / 1e6:.1f} Mo dans docs/images").replace(".", ","))


if __name__ == "__main__":
    main(sys.argv[1:])
