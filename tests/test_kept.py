"""What is kept between acts: right for everybody after each act, cold only where something was changed."""

from collections import Counter
from contextlib import nullcontext, suppress
from datetime import date, timedelta
from functools import partial
from types import SimpleNamespace

import pytest
from django.core.signals import request_finished, request_started
from django.db import OperationalError, connection, transaction
from django.db.models import DateField, F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from candidates.models import ReserveCandidate
from electioncycle.desk import inbox
from electioncycle.desk.inbox import Notice
from electioncycle.desk.unnamed import Named, Unnamed
from electioncycle.ledgers.ledger import REGISTRY, visible
from electioncycle.operations import upkeep
from electioncycle.records import history, kept
from electioncycle.records.kept import Kept
from electioncycle.refusals import Refused
from electioncycle.roles import BUSINESS, Role
from electioncycle.security import aside, audit, marks, nested
from electioncycle.security.marks import Mark
from elections.models import Election
from elections.services import halting
from elections.services.halting import CAN_END
from reports.dashboard import Dashboard
from tests import factories
from tests.boards import lines_of
from villages.models import KindItem, Person, TeamMember, Village, VillageProfile
from villages.services.duplicates import open_number
from villages.services.pieces import by_township
from villages.services.territory import cycles_of
from villages.views import village as village_page
from villages.views.village import panels
from villages.village_ledgers import Panel

pytestmark = pytest.mark.django_db

STEPS = 8
SIGNED = ("electioncycle_auditevent", "electioncycle_credentialissue")
"""Written when somebody signs in, and read by no result."""
PLACES = {Role.VILLAGE_CLERK: "village", Role.TOWNSHIP_OFFICER: "township", Role.TOWNSHIP_CLERK: "township"}


@pytest.fixture
def two(village, cycle):
    """A village in each of two townships of one county."""
    factories.make_conditions(cycle)
    return village, factories.make_village("白水村", factories.make_township("西坪乡"))


def people(village):
    """One user of each role that does business."""
    county, township = village.township.parent, village.township
    at = {"village": village, "township": township}
    return [factories.make_user(role, at.get(PLACES.get(role, ""), county)) for role in sorted(BUSINESS)]


def acts(village):
    """What people do in a village, one after the other."""
    return (
        lambda: factories.make_member(village, "钱六"),
        lambda: factories.make_profile(village),
        lambda: factories.make_reserve(village),
        lambda: factories.make_point(village),
        lambda: factories.make_key_village(village),
        lambda: factories.make_problem(village),
        lambda: factories.make_talk(village),
        lambda: factories.make_cleanup(village),
        lambda: factories.make_assessment(village),
        lambda: factories.make_pledge(village),
        lambda: factories.make_nomination(village),
        lambda: factories.make_complaint(village),
        lambda: factories.make_meeting(village.township),
        lambda: factories.make_publicity(village),
        lambda: factories.make_discipline(village.township),
        lambda: factories.make_inspection_finding(village),
        lambda: factories.make_sweep(village),
        lambda: factories.make_post(village),
        lambda: factories.make_check(village),
        lambda: factories.make_link(village),
        lambda: factories.make_visit(village),
        lambda: factories.make_kinship(village),
        lambda: factories.make_staff(village),
        lambda: factories.make_key_person(village),
    )


def steps(two):
    """A few acts at a time, of different subjects, and those of another time in the township beside."""
    here, there = map(acts, two)
    for number in range(STEPS):
        yield [*here[number::STEPS], *there[(number + 3) % STEPS :: STEPS]]


def said(pairs):
    return sorted((group, due.title, due.url, due.count, due.deadline, due.is_overdue) for group, due in pairs)


def anew(count):
    """What is counted where nothing at all was kept; what was kept stands again afterwards."""
    with transaction.atomic():
        kept.forget_all()
        marks._remembered.clear()
        found = count()
        transaction.set_rollback(True)
    return found


def fresh(user, cycle):
    return anew(lambda: said((ledger.group, due) for ledger in visible(user) for due in ledger.due(user, cycle)))


def test_after_each_act_everybodys_to_do_is_that_of_a_fresh_count(two, cycle):
    users = [*people(two[0]), factories.make_user(Role.TOWNSHIP_OFFICER, two[1].township)]
    seen = {user.pk: said(inbox._due_by_group(user, cycle)) for user in users}
    moved = 0
    for some in steps(two):
        for act in some:
            act()
        for user in users:
            before, seen[user.pk] = seen[user.pk], said(inbox._due_by_group(user, cycle))
            assert seen[user.pk] == fresh(user, cycle), user.username
            moved += before != seen[user.pk]
    assert moved > 10, "the acts change what there is to do"


ELECTING = (
    *("election", "stepday", "registration", "electioncommittee", "committeemember", "midtermchange", "candidacy"),
    *("electionstaff", "quickreport", "nominee", "intention", "placement", "teamanalysis", "kinship", "villagestaff"),
)


