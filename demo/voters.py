"""Election committees and registrations of the made-up county: in every state, one with an exit and a correction."""

from demo import days
from demo.accounts import Staff
from demo.county import County
from elections.choices import Body, Chooser, Choosing, CommitteeRole, ElectionState, ExitReason
from elections.models import CommitteeMember, Election, ElectionCommittee, Recorded, Registration
from elections.services import committees, explanations, recorded, registrations
from elections.services.registrations import Corrected
from villages.models import Person

MEMBERS, SUBSTITUTES = 7, 2
STATES = 4
"""Checked, still a draft, handed in, nothing yet."""
CHECKED, DRAFT = 0, 1
LAST = 5
"""By how much of ten the figure of the first village grew since the last term."""


def add_voters(county: County, staff: Staff) -> None:
    """Of the committee's elections that were not called off."""
    every = Election.objects.filter(village__path__startswith=county.area.path, body=Body.COMMITTEE)
    going = every.exclude(state=ElectionState.CALLED_OFF).select_related("village__township")
    for number, election in enumerate(going.order_by("pk")):
        if number % STATES == STATES - 1:
            continue
        rows = (_committee(county, election), _registration(county, election, grown=number == 0))
        for row in rows:
            _lead(row, number % STATES, staff)
        if number == 0:
            _afterwards(county, election, staff)


def _committee(county: County, election: Election) -> ElectionCommittee:
    rng = county.rng(f"committee {election.village.code}")
    row = ElectionCommittee(
        election=election,
        village=election.village,
        chosen_by=Chooser.REPRESENTATIVES,
        choosing=Choosing.SECRET,
        entitled=45,
        present=38 + rng.randint(0, 7),
    )
    county.save([row])
    people = []
    for _ in range(MEMBERS + SUBSTITUTES):
        male = rng.random() < 0.7
        people.append(Person(name=county.people.name(rng, male=male), sex="male" if male else "female"))
    county.save(people)
    roles = [CommitteeRole.HEAD, CommitteeRole.DEPUTY] + [CommitteeRole.MEMBER] * (MEMBERS - 2)
    roles += [CommitteeRole.SUBSTITUTE] * SUBSTITUTES
    listed = enumerate(zip(people, roles, strict=True), 1)
    county.save([CommitteeMember(committee=row, person=one, role=role, number=n) for n, (one, role) in listed])
    return row


def _registration(county: County, election: Election, *, grown: bool) -> Registration:
    rng = county.rng(f"registration {election.village.code}")
    resident, away = rng.randint(400, 900), rng.randint(80, 260)
    total = resident + away
    row = Registration(
        election=election,
        village=election.village,
        registered=total,
        resident=resident,
        away=away,
        last_registered=total * LAST // 10 if grown else None,
    )
    county.save([row])
    return row


def _lead(row: Recorded, fate: int, staff: Staff) -> None:
    if fate == DRAFT:
        return
    recorded.submit(row, by=staff.clerk_of(row.village))
    if fate == CHECKED:
        recorded.approve(row, by=staff.officer_of(row.village))


def _afterwards(county: County, election: Election, staff: Staff) -> None:
    """A member resigned and a substitute followed; two names were struck off the list by a notice of its own."""
    clerk, on = staff.clerk_of(election.village), county.days.at(days.MEMBER_OUT)
    member = committees.members_of(election)[-1]
    committees.leave(member, on=on, because=ExitReason.RESIGNED, number="", follow=True, by=clerk)
    row = Registration.objects.get(election=election)
    said = Corrected(row.registered - 2, "迁出2人", "第4-1号", on)
    made = registrations.correct(row, said, by=clerk)
    registrations.confirm(made, by=staff.officer_of(election.village))
    explanations.explain(election, "W.109", "registration", 1, "园区建成后迁入人口较多。", by=clerk)
