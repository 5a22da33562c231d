"""Who votes on a day, where, who answers for the village, heads its election committee and leads those who watch."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from electioncycle.actors import Actor
from elections.choices import CommitteeRole, ElectionState, RecordState
from elections.models import CommitteeMember, Election, ElectionStaff, Round
from elections.models.rounds import MOMENTS
from elections.rules.duties import CHIEF
from elections.services import paper_sites
from villages.models import Cycle, ResponsibilityPost

NAMED = 2
"""So many of those who answer for a village are named, the first kinds of the county's list before others."""


@dataclass(frozen=True)
class Contact:
    township: str
    village: str
    venue: str
    leader: str
    head: str = ""
    watcher: str = ""


def contacts(user: Actor, cycle: Cycle, day: date) -> list[Contact]:
    """The villages of the user that vote on the day, in official order."""
    elections = _voting(user, cycle, day)
    villages = [one.village for one in elections]
    posts = ResponsibilityPost.objects.filter(cycle=cycle, village__in=villages).order_by("kind__position", "id")
    leaders = _by_village(posts.values_list("village", "name"))
    heads, watchers = _heads(elections), _watchers(elections)
    sites = {one.village.pk: one for one in paper_sites.sites(villages, cycle)}
    return [
        Contact(
            str(village.township),
            village.name,
            str(sites[village.pk].decided.get("venue") or ""),
            "、".join(leaders[village.pk][:NAMED]),
            "、".join(heads[village.pk]),
            "、".join(watchers[village.pk]),
        )
        for village in dict.fromkeys(villages)
    ]


def _heads(elections: Sequence[Election]) -> dict[int, list[str]]:
    """Who heads the committee now, of committees that a second person compared with the papers."""
    rows = CommitteeMember.objects.filter(
        committee__election__in=elections,
        committee__withdrawn_at=None,
        committee__state=RecordState.APPROVED,
        role=CommitteeRole.HEAD,
        left_on=None,
    )
    return _by_village(rows.order_by("id").values_list("village", "person__name"))


def _watchers(elections: Sequence[Election]) -> dict[int, list[str]]:
    rows = ElectionStaff.objects.filter(election__in=elections, duty=CHIEF).order_by("id")
    return _by_village(rows.values_list("village", "name"))


def _by_village(pairs: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for village, name in pairs:
        if name not in found[village]:
            found[village].append(name)
    return found


def _voting(user: Actor, cycle: Cycle, day: date) -> list[Election]:
    found = Election.objects.visible_to(user).filter(voting_on(day), village__path__startswith=cycle.county.path)
    return list(found.exclude(state=ElectionState.CALLED_OFF).select_related("village__township"))


def voting_on(day: date) -> Q:
    """Elections with a round planned for the day or held on it; before their first round, those planned for it."""
    own = Q(day=day)
    for name in MOMENTS:
        own |= Q(**{f"{name}__date": day})
    held = Round.objects.filter(own).values("election")
    begun = Round.objects.values("election")
    return Q(pk__in=held) | (Q(polling_day=day) & ~Q(pk__in=begun))
