"""What follows the made-up county's review: talks and pledges of those refused, requests about party nominees."""

from io import BytesIO
from typing import Any

from accounts.models import User
from candidates.models import Intention, Nomination, Nominee, Pledge, ReviewDecision
from candidates.review_choices import Body, Result
from candidates.services import nominations, pledges, review_batches, review_decisions
from demo import days
from demo.accounts import Staff
from demo.county import County
from demo.finance import photo
from demo.reviews import answer_all, conclude, open_batch, sign_first_review
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.ledgers.services import save_row
from electioncycle.records import files
from electioncycle.records.workflow import Paper
from villages.choices import ListKind
from villages.models import Area, Talk, TeamMember

POSTS = {"secretary": "secretary", "deputy": "deputy_secretary"}
"""The post in the party organisation for which a sitting member is put forward again; others as members."""
MOST_REVIEWED = 24


def add_follow_up(county: County, staff: Staff) -> None:
    add_pledges(county, staff)
    add_nominees(county, staff)


# --- pledges -----------------------------------------------------------------------------------------------------


def add_pledges(county: County, staff: Staff) -> None:
    """Of those refused one signs and is kept in touch with, one does not; two who thought better are still to sign."""
    at = county.days.at
    for number, decision in enumerate(ReviewDecision.refused_in(county.cycle).order_by("pk")):
        review_decisions.tell(decision, on=at(days.TOLD), by=staff.county_clerk)
        by = staff.clerk_of(decision.subject.village)
        row = pledge_of(county, decision.subject, "review_failed", by=by)
        if number % 2 == 0:
            pledges.sign(row, on=at(days.PLEDGED), voluntary=True, upload=upload("承诺书.jpg"), by=by)
            pledges.report_contact(row, on=at(days.FOLLOWED), text="入户走访，本人情绪平稳，支持换届工作", by=by)
        else:
            pledges.refuse(row, on=at(days.PLEDGED), reason="本人仍想参选，表示将依规定提出申诉", by=by)
    for intention in Intention.objects.filter(cycle=county.cycle, state="standing")[:2]:
        pledge_of(county, intention, "declared", by=staff.clerk_of(intention.village))


def pledge_of(county: County, known: Any, group: str, *, by: User) -> Pledge:
    """The secretary's talk with him and the pledge drawn up after it, as on their forms."""
    kinds, person, talked = county.kinds, known.person, county.days.at(days.PLEDGE_TALKED)
    talk = Talk(
        village=known.village,
        name=person.name,
        group=kinds[ListKind.TALK_GROUP][group],
        level=kinds[ListKind.TALK_LEVEL]["secretary"],
        purpose="review" if group == "review_failed" else "guidance",
        talker="镇党委书记",
        held_on=talked,
        content="说明任职资格条件和申诉渠道，听取本人意见",
        state="held",
    )
    row = Pledge(
        talk=_entered(county, "talk", talk, by=by),
        post="director",
        withdrew_on=talked,
        statement="本人自愿退出，支持换届工作",
        leader="镇联村领导",
        cadre="驻村干部",
    )
    return _entered(county, "pledge", row, by=by)


def upload(name: str) -> Any:
    data = photo()
    found = BytesIO(data)
    found.name, found.size = name, len(data)  # type: ignore[attr-defined]
    return found


def _entered(county: County, ledger: str, row: Any, *, by: User) -> Any:
    found = REGISTRY[ledger]
    return save_row(found, None, {name: found.value(row, name) for name in found.fields}, by=by, cycle=county.cycle)


# --- party nominees ----------------------------------------------------------------------------------------------


def add_nominees(county: County, staff: Staff) -> None:
    """The first township's request is approved, the third's waits for the county, the second's is still there:
    one of it has no conclusion yet.
    """
    first, *others = county.townships
    rows = _nominees(county, first.pk)
    if not rows:  # a county of a village or two
        return
    asked = [(township, _nominees(county, township.pk)[:4]) for township in others[1:2]]
    _review(county, [*rows, *(one for _, mine in asked for one in mine)], staff)
    request = _request(county, first, staff, rows)
    request = nominations.ask(request, by=staff.officers[first.pk])
    scan = files.attach(upload("批复.jpg"), by=staff.county_clerk)
    approved = county.days.at(days.APPROVED)
    paper = Paper("县委组织部部长", approved, document_number=f"云组复〔{approved.year}〕6号", scan=scan)
    nominations.approve(request, by=staff.county_clerk, paper=paper)
    for township, mine in asked:
        nominations.ask(_request(county, township, staff, mine), by=staff.officers[township.pk])
    for township in others[:1]:
        _request(county, township, staff, _nominees(county, township.pk)[:4])


def _nominees(county: County, township: int) -> list[Nominee]:
    """Party members of the township's sitting teams put forward again, not saved."""
    rows = TeamMember.objects.filter(cycle=county.cycle, village__township=township).exclude(party_post="none")
    members = rows.filter(person__politics="party_member").exclude(person__id_index="").select_related("person")
    refused = set(ReviewDecision.refused_in(county.cycle).values_list("subject__person", flat=True))
    return [
        Nominee(
            cycle=county.cycle,
            village=one.village,
            person=one.person,
            post=POSTS.get(one.party_post, "party_member"),
            present_post=f"村党组织{one.get_party_post_display()}",
        )
        for one in members.select_related("village__township")
        if one.person_id not in refused
    ][:MOST_REVIEWED]


def _review(county: County, rows: list[Nominee], staff: Staff) -> None:
    """All departments found nothing, all are found qualified."""
    by, at = staff.county_clerk, county.days.at
    letter = at(days.PARTY_LETTER)
    number = f"组函〔{letter.year}〕24号"
    batch = open_batch(county.cycle, f"{letter.year}-党组织批", "party", number, by=by, on=letter)
    review_batches.add_people(batch, rows, body=Body.PARTY, by=by)
    sign_first_review(batch, by=by, on=at(days.PARTY_SIGNED))
    batch = review_batches.approve_letter(review_batches.ask_letter(batch, by=by), by=staff.county_admin)
    subjects = list(batch.subjects.select_related("batch__cycle__county", "person", "village"))
    answer_all(batch, subjects, {}, by=by, on=at(days.PARTY_STAMPED))
    for subject in subjects:
        conclude(subject, Result.QUALIFIED, staff=staff, on=at(days.PARTY_CONCLUDED))
    review_batches.close(batch, by=staff.county_admin)


def _request(county: County, township: Area, staff: Staff, rows: list[Nominee]) -> Nomination:
    county.save(rows)
    on = county.days.at(days.ASKED)
    row = Nomination(township=township, round=1, number=f"{township.name[:1]}委〔{on.year}〕18号", asked_on=on)
    return _entered(county, "nomination", row, by=staff.clerks[township.pk])
