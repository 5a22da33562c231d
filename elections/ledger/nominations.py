"""The ledgers of nomination: its votes, who is nominated for which post, the formal lists."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from electioncycle.actors import Actor
from electioncycle.ledgers.ledger import Column, Due, Grid, Waiting, register
from electioncycle.roles import OFFICIALS, READING, Action, officials_may
from elections.choices import LIVE, SCHEME_BODIES, CandidacyState, CandidateListState, Way
from elections.figures.known_people import held_elsewhere
from elections.ledger import meanings
from elections.ledger.recorded import GoingLedger
from elections.models import Candidacy, CandidateList, Election, NominationVote
from elections.models.of_election import going_elections
from elections.report import nomination_sections
from elections.services import nomination_boards as boards
from elections.services import reviews, slates
from elections.services.calendars import calendars, joined
from elections.services.candidacies import SELF_NOMINATION, lateness
from elections.services.candidate_lists import STEP
from elections.services.registrations import registered
from elections.workbooks.nominations import WHO, CandidacyPlanner, NominationPlanner
from villages.models import Cycle, Person, Village
from villages.village_ledgers import HeldRole, Panel, Section

CANDIDATE, NOMINEE = "正式候选人", "提名人选"
"""What the rules of avoidance call those who stand."""
GOING = Q(election__state__in=LIVE)


class NominationLedger(GoingLedger):
    """Rows about the elections of the cycle at hand and of those without one; typed for the village's that goes on."""

    open_to = OFFICIALS

    def rows(self, user: Actor, cycle: Cycle | None = None, *, withdrawn: bool = False) -> QuerySet:
        found = super().rows(user, cycle, withdrawn=withdrawn)
        if cycle is not None:  # a workbook is of no cycle
            found = found.filter(Q(election__start=None) | Q(election__start__cycle=cycle))
        return found.select_related(*self.joins, "election__village", "election__term__elected_in")

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        if row is not None and values.get("village") not in (None, row.village):
            return {"village": "登记的村(社区)不能改换；登记错的请撤回后另行登记。"}
        return {}

    def detail_links(self, row: Any, user: Actor) -> Iterable[tuple[str, str]]:
        yield from super().detail_links(row, user)
        yield "本村提名和候选人", reverse("nominations_of", args=[row.election_id])


@register
class NominationVoteLedger(NominationLedger):
    model = NominationVote
    meanings = meanings.NOMINATION_VOTE
    title = "提名投票"
    icon = "checkbox"
    position = 36
    help = "每次提名投票、预选一行，只登记人数；票和名册留在村里。提名日期在选举日程登记。"
    columns = ("village", "village__township", "kind", "number", "took_part", "note")
    filters = ("village__township", "kind")
    fields = ("village", "kind", "number", "took_part", "note")
    keys = (("village", "kind", "number"),)
    planner = NominationPlanner
    grid = Grid(fields[1:], spare=5)

    def notices(self, rows: Sequence[Any], *, by: Actor, cycle: Cycle | None) -> Iterable[str]:
        """More than are registered cannot have been; which of the two figures is wrong, only the papers tell."""
        counted = registered([row.election for row in rows])
        for row in rows:
            number = counted.get(row.election_id)
            if number is not None and row.took_part > number:
                yield f"{row}：参加提名{row.took_part}人，多于登记参加选举的{number}人，请核对。"


def _going(user: Actor, cycle: Cycle | None) -> QuerySet[Election]:
    return joined(going_elections().visible_to(user).filter(start__cycle=cycle))


def _unreviewed(rows: QuerySet, user: Actor, cycle: Cycle | None) -> QuerySet:
    """Nominees whose joint review has no conclusion yet."""
    waiting = reviews.open_reviews(list(_going(user, cycle))) if cycle is not None else {}
    return rows.filter(pk__in=[one.pk for own in waiting.values() for one in own])


