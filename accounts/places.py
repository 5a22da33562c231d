"""Whose accounts somebody looks after, and the places he may give to them, named as people name them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import Scope, User
from electioncycle.actors import Actor
from villages.choices import AreaLevel
from villages.models import Area, Village
from villages.workbooks.places import VillageIndex


@dataclass(frozen=True)
class Place:
    """An area or a village, and for a department contact the department whose questions he answers there."""

    where: Area | Village
    department: str = ""

    @property
    def level(self) -> str:
        if isinstance(self.where, Village):
            return "village"
        return "township" if self.where.level == AreaLevel.TOWNSHIP else "county"

    @property
    def key(self) -> tuple[str, str]:
        return self.where.path, self.department


def accounts_of(user: Actor) -> QuerySet[User]:
    """Accounts all of whose places lie within his; service accounts and accounts without a place are nobody's."""
    inside = Scope.objects.filter(user.scope_q("area__path") | user.scope_q("village__path"))
    outside = Scope.objects.exclude(pk__in=inside.values("pk"))
    return (
        User.objects.filter(is_service=False, pk__in=inside.values("user"))
        .exclude(pk__in=outside.values("user"))
        .prefetch_related("groups", "scopes__area", "scopes__village__township")
    )


def places_of(user: User) -> list[Place]:
    rows = user.scopes.select_related("area", "village__township")
    return [Place(where, row.department) for row in rows if (where := row.area or row.village)]


def in_words(place: Place) -> str:
    """As ``Places.find`` reads it."""
    return f"{place.where.township} {place.where}" if isinstance(place.where, Village) else str(place.where)


def is_made_up(user: User) -> bool:
    """Whether all his places lie in counties of demonstration, whose codes begin with 99."""
    codes = [place.where.code for place in places_of(user)]
    return bool(codes) and all(code.startswith("99") for code in codes)


class Places:
    """Finds areas and villages within somebody's territory by name or code."""

    def __init__(self, by: Actor) -> None:
        self.areas = list(Area.objects.visible_to(by).order_by("level", "position"))
        villages = list(Village.objects.visible_to(by).filter(valid_to=None).select_related("township"))
        self.codes: dict[str, Area | Village] = {area.code: area for area in self.areas}
        self.codes |= {village.code: village for village in villages}
        self.villages = VillageIndex(villages)

    @property
    def townships(self) -> list[str]:
        return [area.name for area in self.areas if area.level == AreaLevel.TOWNSHIP]

    def area(self, name: str) -> Area:
        """Raises ValueError with the reason."""
        found = [area for area in self.areas if name in (area.name, area.code)]
        if len(found) == 1:
            return found[0]
        if found:
            raise ValueError(f"有{len(found)}个“{name}”，请改填区划代码。")
        near = [area.name for area in self.areas if name[:2] and area.name.startswith(name[:2])][:5]
        hint = f"相近的有：{'、'.join(near)}。" if near else "请核对名称，或填写区划代码。"
        raise ValueError(f"您的管辖范围内没有“{name}”。{hint}")

    def find(self, text: str) -> Area | Village:
        """“县”, “乡镇”, “乡镇 村” or a code. Raises ValueError with the reason."""
        words = text.replace("/", " ").split()
        if not words:
            raise ValueError("请填写管辖范围。")
        if len(words) == 1:
            return self.codes.get(words[0]) or self.area(words[0])
        return self.villages.find(words[-2], words[-1])

    def find_all(self, lines: Iterable[str], department: str = "") -> list[Place]:
        """One place a line; raises ValueError with every reason."""
        found, faults = {}, []
        for line in lines:
            try:
                place = Place(self.find(line), department)
                found[place.key] = place
            except ValueError as error:
                faults.append(str(error))
        if faults:
            raise ValueError(" ".join(faults))
        return list(found.values())
