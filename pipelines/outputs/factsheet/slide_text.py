"""Text on a slide: the title, paragraphs in a room given in millimetres, the foot that dates the figures."""

from __future__ import annotations

from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Mm, Pt

from indicators.palette import colour, hexadecimal
from pipelines.outputs.factsheet.sheet import Sheet

WIDTH, HEIGHT = 338.7, 190.5  # millimetres, 16:9
MARGIN = 16.0
FONT = "Arial"
Room = tuple[float, float, float, float]


def heading_at(slide: Any, text: str, room: Room, size: float) -> None:
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = (Mm(one) for one in room)
    frame = title.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = 0
    frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    run(frame.paragraphs[0], text, min(size, 22) if len(text) > 70 else size, bold=True, ink=colour("accent"))


def text_at(
    slide: Any, lines: list[str], room: Room, size: float, bold: bool = False, ink: str = "", bullets: bool = False
) -> None:
    frame = slide.shapes.add_textbox(*(Mm(one) for one in room)).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for at, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(size / 3)
        run(paragraph, f"• {line}" if bullets else line, size, bold, ink or colour("ink"))


def footer(slide: Any, sheet: Sheet) -> None:
    text = f"{sheet.title} — {sheet.footer}"
    text_at(slide, [text], (MARGIN, HEIGHT - 14, WIDTH - 2 * MARGIN, 10), size=8, ink=colour("soft"))
    if sheet.banner:
        room = (MARGIN, 3, WIDTH - 2 * MARGIN, 6)
        text_at(slide, [sheet.banner], room, size=10, bold=True, ink=colour("warning"))


def run(paragraph: Any, text: str, size: float, bold: bool = False, ink: str | None = None) -> None:
    run = paragraph.add_run()
    run.text, run.font.size, run.font.name, run.font.bold = text, Pt(size), FONT, bold
    run.font.language_id = MSO_LANGUAGE_ID.FRENCH
    if ink:
        run.font.color.rgb = rgb(ink)


def rgb(text: str) -> RGBColor:
    return RGBColor.from_string(hexadecimal(text))
