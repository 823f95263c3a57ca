"""A map inside a text document: one inline group of shapes, with its numbers, its frames and its legend."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from indicators.palette import colour, hexadecimal, look
from pipelines.outputs.factsheet.drawing import (
    EMU_MM,
    Placement,
    fill,
    inset_frames,
    labels,
    territories_drawn,
)
from pipelines.outputs.factsheet.progress import legend_rows
from pipelines.outputs.factsheet.sheet import Map

OFFICE = "http://schemas.openxmlformats.org"
GROUP = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"
SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
NAMESPACES = (
    f'xmlns:w="{OFFICE}/wordprocessingml/2006/main" xmlns:wp="{OFFICE}/drawingml/2006/wordprocessingDrawing" '
    f'xmlns:a="{OFFICE}/drawingml/2006/main" xmlns:wpg="{GROUP}" xmlns:wps="{SHAPE}"'
)
LEGEND_MM = 48
BARE = "<a:noFill/><a:ln><a:noFill/></a:ln>"
PAPER = f'<a:solidFill><a:srgbClr val="{hexadecimal(colour("paper"))}"/></a:solidFill>'
Room = tuple[int, int, int, int]


def word_drawing(shown: Map, width: float, height: float, identifier: int = 1) -> str:
    """The `w:drawing` of a map in a room of so many millimetres, its legend at its right."""
    placement = Placement(shown, width, height)
    pieces = [
        _shape((one.left, one.top, one.width, one.height), one.properties)
        for one in territories_drawn(shown, placement)
    ]
    pieces += _numbers(shown, placement) + _frames(shown, placement) + _legend(shown, placement.width + 6 * EMU_MM)
    size = f'cx="{placement.width + (6 + LEGEND_MM) * EMU_MM}" cy="{placement.height}"'
    return (
        f"<w:drawing {NAMESPACES}><wp:inline><wp:extent {size}/>"
        f'<wp:docPr id="{identifier}" name={quoteattr(shown.heading)} descr={quoteattr(shown.alt)}/>'
        f'<a:graphic><a:graphicData uri="{GROUP}"><wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext {size}/><a:chOff x="0" y="0"/><a:chExt {size}/></a:xfrm></wpg:grpSpPr>{"".join(pieces)}</wpg:wgp>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )


def _numbers(shown: Map, placement: Placement) -> list[str]:
    width, height = 7 * EMU_MM, 4 * EMU_MM
    return [
        _text(text, (x - width // 2, y - height // 2, width, height), 8, "center", PAPER)
        for text, x, y in (labels(shown, placement) if shown.zoomed else [])
    ]


def _frames(shown: Map, placement: Placement) -> list[str]:
    line = f'<a:ln w="3500"><a:solidFill><a:srgbClr val="{hexadecimal(colour("path"))}"/></a:solidFill></a:ln>'
    pieces = []
    for title, left, top, width, height in inset_frames(shown, placement):
        pieces.append(_shape((left, top, width, height), f"{_rectangle()}<a:noFill/>{line}"))
        pieces.append(_text(title, (left + EMU_MM // 2, top, 30 * EMU_MM, 3 * EMU_MM), 5, "left", BARE))
    return pieces


def _legend(shown: Map, left: int) -> list[str]:
    line = f'<a:ln w="6000"><a:solidFill><a:srgbClr val="{hexadecimal(colour("ink"))}"/></a:solidFill></a:ln>'
    pieces = []
    for row, (text, status) in enumerate(legend_rows(shown)):
        top = (6 + 7 * row) * EMU_MM
        pieces.append(_shape((left, top, 8 * EMU_MM, 5 * EMU_MM), f"{_rectangle()}{fill(look(status))}{line}"))
        pieces.append(_text(text, (left + 10 * EMU_MM, top, (LEGEND_MM - 10) * EMU_MM, 5 * EMU_MM), 8, "left", BARE))
    return pieces


def _rectangle() -> str:
    return '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'


def _place(room: Room) -> str:
    left, top, width, height = room
    return f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def _shape(room: Room, properties: str) -> str:
    return f"<wps:wsp><wps:cNvSpPr/><wps:spPr>{_place(room)}{properties}</wps:spPr><wps:bodyPr/></wps:wsp>"


def _text(text: str, room: Room, size: int, side: str, ground: str) -> str:
    return (
        f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>{_place(room)}{_rectangle()}{ground}</wps:spPr><wps:txbx>'
        '<w:txbxContent><w:p><w:pPr><w:spacing w:before="0" w:after="0"/>'
        f'<w:jc w:val="{side}"/></w:pPr><w:r><w:rPr><w:sz w:val="{2 * size}"/></w:rPr>'
        f"<w:t>{escape(text)}</w:t></w:r></w:p></w:txbxContent></wps:txbx>"
        '<wps:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"/></wps:wsp>'
    )
