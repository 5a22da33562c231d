"""Every change of a row: who, when, before and after, why; two versions side by side; nobody's text is lost."""

import pytest
from django.urls import reverse

from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records import history
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent, Event
from readiness.models import ItemRating, TeamAnalysis
from tests import factories
from tests.moving import seen
from tests.test_every_ledger import form_data
from tests.test_readiness import posted
from villages.models import Person, ResponsibilityPost, TeamMember

pytestmark = pytest.mark.django_db


@pytest.fixture
def village():
    village = factories.make_village("青山村", factories.make_township("东河镇"))
    factories.cycle_for(village)
    return village


@pytest.fixture
def clerk(village):
    return factories.make_user(Role.TOWNSHIP_CLERK, village.township, name="周干事")


@pytest.fixture
def officer(village):
    return factories.make_user(Role.TOWNSHIP_OFFICER, village.township, name="吴委员")


@pytest.fixture
def posts(client, clerk):
    client.force_login(clerk)
    return REGISTRY["responsibilitypost"]


def change(client, ledger, row, **values):
    data = form_data(client, ledger, row)
    reason = values.pop("reason", "核对后更正")
    answer = client.post(ledger.url("edit", row.pk), data | values | {"reason": reason})
    assert answer.status_code == 302, answer.content.decode()[-1500:]


def said(answer):
    return answer.content.decode()


# --- history -----------------------------------------------------------------------------------------------------


def test_the_history_says_who_when_what_before_and_after_and_why(client, posts, village):
    row = factories.make_post(village, name="李联村")
    change(client, posts, row, name="王联村", reason="工作调整")
    page = said(client.get(posts.url("history", row.pk)))
    for words in ("周干事", "底表录入员", "李联村", "王联村", "工作调整", "第2版", "共2版"):
        assert words in page


def entry_of(row):
    entry = row.history.first()
    return {field.attname: getattr(entry, field.attname) for field in entry.tracked_fields}


def test_many_rows_saved_at_once_have_each_the_history_of_what_is_stored(clerk):
    """New ones and changed ones; what was not named is neither stored nor said to be."""
    people = [Person(name=f"周{one}", sex="male", id_number=factories.id_number()) for one in "甲乙丙"]
    history.record_many(people, by=clerk, reason="导入“名单.xlsx”")
    for person in people:
        person.name, person.native_place = person.name.replace("周", "吴"), "没有写下的籍贯"
    history.record_many(people, by=clerk, reason="核对", fields=["name"])
    for person in Person.objects.all():
        newest, first = person.history.all()
        assert (first.history_type, newest.history_type) == ("+", "~")
        assert (first.history_change_reason, newest.history_change_reason) == ("导入“名单.xlsx”", "核对")
        assert {first.history_user, newest.history_user} == {clerk}
        assert (first.version, newest.version, first.name[0], newest.name[0]) == (1, 2, "周", "吴")
        assert entry_of(person) == {name: getattr(person, name) for name in entry_of(person)}
        assert (person.native_place, bool(newest.id_number)) == ("", True)


def test_any_two_versions_stand_side_by_side(client, posts, village):
    row = factories.make_post(village, name="李联村")
    for name in ("王联村", "赵联村"):
        change(client, posts, row, name=name)
    third, _, first = row.history.all()
    page = client.get(posts.url("history", row.pk), {"a": third.pk, "b": first.pk})
    compared = page.context["compared"]
    lines = {label: (before, after, differs) for label, before, after, differs in compared["lines"]}
    assert lines[posts.label("name")] == ("李联村", "赵联村", True)
    assert lines[posts.label("unit")] == ("县农业农村局", "县农业农村局", False)
    assert compared["differ"] == 1
    assert client.get(posts.url("history", row.pk), {"a": third.pk, "b": "x"}).context["compared"] is None


def test_a_foreign_version_is_not_compared(client, posts, village):
    row = factories.make_post(village)
    other = factories.make_post(factories.make_village("白石村", factories.make_township("西坪乡")))
    page = client.get(posts.url("history", row.pk), {"a": row.history.get().pk, "b": other.history.get().pk})
    assert page.context["compared"] is None


def test_the_person_of_a_member_has_his_history_there_masked(client, clerk, village):
    ledger = REGISTRY["teammember"]
    member = factories.make_member(village, "张建国")
    client.force_login(clerk)
    change(client, ledger, member, person__name="张建军")
    entries = member.history.all()
    page = client.get(ledger.url("history", member.pk), {"a": entries[0].pk, "b": entries[1].pk})
    lines = {label: (before, after) for label, before, after, _ in page.context["compared"]["lines"]}
    assert lines["姓名"] == ("张建国", "张建军")
    assert member.person.id_number not in said(page)
    assert "张建军" in said(client.get(ledger.url("history", member.pk)))


