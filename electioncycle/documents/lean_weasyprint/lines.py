"""Sets each line of text once: what is laid out is kept until it is drawn, and for the next cell that says the same."""

import re
from dataclasses import dataclass, field
from typing import Any

from weasyprint.draw import text as drawing
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.layout import inline
from weasyprint.text import line_break
from weasyprint.text.constants import PANGO_DIRECTION
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import get_font_description, get_pango_font_key

PLAIN = {
    "text_decoration_line": "none",
    "font_language_override": "normal",
    "font_kerning": "auto",
    "letter_spacing": "normal",
    "word_spacing": 0,
    "hyphens": "manual",
}
WRAPS = ("normal", "anywhere")  # told apart where a word is longer than its line
BREAKS = re.compile("[\t\n\v\f\r\x85\xad\u2028\u2029]")
ODD_BREAKS = re.compile(BREAKS.pattern.replace("\n", ""))
LONGEST = 40  # characters; a sentence is hardly said twice
KEPT = 1_500
written = {
    "font_key": line_break._font_style_cache_key,
    "split_first_line": line_break.split_first_line,
    "draw_first_line": drawing.draw_first_line,
    "get_next_linebox": inline.get_next_linebox,
    "strut": line_break.strut,
}


@dataclass
class Memory:
    """What one font configuration knows of types and lines; of lines the last few thousand."""

    types: dict[Any, tuple[Any, Any, Any, Any]] = field(default_factory=dict)
    lines: dict[Any, tuple[Any, ...]] = field(default_factory=dict)
    earlier: dict[Any, tuple[Any, ...]] = field(default_factory=dict)

    def line(self, key: Any) -> tuple[Any, ...] | None:
        found = self.lines.get(key)
        if found is None and (found := self.earlier.get(key)) is not None:
            self.keep(key, found)
        return found

    def keep(self, key: Any, line: tuple[Any, ...]) -> None:
        if len(self.lines) >= KEPT:
            self.lines, self.earlier = {}, self.lines
        self.lines[key] = line


def memory_of(style: Any) -> Memory:
    known = vars(style.font_config)
    if "memory" not in known:
        known["memory"] = Memory()
    return known["memory"]


def font_key(style: Any, include_size: bool = False) -> str:
    """WeasyPrint's own key; it would be written anew for every line."""
    keys = vars(style).setdefault("font_keys", {})
    if include_size not in keys:
        keys[include_size] = written["font_key"](style, include_size)
    return keys[include_size]


def strut(style: Any) -> tuple[float, float]:
    """The least height and the baseline of a line, looked up once for a style."""
    known = vars(style)
    if "strut" not in known:
        known["strut"] = written["strut"](style)
    return known["strut"]


def type_key(style: Any) -> tuple[Any, ...] | None:
    """What the look of a line depends on beside its text; None where there is more to it than a plain typeface."""
    known = vars(style)
    if "type_key" not in known:
        is_plain = style["direction"] == "ltr" and all(style[name] == value for name, value in PLAIN.items())
        is_plain = is_plain and style["overflow_wrap"] in WRAPS
        key = (font_key(style), style["font_size"], style["lang"], style["white_space"], style["overflow_wrap"])
        known["type_key"] = key if is_plain else None
    return known["type_key"]


class Layout(line_break.Layout):
    """Shares Pango's context and the description of the font among all lines of the same type, and stays as it is
    between layout and drawing: WeasyPrint lets it go and sets the line a second time.
    """

    is_plain = False
    runs: list[Any] | None = None

    def setup(self, style: Any) -> None:
        key = type_key(style)
        if key is None:
            super().setup(style)
            return
        types = memory_of(style).types
        if key not in types:
            types[key] = _type_of(style)
        context, self.language, description, unhyphenated = types[key]
        self.is_plain = not self.justification_spacing
        self.style = style
        self.first_line_direction = 0
        self.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(self.layout, False)
        pango.pango_layout_set_font_description(self.layout, description)
        pango.pango_layout_set_attributes(self.layout, unhyphenated)
        self.ascent = self.underline_position = self.strikethrough_position = None

    def set_text(self, text: str, justify: bool = False) -> None:
        self.runs = None
        if not self.is_plain or BREAKS.search(text):
            super().set_text(text, justify)
            return
        self.text = text
        encoded = text.encode()
        # As for drawing: asked for later, it would have the line set once more.
        pango.pango_layout_set_single_paragraph_mode(self.layout, True)
        pango.pango_layout_set_text(self.layout, encoded, len(encoded))

    def deactivate(self) -> None:
        if not self.is_plain:
            super().deactivate()

    def reactivate(self, style: Any) -> None:
        if not self.is_plain:
            super().reactivate(style)


