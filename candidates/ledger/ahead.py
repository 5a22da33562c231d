"""The steps on people who want to stand that are still ahead in a cycle, and the rules they go by."""

from candidates.choices import PledgeState
from candidates.models import Pledge, ReviewBatch, ReviewDecision, ReviewObjection
from candidates.review_choices import BatchState
from candidates.rules.pledges import FOLLOW_DAYS
from candidates.services.review_batches import REPLY_DAYS
from villages.models import Cycle
from villages.services.steps_ahead import declare
from villages.services.territory import in_county


def _drafts(cycle: Cycle) -> int:
    return ReviewBatch.objects.filter(cycle=cycle, state=BatchState.DRAFT).count()


def _untold(cycle: Cycle) -> int:
    objections = ReviewObjection.objects.filter(cycle=cycle, outcome="").count()
    return ReviewDecision.objects.filter(cycle=cycle, told_on=None).count() + objections


declare("提请部门联审", REPLY_DAYS, waiting=_drafts)
declare(
    "联审结论告知和申诉答复",
    "review_objection_days",
    "review_objection_answer_days",
    "review_objection_channel",
    waiting=_untold,
)
declare(
    "不参选承诺的一对一联系",
    FOLLOW_DAYS,
    waiting=lambda cycle: Pledge.objects.filter(cycle=cycle, state=PledgeState.SIGNED).count(),
)
declare("后备人选储备和登记(村)", "reserve_min", "voter_age", waiting=in_county)