@register
class CandidacyLedger(NominationLedger):
    """What happens to a nominee is done on his page; why somebody does not stand is in no list and no workbook."""

    model = Candidacy
    meanings = meanings.CANDIDACY
    title = "提名人选"
    icon = "user-plus"
    position = 37
    of_person = "person"
    person_columns = ("post", "way", "state")
    help = "村(居)民提名和自荐的人，一人一职一行，照实登记；党组织预备人选不带入这里。"
    own_pages = frozenset({"detail", "add", "edit"})
    columns = (
        "person__name",
        "village__township",
        "village",
        "post",
        "person__sex",
        "way",
        "votes",
        "preselection_votes",
        "state",
    )
    filters = ("village__township", "post", "way", "person__sex", "state")
    search = ("search_text", "person__search_text", "village__search_text")
    fields = (
        "village",
        "person__name",
        "person__sex",
        "post",
        "way",
        "votes",
        "preselection_votes",
        "received_on",
        "note",
    )
    keys = (("village", "person__name", "post"),)
    waiting: ClassVar[dict[str, Waiting]] = {
        "excluded": Waiting("资格审查意见待核对", lambda rows, user, cycle: reviews.waiting(rows)),
        "unreviewed": Waiting("联审尚无结论", _unreviewed),
    }
    tones: ClassVar[dict[str, dict[Any, str]]] = {
        "state": {CandidacyState.NOMINATED: "plain", CandidacyState.FORMAL: "ok", CandidacyState.LEFT: "warn"}
    }
    sheet = (
        Column("姓名", "person__name", required=True, width=10, example="张建国"),
        Column("性别", "person__sex", required=True, width=6, example="男"),
        Column("提名职务", "post", required=True, width=10, example="主任"),
        Column("提名方式", "way", width=10, example="提名投票"),
        Column("提名得票", "votes", width=9, example="126"),
        Column("预选得票", "preselection_votes", width=9),
        Column("自荐日期", "received_on", width=12),
        Column(WHO, width=16, show=lambda row: "", example="现任班子"),
        Column("状态(自)", width=10, compute=lambda row: row.get_state_display()),
        Column("备注", "note", width=14),
    )
    planner = CandidacyPlanner
    grid = Grid(
        ("person__name", "person__sex", "post", "way", "votes", "preselection_votes", "received_on", WHO, "note"),
        spare=20,
    )

    def row_label(self, row: Any) -> str:
        return f"{row.village}{row}"

    def find_part(self, name: str, row: Any, values: dict[str, Any], *, user: Actor) -> Any:
        """Who was chosen among those known is taken as he is; else the row's own person, else a new one."""
        chosen: Person | None = values.pop("person", None)
        if chosen is None or chosen.pk is None:
            return chosen or super().find_part(name, row, values, user=user)
        for one in [one for one in values if one.startswith("person__")]:
            del values[one]
        return chosen

    def check(self, values: dict[str, Any], row: Any, *, user: Actor, cycle: Cycle | None) -> dict[str, str]:
        found = super().check(values, row, user=user, cycle=cycle)
        day, way = values.get("received_on"), values.get("way")
        if day and day > timezone.localdate():
            found["received_on"] = f"自荐日期({day})在今天之后，请核对。"
        if day and way == Way.BALLOT:
            found["received_on"] = "提名方式为“提名投票”的不填自荐日期。"
        if row is not None and (moved := self._moved(row, values)) and held_elsewhere(row.person):
            found[moved] = (
                "此人在班子、后备人选库、联审、村务人员、推选名册或者选举委员会中登记，姓名和性别请在那里更正。"
            )
        return found

    @staticmethod
    def _moved(row: Any, values: dict[str, Any]) -> str:
        names = ("person__name", "person__sex")
        own = {"person__name": row.person.name, "person__sex": row.person.sex}
        return next((name for name in names if name in values and values[name] != own[name]), "")

    def notices(self, rows: Sequence[Any], *, by: Actor, cycle: Cycle | None) -> Iterable[str]:
        """Somebody who stood up after the last day is recorded, and it is said."""
        for row in rows:
            if row.received_on and (said := lateness(row, SELF_NOMINATION, row.received_on)):
                yield f"{row}自荐：{said}"

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        """Exclusions that wait for another person; nominees whose joint review is open. The list waits for nobody."""
        if officials_may(user, *reviews.CONFIRMERS):
            title = "不列为候选人的资格审查意见待核对"
            yield from self.entry("excluded", user, cycle, title=title, to_decide=True)
        if cycle is None or cycle.is_closed or not self.allows(user, Action.CHANGE):
            return
        going = _going(user, cycle)
        waiting = reviews.open_reviews(list(going))
        number = sum(len(own) for own in waiting.values())
        if number:
            held = [one for one in calendars(going) if one.election.pk in waiting]
            days = [line.due.latest for one in held if (line := one.line(STEP, 1)) and line.due.latest]
            url = f"{self.url('list')}?todo=unreviewed"
            yield Due(f"提名人选联审尚无结论：{number}人，请催办(名单照常公布)", url, number, min(days, default=None))

    def held_roles(self, villages: Any, cycle: Cycle) -> Iterable[HeldRole]:
        rows = Candidacy.objects.filter(GOING, election__start__cycle=cycle, village__in=villages)
        rows = rows.exclude(state=CandidacyState.LEFT).order_by("village_id", "id")
        names = ("village_id", "person_id", "person__name", "post", "state")
        for village, person, name, post, state in rows.values_list(*names):
            role = CANDIDATE if state == CandidacyState.FORMAL else NOMINEE
            yield HeldRole(village, person, name, role, f"{slates.POSTS[post]}{role}", "candidates")

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        """How many stand for which post; who they are stands on the page of the election."""
        own = boards.numbers([village.pk], cycle).get(village.pk)
        election = joined(Election.objects.filter(village=village, start__cycle=cycle, body__in=SCHEME_BODIES)).first()
        if not own or election is None or not user.roles & self.open_to:
            return None
        url = reverse("nominations_of", args=[election.pk])
        return Panel("提名和候选人", ("职务", "被提名", "正式候选人", "其中妇女"), own, url=url)

    def report_sections(self, villages: Sequence[Village], cycle: Cycle | None) -> Iterable[Section]:
        return nomination_sections(villages, cycle, boards.numbers(villages, cycle))