def _type_of(style: Any) -> tuple[Any, Any, Any, Any]:
    """Context, language and font of a style, as ``line_break.Layout`` makes them; and that no break shows a hyphen."""
    context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
    language = pango.pango_language_get_default()
    if style["lang"]:
        language = pango.pango_language_from_string(unicode_to_char_p(style["lang"])[0])
        pango.pango_context_set_language(context, language)
    unhyphenated = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    pango.pango_attr_list_change(unhyphenated, pango.pango_attr_insert_hyphens_new(False))
    return context, language, get_font_description(style), unhyphenated


def split_first_line(
    text: str,
    style: Any,
    context: Any,
    max_width: Any,
    justification_spacing: Any,
    is_line_start: bool = True,
    minimum: bool = False,
) -> tuple[Any, ...]:
    """As WeasyPrint does, once for all cells that say the same in the same type."""
    given = (text, style, context, max_width, justification_spacing, is_line_start, minimum)
    key = type_key(style)
    if key is None or justification_spacing or minimum or len(text) > LONGEST or ODD_BREAKS.search(text):
        return written["split_first_line"](*given)
    memory, whole, cut = memory_of(style), (text, key), (text, key, max_width)
    line = memory.line(whole)
    if line is not None and (max_width is None or line[3] <= max_width):
        return line
    line = memory.line(cut)
    if line is None:
        line = written["split_first_line"](*given)
        fits = line[2] is None and (max_width is None or line[3] <= max_width)
        memory.keep(whole if fits else cut, line)
    return line


def draw_first_line(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: str, matrix: Any) -> list[Any]:
    """As WeasyPrint does; which glyphs a line shows is asked of Pango once, however often the line is drawn."""
    layout = textbox.pango_layout
    is_odd = text_overflow == "ellipsis" or block_ellipsis != "none" or not layout.is_plain
    is_odd = is_odd or (layout.runs is None and BREAKS.search(layout.text) is not None)
    if is_odd or not textbox.text.strip() or textbox.style["font_size"] < 1e-6:
        return written["draw_first_line"](stream, textbox, text_overflow, block_ellipsis, matrix)
    if layout.runs is None:
        layout.runs = list(_runs(layout))
    if not all(run.is_plain for run in layout.runs):
        return written["draw_first_line"](stream, textbox, text_overflow, block_ellipsis, matrix)
    stream.set_text_matrix(*matrix.values)
    for run in layout.runs:
        run.draw(stream)
    return []


@dataclass(slots=True)
class Run:
    """The glyphs of one font in a line."""

    font: Any
    key: Any
    description: Any
    size: float
    glyphs: dict[int, tuple[str, int]]  # characters and width by glyph
    shown: str
    is_plain: bool

    def draw(self, stream: Any) -> None:
        fonts = stream._fonts
        if self.key not in fonts:
            stream.add_font(self.font)
        font = fonts[self.key]
        stream.set_font_size(font.hash, self.size)
        widths, characters = font.widths, font.to_unicode
        for glyph, (text, width) in self.glyphs.items():
            if glyph not in characters:
                characters[glyph] = text
            if glyph not in widths:
                widths[glyph] = width
        stream.show_text(self.shown)


def _runs(layout: Layout) -> Any:
    first_line, _ = layout.get_first_line()
    encoded = layout.text.encode()
    box = ffi.new("PangoRectangle *")
    item = first_line.runs[0]
    while item != ffi.NULL:
        yield _run(item.data, encoded, box)
        item = item.next