def test_while_people_elect_everybodys_to_do_is_that_of_a_fresh_count(two, cycle):
    """What a ledger says in parts holds part by part, and relatives are sought source by source."""
    county = two[0].township.parent
    users = [factories.make_user(role, county) for role in (Role.COUNTY_CLERK, Role.COUNTY_ADMIN)]
    users += [factories.make_user(Role.TOWNSHIP_OFFICER, one.township) for one in two]
    seen, moved = {}, 0
    for name in ELECTING:
        factories.BUILDERS[name](two[0])
        for user in users:
            before, seen[user.pk] = seen.get(user.pk), said(inbox._due_by_group(user, cycle))
            assert seen[user.pk] == fresh(user, cycle), (name, user.username)
            moved += before not in (None, seen[user.pk])
    _, admin, officer, _ = users
    for act, by in ((halting.ask_calling_off, officer), (halting.keep, admin)):
        act(Election.objects.filter(state__in=CAN_END).order_by("pk")[0], by=by, reason="全村搬迁，是否再选待定")
        for user in users:
            assert said(inbox._due_by_group(user, cycle)) == fresh(user, cycle), (act, user.username)
    assert moved > 10, "the acts change what there is to do"


def another(field, value):
    if field.choices:
        return next(one for one, _ in field.flatchoices if one not in (value, ""))
    if field.is_relation:
        rows = field.related_model.objects.complex_filter(field.get_limit_choices_to())
        return rows.exclude(pk=getattr(value, "pk", None)).first() or value
    numbers = ("PositiveIntegerField", "PositiveSmallIntegerField", "DecimalField")
    kinds = {"BooleanField": not value, **dict.fromkeys(numbers, 7)}
    return kinds.get(field.get_internal_type(), date(1971, 5, 1) if isinstance(field, DateField) else f"{value}甲")


def test_after_a_save_of_single_columns_everything_is_that_of_a_fresh_count(two, cycle):
    """Of those that each have a mark of their own, a few at a time."""
    for act in acts(two[0]):
        act()
    county = factories.make_user(Role.COUNTY_CLERK, two[0].township.parent)
    users = (county, factories.make_user(Role.TOWNSHIP_OFFICER, two[0].township))
    member = factories.make_member(two[0], "钱七", party_post="member", committee_post="member")
    rows = [*TeamMember.objects.all(), *Person.objects.filter(pk__in=[member.person_id, *reserves()])]
    rows += [*ReserveCandidate.objects.all(), *VillageProfile.objects.all()]
    marked = 0
    for number in range(STEPS):
        for user in users:
            inbox._due_by_group(user, cycle)
            assert Dashboard(user, cycle).drawn
        for row in rows:
            for name in type(row).apart[number::STEPS]:
                setattr(row, name, another(row._meta.get_field(name), getattr(row, name)))
                marked += 1
            save(row)
        for user in users:
            assert said(inbox._due_by_group(user, cycle)) == fresh(user, cycle), user.username
            assert figures_of(user, cycle) == anew(lambda user=user: figures_of(user, cycle))
            assert shown_of(two[0], user, cycle) == fresh_panels(two[0], user, cycle)
    assert marked > 2 * len(Person.apart)


def reserves():
    return ReserveCandidate.objects.values_list("person", flat=True)


def test_after_each_act_the_figures_of_the_home_page_are_those_of_a_fresh_count(two, cycle):
    county = factories.make_user(Role.COUNTY_CLERK, two[0].township.parent)
    users = (county, factories.make_user(Role.TOWNSHIP_OFFICER, two[0].township))
    for some in steps(two):
        for user in users:
            assert Dashboard(user, cycle).drawn
        for act in some:
            act()
        for user in users:
            assert figures_of(user, cycle) == anew(lambda user=user: figures_of(user, cycle))


def figures_of(user, cycle):
    return [(str(line.township), line.numbers, line.further) for line in lines_of(Dashboard(user, cycle))]


def shown_of(village, user, cycle):
    return [one.panel for one in village_page.kept_panels(village, user=user, cycle=cycle)]


def fresh_panels(village, user, cycle):
    shown = anew(lambda: panels(village, user=user, cycle=cycle))
    return [Panel.from_plain(one.panel.as_plain()) for one in shown]


def test_a_villages_page_shows_what_its_ledgers_say_after_each_act(two, cycle):
    user = factories.make_user(Role.COUNTY_CLERK, two[0].township.parent)
    for some in steps(two):
        for village in two:
            shown_of(village, user, cycle)
        for act in some:
            act()
        for village in two:
            assert shown_of(village, user, cycle) == fresh_panels(village, user, cycle)


def stages_of(village, user, cycle):
    return village_page.kept_stages(village, user=user, cycle=cycle)


