"""沐川: a county of 13 townships. The figures of bodies, meetings and inspections come with the apps that keep them."""

from typing import Any

from reports.scenarios import counties

CODE, NAME = "990404", "沐溪县"
VILLAGES, TOWNSHIPS = 151, 13


def run(*, villages: int = VILLAGES, townships: int = TOWNSHIPS) -> dict[str, Any]:
    standing = counties.registry_only(CODE, NAME, villages=villages, townships=townships, groups=("四个一",))
    return {"townships": len({village.township_id for village in standing})}
