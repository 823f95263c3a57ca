"""The user guide shows every page, with pictures that exist, at both widths, and stay small."""

import re

from browsing import ROOT
from screenshots import IMAGES, PAGES, WIDTHS

from dashboard.components.layout.shell import ALL_PAGES

GUIDE = ROOT / "docs" / "guide.md"


def test_every_page_has_its_pictures() -> None:
    assert {address.strip("/").partition("?")[0] for address in PAGES.values()} == set(ALL_PAGES)
    for name in PAGES:
        for width in WIDTHS:
            picture = IMAGES / f"{name}-{width}.png"
            assert picture.read_bytes().startswith(b"\x89PNG"), picture
            assert int.from_bytes(picture.read_bytes()[16:20]) == width


def test_the_guide_shows_pictures_that_exist() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", GUIDE.read_text(encoding="utf-8"))
    assert len(pictures) >= 10
    assert all((GUIDE.parent / picture).is_file() for picture in pictures)


def test_the_pictures_stay_small() -> None:
    assert sum(path.stat().st_size for path in IMAGES.glob("*.png")) < 3_000_000