def _outdated(rows: QuerySet, user: Actor, cycle: Cycle | None) -> QuerySet:
    found = slates.outdated(rows.filter(GOING, state=CandidateListState.PUBLISHED))
    return rows.filter(pk__in=[one.pk for one in found])


@register
class CandidateListLedger(NominationLedger):
    model = CandidateList
    title = "正式候选人名单"
    icon = "list-numbers"
    position = 38
    help = "在“提名和候选人”页面拟定，由另一人核对并登记公布；有变动的另拟新的名单。"
    actions = READING
    own_pages = frozenset({"detail"})
    columns = ("village", "village__township", "number", "order", "state", "supplemented_on")
    filters = ("village__township", "state", "order")
    fields = ("village", "number", "order", "state", "supplemented_on")
    waiting: ClassVar[dict[str, Waiting]] = {
        "proposed": Waiting.where("待核对公布", election__state__in=LIVE, state=CandidateListState.PROPOSED),
        "outdated": Waiting("候选人有变动，须另拟名单", _outdated),
    }
    tones: ClassVar[dict[str, dict[Any, str]]] = {
        "state": {
            CandidateListState.PROPOSED: "warn",
            CandidateListState.PUBLISHED: "ok",
            CandidateListState.RETURNED: "plain",
            CandidateListState.REPLACED: "plain",
        }
    }

    def due(self, user: Actor, cycle: Cycle | None) -> Iterable[Due]:
        if officials_may(user, Action.TOWNSHIP_REVIEW, Action.COUNTY_REVIEW):
            yield from self.entry("proposed", user, cycle, title="正式候选人名单待核对公布", to_decide=True)
        if officials_may(user, Action.CHANGE):
            yield from self.entry("outdated", user, cycle, title="正式候选人有变动，须另拟名单公布")

    def township_figures(self, user: Actor, cycle: Cycle | None) -> dict[int, dict[str, Any]]:
        return boards.township_figures(user, cycle) if cycle else {}

    def village_panel(self, village: Village, *, user: Actor, cycle: Cycle | None) -> Panel | None:
        rows = list(self.rows(user, cycle).filter(village=village)[:5])
        return self.panel_of(village, ("number", "order", "state", "supplemented_on"), rows) if rows else None
