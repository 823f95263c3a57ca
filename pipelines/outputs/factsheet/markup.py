"""The blocks of a fiche as HTML: text always escaped, a picture with what it shows in words."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape

from indicators.palette import look
from pipelines.outputs.factsheet.chart import svg_trajectory
from pipelines.outputs.factsheet.map import SVG, svg_map
from pipelines.outputs.factsheet.progress import legend_rows
from pipelines.outputs.factsheet.sheet import Block, Cell, Group, Line, Map, Points, Series, Table

ZOOMED_MM, COUNTRY_MM = (86.0, 88.0), (101.0, 100.0)
CHART_MM = (184.0, 62.0)


def html_of(block: Block) -> str:
    """One block under its heading."""
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Points):
        return f"<section><h2>{escape(block.heading)}</h2>{_list(block)}</section>"
    if isinstance(block, Group):
        return _group(block)
    if isinstance(block, Map):
        picture = _picture(svg_map(block, *(ZOOMED_MM if block.zoomed else COUNTRY_MM)), block.alt)
        return f"<section><h2>{escape(block.heading)}</h2>{picture}{_legend(block)}</section>"
    return f"<section><h2>{escape(block.heading)}</h2>{_picture(_chart(block), block.alt)}</section>"


def _chart(block: Series) -> str:
    return svg_trajectory(block, *CHART_MM)


def _table(block: Table) -> str:
    total = sum(column.part for column in block.columns)
    columns = "".join(f'<col style="width:{100 * column.part / total:.2f}%">' for column in block.columns)
    heads = "".join(
        f'<th scope="col"{_number(column.number) if at else ""}>{escape(column.title)}</th>'
        for at, column in enumerate(block.columns)
    )
    lines = "".join(_line(block, line) for line in block.lines)
    note = f'<p class="note">{escape(block.note)}</p>' if block.note else ""
    table = f"<table><colgroup>{columns}</colgroup><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"
    return f"<section><h2>{escape(block.heading)}</h2>{table}{note}</section>"


def _line(block: Table, line: Line) -> str:
    head, *others = zip(block.columns, line.cells, strict=True)
    cells = [f"<td{_number(column.number)}>{_cell(cell)}</td>" for column, cell in others]
    strong = ' class="strong"' if line.strong else ""
    return f'<tr{strong}><th scope="row">{_cell(head[1])}</th>{"".join(cells)}</tr>'


def _number(is_number: bool) -> str:
    return ' class="number"' if is_number else ' class="word"'


def _cell(cell: Cell) -> str:
    if cell.status is None:
        return escape(cell.text)
    own = look(cell.status)
    drawn = f'<path d="{own.shape}" fill="{own.ink}" fill-rule="evenodd"/>'
    shape = _data(f'<svg {SVG} viewBox="0 0 10 10">{drawn}</svg>')
    mark = f'<span class="shape" style="background-image:url({shape})"></span>'
    return f'<span class="status" style="color:{own.ink}">{mark}{escape(cell.text)}</span>'


def _list(points: Points) -> str:
    if not points.items:
        return f'<p class="note">{escape(points.empty)}</p>' if points.empty else ""
    return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in points.items)}</ul>"


def _group(block: Group) -> str:
    parts = [f"<section><h3>{escape(one.heading)}</h3>{_list(one)}</section>" for one in block.points]
    layout = "pair" if len(parts) == 2 else "columns"
    return f'<section><h2>{escape(block.heading)}</h2><div class="{layout}">{"".join(parts)}</div></section>'


def _legend(block: Map) -> str:
    items = "".join(f"<li>{_swatch(status)}{escape(text)}</li>" for text, status in legend_rows(block))
    return f'<ul class="legend">{items}</ul>'


def _swatch(status: str) -> str:
    own = look(status)
    fill = own.ink if own.office == "solid" else own.ground
    lines = "".join(
        f'<path transform="translate({x} {y})" d="{own.hatch}" stroke="{own.ink}" stroke-width=".8" fill="none"/>'
        for x in (0, 6, 12)
        for y in (0, 6)
        if own.hatch
    )
    ground = f'<rect width="18" height="12" fill="{fill}"/>'
    picture = _data(f'<svg {SVG} viewBox="0 0 18 10.8">{ground}{lines}</svg>')
    return f'<span class="swatch" style="background:url({picture}) 0 0/100% 100%"></span>'


def _picture(svg: str, alt: str) -> str:
    return f'<img src="{_data(svg)}" alt="{escape(alt, quote=True)}">'


def _data(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode('utf-8')).decode('ascii')}"


def side_by_side(shown: Map, tables: Sequence[Block]) -> str:
    """A map, and beside it the tables that follow it, on a page of their own."""
    layout = "pair second" if shown.zoomed else "pair second wide"
    return f'<div class="{layout}"><div>{html_of(shown)}</div><div>{"".join(map(html_of, tables))}</div></div>'
