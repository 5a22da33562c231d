"""Addresses of pages: a route's pattern is looked up once, then filled; a list names hundreds of them."""

from functools import cache

from django.conf import settings
from django.urls import get_script_prefix, reverse

PLACE = 987654321987
"""Stands for a key while the pattern is made: no route of ours holds such a number."""


def root() -> tuple[str, str]:
    """What all addresses stand under; whatever is kept of them belongs to it."""
    return settings.ROOT_URLCONF, get_script_prefix()


@cache
def _pattern(_root: tuple[str, str], name: str, places: int) -> list[str]:
    return reverse(name, args=[PLACE] * places).split(str(PLACE))


def address(name: str, *args: object) -> str:
    """What ``reverse`` says."""
    if not all(type(one) is int and one >= 0 for one in args):
        return reverse(name, args=args)
    first, *rest = _pattern(root(), name, len(args))
    return first + "".join(f"{key}{text}" for key, text in zip(args, rest, strict=True))