def test_a_villages_page_is_right_after_each_act_in_the_village_beside(two, cycle):
    """Which makes cold only what was read of the whole township, or of persons who are known in both."""
    here, beside = two[0], factories.make_village("青石村", two[0].township)
    user = factories.make_user(Role.TOWNSHIP_OFFICER, here.township)
    member, reserve = factories.make_member(here, "钱六"), factories.make_reserve(here)
    own = acts(beside)
    shared = (
        lambda: factories.make_staff(beside, person=member.person),
        lambda: factories.make_kinship(here),
        lambda: factories.make_placement(beside, reserve),
        lambda: change(member.person),
    )
    for number in range(STEPS // 2):
        shown_of(here, user, cycle)
        stages_of(here, user, cycle)
        for act in (*own[number :: STEPS // 2], shared[number]):
            act()
        assert shown_of(here, user, cycle) == fresh_panels(here, user, cycle)
        assert stages_of(here, user, cycle) == anew(lambda: stages_of(here, user, cycle))


def test_a_save_in_the_village_beside_leaves_most_of_a_villages_page_warm(two, cycle, client):
    here, beside = two[0], factories.make_village("青石村", two[0].township)
    members = [factories.make_member(place, name) for place, name in ((here, "钱六"), (beside, "吴七"))]
    client.force_login(factories.make_user(Role.TOWNSHIP_OFFICER, here.township))
    page = f"/villages/{here.pk}/"
    after = []
    for member in members:
        for address in ("/villages/", page):
            cost(client, address)
        warm = cost(client, page)
        change(member)
        cost(client)  # what there is to do
        after.append(cost(client, page) - warm)
    assert after[1] * 2 <= after[0], "panels of this village alone are not asked again"


def test_a_remark_makes_cold_only_what_tells_it(two, cycle, monkeypatch):
    """Nothing is counted by a note: of the to-do list only the texts about relatives are read again."""
    member = factories.make_member(two[0], "钱六")
    user = factories.make_user(Role.TOWNSHIP_OFFICER, two[0].township)
    asked = []
    for ledger in visible(user):
        counted = partial(
            lambda name, due, user, cycle: asked.append(name) or due(user, cycle), ledger.name, ledger.due
        )
        monkeypatch.setattr(ledger, "due", counted)

    def anew_asked():
        asked.clear()
        found = said(inbox._due_by_group(user, cycle))
        names = set(asked)
        assert found == fresh(user, cycle)
        return names

    inbox._due_by_group(user, cycle)
    told = shown_of(two[0], user, cycle)
    member.note, member.person.family = "常年在外", "妻子 韩兰 1966年5月 群众 在家务农"
    save(member.person)
    save(member)
    assert anew_asked() <= {"kinship"}
    assert shown_of(two[0], user, cycle) == fresh_panels(two[0], user, cycle)
    assert told
    change(member)
    assert "teammember" in anew_asked()


def test_who_names_a_column_aside_reads_it_again_and_who_counts_does_not(two):
    member = factories.make_member(two[0], "钱六")
    place = {"entry": (two[0].path,)}
    people = TeamMember.objects.filter(village=two[0])
    asks = {
        "count": lambda: people.count(),
        "notes": lambda: list(people.values_list("note", flat=True)),
        "rows": lambda: [str(row.note) for row in people.select_related("person")],
        "counting": lambda: [row.person.name for row in people.select_related("person").for_counting("person")],
        "family": lambda: list(people.values_list("person__family", flat=True)),
        "offices": lambda: list(people.exclude(supervision_post="none").values_list("person__name", flat=True)),
        "women": lambda: [
            row.person.sex for row in people.select_related("person").for_counting("person", by=["person__sex"])
        ],
    }
    asked = []

    def read():
        asked.clear()
        for name, ask in asks.items():
            found = kept.kept(f"a book of {name}", place, lambda _: asked.append(name) or {"entry": ask()})  # noqa: B023
            assert found == {"entry": ask()}
        return list(asked)

    assert read() == list(asks)
    assert read() == []
    member.note = "常年在外"
    save(member)
    assert read() == ["notes", "rows"]
    member.person.family = "妻子 韩兰"
    save(member.person)
    assert read() == ["rows", "family"]
    member.full_post = not member.full_post
    save(member)
    assert read() == ["rows", "counting"]
    member.supervision_post, member.note = "member", ""
    save(member)
    assert read() == ["notes", "rows", "counting", "offices"]
    member.person.sex = "male" if member.person.sex == "female" else "female"
    save(member.person)
    assert read() == ["rows", "counting", "women"]
    member.party_post = next(one for one in ("secretary", "member") if one != member.party_post)
    save(member)
    assert read() == [name for name in asks if name != "count"], "lists stand in the order of posts"
    member.withdrawn_at = timezone.now()
    save(member)
    assert read() == list(asks), "he is in the bin"
    TeamMember.all_rows.filter(pk=member.pk).update(note="另记")
    assert read() == list(asks), "what was written by another way may be anything"


def test_what_a_village_has_from_its_township_holds_while_the_township_is_unchanged(two):
    here, beside = two[0], factories.make_village("青石村", two[0].township)

    def of_township(_):
        return {"entry": TeamMember.objects.filter(village__township=here.township).count()}

    def of_village(_):
        return {"entry": kept.kept("a township's", {"entry": (here.township.path,)}, of_township)["entry"]}

    def read():
        return kept.kept("a village's", {"entry": (here.path,)}, of_village)["entry"]

    assert (read(), read()) == (0, 0)
    factories.make_member(beside, "吴七")
    assert read() == 1
    kept.put_down()
    factories.make_member(beside, "郑八")
    assert read() == 2


def test_very_many_villages_of_a_township_are_changed_as_one_place(cycle):
    """An import of a whole township moves the marks of one place, and whoever reads any of its villages sees that."""
    factories.kind(cycle, "responsibility")
    table, township = KindItem._meta.db_table, "/99/9901/990101/990101100/"
    for number, marked in ((nested.MANY, False), (nested.MANY + 1, True)):
        Mark.objects.all().delete()
        places = [f"{township}{village}/" for village in range(number)]
        with marks.at(places):
            assert KindItem.all_rows.update(name=F("name"))
        marks.flush()
        moved = Mark.objects.filter(table=table)
        assert moved.filter(path=township, below=False).exists() == marked
        assert moved.filter(path__in=places).exists() != marked
        assert marks._standing([places[0]])[places[0]][table]


def test_an_update_that_finds_no_row_changes_nothing(two):
    marks.flush()
    before = set(Mark.objects.values_list("table", "path", "number"))
    assert TeamMember.all_rows.filter(pk=0).update(note="无") == 0
    marks.flush()
    assert set(Mark.objects.values_list("table", "path", "number")) == before


def test_where_somebody_of_the_pool_is_placed_reaches_his_own_township_too(two, cycle):
    """His village's page names the post he has in another township's village."""
    placed = factories.make_placement(two[1], factories.make_reserve(two[0]))
    officer = factories.make_user(Role.TOWNSHIP_OFFICER, two[0].township)
    before = shown_of(two[0], officer, cycle)
    placed.post = factories.kind(cycle, "placement_post", 1)
    change(placed)
    assert before != shown_of(two[0], officer, cycle) == fresh_panels(two[0], officer, cycle)


def test_who_leaves_the_pool_is_counted_no_more_where_he_is_placed(two, cycle):
    candidate = factories.make_reserve(two[0])
    factories.make_placement(two[1], candidate)
    officer = factories.make_user(Role.TOWNSHIP_OFFICER, two[1].township)
    page = Dashboard(officer, cycle)
    assert lines_of(page)[0].further["顶岗锻炼"] == 1
    drawn = page.drawn["figures"]
    candidate.state, candidate.left_because = "left", "外出务工"
    change(candidate)
    assert lines_of(Dashboard(officer, cycle))[0].further.get("顶岗锻炼", 0) == 0
    assert Dashboard(officer, cycle).drawn["figures"] != drawn


@pytest.mark.parametrize("build", [factories.make_member, factories.make_reserve])
def test_one_person_entered_in_two_townships_is_told_to_the_county(build, two, cycle):
    number = factories.id_number()
    county = factories.make_user(Role.COUNTY_CLERK, two[0].township.parent)
    for village in two:
        before = said(inbox._due_by_group(county, cycle))
        build(village, "吴双岗", {"id_number": number})
        assert said(inbox._due_by_group(county, cycle)) == fresh(county, cycle)
    told = [due for due in inbox.due_of(county, cycle) if "疑似重复" in due.title]
    assert [due.count for due in told] == [1]
    assert not any("疑似重复" in title for _, title, *_ in before)


def cost(client, address="/villages/"):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def change(row):
    """Something that counts, saved as many rows are together: of such a save nobody knows which columns it changed."""
    name = {TeamMember: "full_post", Person: "ethnicity"}.get(type(row))
    if name is None:
        return save(row)
    setattr(row, name, another(row._meta.get_field(name), getattr(row, name)))
    with transaction.atomic():
        history.record_many([row], by=factories.clerk(), fields=[name])
        return audit.record(audit.Event.CHANGED, by=factories.clerk(), row=row)


def save(row):
    with transaction.atomic():
        history.record(row, by=factories.clerk())
        audit.record(audit.Event.CHANGED, by=factories.clerk(), row=row)


def test_an_act_makes_cold_only_the_pages_of_its_own_township(two, cycle, client):
    member = factories.make_member(two[0], "钱六")
    here, there = (factories.make_user(Role.TOWNSHIP_OFFICER, one.township) for one in two)
    costs = {}
    for user in (here, there):
        client.force_login(user)
        cost(client)
        costs[user.pk] = cost(client)
    change(member)
    client.force_login(there)
    marks.flush()  # of a sign-in without the page for it
    assert cost(client) == costs[there.pk]
    client.force_login(here)
    assert cost(client) > costs[here.pk]
    assert cost(client) == costs[here.pk], "counted once"


def test_a_person_is_changed_where_his_rows_lie_and_nowhere_else(two, cycle, client):
    here, there = (factories.make_user(Role.TOWNSHIP_OFFICER, one.township) for one in two)
    person = factories.make_member(two[0], "钱六").person
    for user in (here, there):
        client.force_login(user)
        cost(client)
    marks.flush()
    costs = cost(client)
    change(person)
    assert cost(client) == costs, "the other township's page"
    client.force_login(here)
    cost(client)
    marks.flush()
    costs = cost(client)
    change(person)
    assert cost(client) > costs


def test_a_person_of_two_townships_is_changed_in_both(two, cycle):
    person = factories.make_member(two[0], "钱六").person
    factories.make_staff(two[1], person=person)
    marks.flush()
    table = person._meta.db_table
    before = {path: marks.standing([path])[path].get(table) for path in (one.township.path for one in two)}
    change(person)
    assert all(marks.standing([path])[path][table] != number for path, number in before.items())


def test_after_an_act_the_countys_page_asks_one_township_anew_however_many_there_are(two, cycle, client):
    member = factories.make_member(two[0], "钱六")
    client.force_login(factories.make_user(Role.COUNTY_CLERK, two[0].township.parent))

    def cold(address):
        cost(client, address)
        change(member)
        return cost(client, address)

    cold("/villages/")  # the first act in a township asks all that relatives are sought by, the others their own
    few = [cold(address) for address in ("/villages/", "/")]
    for number in range(5):
        village = factories.make_village(f"{number}号村", factories.make_township(f"{number}号乡"))
        factories.make_member(village, f"赵{'一二三四五'[number]}")
        factories.make_sweep(village)
    assert [cold(address) for address in ("/villages/", "/")] == few


def test_of_the_county_only_the_township_that_was_changed_is_counted_anew(two, cycle):
    county = factories.make_user(Role.COUNTY_CLERK, two[0].township.parent)
    asked = []

    def count(own):
        asked.append(own.scope_paths)
        KindItem.objects.exists()
        members = Counter(TeamMember.objects.visible_to(own).values_list("village__township", flat=True))
        return [[town, number] for town, number in members.items()]

    def counted():
        return dict(by_township("trial", county, cycle, count))

    assert counted() == {}
    for number, village in enumerate((*two, two[0])):
        factories.make_member(village, f"钱{'一二三'[number]}")
        assert counted()[village.township_id] == 1 + number // 2
        assert asked[-1] == (village.township.path,)
    assert counted() == {two[0].township_id: 2, two[1].township_id: 1}
    assert len(asked) == 4
    change(factories.kind(cycle, "responsibility"))
    counted()
    assert asked[4:] == [county.scope_paths], "a list of the county: all at once"


def test_what_a_process_has_at_hand_it_asks_the_database_for_no_more(two):
    def read():
        return kept.kept("a book", {"entry": (two[0].township.path,)}, lambda _: {"entry": Village.objects.count()})

    assert (read(), read()) == ({"entry": 2}, {"entry": 2})
    marks.flush()
    with CaptureQueriesContext(connection) as queries:
        assert read() == {"entry": 2}
    assert ["electioncycle_mark" in query["sql"] for query in queries] == [True]
    before = dict(kept._at_hand)
    factories.make_village("青石村", two[0].township)
    assert read() == {"entry": 3}, "as another process works it out"
    kept._at_hand.update(before)
    with CaptureQueriesContext(connection) as queries:
        assert read() == {"entry": 3}
    assert not any('FROM "villages_village"' in query["sql"] for query in queries), "and this one takes it over"


def test_a_process_has_no_more_at_hand_than_it_may(two, monkeypatch):
    monkeypatch.setattr(kept, "MOST", 8)
    asked = []

    def read(*names):
        kept.kept(
            "a book",
            dict.fromkeys(names, ("/99/",)),
            lambda own: asked.append(own) or dict.fromkeys(own, 1),
            together=True,
        )

    for number in range(12):
        read(str(number), "often")
    assert len(kept._at_hand) == 8
    assert "a book often" in kept._at_hand
    read(*map(str, range(12)))
    assert len(kept._at_hand) == 8, "so many at once are read from the database"
    assert len(asked) == 12


def test_what_a_process_remembers_it_reads_again_after_a_change_at_its_place_and_on_another_day(two, monkeypatch):
    read, here = [], (two[0].township.path,)

    def count():
        return read.append(1) or TeamMember.objects.count()

    def number(*, beyond=False):
        with marks.beyond() if beyond else nullcontext():
            return marks.remembered(("trial", beyond), count, places=here)

    assert (number(), number(), len(read)) == (0, 0, 1)
    factories.make_member(two[1], "赵一")
    assert (number(), len(read)) == (0, 1), "elsewhere"
    assert (number(beyond=True), len(read)) == (1, 2)
    factories.make_member(two[0], "钱六")
    assert (number(), number(), len(read)) == (2, 2, 3)
    assert (number(beyond=True), len(read)) == (2, 4)
    factories.make_member(two[1], "赵二")
    assert (number(beyond=True), number(beyond=True), len(read)) == (3, 3, 5), "read beyond: wherever it was changed"
    monkeypatch.setattr(timezone, "localdate", lambda: date(2099, 1, 1))
    assert (number(), len(read)) == (3, 6)


def test_what_is_remembered_makes_what_was_worked_out_from_it_cold_too(two):
    """Of a table that is remembered without any place the change counts wherever it was made."""
    asked = []

    def work_out(names):
        asked.append(names)
        return {"entry": marks.remembered("members", TeamMember.objects.count)}

    def read():
        return kept.kept("a book", {"entry": (two[0].township.path,)}, work_out)["entry"]

    assert (read(), read(), len(asked)) == (0, 0, 1)
    factories.make_member(two[1], "赵一")
    assert (read(), read(), len(asked)) == (1, 1, 2)


def test_what_one_request_does_to_its_cycle_no_other_sees(two, cycle):
    county = factories.make_user(Role.COUNTY_CLERK, two[0].township.parent)
    (own,) = cycles_of(county)
    own.name, own.county.name, own.rule_set.name = "甲", "乙", "丙"
    (other,) = cycles_of(county)
    assert (other.name, other.county.name) == (cycle.name, cycle.county.name)
    assert other.rule_set.name != "丙"
    cycle.name = "改名的届次"
    change(cycle)
    assert [one.name for one in cycles_of(county)] == ["改名的届次"]


def test_of_numbers_kept_twice_only_the_ledger_that_was_changed_is_asked_again(two, cycle):
    number = factories.id_number()
    members = [factories.make_member(village, "吴双岗", {"id_number": number}) for village in two]
    county = factories.make_user(Role.COUNTY_CLERK, two[0].township.parent)
    assert open_number(county, cycle) == 1
    change(members[0])
    marks.flush()
    with CaptureQueriesContext(connection) as queries:
        assert open_number(county, cycle) == 1
    asked = [query["sql"] for query in queries if Mark._meta.db_table not in query["sql"]]
    assert [f'FROM "{TeamMember._meta.db_table}"' in sql for sql in asked] == [True]
    members[1].withdrawn_at = timezone.now()
    save(members[1])
    assert open_number(county, cycle) == 0


@pytest.fixture
def outside(monkeypatch):
    """Pages are asked for outside of transactions; that of the test stays out of sight."""
    seen = SimpleNamespace(in_atomic_block=False, savepoint_ids=[])
    monkeypatch.setattr(marks, "connection", seen)
    return seen


def test_a_page_that_tells_twice_what_there_is_to_do_asks_for_it_once(two, cycle, client, outside):
    user = factories.make_user(Role.COUNTY_CLERK, two[0].township.parent)
    client.force_login(user)
    client.get("/")
    kept.put_down()
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/").status_code == 200
    assert sum(f"'due {user.pk} {cycle.pk}'" in query["sql"] for query in queries) == 1


def test_what_was_read_once_for_a_request_is_read_again_after_a_write_and_for_the_next_one(two, outside):
    read = []

    def number():
        return marks.once("members", lambda: read.append(1) or TeamMember.objects.count())

    assert (number(), number(), len(read)) == (0, 0, 2), "outside of requests each time"
    request_started.send(sender=None)
    assert (number(), number(), len(read)) == (0, 0, 3)
    with marks.reading() as tables:
        number()
    assert tables == {TeamMember._meta.db_table}
    factories.make_member(two[0], "钱六")
    assert (number(), number(), len(read)) == (1, 1, 4)
    outside.in_atomic_block = True
    assert (number(), number(), len(read)) == (1, 1, 6), "what may be undone is not remembered"
    outside.in_atomic_block = False
    request_finished.send(sender=None)
    assert (number(), len(read)) == (1, 7)


def test_what_one_of_a_township_worked_out_the_others_and_the_county_read(two, cycle):
    """And nobody who reaches less than the township, or another one, reads it."""
    (here, there), county = (one.township for one in two), two[0].township.parent
    asked = []

    def counted(user):
        return by_township("trial", user, cycle, lambda own: asked.append((own.scope_paths, own.roles)) or [[here.pk]])

    for role in (Role.TOWNSHIP_CLERK, Role.TOWNSHIP_OFFICER):
        assert counted(factories.make_user(role, here)) == [[here.pk]]
    assert asked == [((here.path,), frozenset())], "in nobody's name"
    for role in (Role.COUNTY_CLERK, Role.COUNTY_READER):
        assert counted(factories.make_user(role, county)) == [[here.pk]]
    assert [paths for paths, _ in asked[1:]] == [(there.path,)], "the county asks for the one that is missing"
    assert counted(factories.make_user(Role.VILLAGE_CLERK, two[0])) == [[here.pk]]
    assert asked[2:] == [((two[0].path,), frozenset())]


def test_nobody_in_particular_reads_the_places_of_an_official_and_never_another(two):
    county = factories.make_user(Role.COUNTY_CLERK, two[0].township.parent)
    own, other = (one.township.path for one in two)
    narrowed = county.reading(own)
    assert narrowed.covers(own)
    assert not narrowed.covers(other)
    assert (county.covers(other), county.reading().covers(other)) == (True, True)
    assert not narrowed.reading(other).covers(other)
    assert (narrowed.roles, bool(county.roles)) == (frozenset(), True)


def test_a_result_that_read_more_than_before_is_worked_out_once_more(two):
    asked = []

    def read(*models):
        def work_out(names):
            asked.append(names)
            return {"entry": sum(model.objects.count() for model in models)}

        return kept.kept("a book", {"entry": (two[0].township.path,)}, work_out)

    village, area = type(two[0]), type(two[0].township)
    read(village)
    factories.make_village("青石村", two[0].township)
    marks.flush()
    for models in ((village, area), (village, area), (village, area)):
        read(*models)
    assert len(asked) == 3, "the marks of the second table were not known when it was read first"


def test_a_row_that_moves_to_another_village_changes_both_townships(two, cycle):
    member = factories.make_member(two[0], "钱六")
    officers = [factories.make_user(Role.TOWNSHIP_OFFICER, one.township) for one in two]
    before = [fresh(user, cycle) for user in officers]
    assert [said(inbox._due_by_group(user, cycle)) for user in officers] == before
    member.village = two[1]
    save(member)
    after = [said(inbox._due_by_group(user, cycle)) for user in officers]
    assert after == [fresh(user, cycle) for user in officers]
    assert after[0] != before[0]
    assert after[1] != before[1]


def test_a_list_of_the_county_reaches_the_townships(two, cycle):
    officer = factories.make_user(Role.TOWNSHIP_OFFICER, two[0].township)
    inbox.due_of(officer, cycle)
    item = factories.kind(cycle, "responsibility")
    item.withdrawn_at = timezone.now()
    change(item)
    assert said(inbox._due_by_group(officer, cycle)) == fresh(officer, cycle)


def test_another_day_is_counted_anew(two, cycle, monkeypatch):
    asked = []
    for day in (date(2026, 11, 22), date(2026, 11, 22), date(2026, 11, 23)):
        monkeypatch.setattr(timezone, "localdate", lambda *given, day=day: day)
        kept.kept("a book", {"entry": ("/99/",)}, lambda names: asked.append(names) or {"entry": 1})
    assert len(asked) == 2


def test_signing_in_and_being_there_changes_nobodys_results(two, cycle, client):
    officer = factories.make_user(Role.TOWNSHIP_OFFICER, two[0].township)
    other = factories.make_user(Role.COUNTY_READER, two[0].township.parent)
    users = [*people(two[0]), officer]
    for user in users:
        client.force_login(user)
        for address in ("/", "/meetings/", f"/villages/{two[0].pk}/"):
            client.get(address)
    marks.flush()
    before = {row.pk: row.number for row in Mark.objects.exclude(table__in=SIGNED)}
    session = Client()
    assert session.post("/accounts/login/", {"username": other.username, "password": factories.PASSWORD}).url == "/"
    assert session.get("/villages/").status_code == 200
    session.post("/accounts/logout/")
    assert {row.pk: row.number for row in Mark.objects.exclude(table__in=SIGNED)} == before
    read = {table.lstrip("/") for row in Kept.objects.all() for tables, *_ in row.entries.values() for table in tables}
    assert "accounts_user" in read
    assert not read & {"django_session", "accounts_opensession", "electioncycle_ratecount", *SIGNED}


def test_a_changed_account_changes_the_results_that_name_it(two, cycle):
    officer = factories.make_user(Role.TOWNSHIP_OFFICER, two[0].township)
    before = marks.standing(["/"])["/"]
    officer.name = "改名人"
    officer.save(update_fields=["name"])
    after = marks.standing(["/"])["/"]
    assert before.get("accounts_user") != after["accounts_user"]


def test_of_places_that_were_read_before_a_request_reads_only_the_marks_that_have_moved_since(two, outside):
    """The same marks as read anew, after every act, after one that was undone, and of places that are new to it."""
    paths = [one.path for one in (*two, two[0].township, two[1].township)]

    def followed(*wanted):
        request_started.send(sender=None)
        marks.standing({marks.EVERYWHERE})
        with CaptureQueriesContext(connection) as queries:
            said = marks.standing(wanted)
        assert all(said[place] == marks._standing({place})[place] for place in wanted)
        return [one["sql"] for one in queries]

    assert len(followed(*paths[:3])) == 1
    assert followed(*paths[:3]) == [], "nothing has been changed"
    for some in steps(two):
        for act in some:
            act()
        (asked,) = followed(*paths[:3])
        assert '"table" IN' in asked, "of the tables that were changed"
    with suppress(ZeroDivisionError), transaction.atomic():
        factories.make_member(two[1], "赵二")
        followed(*paths)
        raise ZeroDivisionError
    followed(*paths)
    factories.make_member(two[0], "赵三")
    assert len(followed(*paths, "/98/")) == 2, "and all of a place that is asked for the first time"
    request_finished.send(sender=None)


def test_another_version_of_the_program_words_everything_anew(monkeypatch):
    asked = []
    for version in ("first", "first", "second"):
        monkeypatch.setattr(kept, "program", lambda version=version: version)
        kept.kept("a book", {"entry": ("/99/",)}, lambda names: asked.append(names) or {"entry": 1})
    assert len(asked) == 2


def test_what_was_worked_out_yesterday_is_gone_by_the_morning(two, cycle, client):
    client.force_login(factories.make_user(Role.TOWNSHIP_OFFICER, two[0].township))
    client.get("/")
    todays = set(Kept.objects.values_list("book", flat=True))
    Kept.objects.create(book="yesterday's", made_on=timezone.localdate() - timedelta(days=1))
    said = upkeep.erase_old_figures()
    assert "1份" in said
    assert todays
    assert set(Kept.objects.values_list("book", flat=True)) == todays


def test_a_book_holds_only_what_is_asked_of_it_today():
    for names in (("one", "other"), ("other", "third")):
        kept.kept("a book", dict.fromkeys(names, ("/99/",)), lambda asked: dict.fromkeys(asked, 1))
    assert set(Kept.objects.get().entries) == {"other", "third"}


def undone(row):
    with transaction.atomic():
        audit.record(audit.Event.CHANGED, by=factories.clerk(), row=row)
        raise ZeroDivisionError


def test_what_was_written_in_an_undone_part_of_an_act_is_marked_all_the_same_if_the_rest_stands(two, cycle):
    """The marks were moved under a savepoint that was undone; the row written before it was not."""
    Mark.objects.all().delete()  # this test's own are looked at
    talk = factories.make_talk(two[0])
    marks.flush()
    before = dict(Mark.objects.filter(table=talk._meta.db_table).values_list("path", "number"))
    with transaction.atomic():
        history.record(talk, by=factories.clerk())
        with pytest.raises(ZeroDivisionError):
            undone(talk)
    marks.flush()
    after = dict(Mark.objects.filter(table=talk._meta.db_table).values_list("path", "number"))
    assert before.keys() == after.keys()
    assert all(before[path] != after[path] for path in before)


def test_a_busy_database_makes_the_page_slower_and_not_wrong(two, cycle, client, monkeypatch):
    def busy(*args, **kwargs):
        raise OperationalError("database is locked")

    client.force_login(factories.make_user(Role.TOWNSHIP_OFFICER, two[0].township))
    monkeypatch.setattr(Kept.objects, "bulk_create", busy)
    shown = client.get("/villages/").context["inbox_count"]
    monkeypatch.undo()
    assert shown == client.get("/villages/").context["inbox_count"]
    assert shown > 0


def test_queries_of_a_villages_page_stay_few(two, cycle, client):
    client.force_login(factories.make_user(Role.COUNTY_CLERK, two[0].township.parent))
    for number in range(4):
        factories.make_member(two[0], f"钱{'一二三四'[number]}")
    for address in (f"/villages/{two[0].pk}/", "/meetings/"):
        cost(client, address)
        assert cost(client, address) <= 20


def saved_again(row):
    """As a form saves it, or where no form may, as the first of its moves does; what has no version is no row."""
    if not hasattr(row, "version"):
        return
    with suppress(Refused):
        history.record(row, by=factories.clerk())
        return
    getattr(row, next(row.get_available_state_transitions()).name)()
    history.record(row, by=factories.clerk())


def _tables_of(row):
    return row._meta.db_table, f"{row._meta.db_table}{aside.SIGN}version"


def test_every_ledgers_rows_say_where_they_lie(two):
    """A save marks the township it was done in: a ledger whose rows lie nowhere would make everybody's pages cold."""
    marked = 0
    for name, build in sorted(factories.BUILDERS.items()):
        row = build(two[0])
        if name in REGISTRY and type(row).scope_lookup:
            Mark.objects.all().delete()
            marks.forget()
            saved_again(row)
            marks.flush()
            moved = Mark.objects.filter(table__in=_tables_of(row))
            assert moved.exists(), name
            assert not moved.filter(below=False, path=marks.EVERYWHERE).exists(), name
            marked += 1
    assert marked > 20


def test_what_an_act_reads_of_its_own_writes_is_right_and_kept_for_nobody_else(two):
    """It holds no mark and no book while it works, so that nobody waits for it who is waited for."""
    here = two[0].township

    def read():
        return kept.kept("a book", {"entry": (here.path,)}, lambda _: {"entry": Village.objects.count()})["entry"]

    assert read() == 2
    stored, numbers = Kept.objects.get().entries, set(Mark.objects.values_list("table", "path", "number"))
    with transaction.atomic():
        factories.make_village("青石村", here)
        assert (read(), read()) == (3, 3)
        with suppress(ZeroDivisionError), transaction.atomic():
            factories.make_village("黄石村", here)
            assert read() == 4
            raise ZeroDivisionError
        assert read() == 3
        assert Kept.objects.get().entries == stored
        assert set(Mark.objects.values_list("table", "path", "number")) == numbers
    assert read() == 3
    assert Kept.objects.get().entries != stored


def test_what_there_is_to_do_in_a_township_is_worked_out_once_for_all_who_do_the_same_there(two, cycle, monkeypatch):
    """But for what is told to one alone, such as entries that he was named to read."""
    first, second = (factories.make_user(Role.TOWNSHIP_CLERK, two[0].township) for _ in range(2))
    officer = factories.make_user(Role.TOWNSHIP_OFFICER, two[0].township)
    asked = []
    for name in ("teammember", "keyperson"):
        ledger = REGISTRY[name]
        due = ledger.due
        counted = partial(lambda name, due, user, cycle: asked.append(name) or due(user, cycle), name, due)
        monkeypatch.setattr(ledger, "due", counted)

    def entries(user):
        asked.clear()
        return said(inbox._kept(user, cycle)), sorted(set(asked))

    told, whole = entries(first)
    assert whole == ["keyperson", "teammember"]
    assert entries(second) == (told, ["keyperson"])
    assert entries(officer)[1] == ["keyperson", "teammember"], "other work"
    factories.make_member(two[0], "钱六")
    assert entries(second)[1] == ["teammember"]
    assert entries(first)[1] == []
    assert entries(officer)[1] == ["teammember"]


def test_who_asks_as_nobody_in_particular_cannot_be_told_from_another(two):
    user = factories.make_user(Role.TOWNSHIP_CLERK, two[0].township)
    nobody = Unnamed(user)
    assert nobody.covers(two[0].path)
    assert not nobody.covers(two[1].path)
    assert nobody.roles == user.roles
    for ask in (lambda: nobody.pk, lambda: nobody == user, lambda: {nobody}, lambda: nobody.username):
        with pytest.raises(Named):
            ask()
    with pytest.raises(Named):
        Notice.objects.filter(user=nobody).exists()
