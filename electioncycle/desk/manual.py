"""The manual (``docs/manual.zh-CN.md``) as the product shows it: chapters, the tasks in them, whom each is for.

The file is the one source. Below a heading a line ``适用：`` names roles, a line ``页面：`` the addresses it is about;
neither is printed. The rest is Markdown without HTML, read by markdown-it-py; here stands only how the product shows
it: tables in their boxes, pictures as figures, lines of a list one below the other, addresses under the site's own.
"""

import re
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import get_script_prefix
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from electioncycle.roles import Role

FILE = "docs/manual.zh-CN.md"
PICTURES = "../static/"
"""Where pictures lie, seen from the file; the product serves them as static files."""
FOR, PAGES = "适用：", "页面："


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
        return mark_safe(_reader().render("\n".join(self.lines)))  # noqa: S308 - HTML in the text is off, so escaped

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
    return [_file_of(one) for _, section in sections() for one in _images("\n".join(section.lines))]


def _images(text: str) -> Iterator[Token]:
    for block in _reader().parse(text):
        yield from (one for one in block.children or () if one.type == "image")


def _file_of(picture: Token) -> str:
    address = str(picture.attrGet("src"))
    if not address.startswith(PICTURES):
        raise ValueError(f"{FILE}: {address}")
    return address.removeprefix(PICTURES)


Env = MutableMapping[str, Any]


class _Html(RendererHTML):
    """What stands otherwise on our pages than Markdown is usually shown."""

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return '<div class="table-box" tabindex="0"><table class="ledger">'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return "</table></div>"

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return '<th scope="col">'

    def td_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return '<td class="text">'

    def list_item_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        env["items"] = env.get("items", 0) + 1
        return "<li>"

    def list_item_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        env["items"] -= 1
        return "</li>"

    def softbreak(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        """Chinese text is wrapped without a space; the lines of one entry of a list stay lines."""
        return "<br>" if env.get("items") else ""

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        """Links to our own pages; other addresses are only named, an office network does not reach them."""
        address = str(tokens[idx].attrGet("href"))
        root = get_script_prefix().rstrip("/")
        env.setdefault("ours", []).append(address.startswith("/"))
        return f'<a href="{escape(root + address)}">' if env["ours"][-1] else ""

    def link_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        return "</a>" if env["ours"].pop() else ""

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        words, address = escape(tokens[idx].content), escape(static(_file_of(tokens[idx])))
        return f'<figure><img src="{address}" alt="{words}" loading="lazy"><figcaption>{words}</figcaption></figure>'


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Html).enable("table")
    reader.core.ruler.push("figures", _unwrap_figures)
    return reader


def _unwrap_figures(state: Any) -> None:
    """A picture that stands alone is a figure, which no paragraph may hold."""
    for before, inline, after in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if inline.type == "inline" and [one.type for one in inline.children or ()] == ["image"]:
            before.hidden = after.hidden = True
