"""What the sheet for the desk (内部版) says of villages beside their days, and what never hangs on a wall."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from electioncycle.actors import Actor
from elections.choices import DefectState
from elections.models import Defect
from readiness.models import TeamAnalysis
from risks.choices import OPEN
from risks.models import KeyVillage
from villages.models import Cycle, Village

HEADERS = ("重点村", "难易", "程序瑕疵待处置")


def behind(villages: Iterable[Village], user: Actor, cycle: Cycle) -> dict[int, list[str]]:
    """By village a cell for each of ``HEADERS``; three queries."""
    keys = {village.pk for village in villages}
    levels: dict[int, list[str]] = defaultdict(list)
    for row in KeyVillage.objects.visible_to(user).filter(cycle=cycle, state__in=OPEN).select_related("kind"):
        levels[row.village_id].append(f"{row.get_level_display()}({row.kind})")
    analyses = TeamAnalysis.objects.visible_to(user).filter(cycle=cycle).exclude(difficulty=None)
    hard = dict(analyses.values_list("village", "difficulty__name"))
    defects: dict[int, int] = defaultdict(int)
    for village in open_defects(user, cycle).values_list("election__village", flat=True):
        defects[village] += 1
    return {key: ["、".join(levels[key]), hard.get(key, ""), str(defects[key] or "")] for key in keys}


def open_defects(user: Actor, cycle: Cycle) -> QuerySet[Defect]:
    """Those of the cycle's elections that nobody has settled."""
    own = Defect.objects.visible_to(user).filter(state=DefectState.OPEN)
    return own.filter(election__term__elected_in=cycle).order_by()
