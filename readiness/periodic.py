"""What the gate does by itself: judge every standing pass again."""

from datetime import time

from electioncycle import periodic
from readiness.services import starts
from villages.services.accounts import service_account


@periodic.act("judge_passes", "复核准入通过", at=time(5, 40))
def judge_passes() -> str:
    judged, gone = starts.judge_open_cycles(by=service_account())
    return f"复核准入通过{judged}个村，失效{gone}个。"
