"""Verbs of the internal 核对记录: a township explains what a check asks about, once as long as the figures stand."""

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Action
from elections.models import Election, Explanation
from elections.rules.checks import MOST_WORDS
from elections.services import checking

EXPLAIN = "explain"


def explain(
    election: Election, code: str, step: str, number: int, text: str, *, by: Actor, version: int | None = None
) -> Explanation:
    """Keep one explanation of what is found now; what nobody asks about any more is refused."""
    workflow.require(by, election.village, Action.CHANGE)
    text = workflow.require_reason(text, "核对提示的说明")
    with transaction.atomic():
        held = workflow.locked(election, version)
        found = {one.place: one for one in checking.findings([held]).get(held.pk, ()) if one.asks_explanation}
        asked = found.get((code, step, number))
        if asked is None:
            raise Refused("这项核对提示已经没有了，登记的数字可能已更正，不需要说明。请刷新页面。")
        place = {"election": held, "code": code, "step": step, "number": number}
        row = Explanation.objects.filter(**place).first() or Explanation(**place)
        if row.pk and row.words == asked.said:
            raise Refused(f"“{row.get_code_display()}”已经说明：{row.text}。要改动的，请在核对记录里修改。")
        row.words, row.text, row.explained_on = asked.said, text[:MOST_WORDS], timezone.localdate()
        workflow.advance(row, move=EXPLAIN, title=f"说明{code}", by=by, reason=text)
    return row
