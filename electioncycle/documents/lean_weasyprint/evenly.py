"""Both edges even, as offices set Chinese (两端对齐): what is left of a line goes between all its characters.

WeasyPrint widens the spaces alone, of which Chinese has none. The characters are drawn apart by PDF's own operator
(Tc, PDF 32000-1, 9.3.2), so that the text stays as it is for whoever copies or searches it.
"""

from typing import Any

from weasyprint.draw import text as drawing
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.layout import inline

MOST_APART = 0.25
"""em between two characters; a line that would be torn apart further, before a long word, stays as it is."""
written = {"justify_line": inline.justify_line, "draw_text": drawing.draw_text}


def justify_line(context: Any, line: Any, room: float) -> None:
    """Called for every line that is not its paragraph's last; ``room`` is what is left of it, in px."""
    between = sum(len(box.text) for box in line.descendants() if isinstance(box, TextBox)) - 1
    if between > 0 and room / between <= line.style["font_size"] * MOST_APART:
        _spread(line, room / between)


def _spread(box: Any, apart: float, before: int = 0) -> int:
    """Move the box by the characters before it; returns how many there are up to its end."""
    if not isinstance(box, TextBox) and not hasattr(box, "children"):
        box.translate(apart * before, 0)
        return before
    box.position_x += apart * before
    if isinstance(box, TextBox):
        box.apart = apart
        until = before + len(box.text)
    else:
        until = before
        for child in box.children:
            until = _spread(child, apart, until)
    box.width += apart * (until - before)
    return until


def draw_text(stream: Any, textbox: Any, *given: Any) -> None:
    apart = getattr(textbox, "apart", 0)
    if not apart:
        written["draw_text"](stream, textbox, *given)
        return
    stream.stream.append(f"{apart:.4f} Tc".encode())
    written["draw_text"](stream, textbox, *given)
    stream.stream.append(b"0 Tc")
