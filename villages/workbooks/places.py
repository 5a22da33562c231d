"""How the lines of workbooks name a village: by its township and its name, in everyday forms too."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from difflib import get_close_matches

from django.db import models

from electioncycle.cleaning import cells
from electioncycle.sheets import HeaderSpec
from electioncycle.workbooks.places import TOWN_ALIASES, TOWNSHIP, Places, bare_town, find_town
from villages.models import Village

VILLAGE = "村(社区)"
VILLAGE_ALIASES = (
    *("村", "社区", "村名", "村(社区)名称", "村社区", "村居", "村别"),
    *("行政村", "行政村名称", "行政村(社区)", "所在村", "所在村(社区)", "所属村", "所属村(社区)"),
)
_VILLAGE_BODY = re.compile(r"村?(村民委员会|村委会)$")
_COMMUNITY_BODY = re.compile(r"(社区)?(居民委员会|居委会)$")
_SUFFIX = re.compile(r"(?<=.)(社区|村)$")


def everyday_name(name: str) -> str:
    """陈江村村民委员会 and 陈江村委会 are 陈江村 in everyday speech, 陈江社区居民委员会 is 陈江社区."""
    return _COMMUNITY_BODY.sub("社区", _VILLAGE_BODY.sub("村", name))


def bare_name(name: str) -> str:
    """The name without 村 and 社区."""
    return _SUFFIX.sub("", everyday_name(name))


class VillageIndex(Places):
    """Finds a village by township and name: full name first, shorter forms only where they are unique."""

    columns = (
        HeaderSpec(TOWNSHIP, TOWN_ALIASES),
        HeaderSpec(VILLAGE, VILLAGE_ALIASES, required=True),
    )
    examples = ("××镇", "××村")
    one = "村"

    def __init__(self, rows: Iterable[Village]) -> None:
        self.villages = list(rows)
        self.forms: list[Callable[[str], str]] = [str, everyday_name, bare_name]
        self.found: list[dict[tuple[str, str], list[Village]]] = [defaultdict(list) for _ in self.forms]
        self.townships: dict[str, list[str]] = defaultdict(list)
        self.sought: dict[tuple[str, ...], Village] = {}
        for village in self.villages:
            town = cells.clean_text(village.township.name) or ""
            self.townships[town].append(village.name)
            for form, index in zip(self.forms, self.found, strict=True):
                index[town, form(cells.clean_name(village.name) or "")].append(village)

    @classmethod
    def among(cls, rows: models.QuerySet) -> "VillageIndex":
        return cls(rows.select_related("township"))

    @staticmethod
    def names(place: Village) -> list[str]:
        return [str(place.township), str(place)]

    def to_fill_in(self) -> list[list[str]]:
        return [self.names(village) for village in self.villages]

    def find(self, *names: str) -> Village:
        """Sought once, however many lines name it."""
        if names not in self.sought:
            self.sought[names] = self._find(*names)
        return self.sought[names]

    def _find(self, town: str, name: str) -> Village:
        towns = [find_town(self.townships, town)] if town else sorted(self.townships)
        found = self._named(towns, name)
        if found is None:
            for one, rest in self._after_town(towns, name):
                found = found or self._named([one], rest)
        if found is None:
            raise ValueError(self._none(towns, town, name))
        return found

    def _named(self, towns: list[str], name: str) -> Village | None:
        for form, index in zip(self.forms, self.found, strict=True):
            found = [village for one in towns for village in index.get((one, form(name)), ())]
            if len(found) == 1:
                return found[0]
            if found:
                listed = "、".join(f"{village.township}{village}" for village in found)
                raise ValueError(f"“{name}”对应{len(found)}个村(社区):{listed}，请填写全称。")
        return None

    @staticmethod
    def _after_town(towns: list[str], name: str) -> Iterable[tuple[str, str]]:
        """霞渡镇大岩社区 is 大岩社区 of 霞渡镇."""
        for town in towns:
            for prefix in (town, bare_town(town)):
                if name.startswith(prefix) and len(name) > len(prefix) + 1:
                    yield town, name.removeprefix(prefix)

    def likely(self, *names: str) -> Village | None:
        town, name = names
        towns = [one for one in self.townships if one == town] or sorted(self.townships)
        near = self._near(towns, name)
        for one in [name, *(near if len(near) == 1 else ())]:
            try:
                return self.find("", one)
            except ValueError:
                continue
        return None

    def _near(self, towns: list[str], name: str) -> list[str]:
        known = {everyday_name(one): one for place in towns for one in self.townships[place]}
        return [known[one] for one in get_close_matches(everyday_name(name), known, n=3)]

    def _none(self, towns: list[str], town: str, name: str) -> str:
        near = "、".join(self._near(towns, name))
        hint = f"相近的有：{near}，请核对后按登记名称填写。" if near else "请按登记名称填写。"
        return f"{town or '您的管辖范围内'}没有“{name}”，{hint}"
