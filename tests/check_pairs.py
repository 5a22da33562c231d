"""Of every coded check up to the candidates, and of the party's, one entry just inside and one just outside it.

Each side is typed into a fresh copy of one village, by every way in which a county enters it: the ledger's form and,
where it takes workbooks, a workbook; for days the click on a step and the table of a township.
"""

from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records import kept
from electioncycle.records.rows import choice_labels
from electioncycle.roles import Action
from electioncycle.security import marks
from electioncycle.sheets import write_rows
from electioncycle.web import grids
from electioncycle.workbooks import imports
from elections.models import Candidacy, Defect, Election, ElectionCommittee, NameList, PartyPlan
from elections.services import calendars, checking, facts, step_grids
from elections.workbooks.nominations import SAME, WHO
from tests import factories, uploads
from tests.moving import seen
from tests.schemes import MEETING, typed
from villages.models import Person, Village


@dataclass
class World:
    """A village with both elections, the officials who type of it, signed in."""

    village: Village
    committee: Election
    party: Election
    clerk: User
    types: Client
    checks: Client


@contextmanager
def undone():
    """What is entered inside is taken back, and nothing of it is remembered."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    cache.clear()
    marks.forget()
    kept.put_down()


def codes(world):
    """What is found of the village's two elections, and what stands as a defect."""
    own = [world.committee.pk, world.party.pk]
    rows = calendars.joined(Election.objects.filter(pk__in=own))
    found = {one.code for some in checking.findings(rows).values() for one in some}
    return found | set(Defect.objects.filter(election__in=own, state="open").values_list("code", flat=True))


# --- ways in ---------------------------------------------------------------------------------------------------------

Row = dict[str, Any]
Way = Callable[[World, str, Sequence[Any]], int]
"""Enters rows of the ledger of this name; how many were refused."""


def by_form(world, name, rows):
    return sum(world.types.post(reverse(f"{name}_add"), _sent(world, row)).status_code != 302 for row in rows)


def _sent(world, row):
    sent = {"village": world.village.pk, **{key: _as_sent(value) for key, value in row.items() if value is not False}}
    if sent.pop(WHO, None):
        sent["known"] = Person.objects.get(name=sent.pop("person__name")).pk
        del sent["person__sex"]
    return sent


def _as_sent(value):
    return "on" if value is True else value


def by_workbook(world, name, rows):
    """The same by the headings and words of the ledger's own workbook."""
    ledger, cycle = REGISTRY[name], world.committee.cycle
    headers = {one.field or one.header: one.header for one in ledger.columns_of(cycle)}
    keys = list(dict.fromkeys(key for row in rows for key in row))
    heads = ["乡镇(街道)", "村(社区)", *(headers[key] for key in keys)]
    place = [str(world.village.township), str(world.village)]
    lines = [[*place, *(_in_words(ledger, key, row.get(key)) for key in keys)] for row in rows]
    batch = imports.upload(ledger, f"{ledger.title}.xlsx", write_rows(heads, lines), by=world.clerk, cycle=cycle)
    batch = imports.check(ledger, batch, cycle=cycle)
    refused = batch.counts["wrong"]
    if not refused:
        imports.confirm(ledger, batch, cycle=cycle)
    return refused


def _in_words(ledger, key, value):
    if isinstance(value, bool):
        return "是" if value else "否"
    target = ledger.field(key) if key != WHO else None
    labels = choice_labels(target) if target is not None and target.choices else {}
    return str(labels.get(value, value)) if value is not None else ""


def by_click(world, name, rows):
    """Steps recorded one by one; ``name`` is unused, each row says its step and day."""
    for step, day in rows:
        election = _of_step(world, step)
        place = f"{election.pk}-{step}-1"
        address = f"{reverse('record_steps')}?election={election.pk}&step={step}&number=1"
        world.types.post(address, {"row": f"{place}:0", f"day-{place}": day})
    return 0


