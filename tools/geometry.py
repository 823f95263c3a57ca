"""Makes indicators/geometry/shapes.json from a topology of the départements; needs shapely, which the project does not.

    pip install -e '.[geometry]'
    python tools/geometry.py PATH/TO/fra.topo.json

Run once for a new source or another simplification; the file it writes is kept in the repository.
See indicators/geometry/README.md for the source.
"""

from __future__ import annotations

import csv
import json
import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geometry_svg import label, path

try:
    from shapely.geometry import LineString, MultiPolygon, Polygon
    from shapely.ops import unary_union
except ImportError:
    sys.exit("shapely n'est pas installé : « pip install -e '.[geometry]' ».")

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from indicators.territories import territories  # noqa: E402

OUTPUT = ROOT / "indicators" / "geometry" / "shapes.json"
WIDTH, HEIGHT = 860, 690
TOLERANCE = 0.6  # in units of the view box
SMALLEST = 1.2  # islands under this area are dropped, except the largest part of a territory

PARIS = ("75", "92", "93", "94")
MARGIN, HEAD = 6, 18  # inside a frame: around, and above for its title
Point = tuple[float, float]
Projection = Callable[[Point], Point]
Shapes = dict[str, MultiPolygon]
OVERSEAS = ("971", "972", "973", "974", "976")

# Where each part of the country is drawn: title, codes, place of the frame (x, y, width, height), levels that show it.
ALL = ("department", "academy", "region")
FRAMES = (
    ("Paris et petite couronne", PARIS, (6, 6, 176, 144), ("department", "academy")),
    ("Guadeloupe", ("971",), (6, 158, 106, 98), ALL),
    ("Martinique", ("972",), (6, 264, 106, 98), ALL),
    ("Guyane", ("973",), (6, 370, 106, 98), ALL),
    ("La Réunion", ("974",), (6, 476, 106, 98), ALL),
    ("Mayotte", ("976",), (6, 582, 106, 98), ALL),
)
MAINLAND = (124, 6, 730, 678)  # with Corsica in its true place


@dataclass(frozen=True)
class Placement:
    """An affine move from projected coordinates to the view box: the north is up, so y is turned."""

    scale: float
    left: float
    top: float

    def __call__(self, point: tuple[float, float]) -> tuple[float, float]:
        return self.left + self.scale * point[0], self.top - self.scale * point[1]


def arcs_of(topology: dict) -> list[list[tuple[float, float]]]:
    """The arcs in degrees: deltas of whole numbers, scaled and moved."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return arcs


def ring(indices: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return points


def conformal(point: tuple[float, float]) -> tuple[float, float]:
    """Lambert's conformal conic with the parallels of France (44° and 49°), on a sphere of radius 1."""
    first, second, origin = math.radians(44), math.radians(49), math.radians(46.5)

    def stretch(latitude: float) -> float:
        return math.tan(math.pi / 4 + latitude / 2)

    n = math.log(math.cos(first) / math.cos(second)) / math.log(stretch(second) / stretch(first))
    f = math.cos(first) * stretch(first) ** n / n
    rho, rho0 = f / stretch(math.radians(point[1])) ** n, f / stretch(origin) ** n
    angle = n * math.radians(point[0] - 3)
    return rho * math.sin(angle), rho0 - rho * math.cos(angle)


def local(latitude: float) -> Projection:
    """Equirectangular, true at `latitude`: enough for an island."""
    return lambda point: (math.radians(point[0]) * math.cos(math.radians(latitude)), math.radians(point[1]))


