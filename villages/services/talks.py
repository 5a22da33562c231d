"""Talks: a collective talk with many persons, whom a name stands for, a pledge that rests on a talk."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import history, numbering, workflow
from electioncycle.refusals import Refused
from electioncycle.security import audit
from villages.choices import SignedPledge, TalkForm, TalkState
from villages.models import Cycle, Talk
from villages.rules.talks import talk_faults
from villages.services.talk_targets import outstanding, targets_of


def hold_collective(cycle: Cycle, keys: Sequence[str], values: dict[str, Any], *, by: Actor) -> list[Talk]:
    """Enter one collective talk with many persons at once: a row for each of them, all or none."""
    cycle.require_open_for_entry()
    wanted = set(keys)
    persons = [one for one in outstanding(by, cycle).persons if one.target.key in wanted]
    if len(persons) < 2:
        raise Refused("集中谈话至少勾选2名对象；只谈1人的，请登记个别谈话。")
    if len(persons) < len(wanted):
        raise Refused(f"勾选的{len(wanted)}人中有{len(wanted) - len(persons)}人已不在应谈名单里，请刷新后重新勾选。")
    if found := talk_faults({**values, "state": TalkState.HELD}, today=timezone.localdate()):
        raise Refused("".join(found.values()))
    with transaction.atomic():
        session = _next_session(cycle, values["held_on"])
        rows = [
            Talk(
                cycle=cycle,
                village=one.village,
                person_id=one.target.person,
                name=one.target.name,
                post=one.target.post[:60],
                group=one.group,
                form=TalkForm.COLLECTIVE,
                state=TalkState.HELD,
                session=session,
                **values,
            )
            for one in persons
        ]
        history.record_many(rows, by=by, reason="登记集中谈话")
        audit.record(audit.Event.ADDED, by=by, ledger="talk", rows=len(rows), session=session)
    return rows


def _next_session(cycle: Cycle, day: date) -> str:
    """J20261122-01: the day and how many sessions it has seen."""
    type(cycle).all_rows.select_for_update().get(pk=cycle.pk)
    head = f"J{day:%Y%m%d}-"
    held = Talk.all_rows.filter(cycle=cycle, session__startswith=head).values_list("session", flat=True)
    return f"{head}{numbering.following(held, head):02d}"


def link_persons(talks: Sequence[Talk], *, by: Actor) -> None:
    """Set the person a name stands for, where the ledgers know exactly one of that name in the village."""
    loose = [talk for talk in talks if talk.person is None or talk.person.name != talk.name]
    if not loose:
        return
    known: dict[tuple[int, str], set[int]] = defaultdict(set)
    for target in targets_of(by, loose[0].cycle):
        if target.person:
            known[target.village, target.name].add(target.person)
    changed = []
    for talk in loose:
        named = known.get((talk.village_id, talk.name), set())
        person = next(iter(named)) if len(named) == 1 else None
        if person != talk.person_id:
            talk.person_id = person
            changed.append(talk)
    history.record_many(changed, by=by, reason="对应到人员", fields=["person"])


def note_pledge(talk: Talk, *, signed_on: date, by: Actor) -> Talk:
    """A pledge that rests on this talk was signed."""
    talk = workflow.locked(talk)
    if talk.pledge != SignedPledge.NOT_STANDING or talk.pledge_on != signed_on:
        talk.pledge, talk.pledge_on = SignedPledge.NOT_STANDING, signed_on
        history.record(talk, by=by, reason="签订不参选承诺书")
    return talk
