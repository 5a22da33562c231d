"""What boards say of the regular elections of a cycle, township by township."""

from typing import Any

from django.db.models import Count, Q

from electioncycle.actors import Actor
from elections import definitions
from elections.choices import Body, ElectionState
from elections.models import Election
from villages.models import Cycle

VOTED = Q(state__in=(ElectionState.ROUND, ElectionState.NEXT, ElectionState.ENDED))


def township_figures(user: Actor, cycle: Cycle) -> dict[int, dict[str, Any]]:
    """Of the committees' elections that started: how many have voted, how many are over."""
    rows = Election.objects.visible_to(user).filter(start__cycle=cycle, body=Body.COMMITTEE).order_by()
    counted = rows.values("village__township").annotate(
        voted=Count("pk", filter=VOTED), ended=Count("pk", filter=Q(state=ElectionState.ENDED))
    )
    return {
        one["village__township"]: {definitions.VOTED.name: one["voted"], definitions.ENDED.name: one["ended"]}
        for one in counted
    }