def test_the_parts_of_an_analysis_have_their_history_on_its_page(client, clerk, village):
    factories.make_member(village)
    client.force_login(clerk)
    client.post(reverse("analysis_entry", args=[village.pk]), posted(village, factories.cycle_for(village)))
    row = TeamAnalysis.objects.get()
    titles = [title for title, _, _ in client.get(reverse("teamanalysis_history", args=[row.pk])).context["related"]]
    assert len(titles) >= ItemRating.objects.count() + 1


def test_many_versions_come_in_pages(client, posts, village):
    row = factories.make_post(village)
    for number in range(33):
        row.name = f"李{number}"
        history.record(row, by=factories.clerk())
    first, second = (client.get(posts.url("history", row.pk), {"page": number}) for number in (1, 2))
    assert len(first.context["entries"]) == 30
    assert [entry.version for entry, _ in second.context["entries"]] == [4, 3, 2, 1]
    oldest_shown, changes = first.context["entries"][-1]
    assert (oldest_shown.version, [c.before for c in changes]) == (5, ["李2"])


# --- restoring ---------------------------------------------------------------------------------------------------


def test_an_earlier_content_comes_back_as_an_edit_of_its_own(client, posts, clerk, village):
    row = factories.make_post(village, name="李联村", unit="县水利局")
    change(client, posts, row, name="王联村", unit="县林业局")
    first = row.history.last()
    address = posts.url("revert", row.pk)
    assert client.post(address, seen(row) | {"entry": first.pk, "reason": ""}).status_code == 422
    assert client.post(address, {"entry": first.pk, "version": 2, "reason": "误改"}).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.unit, row.version) == ("李联村", "县水利局", 3)
    latest = row.history.first()
    assert latest.history_user == clerk
    assert "误改" in latest.history_change_reason
    assert AuditEvent.objects.get(type=Event.REVERTED).object_id == row.pk
    assert client.post(address, {"entry": first.pk, "version": 2, "reason": "又一次"}).status_code == 409


def test_place_number_and_state_never_come_back(client, clerk, village):
    ledger = REGISTRY["teammember"]
    other = factories.make_village("白石村", village.township)
    member = factories.make_member(other, "张建国")
    old_number, first = member.person.id_number, member.history.get()
    member.village, member.wish = village, "retire"
    history.record(member, by=clerk)
    member.person.id_number, member.person.name = factories.id_number(), "张建军"
    history.record(member.person, by=clerk)
    new_number = member.person.id_number
    client.force_login(clerk)
    assert (
        client.post(ledger.url("revert", member.pk), seen(member) | {"entry": first.pk, "reason": "误改"}).status_code
        == 302
    )
    member = TeamMember.objects.select_related("person").get()
    assert (member.wish, member.person.name) == (first.wish, "张建国")
    assert member.village == village
    assert member.person.id_number == new_number != old_number


def test_nothing_is_restored_in_a_closed_cycle_or_into_a_locked_row(client, clerk, village):
    row = factories.make_post(village, name="李联村")
    ledger = REGISTRY["responsibilitypost"]
    client.force_login(clerk)
    change(client, ledger, row, name="王联村")
    first, cycle = row.history.last(), row.cycle
    cycle.state = "closed"
    history.record(cycle, by=factories.clerk())
    page = said(client.get(ledger.url("history", row.pk)))
    assert "恢复到这一版" not in page
    assert "已关闭" in page
    answer = client.post(ledger.url("revert", row.pk), seen(row) | {"entry": first.pk, "reason": "误改"})
    assert answer.status_code == 422
    assert ResponsibilityPost.objects.get().name == "王联村"


def test_what_may_not_be_entered_any_more_may_not_be_restored(client, clerk, village):
    ledger, cycle = REGISTRY["villageprofile"], factories.cycle_for(village)
    gone = factories.kind(cycle, "batch", 0)
    row = factories.make_profile(village, batch=gone)
    client.force_login(clerk)
    change(client, ledger, row, batch=factories.kind(cycle, "batch", 1).pk)
    gone.withdrawn_at = gone.updated_at
    history.record(gone, by=factories.clerk())
    answer = client.post(ledger.url("revert", row.pk), seen(row) | {"entry": row.history.last().pk, "reason": "误改"})
    assert answer.status_code == 422
    assert "现在已不可选" in said(answer)


# --- two editors -------------------------------------------------------------------------------------------------


