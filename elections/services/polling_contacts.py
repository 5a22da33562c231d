"""Who votes on a day, where, and who answers for the village."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from electioncycle.actors import Actor
from elections.choices import ElectionState
from elections.models import Election, Round
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


def contacts(user: Actor, cycle: Cycle, day: date) -> list[Contact]:
    """The villages of the user that vote on the day, in official order."""
    elections = _voting(user, cycle, day)
    leaders: dict[int, list[str]] = defaultdict(list)
    villages = [one.village for one in elections]
    posts = ResponsibilityPost.objects.filter(cycle=cycle, village__in=villages).order_by("kind__position", "id")
    for village, name in posts.values_list("village", "name"):
        leaders[village].append(name)
    sites = {one.village.pk: one for one in paper_sites.sites(villages, cycle)}
    return [
        Contact(
            str(village.township),
            village.name,
            str(sites[village.pk].decided.get("venue") or ""),
            "、".join(leaders[village.pk][:NAMED]),
        )
        for village in dict.fromkeys(villages)
    ]


def _voting(user: Actor, cycle: Cycle, day: date) -> list[Election]:
    """Elections with a round on the day; before their first round, those planned for it."""
    held = Round.objects.filter(day=day).values("election")
    begun = Round.objects.values("election")
    on_day = Q(pk__in=held) | (Q(polling_day=day) & ~Q(pk__in=begun))
    found = Election.objects.visible_to(user).filter(on_day, village__path__startswith=cycle.county.path)
    return list(found.exclude(state=ElectionState.CALLED_OFF).select_related("village__township"))
