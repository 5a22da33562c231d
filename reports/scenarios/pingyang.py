"""平阳: a county of 599 villages. The figures of gates, visits and elections come with the apps that keep them."""

from typing import Any

from reports.scenarios import counties

CODE, NAME = "990303", "坪洋县"
VILLAGES, TOWNSHIPS = 599, 16


def run(*, villages: int = VILLAGES, townships: int = TOWNSHIPS) -> dict[str, Any]:
    standing = counties.registry_only(CODE, NAME, villages=villages, townships=townships, groups=("三个一",))
    return {"villages": len(standing)}