def test_the_second_editor_chooses_field_by_field(client, clerk, officer, posts, village):
    row = factories.make_post(village, name="李联村", unit="县水利局", post="副局长")
    opened = form_data(client, posts, row)
    client.force_login(officer)
    change(client, posts, row, name="王联村", unit="县林业局")
    client.force_login(clerk)
    late = client.post(posts.url("edit", row.pk), opened | {"name": "赵联村", "post": "局长"})
    assert late.status_code == 409
    found = {one.name: one for one in late.context["differences"]}
    assert set(found) == {"name", "unit", "post"}
    assert (found["name"].mine, found["name"].theirs, found["name"].before) == ("赵联村", "王联村", "李联村")
    assert found["name"].both
    assert (found["unit"].keep, found["post"].keep) == ("theirs", "mine")
    assert str(found["unit"].touch.by) == "吴委员"
    assert found["post"].touch is None
    for words in ("吴委员", "赵联村", "王联村", "打开时为：李联村", "只有您改了这一栏"):
        assert words in said(late)
    assert ResponsibilityPost.objects.get().name == "王联村"
    again = {field.html_name: field.value() for field in late.context["form"] if field.value() not in (None, "", False)}
    chosen = {"keep-name": "mine", "keep-unit": "theirs", "keep-post": "mine"}
    reopened = client.post(posts.url("edit", row.pk), again | chosen | {"reopen": "1"})
    assert reopened.status_code == 200
    assert reopened.context["form"]["unit"].value() == "县林业局"
    assert ResponsibilityPost.objects.get().version == 2
    assert client.post(posts.url("edit", row.pk), again | chosen).status_code == 302
    row = ResponsibilityPost.objects.get()
    assert (row.name, row.unit, row.post) == ("赵联村", "县林业局", "局长")


def test_what_is_sent_again_conflicts_again_when_a_third_was_quicker(client, posts, village):
    row = factories.make_post(village)
    opened = form_data(client, posts, row)
    change(client, posts, row, name="王联村")
    late = client.post(posts.url("edit", row.pk), opened | {"name": "赵联村"})
    again = {field.html_name: field.value() for field in late.context["form"] if field.value() not in (None, "", False)}
    change(client, posts, ResponsibilityPost.objects.get(), name="钱联村")
    third = client.post(posts.url("edit", row.pk), again | {"keep-name": "mine"})
    assert third.status_code == 409
    assert [(one.mine, one.theirs) for one in third.context["differences"]] == [("赵联村", "钱联村")]


def test_two_editors_of_one_analysis_settle_field_by_field(client, clerk, officer, village):
    factories.make_member(village)
    cycle, address = factories.cycle_for(village), reverse("analysis_entry", args=[village.pk])
    client.force_login(clerk)
    assert client.post(address, posted(village, cycle)).status_code == 302
    version = TeamAnalysis.objects.get().version
    item = ItemRating.objects.first().item_id
    theirs = posted(village, cycle, version=version) | {"head-words": "先存的事实。", f"item-{item}-grade": "fair"}
    client.force_login(officer)
    assert client.post(address, theirs).status_code == 302
    client.force_login(clerk)
    mine = posted(village, cycle, version=version) | {"head-leader": "钱组长", "head-words": "后存的事实。"}
    late = client.post(address, mine)
    assert late.status_code == 409
    found = {one.name: one for one in late.context["differences"]}
    assert {"head-words", "head-leader", f"item-{item}-grade"} <= set(found)
    assert found["head-words"].both
    assert str(found[f"item-{item}-grade"].touch.by) == "吴委员"
    assert (found[f"item-{item}-grade"].keep, found["head-leader"].keep) == ("theirs", "mine")
    chosen = {f"keep-{name}": one.keep for name, one in found.items()}
    again = client.post(address, mine | chosen | {"version": late.context["version"], "keep-head-words": "theirs"})
    assert again.status_code == 302, said(again)[-2000:]
    row = TeamAnalysis.objects.get()
    assert (row.leader, row.words) == ("钱组长", "先存的事实。")
    assert row.itemratings.get(item=item).grade == "fair"


def test_problems_are_kept_as_one_table(client, clerk, officer, village):
    factories.make_member(village)
    cycle, address = factories.cycle_for(village), reverse("analysis_entry", args=[village.pk])
    client.force_login(clerk)
    client.post(address, posted(village, cycle) | {"problem-0-problem": "村账公开不及时"})
    analysis = TeamAnalysis.objects.get()
    mine = posted(village, cycle, version=analysis.version) | {"problem-0-id": analysis.analysisproblems.get().pk}
    client.force_login(officer)
    theirs = {"problem-0-problem": "他写的问题", "problem-1-problem": "他加的问题"}
    assert client.post(address, mine | theirs).status_code == 302
    client.force_login(clerk)
    late = client.post(address, mine | {"problem-0-problem": "我写的问题"})
    assert late.status_code == 409
    found = {one.name: one for one in late.context["differences"]}
    assert str(found["problems"].touch.by) == "吴委员"
    assert (found["problems"].mine, found["problems"].theirs) == ("我写的问题", "他写的问题；他加的问题")
    sent = mine | {"problem-0-problem": "我写的问题", "version": late.context["version"], "keep-problems": "theirs"}
    assert client.post(address, sent).status_code == 302
    live = TeamAnalysis.objects.get().analysisproblems.filter(withdrawn_at=None).order_by("position")
    assert [problem.problem for problem in live] == ["他写的问题", "他加的问题"]