def _run(run: Any, encoded: bytes, box: Any) -> Run:
    font, string, item = run.item.analysis.font, run.glyphs, run.item
    key, description, size = get_pango_font_key(font)
    count, clusters, start = string.num_glyphs, string.log_clusters, item.offset
    glyphs: dict[int, tuple[str, int]] = {}
    shown = ["<"]
    is_plain = item.analysis.level % 2 == 0
    for at, info in enumerate(string.glyphs[0:count]):
        glyph, geometry = info.glyph, info.geometry
        if (
            glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG
            or glyph == pango.PANGO_GLYPH_EMPTY
            or geometry.y_offset
            or geometry.x_offset
        ):
            is_plain = False
            break
        if glyph not in glyphs:
            first, last = clusters[at], item.length if at == count - 1 else clusters[at + 1]
            pango.pango_font_get_glyph_extents(font, glyph, ffi.NULL, box)
            width = round(box.width * 1000 * FROM_UNITS / size)
            glyphs[glyph] = (encoded[start + first : start + last].decode(), width)
        shown.append(f"{glyph:04x}")
        if kerning := int(glyphs[glyph][1] - geometry.width * 1000 * FROM_UNITS / size):
            shown.append(f">{kerning}<")
    shown.append(">")
    return Run(font, key, description, size, glyphs, "".join(shown).replace("<>", ""), is_plain)


def get_next_linebox(
    context: Any,
    linebox: Any,
    position_y: float,
    bottom_space: float,
    skip_stack: Any,
    containing_block: Any,
    absolute_boxes: list[Any],
    fixed_boxes: list[Any],
    first_letter_style: Any,
    first_line_style: Any,
) -> tuple[Any, Any]:
    """A line of one text, as nearly all are, without what WeasyPrint does for floats and boxes within boxes."""
    given: tuple[Any, ...] = (context, linebox, position_y, bottom_space, skip_stack, containing_block)
    given += (absolute_boxes, fixed_boxes, first_letter_style, first_line_style)
    if context.excluded_shapes or first_letter_style or first_line_style or not _holds_one_text(linebox):
        return written["get_next_linebox"](*given)
    skip_stack = inline.skip_first_whitespace(linebox, skip_stack)
    if skip_stack == "continue":
        return None, None
    line, resume_at = _line_of_one_text(context, linebox, position_y, skip_stack, containing_block)
    return (line, resume_at) if line is not None else written["get_next_linebox"](*given)


def _holds_one_text(linebox: Any) -> bool:
    if len(linebox.children) != 1 or type(linebox.children[0]) is not TextBox:
        return False
    known = vars(linebox.style)
    if "is_plain_line" not in known:
        known["is_plain_line"] = type_key(linebox.style) is not None and linebox.style["position"] == "static"
    return known["is_plain_line"] and linebox.children[0].style["vertical_align"] == "baseline"


def _line_of_one_text(
    context: Any, linebox: Any, position_y: float, skip_stack: Any, containing_block: Any
) -> tuple[Any, Any]:
    text = linebox.children[0]
    inner = skip_stack and next(iter(skip_stack.values()))
    skip = (inner and next(iter(inner))) or 0
    left, room = containing_block.content_box_x(), containing_block.width
    linebox.position_x, linebox.position_y = left, position_y
    inline.resolve_percentages(text, containing_block)
    text.position_x, text.position_y = left + linebox.text_indent, position_y
    new, skip, is_broken = inline.split_text_box(context, text, (left + room) * (1 + 1e-9) - text.position_x, skip)
    if new is None:
        return None, None
    line = linebox.copy_with_children([new])
    line.remove_decoration(start=skip_stack is not None, end=skip is not None)
    line.width = new.position_x + new.margin_width() - line.content_box_x()
    inline._adjust_line_height(line)
    linebox.width, linebox.height = line.width, line.height
    if new.text.endswith(" "):
        inline.remove_last_whitespace(context, line)
    offset_x = inline.text_align(context, line, room, last=skip is None or is_broken)
    _stand(line, new, offset_x, position_y)
    return line, None if skip is None else {0: {skip: None}}


def _stand(line: Any, text: Any, offset_x: float, position_y: float) -> None:
    """Line and text on one baseline, the higher of both from ``position_y`` on."""
    text.position_y = -text.baseline
    top = min(text.position_y, -line.baseline)
    bottom = max(text.position_y + text.margin_height(), line.margin_height() - line.baseline)
    line.baseline, line.height = -top, bottom - top
    line.margin_top = line.margin_bottom = 0
    text.position_x += offset_x
    text.position_y += position_y - top
    line.position_x += offset_x
    line.position_y = position_y
