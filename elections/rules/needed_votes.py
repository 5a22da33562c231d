"""How many votes it takes, from the ballots recovered alone: over a half, and at least a third."""

from fractions import Fraction

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


def least_over(recovered: int, part: Fraction = HALF) -> int:
    """The fewest votes that are strictly more than this part."""
    return recovered * part.numerator // part.denominator + 1


def least_of(recovered: int, part: Fraction = THIRD) -> int:
    """The fewest votes that are at least this part."""
    return -(-recovered * part.numerator // part.denominator)
