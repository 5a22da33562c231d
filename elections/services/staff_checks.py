"""What the checks say of an election's staff, boxes and proxies (F.201–F.208, W.209, W.210)."""

from collections import defaultdict
from collections.abc import Iterable

from elections.choices import PlaceKind, PlaceState, SchemeState
from elections.models import Election, ElectionStaff, NameList, PollingPlace, ProxyTally, Scheme
from elections.rules import named_voters, staffing
from elections.rules.avoiding import Candidates
from elections.rules.calendar import POLLING
from elections.rules.checks import Finding, checks
from elections.rules.duties import watching
from elections.rules.staffing import Box, Worker
from elections.services import barred, checking, name_lists
from elections.services.barred import barred_relations, standing_in
from elections.services.checking import Basis, Found
from elections.services.registrations import registered

NAMED = 2
"""Tells what the names say from what the figures say, where a code takes both."""
SCRUTINEERS = "mobile_box_scrutineers"
SAID = {"W.209": "办理委托{}人，登记{}人。", "W.210": "使用流动票箱{}人，登记{}人。"}


def workers_of(elections: Iterable[Election]) -> dict[int, list[Worker]]:
    found: dict[int, list[Worker]] = defaultdict(list)
    rows = ElectionStaff.objects.filter(election__in=list(elections)).order_by("id")
    for election, *values in rows.values_list("election", "name", "duty", "box", "avoids"):
        found[election].append(Worker(*values))
    return found


def worker_of(row: ElectionStaff) -> Worker:
    return Worker(row.name, row.duty, row.box, row.avoids)


def boxes_of(elections: Iterable[Election]) -> dict[int, list[Box]]:
    """The roving boxes, in the order in which they were entered."""
    found: dict[int, list[Box]] = defaultdict(list)
    rows = PollingPlace.objects.filter(election__in=list(elections), kind=PlaceKind.ROVING).order_by("id")
    for row in rows:
        approved = row.approved_on if row.state == PlaceState.APPROVED else None
        found[row.election_id].append(Box(row.name, approved, row.posted_on, row.voters))
    return found


def watchers_by_box(election: Election) -> dict[str, list[str]]:
    """Who watches which roving box, in the order of the boxes."""
    workers = workers_of([election]).get(election.pk, [])
    boxes = [box.name for box in boxes_of([election]).get(election.pk, ())]
    found = {box: [one.name for one in workers if one.box == box and one.duty in watching()] for box in boxes}
    return {box: list(dict.fromkeys(own)) for box, own in found.items() if own}


def watchers_needed(elections: Iterable[Election], basis: Basis) -> dict[int, int | None]:
    """How many watch a roving box: what the village adopted, else what the rules say."""
    adopted = Scheme.objects.filter(election__in=list(elections), state=SchemeState.ADOPTED)
    own = {key: values.get(SCRUTINEERS) for key, values in adopted.values_list("election", "values")}
    return {one.pk: own.get(one.pk) or basis.norms(one).whole(SCRUTINEERS) for one in elections}


@checking.finder("F.201", rests_on=(ElectionStaff, *barred.READ))
def avoiding(basis: Basis) -> Found:
    workers = workers_of(basis.elections)
    staffed = [one for one in basis.elections if one.pk in workers]
    standing = standing_in(staffed)
    for one in staffed:
        known = standing.get(one.pk, Candidates())
        if said := staffing.avoiding(workers[one.pk], known, barred_relations(basis.norms(one))):
            yield one, Finding("F.201", said, "polling_notice")


@checking.finder("F.202", "F.203", rests_on=(PollingPlace, ElectionStaff, Scheme))
def boxes(basis: Basis) -> Found:
    listed = boxes_of(basis.elections)
    having = [one for one in basis.elections if one.pk in listed]
    workers, needed = workers_of(having), watchers_needed(having, basis)
    for one in having:
        polled = basis.happened(one.pk, POLLING)
        for number, box in enumerate(listed[one.pk], 1):
            if said := staffing.too_few(workers.get(one.pk, ()), box, needed[one.pk]):
                yield one, Finding("F.202", said, number=number)
            if said := staffing.not_in_order(box, basis.norms(one).choice("mobile_box_approval"), polled):
                yield one, Finding("F.203", said, number=number)


@checking.finder("F.204", rests_on=(ProxyTally,))
def proxies(basis: Basis) -> Found:
    most = dict(ProxyTally.objects.filter(election__in=basis.elections).values_list("election", "most"))
    for one in basis.elections:
        said = staffing.too_many_proxies(most[one.pk], basis.norms(one).whole("proxy_max")) if one.pk in most else ""
        if said:
            yield one, Finding("F.204", said, "proxy")


@checking.finder("F.204", "F.205", "F.206", "F.208", rests_on=(NameList, *barred.READ))
def named(basis: Basis) -> Found:
    found = name_lists.counts([one.pk for one in basis.elections])
    for one in basis.elections:
        for kind, number in found.get(one.pk, {}).items():
            code, words = named_voters.WORDS[kind]
            yield one, Finding(code, words.format(number), "proxy", NAMED)


@checking.finder()
def shares(basis: Basis) -> Found:
    """Many proxies or many roving votes among those registered."""
    voted = ProxyTally.objects.filter(election__in=basis.elections)
    given = {"W.209": dict(voted.values_list("election", "certificates")), "W.210": _roving(basis)}
    whole = registered(basis.elections) if any(given.values()) else {}
    for one in basis.elections:
        for code, told in SAID.items():
            part, total = given[code].get(one.pk, 0), whole.get(one.pk)
            if part and total and checks()[code].share().reached(part, total):
                yield one, Finding(code, told.format(part, total))


def _roving(basis: Basis) -> dict[int, int]:
    return {key: sum(box.voters or 0 for box in own) for key, own in boxes_of(basis.elections).items()}
