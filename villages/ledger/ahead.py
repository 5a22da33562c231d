"""The steps of villages and their cycle that are still ahead, and the rules they go by."""

from villages.choices import CleanupState
from villages.models import Assessment, Cycle, FinanceCleanup
from villages.rules.keys import KIN, TARGET
from villages.services.retention import MONTHS_RULE
from villages.services.steps_ahead import AFTERWARDS, declare
from villages.services.territory import in_county


def _not_audited(cycle: Cycle) -> int:
    return in_county(cycle) - FinanceCleanup.objects.filter(cycle=cycle, state=CleanupState.AUDITED).count()


def _not_assessed(cycle: Cycle) -> int:
    assessed = Assessment.objects.filter(cycle=cycle).order_by().values("village").distinct().count()
    return in_county(cycle) - assessed


declare("财务清理结果公示(村)", "finance_publication_days", "finance_publication_photo", waiting=_not_audited)
declare("群众评价(村)", "assessment_pass_percent", "assessment_return_percent", waiting=_not_assessed)
declare("亲属回避核查(村)", KIN, waiting=in_county)
declare("本届结构目标：开启时已套用，换用后不变，可在届次页调整", TARGET, waiting=lambda cycle: 0)
declare("届次关闭后清除个人信息", MONTHS_RULE, waiting=lambda cycle: 1, order=AFTERWARDS)
