"""Gives a box the lengths of its style in one go, where none of them is a percentage."""

from typing import Any

from weasyprint.css.functions import check_math
from weasyprint.draw.color import get_color
from weasyprint.formatting_structure.boxes import PageBox
from weasyprint.layout import background, percent

SIDES = ("top", "right", "bottom", "left")
LENGTHS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in SIDES),
    *(f"{least}{axis}" for axis in ("width", "height") for least in ("", "min_", "max_")),
)
BORDERS = tuple(f"border_{side}_width" for side in SIDES)
CORNERS = tuple(f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left"))
SQUARE = dict.fromkeys(CORNERS, (0, 0))
written = {
    "resolve_percentages": percent.resolve_percentages,
    "layout_box_backgrounds": background.layout_box_backgrounds,
}


def resolve_percentages(box: Any, containing_block: Any) -> None:
    style = box.style
    known = vars(style)
    if "lengths" not in known:
        known["lengths"] = _lengths(style)
    lengths = known["lengths"]
    if lengths is None or isinstance(box, PageBox):
        written["resolve_percentages"](box, containing_block)
        return
    own = box.__dict__
    own.update(lengths)
    borders = known["borders"]
    if known["collapses"] and not own.keys().isdisjoint(BORDERS):
        borders = {name: width for name, width in borders.items() if name not in own}
    own.update(borders)


def _lengths(style: Any) -> dict[str, Any] | None:
    """The used lengths by attribute; None where one depends on the box around."""
    known = vars(style)
    known["collapses"] = style["border_collapse"] == "collapse"
    known["borders"] = {name: style[name] for name in BORDERS}
    given = {name: style[name] for name in LENGTHS}
    lengths = {name: _length(value) for name, value in given.items()}
    if style["box_sizing"] != "content-box" or ... in lengths.values():
        return None
    for name in ("min_width", "min_height"):
        if lengths[name] == "auto":
            lengths[name] = 0
    return lengths


def _length(value: Any) -> Any:
    if value is None or value == "auto":
        return value
    return ... if check_math(value) or value.unit == "%" else value.value


def layout_box_backgrounds(
    page: Any, box: Any, get_image_from_uri: Any, layout_children: bool = True, style: Any = None
) -> None:
    known = vars(box.style)
    if "is_bare" not in known:
        known["is_bare"] = _is_bare(box.style)
    if style is not None or box is page or not known["is_bare"]:
        written["layout_box_backgrounds"](page, box, get_image_from_uri, layout_children, style)
        return
    box.__dict__.update(SQUARE)
    if layout_children:
        for child in box.all_children():
            background.layout_box_backgrounds(page, child, get_image_from_uri)
    box.background = None


def _is_bare(style: Any) -> bool:
    return (
        all((0, "px") in style[corner] for corner in CORNERS)
        and style["border_image_source"][0] == style["mask_border_source"][0] == "none"
        and all(kind == "none" for kind, _ in style["background_image"])
        and get_color(style, "background_color").alpha == 0
        and not style["box_shadow"]
    )
