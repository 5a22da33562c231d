"""The manual (``docs/manual.zh-CN.md``) as the product shows it: chapters, the tasks in them, whom each is for.

The file is the one source. Below a heading a line ``适用：`` names roles, a line ``页面：`` the addresses it is about;
neither is printed. Of Markdown it uses headings, lists, tables, bold, links and pictures, which is what is read here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.urls import get_script_prefix
from django.utils.safestring import SafeString, mark_safe

from electioncycle.roles import Role

FILE = "docs/manual.zh-CN.md"
PICTURES = "../static/"
"""Where pictures lie, seen from the file; the product serves them as static files."""
FOR, PAGES = "适用：", "页面："
_PICTURE = re.compile(r"!\[([^]]*)\]\(([^)\s]+)\)")
_LINK = re.compile(r"\[([^]]+)\]\((/[^)\s]*)\)")
_NUMBERED = re.compile(r"\d+\. ")


@dataclass
class Section:
    """A chapter or a part of one. ``roles`` and ``pages`` are empty where it says nothing of them."""

    slug: str
    title: str
    roles: frozenset[str] = frozenset()
    pages: tuple[str, ...] = ()
    lines: list[str] = field(default_factory=list)
    parts: list["Section"] = field(default_factory=list)

    def concerns(self, roles: frozenset[str]) -> bool:
        return not self.roles or bool(self.roles & roles)

    @property
    def html(self) -> SafeString:
        return mark_safe("\n".join(_blocks(self.lines)))  # noqa: S308 - every text is escaped in ``_inline``

    @property
    def text(self) -> str:
        return "\n".join((self.title, *self.lines))

    def read(self, line: str) -> None:
        if line.startswith(FOR):
            named = line.removeprefix(FOR).split("、")
            labels = {str(label): value for value, label in Role.choices}
            self.roles = frozenset(labels[name.strip()] for name in named)
        elif line.startswith(PAGES):
            self.pages = tuple(one.strip() for one in line.removeprefix(PAGES).split("、"))
        else:
            self.lines.append(line)


@lru_cache(maxsize=1)
def chapters() -> tuple[Section, ...]:
    return tuple(read((Path(settings.BASE_DIR) / FILE).read_text(encoding="utf-8")))


def read(text: str) -> list[Section]:
    found: list[Section] = []
    for line in text.splitlines():
        if line.startswith("## "):
            found.append(Section(str(len(found) + 1), re.sub(r"^\d+\. ", "", line[3:])))
        elif line.startswith("### "):
            found[-1].parts.append(Section(f"{found[-1].slug}-{len(found[-1].parts) + 1}", line[4:]))
        elif found:
            (found[-1].parts or found)[-1].read(line)
    return found


def sections() -> Iterator[tuple[Section, Section]]:
    """Every chapter and every part, each with its chapter."""
    for chapter in chapters():
        yield chapter, chapter
        for part in chapter.parts:
            yield chapter, part


def about(page: str) -> tuple[Section, Section] | None:
    """The section about this address: the one that names the longest beginning of it."""
    named = [(len(one), pair) for pair in sections() for one in pair[1].pages if page.startswith(one)]
    return max(named, key=lambda one: one[0])[1] if named else None


def pictures() -> list[str]:
    """The pictures the manual shows, as static files are named."""
    lines = [line for _, one in sections() for line in one.lines]
    return [path.removeprefix(PICTURES) for line in lines for _, path in _PICTURE.findall(line)]


def _blocks(lines: list[str]) -> Iterator[str]:
    """One piece of mark-up for each paragraph, list, table and picture."""
    at = 0
    while at < len(lines):
        line = lines[at]
        kind = _kind(line)
        taken = [line]
        at += 1
        while at < len(lines) and kind and _goes_on(kind, lines[at]):
            taken.append(lines[at])
            at += 1
        if kind:
            yield WRITERS[kind](taken)


def _kind(line: str) -> str:
    if not line.strip():
        return ""
    if line.startswith("|"):
        return "table"
    if line.startswith("- "):
        return "list"
    if _NUMBERED.match(line):
        return "steps"
    return "picture" if line.startswith("![") else "paragraph"


def _goes_on(kind: str, line: str) -> bool:
    if kind in ("list", "steps") and line.startswith("  "):
        return True
    return kind != "picture" and _kind(line) == kind


def _inline(text: str) -> str:
    said = escape(text.strip(), quote=False)
    said = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", said)
    said = re.sub(r"`([^`]+)`", r"<code>\1</code>", said)
    said = re.sub(r"&lt;(https?://[^&\s]+)&gt;", r"\1", said)
    root = escape(get_script_prefix().rstrip("/"))
    return _LINK.sub(lambda link: f'<a href="{root}{escape(link[2])}">{link[1]}</a>', said)


def _items(lines: list[str], mark: str) -> str:
    items: list[str] = []
    for line in lines:
        if line.startswith("  ") and items:
            items[-1] += f"<br>{_inline(line)}"
        else:
            items.append(_inline(re.sub(mark, "", line, count=1)))
    return "".join(f"<li>{item}</li>" for item in items)


def _table(lines: list[str]) -> str:
    rows = [[_inline(cell) for cell in line.strip().strip("|").split("|")] for line in lines]
    head = "".join(f'<th scope="col">{cell}</th>' for cell in rows[0])
    body = "".join(f"<tr>{''.join(f'<td class=text>{cell}</td>' for cell in row)}</tr>" for row in rows[2:])
    box = '<div class="table-box" tabindex="0"><table class="ledger">'
    return f"{box}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def _picture(lines: list[str]) -> str:
    found = _PICTURE.match(lines[0])
    if found is None or not found[2].startswith(PICTURES):
        raise ValueError(f"{FILE}: {lines[0]}")
    words, address = escape(found[1]), escape(static(found[2].removeprefix(PICTURES)))
    return f'<figure><img src="{address}" alt="{words}" loading="lazy"><figcaption>{words}</figcaption></figure>'


WRITERS = {
    "table": _table,
    "picture": _picture,
    "list": lambda lines: f"<ul>{_items(lines, r'^- ')}</ul>",
    "steps": lambda lines: f"<ol>{_items(lines, r'^[0-9]+[.] ')}</ol>",
    "paragraph": lambda lines: f"<p>{''.join(map(_inline, lines))}</p>",
}
