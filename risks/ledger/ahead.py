"""The steps on risks that are still ahead in a cycle, and the rules they go by."""

from risks.choices import EDITABLE, UNSETTLED, ProblemLevel
from risks.models import KeyPerson, KeyVillage, Problem, RiskPoint
from risks.models.base import Settled
from risks.models.daily import CUT_OFF
from villages.choices import AreaLevel
from villages.models import Area, Cycle
from villages.services.steps_ahead import declare


def _unsettled(cycle: Cycle) -> int:
    models: tuple[type[Settled], ...] = (RiskPoint, KeyVillage, KeyPerson)
    return sum(model.objects.filter(cycle=cycle, state__in=EDITABLE).count() for model in models)


declare("风险化解进展和销号申请", "risk_stale_days", "risk_closing_file", waiting=_unsettled)
declare(
    "每日零报告(乡镇)",
    CUT_OFF,
    waiting=lambda cycle: Area.objects.filter(level=AreaLevel.TOWNSHIP, path__startswith=cycle.county.path).count(),
)
declare(
    "县级问题销号核验",
    "problem_county_verifies",
    waiting=lambda cycle: Problem.objects.filter(cycle=cycle, level=ProblemLevel.COUNTY, state__in=UNSETTLED).count(),
)
