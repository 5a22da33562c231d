"""What the gate does by itself: judge every standing pass and approval again."""

from datetime import time

from electioncycle.jobs import periodic
from readiness.services import lapses, starts
from villages.services.accounts import service_account


@periodic.act("judge_passes", "复核准入通过", at=time(5, 40))
def judge_passes() -> str:
    judged, gone = starts.judge_open_cycles(by=service_account())
    return f"复核准入通过{judged}个村，失效{gone}个。"


@periodic.act("judge_analyses", "复核班子研判审批", at=time(5, 20))
def judge_analyses() -> str:
    judged, gone = lapses.judge_open_cycles(by=service_account())
    return f"复核已审核的班子研判{judged}个村，失效{gone}个。"
