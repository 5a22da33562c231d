"""Verbs of the smaller bodies: their election is registered with its figures and ends when all are elected."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import history
from electioncycle.refusals import Refused
from elections.choices import LIVE, Announced, Body, PostCode, Procedure
from elections.models import BodyResult, Election, RosterMember, Round
from elections.models.bodies import smaller_election
from elections.rules.bodies import remarks
from elections.services import facts, opening
from elections.services.checking import Basis
from elections.services.norms import Editions
from villages.choices import VillageKind
from villages.models import Cycle, Village, VillageProfile
from villages.services.avoidance import findings

SUPERVISION_RULES = "kin_pair_supervision"


def election_for(village: Village, body: str, held_on: date | None, *, by: Actor) -> Election:
    """The election that a line of figures is about; registered with it where nobody did before."""
    found = smaller_election(village, body)
    if found is not None:
        return found
    values: Mapping[str, Any] = {
        "village": village,
        "body": body,
        "procedure": Procedure.REGULAR,
        "polling_day": held_on or timezone.localdate(),
        "grounds": "",
        "note": "",
    }
    return opening.register(None, values, {}, by=by, reason="随推选结果登记")


def follow(rows: Iterable[BodyResult], *, by: Actor) -> None:
    """When all are elected the election ends on that day; a day corrected later is corrected there too."""
    for row in rows:
        election = Election.objects.get(pk=row.election_id)
        last = Round.objects.filter(election=election).order_by("-number").first()
        if not row.complete or row.held_on is None:
            _require_not_announced(row, election, last)
        elif election.state in LIVE:
            facts.record_result_of_day(election, on=row.held_on, announced=Announced.COMPLETE, by=by)
        elif last is not None:
            _correct_day(row, last, by=by)


def _require_not_announced(row: BodyResult, election: Election, last: Round | None) -> None:
    """An election that ended because all were elected does not stay ended beside figures that say otherwise."""
    if election.state not in LIVE and last is not None and last.announced == Announced.COMPLETE:
        raise Refused(
            f"“{row}”已登记选齐、办结，没有改为没有选齐。登记有误的，请组织委员先在选举页面“退回更正”，再改这里。"
        )


def _correct_day(row: BodyResult, last: Round, *, by: Actor) -> None:
    if last.held_on is not None and last.held_on != row.held_on:
        raise Refused(
            f"“{row}”的推选日期与选举页面登记的投票日{last.held_on:%Y年%m月%d日}不同，请先核对，更正填错的一处。"
        )
    if last.held_on is None and last.day != row.held_on and row.held_on is not None:
        last.day = row.held_on
        history.record(last, by=by, reason="推选日期更正")


def expected(village: Village, body: str, cycle: Cycle | None) -> dict[str, Any]:
    """What the form proposes, to be confirmed when all are elected: as many as the profile or the law says, today."""
    due = _due(village, body, cycle) if cycle is not None else None
    return {"due": due, "elected": due, "held_on": timezone.localdate()} if due else {}


def _due(village: Village, body: str, cycle: Cycle) -> int | None:
    if body == Body.SUPERVISION:
        community = village.kind == VillageKind.COMMUNITY
        return Editions().on(cycle.rule_set_id, timezone.localdate(), community=community).whole("supervision_min")
    counted = {Body.REPRESENTATIVES: "representatives", Body.GROUP_LEADERS: "groups"}
    if body not in counted:
        return None
    profiles = VillageProfile.objects.filter(cycle=cycle, village=village)
    return profiles.values_list(counted[Body(body)], flat=True).first()


def remarks_of(rows: Sequence[BodyResult]) -> dict[int, list[str]]:
    """By row key what the rules say of its figures; constant queries."""
    basis = Basis(list({row.election_id: row.election for row in rows}.values()))
    return {row.pk: remarks(row.body, row.due, row.elected, row.women, basis.norms(row.election)) for row in rows}


def kin_of_supervisors(villages: Sequence[int], cycle: Cycle | None) -> dict[int, list[str]]:
    """By village what the rules of avoidance say of those elected to supervise: kin, or the one who keeps the books."""
    return {
        village: [
            f"{one.sentence}，与“{one.rule.label}”不符({one.rule.basis})。" for one in own if _theirs(one.rule.key)
        ]
        for village, own in findings(villages, cycle).items()
    }


ALONE = (PostCode.SECRETARY, PostCode.DIRECTOR)
"""Posts of which a body has one."""


def second_holders(rows: Sequence[RosterMember]) -> list[str]:
    """Who is listed in a post that somebody is listed in already: recorded as it was typed, and said."""
    said = []
    for row in (one for one in rows if one.post in ALONE):
        own = RosterMember.objects.filter(cycle=row.cycle_id, village=row.village_id, body=row.body, post=row.post)
        names = "、".join(own.exclude(pk=row.pk).values_list("person__name", flat=True))
        if names:
            held = f"{row.get_body_display()}{row.get_post_display()}"
            said.append(f"{row.village}{held}名册上已有{names}，又登记{row}，这一职务只有1名，请核对。")
    return said


def _theirs(key: str) -> bool:
    return key.startswith(SUPERVISION_RULES)


def sentences(row: BodyResult, cycle: Cycle | None) -> list[str]:
    """Everything to be looked at in one row."""
    found = remarks_of([row])[row.pk]
    if row.body == Body.SUPERVISION:
        found += kin_of_supervisors([row.village_id], cycle).get(row.village_id, [])
    return found
