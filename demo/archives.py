"""Archives of the made-up county: whole and handed over, with gaps, with days that contradict one another; a recall."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from demo import days
from demo.accounts import Staff
from demo.county import County
from demo.follow_up import upload
from electioncycle.ledgers import attachments
from electioncycle.web.grids import Typed
from elections.choices import Announced, Body, ElectionState, PostCode, Procedure
from elections.mid_term_choices import MidTermKind
from elections.models import Archive, MidTermChange, StepDay
from elections.rules import archive as rules
from elections.services import archive_grid, archives, facts, opening, step_days
from elections.services.archives import Folder

OFFICE = "乡镇档案室"
GAPS = "1、30"
SCANNED = 2
"""Of so many items of the archive that is handed over somebody uploaded the originals."""
RECALL = "五分之一以上有选举权的村民联名要求罢免"


def add_archives(county: County, staff: Staff) -> None:
    """By the grid of a township: the party's first two and the first three of the committee's that have a result."""
    add_recall(county, staff)
    for kind in rules.KINDS:
        found = archives.folders(list(archives.with_result(staff.county_clerk, county.cycle, kind)), checks=False)
        ended = [one for one in found if one.election.state == ElectionState.ENDED]
        ended.sort(key=lambda one: (not one.complete, len(one.unrecorded)))
        for number, one in enumerate(ended[:3]):
            _archive(county, staff, one, number)


def _archive(county: County, staff: Staff, one: Folder, number: int) -> None:
    """The first is handed over, of the second somebody says what lacks, the days of the third contradict themselves."""
    by = staff.clerk_of(one.election.village)
    if number == 0:
        handed = {archive_grid.MISSING: rules.NONE, archive_grid.OFFICE: OFFICE}
        handed |= {archive_grid.DAY: f"{county.days.at(0)}"}
        handed |= {archive_grid.RECEIVER: county.people.name(county.rng(f"archive {one.election.pk}"), male=False)}
        archive_grid.save([Typed(str(one.election.pk), handed, {})], by=by)
        row = Archive.objects.get(election=one.election)
        for entry in [entry for entry in one.due if entry.there][:SCANNED]:
            attachments.keep(row, upload(f"{entry.item.title}.jpg"), by=by, part=entry.item.title)
    elif number == 1:
        gaps = GAPS if one.election.body == Body.COMMITTEE and one.election.procedure != Procedure.RECALL else "2"
        archive_grid.save([Typed(str(one.election.pk), {archive_grid.MISSING: gaps}, {})], by=by)
    elif one.election.body == Body.COMMITTEE and one.election.polling_day:
        early, late = (one.election.polling_day - timedelta(back) for back in (25, 21))
        known = set(StepDay.objects.filter(election=one.election).exclude(done_on=None).values_list("step", flat=True))
        for step, on in (("voter_list", early), ("registration", late)):
            if step not in known:
                step_days.record_along(one.election, step, on, by=by)


def add_recall(county: County, staff: Staff) -> None:
    """A member was recalled after a demand of villagers: voted on, announced, and named among the changes."""
    changed = MidTermChange.objects.filter(kind=MidTermKind.RECALLED, village__path__startswith=county.area.path)
    row = changed.select_related("village__township").first()
    if row is None:
        return
    by = staff.clerk_of(row.village)
    values = {"village": row.village, "body": Body.COMMITTEE, "procedure": Procedure.RECALL}
    values |= {"polling_day": row.asked_on, "grounds": RECALL}
    election = opening.register(None, values, {PostCode.MEMBER: 1}, by=by)
    noon = timezone.make_aware(datetime.combine(row.asked_on, time(11, 30)))
    facts.record_announcement(
        election,
        at=noon,
        opened_at=noon - timedelta(hours=3),
        closed_at=noon - timedelta(hours=1),
        announcer=county.people.name(county.rng(f"recall {row.pk}"), male=True),
        announced=Announced.RECALLED,
        by=by,
    )
    step_days.record_along(election, "petition", county.days.at(days.RECALL_ASKED), by=by)
