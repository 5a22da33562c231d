"""Verbs of the election committee: who was chosen, who leaves and who follows; and what the checks find of it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.cleaning.names import clean_person_name
from electioncycle.desk import inbox
from electioncycle.ledgers import ledger as ledgers
from electioncycle.records import history, workflow
from electioncycle.refusals import Refused
from electioncycle.roles import BUSINESS, Action
from electioncycle.security import audit
from elections.choices import CommitteeRole, ExitReason, RecordState
from elections.figures.known_people import Known, known_in, namesakes, question
from elections.models import CommitteeMember, Election, ElectionCommittee
from elections.rules import committees as rules
from elections.rules.checks import Finding, checks
from elections.rules.committees import Named, Sitting
from elections.rules.words import Names
from elections.services import checking
from elections.services.checking import Basis
from elections.services.defects import TOLD
from elections.services.standing import NOMINATED, stood
from villages.choices import Sex
from villages.models import Kinship, Person
from villages.services.avoidance import kin_in

EXIT, PLAN_EXIT, HEAD = "exit", "plan_exit", "head"
LIST, NOTICE = checks()["F.112"].marks, checks()["F.111"].marks
"""The step before which a member who stands has left; the one by which the committee is made known."""


def members_of(election: Election) -> list[CommitteeMember]:
    """Who sits in the committee now, in the order of the list; substitutes are not among them."""
    return members_in([election]).get(election.pk, [])


def members_in(elections: Sequence[Election]) -> dict[int, list[CommitteeMember]]:
    """The same of many, by election."""
    return {key: [one for one in own if one.sits] for key, own in _members(elections).items()}


def chair_of(election: Election) -> str:
    """Who presides and announces, with the office; empty while nobody is entered."""
    head = next((one for one in members_of(election) if one.role == CommitteeRole.HEAD), None)
    return f"{head}({Names(election.community).election_committee}{head.get_role_display()})" if head else ""


def _members(elections: Sequence[Election]) -> dict[int, list[CommitteeMember]]:
    """All that were ever chosen, by election, with one query."""
    found: dict[int, list[CommitteeMember]] = defaultdict(list)
    rows = CommitteeMember.objects.filter(committee__election__in=elections, committee__withdrawn_at=None)
    for row in rows.select_related("committee", "person").for_counting("person", by=()).order_by("number"):
        found[row.committee.election_id].append(row)
    return found


def save_members(
    committee: ElectionCommittee,
    named: Sequence[Named],
    *,
    by: Actor,
    joined: date | None = None,
    version: int | None = None,
) -> ElectionCommittee:
    """The whole list as it is sent: who is no longer on it is withdrawn, the order is that of the lines.

    ``joined``: on which day those were chosen who make it longer after somebody left; today where it is not told.
    """
    workflow.require(by, committee.village, Action.CHANGE, among=BUSINESS)
    with transaction.atomic():
        held = workflow.locked(committee, version)
        workflow.refuse_unless(held.state == RecordState.DRAFT, held, "改动成员")
        put_members(held, named, by=by, joined=joined)
        audit.record(audit.Event.CHANGED, by=by, row=held, members=len(named))
    return held


def put_members(held: ElectionCommittee, named: Sequence[Named], *, by: Actor, joined: date | None = None) -> None:
    """Save the list as it is to be. The caller holds the draft locked and writes the audit event."""
    there = {one.pk: one for one in held.members.order_by("number")}
    _require_list(named, there)
    kept = {one.row for one in named}
    for row in [one for key, one in there.items() if key not in kept]:
        row.withdrawn_at = timezone.now()
        history.record(row, by=by, reason="从名单中去掉")
    free = max((one.number for one in there.values()), default=0) + len(named)
    known = known_here(held, by)
    rows = [_line(held, one, there, known, by=by) for one in named]
    _join_late(rows, there, joined)
    for shift, row in enumerate(rows, 1):  # out of the way first: two rows never share a place
        if row.pk and row.number != shift:
            row.number = free + shift
            history.record(row, by=by, reason="调整顺序")
    for number, row in enumerate(rows, 1):
        row.number = number
    for row in sorted(rows, key=lambda one: one.role == CommitteeRole.HEAD):  # who was the head goes before
        _save(row, by=by)
    history.record(held, by=by, reason="登记成员名单")


def _join_late(rows: Sequence[CommitteeMember], there: dict[int, CommitteeMember], on: date | None) -> None:
    """After somebody left, whoever makes the list longer was chosen since then, as in ``add_member``.

    Who merely takes the place of a line that was typed wrongly sat from the beginning.
    """
    exits = [one.left_on for one in there.values() if one.left_on]
    if not exits:
        return
    before = {key for key, one in there.items() if one.from_beginning}
    new = [one for one in rows if one.from_beginning and one.pk not in before]
    corrected = len(before - {one.pk for one in rows if one.from_beginning})
    joined = on or timezone.localdate()
    if new[corrected:]:
        _require_chosen(joined, min(exits))
    for row in new[corrected:]:
        row.joined_on = joined


def _require_chosen(joined: date, first_exit: date | None = None) -> None:
    if joined > timezone.localdate():
        raise Refused(f"补选日期({joined})在今天之后，补选之后再登记。")
    if first_exit and joined < first_exit:
        raise Refused(f"补选日期({joined})早于成员退出日期({first_exit})，请核对。")


def _require_list(named: Sequence[Named], there: dict[int, CommitteeMember]) -> None:
    if strange := [one.row for one in named if one.row and one.row not in there]:
        raise Refused(f"名单中有{len(strange)}行已被他人改动，没有保存。请刷新页面后再填写。")
    left = {key for key, one in there.items() if one.left_on}
    heads = sum(one.role == CommitteeRole.HEAD and one.row not in left for one in named)
    if heads > 1:
        raise Refused(f"名单中有{heads}名主任，选举委员会只有一名主任，请核对职务。")


def known_here(held: ElectionCommittee, user: Actor) -> list[Known]:
    """Whom the ledgers that the user may read hold in this village."""
    return known_in([held.village_id], user).get(held.village_id, [])


def _line(
    held: ElectionCommittee, one: Named, there: dict[int, CommitteeMember], known: Sequence[Known], *, by: Actor
) -> CommitteeMember:
    row = there.get(one.row) or CommitteeMember(committee=held)
    row.role = one.role
    if row.pk is None:
        row.person = _person(one, known, by=by)
    return row


def _person(one: Named, known: Sequence[Known], *, by: Actor) -> Person:
    """Somebody whom a ledger names in this village, or a new one with name and sex; no namesake is taken silently."""
    if one.person:
        if all(held.person != one.person for held in known):
            raise Refused("所选人员不在本村已登记的人员中，请重新选择，或者填写姓名和性别。")
        return Person.objects.get(pk=one.person)
    if one.sex not in Sex.values:
        raise Refused(f"“{one.name}”没有选择性别，请补选。")
    try:
        person = Person(name=clean_person_name(one.name) or "", sex=one.sex)
    except ValueError as error:
        raise Refused(f"成员姓名有误：{error}。") from error
    if not person.name:
        raise Refused("有一行没有填写姓名，请补填或者清空该行。")
    if not one.another and (same := namesakes(person.name, known)):
        raise Refused(question(person.name, same, rules.NAMESAKE))
    return history.record(person, by=by, reason="登记选举委员会成员")


def _save(row: CommitteeMember, *, by: Actor) -> None:
    row.prepare()
    try:
        row.validate_constraints()
    except ValidationError as error:
        raise Refused(f"“{row}”：{' '.join(error.messages)}") from error
    history.record(row, by=by, reason="登记成员名单")


def leave(
    member: CommitteeMember,
    *,
    on: date,
    because: str,
    number: str,
    follow: bool,
    by: Actor,
    version: int | None = None,
) -> CommitteeMember:
    """Record that somebody left, a fact on whatever day; the first substitute follows the same day where one waits."""
    workflow.require(by, member.village, Action.CHANGE)
    with transaction.atomic():
        row = workflow.locked(member, version)
        if row.left_on:
            raise Refused(f"“{row}”已于{row.left_on:%Y年%m月%d日}退出，没有重复登记。")
        _require_day(on)
        if because not in ExitReason.values:
            raise Refused("请选择退出原因。")
        row.left_on, row.left_because, row.exit_number = on, because, number.strip()[:60]
        row.followed_by = _step_in(row, on, by=by) if follow and row.role != CommitteeRole.SUBSTITUTE else None
        followed = f"，{row.followed_by}递补" if row.followed_by else ""
        said = f"{on:%Y-%m-%d}{row.get_left_because_display()}{followed}"
        workflow.advance(row, move=EXIT, title="退出选举委员会", by=by, reason=said)
        _tell(row)
    return row


def _require_day(on: date) -> None:
    if on > timezone.localdate():
        raise Refused(f"退出日期({on})在今天之后，请用“计划退出”登记，退出当日再登记退出。")


def _step_in(row: CommitteeMember, on: date, *, by: Actor) -> CommitteeMember | None:
    """The first who waits, in the order in which they were chosen; as a plain member, whoever they follow."""
    waiting = row.committee.members.filter(role=CommitteeRole.SUBSTITUTE, left_on=None).order_by("number").first()
    if waiting is None:
        return None
    waiting.role, waiting.joined_on = CommitteeRole.MEMBER, on
    return history.record(waiting, by=by, reason=f"递补{row}")


def _tell(row: CommitteeMember) -> None:
    """Where nobody followed, the same day is the last for choosing another."""
    if row.role == CommitteeRole.SUBSTITUTE or row.followed_by:
        return
    inbox.notify(
        f"{row.committee}有成员退出、没有候补递补，须当日补选并公布。",
        url=ledgers.of(ElectionCommittee).page_of(row.committee),
        roles=TOLD,
        place=row.village,
        cycle=row.committee.cycle,
        tone=inbox.Notice.Tone.WARN,
        key=f"committee-exit:{row.pk}",
    )


def plan_exit(
    member: CommitteeMember, *, on: date, number: str, by: Actor, version: int | None = None
) -> CommitteeMember:
    """That somebody will leave on a day to come, by a paper: the secretary who heads it and is to be nominated."""
    workflow.require(by, member.village, Action.CHANGE)
    with transaction.atomic():
        row = workflow.locked(member, version)
        if row.left_on:
            raise Refused(f"“{row}”已经退出，不必再登记计划退出。")
        if on < timezone.localdate():
            raise Refused(f"计划退出日期({on})已经过去；已经退出的，请登记退出。")
        if not number.strip():
            raise Refused("计划退出须有文书，请填写文书号。")
        row.exit_planned_on, row.exit_number = on, number.strip()[:60]
        workflow.advance(row, move=PLAN_EXIT, title="计划退出", by=by, reason=f"{on:%Y-%m-%d}，{row.exit_number}")
    return row


def name_head(member: CommitteeMember, *, by: Actor, version: int | None = None) -> CommitteeMember:
    """After the head left, the committee chooses another of its members."""
    workflow.require(by, member.village, Action.CHANGE)
    with transaction.atomic():
        row = workflow.locked(member, version)
        _require_approved(row.committee, "推选主任")
        if not row.sits:
            raise Refused(f"“{row}”现在不是选举委员会成员，不能担任主任。")
        heads = row.committee.members.select_for_update().filter(role=CommitteeRole.HEAD, left_on=None)
        if there := heads.exclude(pk=row.pk).first():
            raise Refused(f"选举委员会现有主任{there}，先登记其退出，再推选主任。")
        row.role = CommitteeRole.HEAD
        workflow.advance(row, move=HEAD, title="推选为主任", by=by)
    return row


def add_member(
    committee: ElectionCommittee, one: Named, *, by: Actor, on: date | None = None, version: int | None = None
) -> CommitteeMember:
    """Somebody chosen later, where no substitute could follow, ``on`` that day: today unless another is told."""
    workflow.require(by, committee.village, Action.CHANGE)
    joined = on or timezone.localdate()
    _require_chosen(joined)
    with transaction.atomic():
        held = workflow.locked(committee, version)
        _require_approved(held, "登记补选的成员")
        _require_new(held, one)
        number = held.members.aggregate(last=Max("number"))["last"] or 0
        row = CommitteeMember(committee=held, role=one.role, number=number + 1, joined_on=joined)
        row.person = _person(one, known_here(held, by), by=by)
        _save(row, by=by)
        audit.record(audit.Event.ADDED, by=by, row=row)
    return row


def _require_approved(held: ElectionCommittee, what: str) -> None:
    """While a list waits for its second person nobody adds to it unseen; a draft is changed in its own form."""
    workflow.refuse_unless(held.state == RecordState.APPROVED, held, what)


def _require_new(held: ElectionCommittee, one: Named) -> None:
    """A form that was sent twice adds nobody twice."""
    same = held.members.filter(withdrawn_at=None, left_on=None)
    same = same.filter(person=one.person) if one.person else same.filter(person__name=one.name)
    if not one.another and (there := same.select_related("person").first()):
        raise Refused(f"“{there}”已在{held}名单中，没有重复登记。请刷新页面核对。")


@checking.finder("F.111", "F.112", rests_on=(CommitteeMember, ElectionCommittee, *NOMINATED, Kinship))
def of_committees(basis: Basis) -> Iterator[tuple[Election, Finding]]:
    members = _members(basis.elections)
    mine = [one for one in basis.elections if one.pk in members]
    known, kin = stood(mine) if mine else {}, kin_in({one.village_id for one in mine})
    today = timezone.localdate()
    for election in mine:
        norms = basis.norms(election)
        chosen = [_plain(one) for one in members[election.pk] if one.role != CommitteeRole.SUBSTITUTE]
        for finding in rules.size(chosen, norms, basis.happened(election.pk, NOTICE), today):
            yield election, finding
        listed = basis.happened(election.pk, LIST)
        stand, pairs = known.get(election.pk, ()), kin[election.village_id]
        for finding in rules.must_leave(chosen, stand, pairs, norms, today, listed):
            yield election, finding


def _plain(one: CommitteeMember) -> Sitting:
    return Sitting(one.number, one.person_id, one.get_role_display(), one.exit_planned_on, one.left_on, one.joined_on)
