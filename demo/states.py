"""States that the other parts of the made-up county leave out: one row each, by the ledgers' forms and services."""

from datetime import timedelta
from typing import Any

from accounts.models import User
from candidates.choices import PlacementOutcome, ReserveState
from candidates.models import Intention, Placement, Pledge, ReserveCandidate, ReviewBatch, ReviewSubject
from candidates.review_choices import BatchState, Body, FirstReview
from candidates.services import pledges, review_batches
from demo import days
from demo.accounts import Staff, add_account
from demo.county import County
from demo.follow_up import pledge_of, upload
from demo.reviews import open_batch, sign_first_review
from electioncycle.ledgers import ledger as ledgers
from electioncycle.ledgers import services as ledger_services
from electioncycle.roles import Role
from elections.choices import SCHEME_BODIES, SCHEME_PROCEDURES, Avoids, Disposition, DraftOf
from elections.models import BlindLot, Defect, Election, ElectionStaff, VillageDraft
from elections.services import blind_entry, defects, village_drafts
from meetings.choices import MeetingState
from meetings.models import Meeting, Trainee
from meetings.oversight_choices import Attendance
from villages.choices import Attitude, ListKind, RepairState, TalkState
from villages.models import FinanceFinding, Talk, TeamMember

VILLAGE_ACCOUNT = "cun1_clerk"
"""Of the first village: what it fills in waits for its township."""
LEFT_BECAUSE = "本人外出务工，短期内不返乡"


def add_states(county: County, staff: Staff) -> None:
    _talks(county, staff)
    _pool(county, staff)
    _pledge(county, staff)
    _review(county, staff)
    _meetings(county, staff)
    _finance(county, staff)
    _drafts(county, staff)
    _polling(county, staff)
    _defect(county, staff)


def _changed(county: County, row: Any, by: User, **values: Any) -> Any:
    """The row with some fields typed anew, as its form saves it."""
    ledger = ledgers.of(type(row))
    given = {name: ledger.value(row, name) for name in ledger.fields}
    return ledger_services.save_row(ledger, row, given | values, by=by, cycle=county.cycle)


def _talks(county: County, staff: Staff) -> None:
    """One still to be held, one whose partner is against the plan."""
    kinds, known = county.kinds, TeamMember.objects.filter(cycle=county.cycle).select_related("village__township")
    talked = Talk.objects.filter(cycle=county.cycle).values("person")
    for member in known.exclude(person__in=talked).select_related("person").order_by("pk")[:1]:
        planned = Talk(
            cycle=county.cycle,
            village=member.village,
            person=member.person,
            name=member.person.name,
            group=kinds[ListKind.TALK_GROUP]["sitting"],
            level=kinds[ListKind.TALK_LEVEL]["secretary"],
            talker="镇党委书记",
            held_on=county.days.today + timedelta(days=2),
            state=TalkState.PLANNED,
        )
        county.save([planned])
    for row in Talk.objects.filter(cycle=county.cycle, attitude=Attitude.SUPPORTS, follow_on=None).order_by("pk")[:1]:
        _changed(county, row, staff.clerk_of(row.village), attitude=Attitude.OPPOSES, state=TalkState.AGAIN)


def _pool(county: County, staff: Staff) -> None:
    """Placements that ended otherwise than planned; one who left the pool, one whom the township did not pass."""
    done = county.days.at(days.PLACEMENT_JUDGED)
    serving = Placement.objects.filter(cycle=county.cycle, outcome=PlacementOutcome.SERVING)
    ends = (PlacementOutcome.NOT_TAKEN_UP, PlacementOutcome.ENDED_EARLY, PlacementOutcome.NOMINATED)
    rows = serving.filter(starts_on__lte=done).select_related("village", "candidate").order_by("-pk")
    for row, outcome in zip(list(rows[: len(ends)]), ends, strict=False):
        _changed(county, row, staff.clerk_of(row.village), outcome=outcome, outcome_on=done, ends_on=done)
    pool = ReserveCandidate.objects.filter(cycle=county.cycle, state=ReserveState.POOLED).select_related("village")
    apart: tuple[dict[str, Any], ...] = (
        {"township_review": "failed"},
        {"state": ReserveState.LEFT, "left_because": LEFT_BECAUSE},
    )
    for one, values in zip(list(pool.exclude(placements__isnull=False).order_by("-pk")[:2]), apart, strict=False):
        _changed(county, one, staff.clerk_of(one.village), **values)


def _pledge(county: County, staff: Staff) -> None:
    """Signed, and taken back by the person."""
    held = Pledge.objects.filter(cycle=county.cycle).values("talk__person")
    found = Intention.objects.filter(cycle=county.cycle, state="standing").exclude(person__in=held)
    for intention in found.select_related("village", "person").order_by("-pk")[:1]:
        by, at = staff.clerk_of(intention.village), county.days.at
        row = pledge_of(county, intention, "declared", by=by)
        row = pledges.sign(row, on=at(days.PLEDGED), voluntary=True, upload=upload("承诺书.jpg"), by=by)
        pledges.take_back(row, on=at(days.FOLLOWED), reason="本人改变主意，仍愿意参选", by=by)


