"""The steps of elections that are still ahead in a cycle, and the rules they go by."""

from elections.choices import ElectionState, Procedure, SchemeState
from elections.models import Election, Scheme
from elections.models.of_election import going_elections
from elections.rules import scheme
from elections.rules.asked import STAGES
from elections.rules.rounds import WINDOWS
from elections.services.clashes import MOST
from elections.services.purges import DAYS_RULE
from elections.services.ways import unused_rules
from villages.models import Cycle
from villages.services.steps_ahead import AFTERWARDS, PREPARATION, UNUSED, declare
from villages.services.territory import in_county


def _preparing(cycle: Cycle) -> int:
    return Election.objects.filter(term__elected_in=cycle, state=ElectionState.PREPARING).count()


def _waiting(cycle: Cycle) -> int:
    """A by-election goes by an edition of its own."""
    return Election.objects.filter(start__cycle=cycle, state=ElectionState.NEXT).count()


def _without_scheme(cycle: Cycle) -> int:
    adopted = Scheme.objects.filter(state=SchemeState.ADOPTED).values("election")
    return going_elections().filter(start__cycle=cycle).exclude(pk__in=adopted).count()


def _outside_cycles(cycle: Cycle) -> int:
    found = Election.objects.filter(start=None, purged_at=None, village__path__startswith=cycle.county.path)
    return found.exclude(procedure=Procedure.REGULAR).count()


SCHEME_FIRST = PREPARATION + 1
ORDERS = {stage: order for order, stage in enumerate(STAGES, SCHEME_FIRST + 1)}


def _order_of(key: str) -> int:
    """The place in the calendar of the stage that goes by this rule."""
    return next(order for stage, order in ORDERS.items() if key in stage.keys)


declare("同一乡镇同日投票的安排", MOST, waiting=_preparing)
declare("村(社区)通过选举办法", *scheme.rule_keys(), order=SCHEME_FIRST, waiting=_without_scheme)
declare("另行选举、重新选举的日期", *WINDOWS.values(), order=_order_of("runoff_days"), waiting=_waiting)
declare(
    "颁发当选证书、保存选票",
    *("term_years", "certificate_by", "ballots_kept_by", "ballots_kept_until"),
    order=AFTERWARDS,
    waiting=in_county,
)
declare("补选、罢免结束后清除个人信息", DAYS_RULE, order=AFTERWARDS, waiting=_outside_cycles)
UNUSED.append(unused_rules)
for stage, order in ORDERS.items():
    declare(stage.title, *stage.keys, order=order, waiting=in_county)
