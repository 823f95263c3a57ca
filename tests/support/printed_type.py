"""The size at which a PDF of LibreOffice prints its letters: read from what draws them, not from their boxes."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

STREAM = re.compile(rb"/Filter/FlateDecode[^>]*>>\s*stream\r?\n(.*?)endstream", re.DOTALL)
STEP = re.compile(
    rb"(?P<matrix>(?:-?[\d.]+\s+){6})(?P<what>cm|Tm)\b|/F\d+\s+(?P<size>[\d.]+)\s+Tf|(?P<state>\bq\b|\bQ\b|\bBT\b)"
    rb"|(?P<shown>[>)\]]\s*T[jJ]\b)"
)


def sizes(path: Path) -> list[dict[float, int]]:
    """For each stream that draws letters, which is one page here: points → how many strings are shown at that size."""
    pages = []
    for content in STREAM.findall(path.read_bytes()):
        drawn = zlib.decompressobj().decompress(content)
        if b" Tf" in drawn:
            pages.append(_of_stream(drawn))
    return pages


def _of_stream(drawn: bytes) -> dict[float, int]:
    """`cm` scales all that follows it until `Q`; `Tm`, the letters of one text; `Tf` gives the size that they scale."""
    counts: dict[float, int] = {}
    scales, text, size = [1.0], 1.0, 0.0
    for step in STEP.finditer(drawn):
        if step["state"] == b"q":
            scales.append(scales[-1])
        elif step["state"] == b"Q":
            scales = scales[:-1] or [1.0]
        elif step["state"] == b"BT":
            text = 1.0
        elif step["what"]:
            # how high a letter one unit high comes out, turned or not
            c, d = (float(coefficient) for coefficient in step["matrix"].split()[2:4])
            scale = (c * c + d * d) ** 0.5
            if step["what"] == b"cm":
                scales[-1] *= scale
            else:
                text = scale
        elif step["size"]:
            size = float(step["size"])
        else:
            points = round(size * text * scales[-1], 2)
            counts[points] = counts.get(points, 0) + 1
    return counts
