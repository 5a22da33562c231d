"""Knows the styles of the last document: the same sheet gives the same elements the same look again."""

from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.css import StyleFor

KEPT = 2_000  # widths of columns make ever new ones
written = StyleFor.set_computed_styles


def set_computed_styles(
    self: Any,
    element: Any,
    parent: Any,
    root: Any = None,
    pseudo_type: str | None = None,
    base_url: str | None = None,
    target_collector: Any = None,
) -> None:
    """As WeasyPrint does; a style computed for one document serves the others where nothing but the sheet speaks."""
    computed = self.get_computed_styles()
    parent_style = computed.get((parent, None)) if parent is not None else None
    if not isinstance(element, Element) or not _is_shared(element, parent_style):
        written(self, element, parent, root, pseudo_type, base_url, target_collector)
        return
    said = self.get_cascaded_styles().get((element, pseudo_type), {})
    key = (id(parent_style), pseudo_type, *((name, _fixed(value), weight) for name, (value, weight) in said.items()))
    shared = vars(self.font_config).setdefault("shared_styles", {})
    if key not in shared:
        if len(shared) >= KEPT:
            shared.clear()
        written(self, element, parent, root, pseudo_type, base_url, target_collector)
        shared[key] = computed[element, pseudo_type]
        vars(shared[key])["is_shared"] = True
    style = computed[element, pseudo_type] = shared[key]
    if target_collector and style["anchor"]:
        target_collector.collect_anchor(style["anchor"])


def _is_shared(element: Any, parent_style: Any) -> bool:
    is_drawing = element.tag.startswith("{")
    return not is_drawing and (parent_style is None or vars(parent_style).get("is_shared", False))


def _fixed(value: Any) -> Any:
    """What stands for a value in a key; a list stays the one in the sheet, for the kept style holds on to it."""
    try:
        hash(value)
    except TypeError:
        return id(value)
    return value
