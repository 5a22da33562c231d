"""How every figure is rounded: half up, as people do it on paper; never half to even."""

from decimal import ROUND_HALF_UP, Decimal


def one_decimal(value: Decimal | float) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def whole(value: Decimal | float) -> int:
    return int(Decimal(str(value)).quantize(Decimal(1), ROUND_HALF_UP))


def share(part: int, base: int) -> Decimal | None:
    """Percentage with one decimal, None over an empty base."""
    return one_decimal(Decimal(part) * 100 / base) if base else None
