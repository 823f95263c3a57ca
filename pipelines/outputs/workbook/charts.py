"""Native charts, each with words for whoever cannot see it."""

from __future__ import annotations

from indicators.palette import colour
from pipelines.outputs.workbook.appearance import FONT, PERCENT_SIGN
from pipelines.outputs.workbook.book import Page

PIXELS = 7.2  # of a unit of column width
POINT = {"name": FONT, "size": 11, "color": colour("ink")}


def progress_bars(
    page: Page, rows: tuple[int, int], columns: tuple[int, int, int], words: tuple[str, str], at: int, height: int
) -> None:
    """Progress beside expected progress, one pair of bars for each row of a table, `height` pixels high from row `at`.

    `rows` are the first and the last of the table; `columns` those of the names, the progress and the expected
    progress; `words` the title and the alternative text."""
    first, last = rows
    names, progress, expected = columns
    chart = page.book.workbook.add_chart({"type": "bar"})
    assert chart is not None  # the library answers None to a type of chart that it does not know
    for column, fill in ((expected, colour("path")), (progress, colour("accent"))):
        chart.add_series(
            {
                "name": [page.name, first - 1, column],
                "categories": [page.name, first, names, last, names],
                "values": [page.name, first, column, last, column],
                "fill": {"color": fill},
                "border": {"none": True},
                "gap": 45,
                "overlap": 0,
            }
        )
    grid = {"visible": True, "line": {"color": colour("rule")}}
    scale = {"min": 0, "max": 100, "num_format": f"0{PERCENT_SIGN}", "num_font": POINT}
    chart.set_x_axis({**scale, "label_position": "high", "major_gridlines": grid})
    chart.set_y_axis({"reverse": True, "num_font": POINT, "line": {"color": colour("ink")}})
    chart.set_title({"name": words[0], "name_font": {**POINT, "size": 13, "bold": True}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": POINT})
    chart.set_size({"width": round(sum(page.widths) * PIXELS), "height": height})
    page.sheet.insert_chart(at, 0, chart, {"description": words[1], "object_position": 2, "y_offset": 6})