def fitted(points: list[tuple[float, float]], x: float, y: float, width: float, height: float) -> Placement:
    """The placement that centres the points in a frame, as large as it holds."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    scale = min(width / (max(xs) - min(xs)), height / (max(ys) - min(ys)))
    left = x + width / 2 - scale * (min(xs) + max(xs)) / 2
    return Placement(scale, left, y + height / 2 + scale * (min(ys) + max(ys)) / 2)


def codes() -> dict[str, str]:
    """INSEE codes by the ids of the source, which are others, beside names that hold typing errors: matched by hand."""
    with (Path(__file__).parent / "geometry_codes.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["code_insee"] for row in csv.DictReader(file, delimiter=";")}


class Country:
    """The départements as lines of shared arcs, each placed and simplified once, so that neighbours still meet."""

    def __init__(self, topology: dict) -> None:
        self.arcs = arcs_of(topology)
        self.rings: dict[str, list[list[list[int]]]] = {}
        territory_codes = codes()
        for outline in topology["objects"]["fra"]["geometries"]:
            polygons = [outline["arcs"]] if outline["type"] == "Polygon" else outline["arcs"]
            self.rings[territory_codes[outline["id"]]] = polygons

    def points(self, codes: tuple[str, ...]) -> list[tuple[float, float]]:
        return [
            point
            for code in codes
            for polygon in self.rings[code]
            for indices in polygon
            for point in ring(indices, self.arcs)
        ]

    def drawn(self, codes: tuple[str, ...], project: Projection, frame: tuple[float, float, float, float]) -> Shapes:
        """Every département of `codes`, projected, placed in the frame and simplified."""
        placement = fitted([project(p) for p in self.points(codes)], *frame)
        arcs = [simplified([placement(project(p)) for p in arc]) for arc in self.arcs]
        return {code: self._shape(code, arcs) for code in codes}

    def _shape(self, code: str, arcs: list[list[tuple[float, float]]]) -> MultiPolygon:
        parts = []
        for polygon in self.rings[code]:
            outer, *holes = [ring(indices, arcs) for indices in polygon]
            if len(set(outer)) < 3:
                continue
            parts.append(Polygon(outer, [hole for hole in holes if len(set(hole)) >= 3]).buffer(0))
        return clean(unary_union(parts))


def simplified(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    line = LineString(points)
    closed = points[0] == points[-1]
    line_kept = list(line.simplify(TOLERANCE, preserve_topology=True).coords)
    line_kept = line_kept if not closed or len(line_kept) >= 4 else points
    return [(round(x, 1), round(y, 1)) for x, y in line_kept]


def clean(shape) -> MultiPolygon:
    """Polygons alone, without specks; the largest part always stays."""
    parts = [polygon for polygon in getattr(shape, "geoms", [shape]) if isinstance(polygon, Polygon)]
    parts.sort(key=lambda part: -part.area)
    return MultiPolygon([parts[0], *(part for part in parts[1:] if part.area >= SMALLEST)])


def departments(country: Country) -> tuple[Shapes, Shapes]:
    """The shapes of the map, and those that an inset repeats larger."""
    mainland = tuple(code for code in country.rings if code not in OVERSEAS)
    shapes = country.drawn(mainland, conformal, MAINLAND)
    enlarged: Shapes = {}
    for _, codes, (x, y, width, height), _ in FRAMES:
        inner = (x + MARGIN, y + HEAD, width - 2 * MARGIN, height - HEAD - MARGIN)
        points = country.points(codes)
        latitude = sum(p[1] for p in points) / len(points)
        (enlarged if codes == PARIS else shapes).update(country.drawn(codes, local(latitude), inner))
    return shapes, enlarged


def frames() -> list[dict]:
    names = ("x", "y", "width", "height")
    return [
        {"title": title, **dict(zip(names, place, strict=True)), "levels": levels} for title, _, place, levels in FRAMES
    ]


def above(number: str, level: str) -> str:
    """The territory of a level that holds a département."""
    parents = {territory.code: territory.parent_code for territory in territories()}
    code = f"DEPT-{number}"
    for _ in range({"department": 0, "academy": 1, "region": 2}[level]):
        code = parents[code] or ""
    return code


def dissolved(level: str, shapes: Shapes) -> Shapes:
    """The territories of a level, from the départements beneath them; a hair closes what rounding opened."""
    beneath: dict[str, list[MultiPolygon]] = {}
    for number, shape in shapes.items():
        beneath.setdefault(above(number, level), []).append(shape)
    if level == "department":
        return {code: parts[0] for code, parts in beneath.items()}
    hair = 0.06
    return {
        code: clean(unary_union([part.buffer(hair) for part in parts]).buffer(-hair)) for code, parts in beneath.items()
    }


def entries(level: str, shapes: Shapes, enlarged: Shapes) -> list[dict]:
    """The shapes of a level; a territory that lies whole in the enlarged inset has its label there."""
    own = dissolved(level, shapes)
    repeated = dissolved(level, enlarged) if level != "region" else {}
    inside = {above(code, level) for code in PARIS} - {above(code, level) for code in shapes if code not in PARIS}
    rows = []
    for territory in territories():
        if territory.level == level:
            x, y = label((repeated if territory.code in inside and repeated else own)[territory.code])
            bounds = [round(side, 1) for side in own[territory.code].bounds]
            inset = path(repeated[territory.code]) if territory.code in repeated else ""
            row = {
                "code": territory.code,
                "x": x,
                "y": y,
                "bounds": bounds,
                "path": path(own[territory.code]),
                "inset": inset,
            }
            rows.append(row)
    return rows


def main(source: Path) -> None:
    country = Country(json.loads(source.read_text(encoding="utf-8")))
    assert sorted(country.rings) == sorted(
        territory.number for territory in territories() if territory.level == "department"
    )
    shapes, enlarged = departments(country)
    content = {"view_box": [0, 0, WIDTH, HEIGHT], "insets": frames()}
    content |= {level: entries(level, shapes, enlarged) for level in ALL}
    OUTPUT.parent.mkdir(exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace('{"code"', '\n{"code"')
    OUTPUT.write_text(text + "\n", encoding="utf-8")
    print(f"{OUTPUT.name}: {OUTPUT.stat().st_size} octets")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
