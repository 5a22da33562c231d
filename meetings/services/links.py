"""Verbs of leader links: end one."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from electioncycle.roles import COUNTY_ROLES, Action
from electioncycle.security import audit
from meetings.models import TownshipLink
from meetings.rules import bodies as rules


def end(row: TownshipLink, *, until: date, reason: str, by: Actor, version: int | None = None) -> TownshipLink:
    """The leader no longer answers for the township from this day on; the row stays and says why."""
    workflow.require(by, row.township, Action.CHANGE, among=COUNTY_ROLES)
    reason = workflow.require_reason(reason, "结束挂联")
    with transaction.atomic():
        row = workflow.locked(row, version)
        if row.until is not None:
            raise Refused(f"“{row}”已经结束，不能再次结束挂联；日期、原因有误的请直接修改。")
        values = {"since": row.since, "until": until, "ended_reason": reason}
        if faults := rules.link_faults(values, today=timezone.localdate()):
            raise Refused("".join(faults.values()))
        row.until, row.ended_reason = until, reason[:100]
        history.record(row, by=by, reason=f"结束挂联：{reason}")
        audit.record(audit.Event.STEP, by=by, row=row, move="end")
    return row