def by_table(world, name, rows):
    """The same steps typed in the township's table."""
    for step, day in rows:
        typed_in_table(world, step, done_on=day)
    return 0


def typed_in_table(world, step, **cells):
    """Cells of the village's line, over the table as it stands."""
    township = world.village.township_id
    seen_then = grids.seen_text(step_grids.grid_of((step, 1), township, world.clerk, world.committee.cycle))
    sent = {f"c-{_of_step(world, step).pk}-{name}": text for name, text in cells.items()}
    return world.types.post(f"{reverse('step_grid')}?township={township}&step={step}", {"seen": seen_then, **sent})


def _of_step(world, step):
    return world.party if step.startswith("party") else world.committee


def members_typed(world, name, rows):
    """The whole list of the election committee, in its form."""
    row = ElectionCommittee.objects.get()
    sent = {f"line{number}-role": "member" for number in range(len(rows), 20)}
    for number, one in enumerate(rows):
        sent |= {f"line{number}-{key.removeprefix('person__')}": value for key, value in one.items()}
    return world.types.post(reverse("committee_members", args=[row.pk]), seen(row, **sent)).status_code != 302


def scheme_adopted(world, name, rows):
    """The meeting that adopts the draft, said to have been as it was."""
    row = factories.make_scheme(world.village, election=world.committee)
    sent = {**MEETING, "held_on": "2026-11-20", "as_fact": "on", **rows[0]}
    return world.checks.post(reverse("scheme_move", args=[row.pk, "adopt"]), seen(row, **sent)).status_code != 302


def scheme_recorded(world, name, rows):
    """A scheme as the village adopted it."""
    sent = typed(as_fact="on", **{**MEETING, "held_on": "2026-11-20"}, **rows[0])
    return world.types.post(reverse("scheme_record", args=[world.committee.pk]), sent).status_code != 302


def list_uploaded(world, name, rows):
    """A list that is printed for posting."""
    row = factories.make_registration(world.village, election=world.committee, registered=2, resident=2, away=0)
    data = write_rows(("姓名", "性别", "出生年月", "小组"), [list(one) for one in rows])
    sent = seen(row, list=uploads.sent("名单.xlsx", data), form="docx")
    return world.types.post(reverse("registration_list_print", args=[row.pk]), sent).status_code != 200


def list_corrected(world, name, rows):
    row = factories.make_registration(world.village, election=world.committee, state="approved")
    sent = seen(row, registered=1198, grounds="迁出2人", **rows[0])
    return world.types.post(reverse("registration_move", args=[row.pk, "supplement"]), sent).status_code != 302


def names_typed(world, name, rows):
    """Proxies by name, where the county keeps them."""
    return _named(world, "proxies", rows)


def _named(world, kind, rows):
    world.types.post(reverse("namelist_add"), {"village": world.village.pk, "kind": kind})
    row = NameList.objects.get(kind=kind)
    sent = {f"{key}-{place}": text for place, one in enumerate(rows) for key, text in one.items()}
    return world.types.post(reverse("namelist_move", args=[row.pk, "add_names"]), seen(row, **sent)).status_code != 302


# --- what stands there before ----------------------------------------------------------------------------------------


def nothing(world):
    pass


def registered(world):
    factories.make_registration(world.village, election=world.committee, registered=800, resident=800, away=0)


def adults(world):
    factories.make_profile(world.village, voters=1200)


def chosen(world):
    """An election committee with a member, the list not handed in."""
    committee = factories.make_election_committee(world.village, election=world.committee)
    factories.make_committee_member(world.village, committee, who=factories.make_person("李甲成"))


def draft_committee(world):
    factories.make_election_committee(world.village, election=world.committee)


