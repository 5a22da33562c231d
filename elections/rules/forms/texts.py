"""Texts of papers that a county may want to say otherwise, as data: agenda, chairman's words."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from electioncycle.documents.forms import Words
from elections.rules.notice_words import as_form_text

DATA = Path(__file__).resolve().parents[2] / "data" / "day_papers.json"
TO_CONFIRM = "文字随产品提供，待确认：使用前由县里核对，可在DOCX中修改。"
OF_ONE = {"姓名": "name", "职务": "post", "任期": "term"}
"""Words of a paper that is about one person."""

HEADING = "#"
"""What a line begins with that stands above others."""


@cache
def texts() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return found


def paragraphs(code: str, **blanks: str) -> tuple[Words, ...]:
    """The text of one paper; for what nobody has recorded a line to write on, or what ``blanks`` has in its place."""
    lines = ((line.removeprefix(HEADING), line.startswith(HEADING)) for line in texts()[code])
    return tuple(Words(_said(line), blanks=blanks, heading=heads) for line, heads in lines)


def _said(text: str) -> str:
    found = as_form_text(text)
    for word, key in OF_ONE.items():
        found = found.replace(f"【{word}】", f"{{{key}}}")
    return found
