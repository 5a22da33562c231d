"""How a share or an average stands in a cell: as the number people say, or as the fraction that a % format shows."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

NUMBER, FRACTION = "number", "fraction"
FORMS = {
    NUMBER: "数值（百分之八十六点五写成86.5，平均数写成45.3）",
    FRACTION: "小数（写成0.865，由格自己的百分比格式显示）",
}
MOST_DECIMALS = 3
DASH = "—"
EMPTIES = {"": "留空", DASH: "写“—”"}
"""What stands in the cell where there is nothing to divide by."""


@dataclass(frozen=True)
class Ratio:
    """``part`` over ``base``; ``percent`` of a share, else an average. ``said``: what the base is, in words."""

    part: int | Decimal
    base: int
    percent: bool
    said: str = ""


@dataclass(frozen=True)
class Unworked:
    """Stands for the value of a ratio over nothing: what the cell shows, and why."""

    shown: str
    why: str


def worked_out(ratio: Ratio, form: str, decimals: int, empty: str) -> int | float | Unworked:
    """Half up, as on paper: ``decimals`` of the number people say, a fraction has two more."""
    if not ratio.base:
        return Unworked(empty, f"{ratio.said or '基数'}为0，没有算")
    hundredfold = ratio.percent and form != FRACTION
    places = decimals + 2 if form == FRACTION else decimals
    exact = Decimal(ratio.part) * (100 if hundredfold else 1) / ratio.base
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return float(rounded) if places else int(rounded)


def wrong(*, percent: bool, form: str, decimals: int, empty: str) -> str:
    """Why a share or an average cannot be written so, in one sentence; empty where it can."""
    if form not in FORMS or not 0 <= decimals <= MOST_DECIMALS or empty not in EMPTIES:
        return f"没有选择写成什么、保留几位小数(0—{MOST_DECIMALS}位)或者基数为0时怎么写，请选择后再保存。"
    if form == FRACTION and not percent:
        return "平均数没有百分比写法，请选“数值”。"
    return ""