def _review(county: County, staff: Staff) -> None:
    """One whom his township did not pass, in a batch still being made; a third, whose letter waits for its approval."""
    made = ReviewSubject.objects.filter(cycle=county.cycle, batch__state=BatchState.DRAFT).select_related("village")
    for one in made.order_by("-pk")[:1]:
        by, on = staff.clerk_of(one.village), county.days.at(days.SIGNED)
        said = {"township_result": FirstReview.UNQUALIFIED, "township_reviewer": "组织委员", "township_signed_on": on}
        said["township_basis"] = "近三年受过党内严重警告处分"
        _changed(county, one, by, **said)
    first = ReviewBatch.objects.filter(cycle=county.cycle).exclude(state=BatchState.DRAFT).order_by("pk").first()
    known = TeamMember.objects.filter(cycle=county.cycle).exclude(person__id_index="")
    members = list(known.select_related("person", "village").order_by("-pk")[:3])
    if first is None or not members:
        return
    by, on = staff.county_clerk, county.days.at(days.SIGNED)
    row = open_batch(county.cycle, f"{on.year}-第3批", first.round.code, f"组函〔{on.year}〕27号", by=by, on=on)
    review_batches.add_people(row, members, body=Body.COMMITTEE, by=by)
    sign_first_review(row, by=by, on=on)
    review_batches.ask_letter(row, by=by)


def _meetings(county: County, staff: Staff) -> None:
    """A meeting called off, one who was excused from a training."""
    kind = county.kinds[ListKind.MEETING_KIND]["training"]
    day = county.days.at(days.JOINT_PLANNED)
    off = Meeting(cycle=county.cycle, area=county.area, kind=kind, held_on=day, state=MeetingState.CANCELLED)
    off.host, off.location, off.note = "县换届办主任", "县委党校", "与全省视频培训合并召开"
    county.save([off])
    absent = Trainee.objects.filter(cycle=county.cycle, attendance=Attendance.ABSENT).order_by("pk")
    present = Trainee.objects.filter(cycle=county.cycle, attendance=Attendance.PRESENT).order_by("pk")
    for one in [*absent[1:2], *present[:1]][:1]:
        values = {"attendance": Attendance.EXCUSED, "absence": "家中有事请假", "pledged_on": None}
        _changed(county, one, staff.clerks[one.area_id], **values)


def _finance(county: County, staff: Staff) -> None:
    """One finding nobody has begun with, where another is worked on."""
    rows = FinanceFinding.objects.filter(cycle=county.cycle, state=RepairState.GOING).select_related("village")
    for row in rows.order_by("pk")[1:2]:
        _changed(county, row, staff.clerk_of(row.village), state=RepairState.OPEN)


def _drafts(county: County, staff: Staff) -> None:
    """What the first village filled in: one waits for its township, one came back."""
    village = county.villages[0]
    account = add_account(county, VILLAGE_ACCOUNT, Role.VILLAGE_CLERK, village, "村报账员")
    staff.accounts.append(account)
    fill: dict[str, Any] = {"by": account.user, "cycle": county.cycle}
    day = county.days.at(days.PARTY_MET).isoformat()
    village_drafts.fill(DraftOf.COMPANION, {"kind": "youth", "renewed_on": day}, village, **fill)
    sent = village_drafts.fill(DraftOf.COMPANION, {"kind": "militia"}, village, **fill)
    village_drafts.send_back(sent, by=staff.clerk_of(village), reason="没有填换届日期，请补填后再报。")
    taken = village_drafts.fill(DraftOf.COMPANION, {"kind": "collective", "renewed_on": day}, village, **fill)
    values = {"village": village, "kind": "collective", "renewed_on": county.days.at(days.PARTY_MET)}
    ledger = ledgers.REGISTRY["companionbody"]
    ledger_services.save_row(ledger, None, values, by=staff.clerk_of(village), cycle=county.cycle)
    village_drafts.take(VillageDraft.objects.get(pk=taken.pk), village, by=staff.clerk_of(village))


def _polling(county: County, staff: Staff) -> None:
    """Two lots of the sheets to be typed blind, one drawn; one of the staff who must be replaced."""
    own = {"village__path__startswith": county.area.path, "body__in": SCHEME_BODIES}
    ahead = Election.objects.filter(**own, procedure__in=SCHEME_PROCEDURES, polling_day__gte=county.days.today)
    for number, one in enumerate(list(ahead.order_by("pk")[:1]) * 2):
        values = {"day": one.polling_day, "number": 1, "source": f"当日福彩3D开奖号码(第{number + 1}次)"}
        ledger = ledgers.of(BlindLot)
        lot = ledger_services.save_row(ledger, None, values, by=staff.county_clerk, cycle=county.cycle)
        if number == 0:
            blind_entry.draw(lot, seed="472", by=staff.county_admin)
    for row in ElectionStaff.objects.filter(duty="writer", avoids=Avoids.CLEAR).select_related("village")[:1]:
        _changed(county, row, staff.clerk_of(row.village), avoids=Avoids.KIN)


def _defect(county: County, staff: Staff) -> None:
    """Where there are several, the latest was settled by a numbered paper."""
    for row in Defect.objects.filter(election__village__path__startswith=county.area.path, state="open").order_by("pk")[
        1:2
    ]:
        defects.settle(
            row,
            disposition=Disposition.CORRECT,
            decided_by="county",
            number=f"{county.area.name[:1]}换领〔{county.days.today.year}〕21号",
            decided_on=county.days.today,
            upload=upload("处置意见.jpg"),
            by=staff.county_admin,
        )
