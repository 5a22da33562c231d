"""Who belongs to which body on a day, and which townships and villages a county leader or department answers for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils import timezone

from electioncycle.actors import Actor
from meetings.choices import COUNTY_POSTS, LEADING_GROUP
from meetings.models import BodyMember, TownshipLink, WorkBody
from villages.choices import AreaLevel
from villages.models import Area, Cycle, ResponsibilityPost
from villages.services import participants


@dataclass
class BodyLine:
    """A body with those who belonged to it on the day asked for, and those who had left by then."""

    body: WorkBody
    members: list[BodyMember] = field(default_factory=list)
    former: list[BodyMember] = field(default_factory=list)

    def by_rank(self) -> list[tuple[str, list[BodyMember]]]:
        found: dict[str, list[BodyMember]] = {}
        for member in self.members:
            found.setdefault(member.get_rank_display(), []).append(member)
        return list(found.items())


@dataclass
class Chart:
    """The leading groups of one county or township with the work bodies under them, as of a day."""

    area: Area
    day: date
    heads: list[BodyLine] = field(default_factory=list)
    bodies: list[BodyLine] = field(default_factory=list)

    @property
    def lines(self) -> list[BodyLine]:
        return [*self.heads, *self.bodies]

    @property
    def people(self) -> int:
        return len({(one.name, one.unit) for line in self.lines for one in line.members})


def standing(day: date) -> Q:
    """Bodies that stand on this day."""
    begun = Q(founded_on=None) | Q(founded_on__lte=day)
    return begun & (Q(ended_on=None) | Q(ended_on__gt=day))


def areas_with_bodies(user: Actor, cycle: Cycle) -> list[Area]:
    """Counties and townships whose bodies this user may read, the county first."""
    keys = WorkBody.objects.visible_to(user).filter(cycle=cycle).order_by().values("area")
    return list(Area.objects.filter(pk__in=keys).order_by("level", "position", "code"))


def chart(area: Area, user: Actor, cycle: Cycle, day: date) -> Chart:
    found = Chart(area, day)
    lines = {}
    for body in WorkBody.objects.visible_to(user).filter(standing(day), cycle=cycle, area=area).select_related("kind"):
        lines[body.pk] = line = BodyLine(body)
        (found.heads if body.kind.code == LEADING_GROUP else found.bodies).append(line)
    for member in BodyMember.objects.filter(body__in=lines).order_by("rank_order", "id"):
        line = lines[member.body_id]
        if member.held_on(day):
            line.members.append(member)
        elif member.until and member.until <= day:
            line.former.append(member)
    return found


@dataclass
class Totals:
    """Figures of organisation: work bodies under the county's group, townships with bodies of their own, people."""

    county_bodies: int = 0
    township_bodies: int = 0
    townships: int = 0
    people: int = 0


def totals(user: Actor, cycle: Cycle) -> Totals:
    """Work bodies that stand today; the leading groups themselves are not counted among them."""
    today, found, townships = timezone.localdate(), Totals(), set()
    rows = WorkBody.objects.visible_to(user).filter(standing(today), cycle=cycle)
    for level, code, area in rows.values_list("area__level", "kind__code", "area").order_by():
        if level == AreaLevel.COUNTY:
            found.county_bodies += code != LEADING_GROUP
        else:
            found.township_bodies += code != LEADING_GROUP
            townships.add(area)
    now = Q(until=None) | Q(until__gt=today)
    members = BodyMember.objects.filter(now, body__in=rows.order_by()).order_by()
    found.people = len(set(members.values_list("name", "unit")))
    found.townships = len(townships)
    return found


def sentence(found: Totals, place: str) -> str:
    """Ready to be copied into a report."""
    return (
        f"县级领导小组下设工作机构{found.county_bodies}个；{place}建立领导小组和工作机构的乡镇(街道){found.townships}个，"
        f"下设工作机构{found.township_bodies}个；现任成员共{found.people}人。"
    )


@dataclass
class LinkLine:
    """One township: who of the county answers for it, and for how many of its villages somebody does."""

    township: Area
    links: list[TownshipLink] = field(default_factory=list)
    former: list[TownshipLink] = field(default_factory=list)
    posts: list[ResponsibilityPost] = field(default_factory=list)
    villages: int = 0

    @property
    def linked_villages(self) -> int:
        return len({post.village_id for post in self.posts})

    @property
    def units(self) -> list[str]:
        named = [link.department for link in self.links] + [post.unit for post in self.posts]
        return list(dict.fromkeys(filter(None, named)))

    @property
    def complete(self) -> bool:
        return bool(self.links) and self.linked_villages == self.villages


def links(user: Actor, cycle: Cycle) -> list[LinkLine]:
    """Every township of the territory, with the links that hold today and the county's posts in its villages."""
    townships = Area.objects.visible_to(user).filter(level=AreaLevel.TOWNSHIP, path__startswith=cycle.county.path)
    found = {one.pk: LinkLine(one) for one in townships.order_by("position", "code")}
    for village in participants(user, cycle):
        if village.township_id in found:
            found[village.township_id].villages += 1
    today = timezone.localdate()
    for link in TownshipLink.objects.visible_to(user).filter(cycle=cycle).order_by("since", "id"):
        if line := found.get(link.township_id):
            (line.former if link.until and link.until <= today else line.links).append(link)
    posts = ResponsibilityPost.objects.visible_to(user).filter(
        cycle=cycle, kind__code__in=COUNTY_POSTS, village__in=participants(user, cycle).order_by()
    )
    for post in posts.select_related("village", "kind"):
        if post.village.township_id in found:
            found[post.village.township_id].posts.append(post)
    return list(found.values())


def people_of(lines: Iterable[LinkLine]) -> set[tuple[str, str]]:
    """Distinct county leaders and department heads with a link, by name and unit or post."""
    found: set[tuple[str, str]] = set()
    for line in lines:
        found |= {(link.leader, link.post) for link in line.links}
        found |= {(post.name, post.post or post.unit) for post in line.posts}
    return found


def linked(lines: Iterable[LinkLine]) -> dict[str, int]:
    """Links by level: townships and villages somebody of the county answers for, of how many."""
    listed = list(lines)
    return {
        "townships": sum(bool(line.links) for line in listed),
        "all_townships": len(listed),
        "villages": sum(line.linked_villages for line in listed),
        "all_villages": sum(line.villages for line in listed),
        "links": sum(len(line.links) + len(line.posts) for line in listed),
        "people": len(people_of(listed)),
    }


def links_sentence(lines: list[LinkLine], place: str) -> str:
    found = linked(lines)
    return (
        f"{place}{found['people']}名县领导和县级部门负责人挂联换届工作，挂联乡镇(街道){found['townships']}个"
        f"(共{found['all_townships']}个)、村(社区){found['villages']}个(共{found['all_villages']}个)。"
    )
