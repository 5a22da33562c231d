"""Changes between two elections: what is said of a row, what waits until when, which posts stand vacant."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.records.kept import kept
from electioncycle.security import marks
from elections.choices import LIVE, Announced, Body, Procedure
from elections.mid_term_choices import LEAVES, MidTermKind
from elections.models import Election, MidTermChange, Round, edition_in
from elections.rules import mid_term as rules
from elections.rules.elected_team import POSTS
from elections.rules.mid_term import Clock
from elections.rules.norms import Norms
from elections.rules.sitting import Vacancy
from elections.services import sitting
from elections.services.norms import Editions
from elections.services.sitting import SittingTeam
from villages.choices import VillageKind
from villages.models import Area, Village


class Asked:
    """The rules in force today in each county, read once."""

    def __init__(self) -> None:
        self.editions, self._sets = Editions(), dict[int | None, int | None]()

    def norms(self, village: Village) -> Norms:
        county, today = village.township.parent_id, timezone.localdate()
        if county not in self._sets:
            found = edition_in(Area(pk=county), today)
            self._sets[county] = found.pk if found else None
        community = village.kind == VillageKind.COMMUNITY
        return self.editions.on(self._sets[county], today, community=community)


@dataclass(frozen=True)
class Waiting:
    row: MidTermChange
    clock: Clock


def joined(rows: Any) -> list[MidTermChange]:
    return list(rows.select_related("village__township"))


def waiting(rows: Any) -> list[Waiting]:
    """Of these rows what is to be decided on or made known, with the last day where a rule has one."""
    asked, found = Asked(), []
    for row in joined(rows.filter(kind__in=LEAVES, published_on=None).select_related(None)):
        norms = asked.norms(row.village)
        if own := rules.clock(row.kind, row.asked_on, row.decided_on, row.published_on, norms):
            found.append(Waiting(row, own))
    return found


@dataclass(frozen=True)
class Vacant:
    """A post nobody holds since somebody left, with the last day for a by-election where a rule has one."""

    village: Village
    vacancy: Vacancy
    latest: date | None

    @property
    def title(self) -> str:
        return sitting.title(self.vacancy.place)

    @property
    def by_election(self) -> str:
        """What the form of a by-election is opened with."""
        body, _ = self.vacancy.place
        asked = {
            "village": self.village.pk,
            "body": body,
            "procedure": Procedure.BY_ELECTION,
            "grounds": f"{self.title}{self.vacancy.since}出缺",
            f"seats_{sitting.post_code(self.vacancy.place)}": self.vacancy.number,
        }
        return urlencode(asked)


def vacancies(user: Actor) -> list[Vacant]:
    """In villages where somebody left; not where a by-election of this body goes on. Constant queries."""
    return _vacancies(_left(user).values("village"))


def vacant_until(user: Actor) -> list[date | None]:
    """Of each of them the last day. Kept of each village in which somebody left, where these are few: an act in another
    one asks nothing again."""
    paths = dict(_left(user).filter(village__valid_to=None).values_list("village", "village__path").distinct())
    if len(paths) > marks.FEW:
        return [one.latest for one in vacancies(user)]

    def asked(keys: list[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {key: [] for key in keys}
        for one in _vacancies(map(int, keys)):
            found[str(one.village.pk)].append(one.latest.isoformat() if one.latest else "")
        return found

    said = kept("vacant", {str(key): (path,) for key, path in paths.items()}, asked, together=True)
    return [date.fromisoformat(day) if day else None for days in said.values() for day in days]


def _left(user: Actor) -> Any:
    return MidTermChange.objects.visible_to(user).filter(kind__in=LEAVES).order_by()


def _vacancies(keys: Any) -> list[Vacant]:
    villages, asked = list(Village.objects.filter(pk__in=keys, valid_to=None).select_related("township")), Asked()
    return [one for own in sitting.sitting_in(villages).values() for one in vacant_in(own, asked=asked)]


def vacant_in(found: SittingTeam, *, asked: Asked) -> Iterable[Vacant]:
    going = {one.body for one in found.elections if one.procedure == Procedure.BY_ELECTION and one.state in LIVE}
    for one in found.found.vacancies:
        body, _ = one.place
        if body not in going:
            yield Vacant(found.village, one, _until(found, one, asked.norms(found.village)))


def _until(found: SittingTeam, one: Vacancy, norms: Norms) -> date | None:
    """The rule is the committee's: too few are left."""
    if one.place[0] != Body.COMMITTEE:
        return None
    left = sum(office.seat.body == Body.COMMITTEE for office in found.found.held)
    return rules.by_election_until(one.since, left, norms)


def unnamed(rows: Any) -> list[int]:
    """Keys of those who came in and are no person yet, the earliest first."""
    came = rows.filter(kind=MidTermKind.ELECTED, person=None)
    return list(came.order_by("asked_on", "pk").values_list("pk", flat=True))


def of_person(values: Mapping[str, Any], row: MidTermChange) -> dict[str, str]:
    """What no longer changes once it is said who came in, by field."""
    fixed = [one for one in ("village", "kind", "name", "sex") if one in values and values[one] != getattr(row, one)]
    said = "已经对应到人员，不能改动；对应错了的，请先在“已对应人员”页面取消对应，再改这里。"
    return dict.fromkeys(fixed[:1], said)


def recalls_unnamed(user: Actor) -> list[Election]:
    """Recalls that were passed and of which nobody recorded whose post ended."""
    passed = Round.objects.filter(announced=Announced.RECALLED).values("election")
    rows = Election.objects.visible_to(user).filter(procedure=Procedure.RECALL, pk__in=passed)
    told = MidTermChange.objects.filter(kind=MidTermKind.RECALLED, village__in=rows.order_by().values("village"))
    known = {(one.village_id, one.body): one.asked_on for one in told.order_by("asked_on")}
    return [
        one
        for one in rows.select_related("village__township")
        if not _named(known.get((one.village_id, one.body)), one.polling_day)
    ]


def _named(recorded: date | None, voted: date | None) -> bool:
    return recorded is not None and (voted is None or recorded >= voted)


# --- what is said of a row that was just saved -----------------------------------------------------------------------


def remarks(rows: Sequence[MidTermChange]) -> Iterable[str]:
    """What is late, what the team that sits says otherwise, a recall without its vote; nothing is refused."""
    villages = {row.village_id: row.village for row in rows}
    found, asked = sitting.sitting_in(list(villages.values())), Asked()
    for row in rows:
        for said in _of_row(row, found.get(row.village_id), asked.norms(row.village)):
            yield f"{row}：{said}"


def _of_row(row: MidTermChange, found: SittingTeam | None, norms: Norms) -> Iterable[str]:
    yield from rules.late(row.asked_on, row.decided_on, row.published_on, norms)
    if found is not None and found.known and row.body in POSTS:
        yield from (said for said in found.found.unclear if row.name in said)
    if row.kind == MidTermKind.RECALLED and not _recall_of(row):
        yield "没有登记罢免表决：请在“选举”中登记罢免和表决结果。"
    if row.unnamed:
        yield "转入下一届班子以前，请在这条记录的“对应人员”页面选定是哪一位，补登出生年月和学历。"


def _recall_of(row: MidTermChange) -> bool:
    rows = Election.objects.filter(village=row.village_id, body=row.body, procedure=Procedure.RECALL)
    return rows.filter(rounds__announced=Announced.RECALLED).exists()