def nominated(*lines, formal=False):
    """A scheme with one director and two members, and these nominees."""

    def put(world):
        own = {"seats_deputy": 0, "seats_member": 2, "woman_seat": "none", "seats_woman": 0}
        meeting = {"adopted_on": date(2026, 11, 20), "adopted_by": "representatives", "state": "adopted"}
        votes = {"entitled": 40, "present": 38, "in_favour": 36}
        values = factories.SCHEME | own
        factories.make_scheme(world.village, election=world.committee, values=values, **meeting, **votes)
        for name, post, sex in lines:
            who = factories.make_person(name, sex=sex)
            state = {"state": "formal"} if formal else {}
            factories.make_candidacy(world.village, election=world.committee, person=who, post=post, **state)

    return put


MEMBERS = (("李四", "member", "female"), ("赵五", "member", "male"), ("钱六", "member", "male"))
GOOD = (("丁一", "director", "male"), ("王二", "director", "male"), *MEMBERS)
MEN = tuple((name, post, "male") for name, post, _ in GOOD)


def all_on_the_list():
    Candidacy.objects.update(state="formal")


def reviewed(world):
    nominated()(world)
    factories.make_subject(world.village, name="孙正明", result="qualified")


def brothers(world):
    nominated()(world)
    one, other = (factories.make_member(world.village, name, party_post="none").person for name in ("丁一", "李四"))
    factories.make_kinship(world.village, one, other, position=2)
    factories.make_candidacy(world.village, election=world.committee, person=one)


def candidate(world):
    nominated(("李明", "director", "male"), formal=True)(world)


def two_watch(world):
    factories.make_box(world.village, election=world.committee, name="流动票箱1")
    for name in ("王强", "李敏"):
        factories.make_staff_of_election(world.village, election=world.committee, name=name, box="流动票箱1")


def one_at_the_box(world):
    _named(world, "roving", [{"name": "周委托", "group": "3组"}])


def done(*steps):
    """These steps, recorded on these days."""

    def put(world):
        for step, day in steps:
            when = date.fromisoformat(day)
            factories.make_step_day(world.village, election=_of_step(world, step), step=step, done_on=when)

    return put


def planned(world):
    """Sixty full members, ten not counted: fifty are to come."""
    factories.make_party_plan(world.village, election=world.party)


def held(world):
    """The party's meeting, on the 12th."""
    at = timezone.make_aware(datetime.fromisoformat("2026-12-12T09:00"))
    facts.record_announcement(world.party, at=at, announcer="张书记", announced="complete", by=world.clerk)


def replied(world):
    planned(world)
    PartyPlan.objects.update(state="replied", reply_number="3号")
    held(world)


def known_as_no_member(world):
    factories.make_nominee(world.village, "钱立身", person={"politics": "masses"}, post="party_member")


# --- the pairs -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """``ledger`` alone: its form and, where it takes them, its workbook. ``refused``: outside cannot be entered."""

    code: str
    ledger: str
    inside: Sequence[Any]
    outside: Sequence[Any]
    before: Callable[[World], None] = nothing
    by: tuple[Way, ...] = ()
    after: Callable[[], Any] = bool
    refused: bool = False

    @property
    def ways(self) -> tuple[Way, ...]:
        own = REGISTRY[self.ledger].actions if self.ledger else ()
        forms = (*self.by, *((by_form,) if Action.ADD in own and not self.by else ()))
        return (*forms, *((by_workbook,) if Action.IMPORT in own else ()))


DAYS = (by_click, by_table)
FIGURES = {"base": "people", "registered": 1200, "resident": 1000, "away": 200}
OUTSIDERS = {**FIGURES, "away": 190, "outsider": 10, "outsider_present": 40}
PLAN = {"form": "general_branch", "full_members": 60, "seats": 5, "candidates": 6, "discipline": True}
BOX = {"kind": "roving", "name": "流动票箱1", "route": "3组至5组", "hours": "8:00—11:00"}
PROXY = {"name": "郑委托", "group": "5组", "holder": "吴受托", "fit": "fit"}
ANSWERED = {"matter": "conditions", "received_on": "2026-12-06", "found": "unfounded", "outcome": "unchanged"}
FIVE = [{"person__name": f"李{one}成", "person__sex": "male", "role": "member"} for one in "甲乙丙丁戊"]
PARTY_NOMINEE = {"person__name": "孙立身", "person__sex": "male", "person__politics": "party_member"}
PARTY_NOMINEE |= {"person__birth": "1980-05", "person__education": "college", "post": "party_member", "round": 1}


