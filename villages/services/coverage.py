"""Coverage of responsibility posts: which village lacks which, distinct cadres, doubles, who holds how many."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Q, QuerySet

from electioncycle.actors import Actor
from villages.choices import ListKind
from villages.models import Cycle, KindItem, ResponsibilityPost, Village
from villages.services.territory import participants


class Post(NamedTuple):
    """What is read here of one entry: numbers are costly to decrypt, a county's rows as objects costly to make."""

    village: Village
    kind: int
    name: str
    unit: str
    post: str
    holder: str
    unnumbered: bool


@dataclass(frozen=True)
class Holder:
    """One cadre and the villages he answers for."""

    name: str
    unit: str
    posts: int
    villages: tuple[str, ...]


@dataclass(frozen=True)
class Double:
    """Entries that may be one person written twice, or two persons with one number."""

    title: str
    lines: tuple[str, ...]


@dataclass
class VillageLine:
    village: Village
    cells: list[str]

    @property
    def gaps(self) -> int:
        return sum(not cell for cell in self.cells)


@dataclass
class Coverage:
    kinds: Sequence[KindItem]
    lines: list[VillageLine]
    cadres: int = 0
    posts: int = 0
    holders: list[Holder] = field(default_factory=list)
    doubles: list[Double] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.lines)

    @property
    def complete(self) -> int:
        return sum(line.gaps == 0 for line in self.lines)

    @property
    def missing(self) -> list[tuple[str, int]]:
        """Kind of post and how many villages lack it."""
        return [(kind.name, sum(not line.cells[at] for line in self.lines)) for at, kind in enumerate(self.kinds)]

    @property
    def behind(self) -> list[tuple[str, list[str]]]:
        """The townships in which villages lack a post, each with these villages."""
        short: dict[str, list[str]] = {}
        for line in self.lines:
            if line.gaps:
                short.setdefault(str(line.village.township), []).append(str(line.village))
        return list(short.items())

    @property
    def townships(self) -> list[tuple[str, int, int]]:
        """Township, its villages, and how many of them lack a post; in official order."""
        found: dict[str, list[int]] = {}
        for line in self.lines:
            counts = found.setdefault(str(line.village.township), [0, 0])
            counts[0] += 1
            counts[1] += line.gaps > 0
        return [(name, villages, lacking) for name, (villages, lacking) in found.items()]


def coverage(user: Actor, cycle: Cycle, *, township: int | None = None, group: str = "") -> Coverage:
    """Over the villages the user sees that take part in the cycle; constant number of queries."""
    kinds = [
        kind
        for kind in KindItem.objects.filter(cycle=cycle, kind=ListKind.RESPONSIBILITY)
        if not group or kind.group == group
    ]
    villages = participants(user, cycle)
    rows = ResponsibilityPost.objects.visible_to(user).filter(cycle=cycle, kind__in=kinds)
    if township:
        villages, rows = villages.filter(township=township), rows.filter(village__township=township)
    listed = list(villages.for_reading("township"))
    posts = _posts(rows, {village.pk: village for village in listed})
    names: dict[tuple[int, int], list[str]] = defaultdict(list)
    for post in posts:
        names[post.village.pk, post.kind].append(post.name)
    return Coverage(
        kinds,
        [VillageLine(one, ["、".join(names.get((one.pk, kind.pk), ())) for kind in kinds]) for one in listed],
        cadres=len({post.holder for post in posts}),
        posts=len(posts),
        holders=_holders(posts),
        doubles=_doubles(posts),
    )


def _posts(rows: QuerySet[ResponsibilityPost], villages: Mapping[int, Village]) -> list[Post]:
    """Those of these villages."""
    read = rows.annotate(unnumbered=Q(id_number="")).values_list(
        "village_id", "kind_id", "name", "unit", "post", "holder", "unnumbered"
    )
    return [Post(villages[village], *said) for village, *said in read if village in villages]


def _holders(posts: Sequence[Post]) -> list[Holder]:
    held: dict[str, list[Post]] = defaultdict(list)
    for post in posts:
        held[post.holder].append(post)
    found = [
        Holder(own[0].name, own[0].unit, len(own), tuple(dict.fromkeys(str(post.village) for post in own)))
        for own in held.values()
    ]
    return sorted(found, key=lambda one: -one.posts)


def _doubles(posts: Sequence[Post]) -> list[Double]:
    by_name: dict[str, dict[str, Post]] = defaultdict(dict)
    by_holder: dict[str, dict[str, Post]] = defaultdict(dict)
    for post in posts:
        by_name[post.name].setdefault(post.holder, post)
        by_holder[post.holder].setdefault(post.name, post)
    found = [
        Double(f"同名“{name}”，单位或证件号不同，请核对是否同一人", tuple(map(_where, own.values())))
        for name, own in by_name.items()
        if len(own) > 1
    ]
    found += [
        Double("身份证号相同，姓名不同，请核对", tuple(map(_where, own.values())))
        for own in by_holder.values()
        if len(own) > 1
    ]
    return found


def _where(post: Post) -> str:
    number = "，未填身份证号" if post.unnumbered else ""
    return f"{post.name}，{post.unit or '未填单位'}{post.post}({post.village.township}{post.village}{number})"
