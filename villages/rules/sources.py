"""Where a rule is written: law, version of its text, article; what papers may say of it."""

import re
from dataclasses import dataclass

UNCONFIRMED = "(待确认)"
_ARTICLE = r"第[一二三四五六七八九十百零\d]+条.*"
_WHOLE = re.compile(rf"(?P<law>.+?)(?:[(（](?P<version>[^()（）]*\d{{4}}[^()（）]*)[)）])?(?P<article>{_ARTICLE})?")


@dataclass(frozen=True)
class Source:
    """``note`` is for the page alone: how far the text was read, what is to be checked."""

    law: str = ""
    version: str = ""
    article: str = ""
    note: str = ""

    @property
    def is_law(self) -> bool:
        """Whether a text is named at all, and not merely that there is none."""
        return self.law.endswith(("法", "条例", "办法", "规程"))

    def __bool__(self) -> bool:
        return bool(self.law)

    def __str__(self) -> str:
        version = f"({self.version})" if self.version else ""
        return "；".join(part for part in (f"{self.law}{version}{self.article}", self.note) if part)

    def cited(self, *, unsure: bool) -> str:
        """As every paper names it: the law, the article's number only of a confirmed value."""
        return f"{self.law}{UNCONFIRMED}" if unsure else f"{self.law}{self.article}"


def read(text: str) -> Source:
    """A source written in one line; what cannot be told apart stays with the law."""
    named, _, note = text.strip().partition("；")
    parts = _WHOLE.fullmatch(named.strip())
    if parts is None:
        return Source(note=note.strip())
    return Source(parts["law"], parts["version"] or "", parts["article"] or "", note.strip())