def nominee(name, post="member", sex="male", *, same=False):
    row = {"person__name": name, "person__sex": sex, "post": post, "way": "ballot", "votes": 90}
    return row | ({WHO: SAME} if same else {})


def staff(name, duty="watcher", box=""):
    return {"name": name, "duty": duty, "box": box, "avoids": "unknown"}


def voters(*births):
    return [("甲一", "男", one, "一组") for one in births]


def notice(**said):
    return [{"notice_number": "", "published_on": "", **said}]


PAIRS = (
    Pair("F.101", "", [("voter_list", "2026-11-30")], [("voter_list", "2026-12-01")], by=DAYS),
    Pair("F.102", "registration", [FIGURES], [FIGURES | {"away": 199}]),
    Pair("F.103", "", voters("1990-05", "1990-06"), voters("1990-05", "1990-05"), by=(list_uploaded,)),
    Pair("F.104", "", voters("2008-12-20", "1990-01"), voters("2008-12-21", "1990-01"), by=(list_uploaded,)),
    Pair("F.105", "registration", [OUTSIDERS | {"outsider_for": 21}], [OUTSIDERS | {"outsider_for": 20}]),
    Pair(
        "F.106",
        "",
        [("decision", "2026-12-01")],
        [("decision", "2026-12-02")],
        done(("voter_list", "2026-11-26"), ("objection", "2026-11-28")),
        by=DAYS,
    ),
    Pair(
        "F.107",
        "",
        notice(notice_number="第4-1号", published_on="2026-12-19"),
        notice(notice_number="第4-1号"),
        by=(list_corrected,),
    ),
    Pair("W.108", "registration", [FIGURES], [FIGURES | {"registered": 1201, "resident": 1001}], adults),
    Pair("W.109", "registration", [FIGURES | {"last_registered": 1091}], [FIGURES | {"last_registered": 1090}]),
    Pair(
        "F.110",
        "",
        [("objection", "2026-12-01")],
        [("objection", "2026-12-02")],
        done(("voter_list", "2026-11-26")),
        by=DAYS,
    ),
    Pair(
        "F.111",
        "committeemember",
        FIVE,
        [*FIVE, {**FIVE[0], "person__name": "李己成"}],
        draft_committee,
        by=(members_typed,),
    ),
    Pair("F.112", "candidacy", [nominee("周新")], [nominee("李甲成", same=True)], chosen),
    Pair("F.113", "", [{"present": 27, "in_favour": 14}], [{"present": 26, "in_favour": 26}], by=(scheme_adopted,)),
    Pair("F.113", "", [{"present": 28, "in_favour": 15}], [{"present": 28, "in_favour": 14}], by=(scheme_adopted,)),
    Pair("F.114", "", [{"surplus_member_max": 2}], [{"surplus_member_max": 3}], by=(scheme_recorded,)),
    Pair(
        "F.121",
        "candidacy",
        [nominee("王二", "director")],
        [nominee("王二")],
        nominated(("丁一", "director", "male"), *MEMBERS),
    ),
    Pair(
        "F.122",
        "candidacy",
        [nominee("孙七")],
        [nominee("孙七", "director")],
        nominated(*GOOD),
        after=all_on_the_list,
    ),
    Pair(
        "F.123",
        "nominationvote",
        [{"kind": "nomination", "number": 1, "took_part": 401}],
        [{"kind": "nomination", "number": 1, "took_part": 400}],
        registered,
    ),
    Pair("W.124", "candidacy", [nominee("孙正明", same=True)], [nominee("周新")], reviewed),
    Pair("F.125", "", [("candidates_list", "2026-12-15")], [("candidates_list", "2026-12-16")], by=DAYS),
    Pair(
        "F.126",
        "candidacy",
        [nominee("孙七")],
        [nominee("丁一", same=True)],
        nominated(*GOOD),
        after=all_on_the_list,
    ),
    Pair("W.127", "candidacy", [nominee("郑春梅", sex="female")], [nominee("郑春")], nominated(*MEN)),
    Pair("W.128", "candidacy", [nominee("周新")], [nominee("李四", same=True)], brothers),
    Pair("F.201", "electionstaff", [staff("王强")], [staff("李明")], candidate),
    Pair(
        "F.202",
        "electionstaff",
        [staff("赵刚", box="流动票箱1")],
        [staff("赵刚", "caller", "流动票箱1")],
        two_watch,
    ),
    Pair("F.203", "pollingplace", [{"kind": "station", "name": "3组投票站", "address": "3组"}], [BOX]),
    Pair(
        "F.204",
        "proxytally",
        [{"certificates": 35, "most": 3}],
        [{"certificates": 35, "most": 4}],
    ),
    Pair("F.205", "", [PROXY], [PROXY | {"holder": "李明"}], candidate, by=(names_typed,)),
    Pair("F.206", "", [PROXY], [PROXY | {"fit": "unfit"}], by=(names_typed,)),
    Pair("F.207", "", [("proxy", "2026-12-17")], [("proxy", "2026-12-18")], by=DAYS),
    Pair("F.208", "", [PROXY], [PROXY | {"name": "周委托", "group": "3组"}], one_at_the_box, by=(names_typed,)),
    Pair("W.209", "proxytally", [{"certificates": 159}], [{"certificates": 160}], registered),
    Pair("W.210", "pollingplace", [BOX | {"voters": 79}], [BOX | {"voters": 80}], registered),
    Pair(
        "F.601",
        "partysheet",
        [{"kind": "meeting", "present": 40}],
        [{"kind": "meeting", "present": 39}],
        planned,
    ),
    Pair("F.602", "partyplan", [PLAN], [PLAN | {"candidates": 5}]),
    Pair("F.603", "partyplan", [PLAN], [PLAN | {"ill": 1}]),
    Pair("F.604", "nominee", [PARTY_NOMINEE], [PARTY_NOMINEE | {"person__politics": "masses"}], refused=True),
    Pair(
        "F.605",
        "",
        [("party_secretary", "2026-12-14")],
        [("party_secretary", "2026-12-13")],
        done(("party_reply", "2026-12-14")),
        by=DAYS,
    ),
    Pair(
        "F.606",
        "",
        [("party_notice_end", "2026-12-09")],
        [("party_notice_end", "2026-12-08")],
        done(("party_notice", "2026-12-04")),
        by=DAYS,
    ),
    Pair(
        "F.607",
        "partyobjection",
        [ANSWERED | {"answered_on": "2026-12-12"}],
        [ANSWERED | {"answered_on": "2026-12-13"}],
        held,
    ),
    Pair(
        "F.608",
        "partybranch",
        [{"name": "第一党支部", "elected_on": "2026-12-12"}],
        [{"name": "第一党支部", "elected_on": "2026-12-13"}],
        held,
    ),
    Pair("F.609", "", [("party_permit", "2026-12-12")], [("party_permit", "2026-12-13")], replied, by=DAYS),
    Pair(
        "F.610",
        "partysheet",
        [{"kind": "members", "entitled": 51, "present": 34}],
        [{"kind": "members", "entitled": 51, "present": 33}],
    ),
    Pair("W.611", "partyplan", [PLAN], [PLAN | {"discipline": False}]),
)
