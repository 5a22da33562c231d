"""Asks the sheet once for all elements that stand at the same place: what it says hangs on tags and classes alone.

``tests/test_documents.py`` holds that the sheet asks for nothing else: no attribute, no order among siblings beyond the
one before.
"""

from dataclasses import dataclass, field
from math import inf
from typing import Any

from weasyprint import css
from weasyprint.css import StyleFor

KEPT = 4_000  # styles; widths of columns make ever new ones
OWN = ("style", "lang", "id", "name", "width", "height")
"""Attributes by which an element speaks for itself."""
Said = dict[str, tuple[Any, Any]]
written = {"__init__": StyleFor.__init__, "find_stylesheets": css.find_stylesheets}


@dataclass(slots=True, eq=False)
class Look:
    """What the sheet says of elements at one place, by pseudo-element; and the places below."""

    said: dict[str | None, Said]
    below: dict[Any, "Look"] = field(default_factory=dict)


@dataclass
class Memory:
    """What one sheet has said so far, and the styles that were computed of it."""

    root: dict[Any, Look] = field(default_factory=dict)
    styles: dict[Any, Any] = field(default_factory=dict)


def find_stylesheets(wrapper_element: Any, *more: Any) -> Any:
    """As WeasyPrint does; a page without any is not searched element by element."""
    root = wrapper_element.etree_element
    if any(next(root.iter(tag), None) is not None for tag in ("style", "link")):
        return written["find_stylesheets"](wrapper_element, *more)
    return ()


def init(
    self: Any, html: Any, sheets: Any, presentational_hints: bool, font_config: Any, target_collector: Any
) -> None:
    if presentational_hints or len(sheets) != 1:
        written["__init__"](self, html, sheets, presentational_hints, font_config, target_collector)
        return
    self._cascaded_styles, self._computed_styles = {}, {}
    self.initial_page_sizes = {"box": None, "area": None}
    self._sheets, self.font_config = sheets, font_config
    Cascade(self, html, target_collector).run()
    self._cascaded_styles.clear()


class Cascade:
    """The styles of one document."""

    def __init__(self, style_for: Any, html: Any, target_collector: Any) -> None:
        self.style_for, self.html, self.target_collector = style_for, html, target_collector
        self.sheet, self.origin, self.specificity = style_for._sheets[0]
        memories = vars(style_for.font_config).setdefault("memories", {})
        self.memory: Memory = memories.setdefault(self.sheet, Memory())
        if len(self.memory.styles) > KEPT:
            self.memory.styles = {}
        self.own: dict[Any, Any] = {}  # styles that no other document may share

    def run(self) -> None:
        root = self.html.etree_element
        key = (root.tag, root.get("class"))
        if key not in self.memory.root:
            self.memory.root[key] = self._look(())
        self._visit(root, None, self.memory.root[key], ())
        for element, pseudo_type in list(self.style_for._cascaded_styles):
            if pseudo_type:
                self._compute(element, element, pseudo_type)

    def _visit(self, element: Any, parent: Any, look: Look, path: tuple[int, ...]) -> None:
        self._style(element, parent, look)
        before = None
        for index, child in enumerate(element):
            here = (child.tag, child.get("class"))
            below = look.below.get((here, before))
            if below is None:
                below = look.below[here, before] = self._look((*path, index))
            self._visit(child, element, below, (*path, index))
            before = here

    def _style(self, element: Any, parent: Any, look: Look) -> None:
        computed = self.style_for._computed_styles
        own = tuple([element.get(name) for name in OWN]) if element.attrib else ()
        key = (id(computed.get((parent, None))), id(look), own)
        style = self.memory.styles.get(key) or self.own.get(key)
        if style is None:
            style = self._computed(element, parent, look, own)
            (self.memory.styles if vars(style).get("is_shared") else self.own)[key] = style
        elif own and style["anchor"]:
            self.target_collector.collect_anchor(style["anchor"])
        computed[element, None] = style
        for pseudo_type, said in look.said.items():
            if pseudo_type:
                self.style_for._cascaded_styles[element, pseudo_type] = said

    def _computed(self, element: Any, parent: Any, look: Look, own: tuple[Any, ...]) -> Any:
        said = dict(look.said.get(None, {}))
        for name, (values, weight) in self._own(element).items() if any(own) else ():
            if name not in said or said[name][1] < weight:
                said[name] = values, weight
        self.style_for._cascaded_styles[element, None] = said
        self._compute(element, parent, None)
        return self.style_for._computed_styles[element, None]

    def _compute(self, element: Any, parent: Any, pseudo_type: str | None) -> None:
        self.style_for.set_computed_styles(
            element,
            root=self.html.etree_element,
            parent=parent,
            pseudo_type=pseudo_type,
            base_url=self.html.base_url,
            target_collector=self.target_collector,
        )

    def _own(self, element: Any) -> Said:
        """What the element says itself."""
        said: Said = {}
        alone = element.makeelement(element.tag, element.attrib)
        for specificity, _, declarations, base_url in css.find_style_attributes(alone, False, self.html.base_url):
            for name, values, importance in css.preprocess_declarations(base_url, declarations):
                weight = (css.declaration_precedence("author", importance), inf, specificity)
                if name not in said or said[name][1] <= weight:
                    said[name] = values, weight
        return said

    def _look(self, path: tuple[int, ...]) -> Look:
        """Ask the sheet: the selectors that match, the last of the weightiest declarations of each property."""
        wrapper = self.html.wrapper_element
        for index in path:
            wrapper = list(wrapper.iter_children())[index]
        look = Look({})
        for specificity, _, pseudo_type, (declarations, layer) in self.sheet.matcher.match(wrapper):
            order = inf if layer is None else self.sheet.layers.index(layer)
            said = look.said.setdefault(pseudo_type, {})
            for name, values, importance in declarations:
                weight = (css.declaration_precedence(self.origin, importance), order, self.specificity or specificity)
                if name not in said or said[name][1] <= weight:
                    said[name] = values, weight
        return look
