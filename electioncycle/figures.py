"""What the product counts, each figure declared once: name, definition, unit, base, source and who may see it.

An app declares its figures in its ``definitions.py``, which is found at start-up like its ``ledger.py``::

    POINTS = declare(Figure("risks.points", "风险点", "已登记的风险点。", "个", group="风险", source="风险点"))

Pages, papers, workbooks and sentences take their words from here; a figure that lacks any of them does not start.
"""

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from electioncycle.roles import OFFICIALS

PERCENT = "%"


@dataclass(frozen=True)
class Figure:
    """``code`` stays what it is for good, as the nightly counts are kept under it.

    ``short`` is the heading where a table's title says the rest. ``base``: of a share what it is a share of, of people
    how somebody is counted who stands in several places. ``each`` names a list of which every entry has a figure of
    its own. ``counted``: a whole number by township that is kept every night. ``shared``: somebody who stands in two
    townships counts in one of them only, so that a township by itself may have more than the county lists for it.
    """

    code: str
    name: str
    definition: str
    unit: str
    group: str
    source: str
    base: str = ""
    short: str = ""
    each: str = ""
    readers: frozenset[str] = OFFICIALS
    counted: bool = False
    shared: bool = False

    def __str__(self) -> str:
        """As it heads a column."""
        return self.short or self.name

    @property
    def bare(self) -> str:
        """As it heads a column of bare numbers, which do not say themselves that they are percent."""
        return f"{self}(%)" if self.unit == PERCENT else str(self)

    @property
    def explained(self) -> str:
        """What is counted and over what, in one line."""
        return f"{self.definition}{f'基数：{self.base}。' if self.base else ''}"

    def said(self, number: object) -> str:
        """Within a sentence: 风险点3个."""
        return f"{self.name}{number}{self.unit}"

    @property
    def lacking(self) -> list[str]:
        """What of its definition is missing."""
        asked = {"代码": self.code, "名称": self.name, "定义": self.definition, "单位": self.unit, "来源": self.source}
        if self.unit == PERCENT:
            asked["基数"] = self.base
        return [label for label, given in asked.items() if not given.strip()]


FIGURES: dict[str, Figure] = {}
"""By code, in the order in which the apps declare them."""
_BY_NAME: dict[str, Figure] = {}


def declare(figure: Figure) -> Figure:
    """Refuses a figure without definition, and a second one under the same code or name, at start-up."""
    if figure.lacking:
        raise ImproperlyConfigured(f"数字“{figure.name or figure.code}”没有口径：缺{'、'.join(figure.lacking)}。")
    if figure.code in FIGURES or figure.name in _BY_NAME:
        raise ImproperlyConfigured(f"数字“{figure.name}”({figure.code})已经定义过，不能再定义一次。")
    FIGURES[figure.code] = _BY_NAME[figure.name] = figure
    return figure


def of(code: str) -> Figure:
    """The figure of this code; whoever shows a number must have defined it."""
    if code not in FIGURES:
        raise ImproperlyConfigured(f"数字“{code}”没有定义，请在所属模块的 definitions.py 中写明口径。")
    return FIGURES[code]


def named(name: str) -> Figure:
    """The figure of this name, as ledgers name what they count by township."""
    if name not in _BY_NAME:
        raise ImproperlyConfigured(f"数字“{name}”没有定义，请在所属模块的 definitions.py 中写明口径。")
    return _BY_NAME[name]


def readable(roles: frozenset[str]) -> list[Figure]:
    """Those that somebody with these roles may see."""
    return [figure for figure in FIGURES.values() if figure.readers & roles]
