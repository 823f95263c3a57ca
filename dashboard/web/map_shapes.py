"""The shapes of a map as the browser fetches them: once for each level, kept until the shapes change."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import lru_cache
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from indicators.shapes import VIEW_BOX, insets, shapes

ROUTE = "/carte/{level}.json"
_LEVELS = ("region", "academy", "department")


@lru_cache(maxsize=3)
def content(level: str) -> str:
    """View box, insets, and the code, path, label and middle of each territory, as JSON: a label that stands in an
    inset gives way to the middle where the map is a close-up."""
    if level not in _LEVELS:
        raise KeyError(level)
    drawn = [
        [shape.territory_code, shape.path, shape.label_x, shape.label_y, *_middle(shape.bounds)]
        for shape in shapes(level)
    ]
    frames = [
        {"title": inset.title, "x": inset.x, "y": inset.y, "width": inset.width, "height": inset.height}
        for inset in insets(level)
    ]
    return json.dumps({"view_box": VIEW_BOX, "insets": frames, "shapes": drawn}, separators=(",", ":"))


def _middle(bounds: tuple[float, float, float, float]) -> tuple[float, float]:
    left, top, right, bottom = bounds
    return round((left + right) / 2, 1), round((top + bottom) / 2, 1)


@lru_cache(maxsize=3)
def address(level: str) -> str:
    """Where the shapes of a level are; the digest makes a new address when they change."""
    return f"./carte/{level}.json?v={sha256(content(level).encode()).hexdigest()[:12]}"


def around(level: str, codes: Collection[str]) -> tuple[float, float, float, float] | None:
    """The view box that holds some territories with a margin, or None where none is drawn."""
    boxes = [shape.bounds for shape in shapes(level) if shape.territory_code in codes]
    if not boxes:
        return None
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    width, height = max(box[2] for box in boxes) - left, max(box[3] for box in boxes) - top
    margin = 0.04 * max(width, height)
    return left - margin, top - margin, width + 2 * margin, height + 2 * margin


async def answer(request: Request) -> Response:
    """The route that serves the shapes."""
    try:
        body = content(request.path_params["level"])
    except KeyError:
        return PlainTextResponse("Ce niveau n'a pas de carte.", status_code=404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(body, media_type="application/json", headers=headers)
