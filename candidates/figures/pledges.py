"""Pledges by state, who is due for a contact, and the ready sentence."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from candidates.choices import PledgeState
from candidates.models import Pledge
from candidates.rules.pledges import FOLLOW_DAYS, next_contact
from electioncycle.actors import Actor
from villages.choices import TalkState
from villages.models import Cycle, Talk
from villages.services.election_days import election_days
from villages.services.rule_sets import rules_of
from villages.services.territory import participants

REVIEW_FAILED = "review_failed"
"""The group of the list of talks under which those are talked to whom the joint review found not qualified."""


@dataclass
class PledgeFigures:
    """Distinct persons: talked to after the review, and pledges by state."""

    talked: int = 0
    states: Counter[str] = field(default_factory=Counter)

    @property
    def signed(self) -> int:
        return self.states[PledgeState.SIGNED]


def pledges_of(user: Actor, cycle: Cycle) -> QuerySet[Pledge]:
    """Those of villages that take part."""
    rows = Pledge.objects.visible_to(user).filter(cycle=cycle, village__in=participants(user, cycle).order_by())
    return rows.select_related("person", "village__township", "talk")


def pledge_figures(user: Actor, cycle: Cycle) -> PledgeFigures:
    """Two queries beside the territory."""
    talks = Talk.objects.visible_to(user).filter(
        cycle=cycle,
        village__in=participants(user, cycle).order_by(),
        group__code=REVIEW_FAILED,
        state__in=(TalkState.HELD, TalkState.AGAIN),
    )
    persons = {person or (village, name) for person, village, name in talks.values_list("person", "village", "name")}
    states = pledges_of(user, cycle).order_by().values_list("state", flat=True)
    return PledgeFigures(len(persons), Counter(states))


def contacts_due(user: Actor, cycle: Cycle) -> list[tuple[date, Pledge]]:
    """Signers and the day of their next contact, the earliest first; nobody after his village's election day."""
    days = rules_of(cycle).whole(FOLLOW_DAYS)
    elections, found = election_days(cycle), []
    signed: Any = pledges_of(user, cycle).filter(state=PledgeState.SIGNED)
    for row in signed.for_counting("person", by=()):
        if row.signed_on:
            due = next_contact(row.signed_on, row.followed_on, days, elections.get(row.village_id))
            found += [(due, row)] if due else []
    return sorted(found, key=lambda pair: (pair[0], pair[1].pk))


@dataclass
class TownshipPledges:
    """One township, or all of them: pledges by state, and signers whose next contact has come or passed."""

    name: str
    states: Counter[str] = field(default_factory=Counter)
    due: int = 0

    @property
    def labelled(self) -> list[tuple[str, int]]:
        return [(str(label), self.states[state]) for state, label in PledgeState.choices]

    @property
    def cells(self) -> list[int]:
        """待签, 已签, 未签, 本人撤回, and who is still to be contacted."""
        return [*(self.states[state] for state in PledgeState.values), self.due]


def by_township(user: Actor, cycle: Cycle, today: date) -> list[TownshipPledges]:
    """Townships with a pledge in official order, the total last."""
    lines: dict[int, TownshipPledges] = {}
    total = TownshipPledges("合计")
    for row in pledges_of(user, cycle):
        line = lines.setdefault(row.village.township_id, TownshipPledges(row.village.township.name))
        line.states[row.state] += 1
        total.states[row.state] += 1
    for day, row in contacts_due(user, cycle):
        if day <= today:
            lines[row.village.township_id].due += 1
            total.due += 1
    return [*lines.values(), total]


def sentence(found: PledgeFigures, place: str, today: date, *, due: int = 0) -> str:
    """Ready to be copied into a report; ``due`` signers are still to be contacted."""
    states = found.states
    followed = f"已签人员中一对一联系到期未登记{due}人。" if due else ""
    return (
        f"截至{today.month}月{today.day}日，{place}对联审未通过人员约谈{found.talked}人，"
        f"本人自愿签订不参选承诺书{found.signed}人、未签{states[PledgeState.REFUSED]}人、"
        f"待签{states[PledgeState.DRAWN_UP]}人，签订后本人撤回{states[PledgeState.TAKEN_BACK]}人。{followed}"
    )
