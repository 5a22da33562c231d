"""Verbs of the names of proxies and roving-box voters: kept where the county says so, counted, erased in time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records import history, workflow
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import Action
from electioncycle.security import audit, freed_pages
from elections.choices import LIVE, DefectState, NamesOf
from elections.models import Defect, Election, ListedName, NameList
from elections.rules import named_voters
from elections.rules.named_voters import TWICE, Named
from elections.services import disputes
from elections.services.barred import standing_in
from villages.models import Cycle
from villages.services.rule_sets import rules_of

SWITCHES = {NamesOf.PROXIES: "proxy_names", NamesOf.ROVING: "mobile_box_names"}
"""The rule by which the county lets such names be kept; absent or 否: they are not."""
MOST = 2000
"""Names of one list; more are a slip."""


def switched_on(cycle: Cycle | None, kind: str) -> bool:
    return bool(rules_of(cycle).yes(SWITCHES[NamesOf(kind)]))


def add_names(row: NameList, names: Sequence[ListedName], *, by: Actor, version: int | None = None) -> NameList:
    """All of them or none; who stands on the list already is named by place alone."""
    with transaction.atomic():
        row = _held(row, version, by=by)
        if not switched_on(row.cycle, row.kind):
            raise Refused(f"县里没有开启登记{row.get_kind_display()}姓名，不能登记。请只填人数。")
        if not names:
            raise Refused("没有填写姓名，没有保存。")
        there = {(one.name, one.group) for one in row.names.all()}
        for place, one in enumerate(names, 1):
            if (one.name, one.group) in there:
                raise Refused(f"第{place}行的人已在名单上，没有保存。同名的请在“组”中区分。")
            there.add((one.name, one.group))
            one.of = row
        if len(there) > MOST:
            raise Refused(f"名单最多{MOST}人，请核对。")
        ListedName.objects.bulk_create(names)
        return _settle(row, by=by, reason=f"登记姓名{len(names)}人", move="add_names")


def remove_name(row: NameList, key: int, *, by: Actor, version: int | None = None) -> NameList:
    with transaction.atomic():
        row = _held(row, version, by=by)
        gone, _ = row.names.filter(pk=key).delete()
        if not gone:
            raise Refused("名单上没有这一行，可能刚被他人删去。请刷新页面。")
        return _settle(row, by=by, reason="删去1人", move="remove_name")


def _held(row: NameList, version: int | None, *, by: Actor) -> NameList:
    workflow.require(by, row.village, Action.CHANGE)
    if not NameList.objects.visible_to(by).filter(pk=row.pk).exists():
        raise NotYours("这份名单只供指定的人员查阅和登记。")
    row = workflow.locked(row, version)
    if row.erased_at:
        raise Refused(f"“{row}”的姓名已在选票封存后清除，不再登记。")
    return row


def _settle(row: NameList, *, by: Actor, reason: str, move: str) -> NameList:
    """The names themselves leave no trace; how many there are does."""
    row.entries = row.names.count()
    row.found = counts([row.election_id]).get(row.election_id, {}) if row.kind == NamesOf.PROXIES else {}
    workflow.advance(row, move=move, title=reason, by=by)
    return row


# --- what they come to ---------------------------------------------------------------------------------------------


@dataclass
class _Names:
    """The names that are kept of one election."""

    election: Election
    proxies: list[ListedName]
    roving: list[ListedName]

    def faults(self, standing: Iterable[str]) -> dict[int, list[str]]:
        most = rules_of(self.election.cycle).whole("proxy_max")
        voters = {(one.name, one.group) for one in self.roving}
        return named_voters.faults(self.plain, voters, most=most, standing=frozenset(standing))

    @property
    def plain(self) -> list[Named]:
        return [Named(one.name, one.group, one.holder, one.fit) for one in self.proxies]


def counts(elections: Sequence[int]) -> dict[int, dict[str, int]]:
    """By election what its proxies' names come to; of erased ones what they came to."""
    found: dict[int, dict[str, int]] = {}
    erased = NameList.objects.filter(election__in=elections).exclude(erased_at=None)
    for key, said in erased.values_list("election", "found"):
        found[key] = named_voters.together(found.get(key, {}), said)
    kept = _kept(elections)
    standing = standing_in([one.election for one in kept.values()])
    for key, names in kept.items():
        known = standing[key].names if key in standing else ()
        now = named_voters.counted(names.plain, names.faults(known))
        found[key] = named_voters.together(found.get(key, {}), now)
    return found


def _kept(elections: Sequence[int]) -> dict[int, _Names]:
    found: dict[int, _Names] = {}
    rows = ListedName.objects.filter(of__election__in=elections).order_by("id")
    for one in rows.select_related("of__election__village__township", "of__election__term__elected_in"):
        election = one.of.election
        names = found.setdefault(election.pk, _Names(election, [], []))
        (names.proxies if one.of.kind == NamesOf.PROXIES else names.roving).append(one)
    return found


def lines(row: NameList) -> list[tuple[ListedName, list[str]]]:
    """The names of a list, each with the codes of what stands against it."""
    own = list(row.names.order_by("id"))
    if row.kind != NamesOf.PROXIES or not own:
        return [(one, []) for one in own]
    names = _kept([row.election_id])[row.election_id]
    standing = standing_in([names.election]).get(row.election_id)
    found = names.faults(standing.names if standing else ())
    return [(one, [named_voters.WORDS[kind][0] for kind in found.get(place, ())]) for place, one in enumerate(own)]


# --- erasing -------------------------------------------------------------------------------------------------------


def erase_due(*, by: Actor) -> int:
    """Erase the names of elections that are over and in no dispute, and of counties that keep none any more."""
    open_lists = NameList.objects.filter(erased_at=None).select_related("election", "cycle").order_by("pk")
    disputed = set(_disputed(row.election_id for row in open_lists))
    gone = 0
    for row in open_lists:
        over = row.election.state not in LIVE and row.election_id not in disputed
        if over or not switched_on(row.cycle, row.kind):
            erase(row, by=by, reason="选票已封存，没有未办结的争议" if over else "县里已关闭登记姓名")
            gone += 1
    return gone


def erase_at_once(row: NameList, *, by: Actor, reason: str, version: int | None = None) -> None:
    """Before the election is over: by a reader of the list, who says why."""
    reason = workflow.require_reason(reason, "清除姓名")
    with transaction.atomic():
        erase(_held(row, version, by=by), by=by, reason=reason)


def erase(row: NameList, *, by: Actor, reason: str) -> None:
    """The names go out of the database and its files; how many there were and what they came to stays."""
    with transaction.atomic():
        row = workflow.locked(row)
        row.found = _last_found(row)
        row.names.all().delete()
        row.erased_at = timezone.now()
        history.record(row, by=by, reason=f"清除姓名：{reason}")
        audit.record(audit.Event.CHANGED, by=by, row=row, erased=row.entries)
        freed_pages.after_purge()


def _last_found(row: NameList) -> dict[str, int]:
    """What the names came to, as long as they can be compared; of roving boxes who votes twice, by proxy too."""
    found = counts([row.election_id]).get(row.election_id, {})
    return found if row.kind == NamesOf.PROXIES else {kind: n for kind, n in found.items() if kind == TWICE}


def _disputed(elections: Iterable[int]) -> Iterable[int]:
    """Where something done outside the law still waits for its disposition, or a dispute for its end."""
    keys = set(elections)
    rows = Defect.objects.filter(election__in=keys, state=DefectState.OPEN)
    return {*rows.values_list("election", flat=True), *disputes.disputed(keys)}
