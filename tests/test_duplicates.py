"""One ID number in two townships: they learn nothing, the county compares and merges."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from candidates.models import Pledge, ReserveCandidate, ReviewAnswer, ReviewSubject
from electioncycle.ledgers import attachments
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records import history
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent
from electioncycle.sheets import write_rows
from electioncycle.workbooks import exports, imports
from tests import factories
from tests.moving import seen
from tests.route_world import picture
from villages.models import Cycle, Person, Talk, TeamMember

pytestmark = pytest.mark.django_db
POOL = REGISTRY["reservecandidate"]
SENTENCE = "已在其他乡镇登记，请联系县换届办"


@pytest.fixture
def east():
    row = factories.make_village("青山村", factories.make_township("东河镇"))
    factories.cycle_for(row)
    return row


@pytest.fixture
def west(east):
    return factories.make_village("白石村", factories.make_township("西坪乡"))


@pytest.fixture
def number():
    return factories.id_number()


def compared():
    """The entries as the page puts them side by side, each with its version."""
    return [f"{one.pk}:{one.version}" for one in Person.objects.all()]


def merged(client, address, **sent):
    return client.post(address, {**sent, "row": compared()})


def clerk_of(village):
    return factories.make_user(Role.TOWNSHIP_CLERK, village.township)


def form_for(village, number, name="孙后备"):
    cycle = factories.cycle_for(village)
    return {
        "village": village.pk,
        "person__name": name,
        "person__sex": "male",
        "person__id_number": number,
        "group": factories.kind(cycle, "reserve_group").pk,
        "channel": factories.kind(cycle, "reserve_channel").pk,
        "state": "pooled",
        "township_review": "open",
    }


def everything_read(client, clerk, row):
    """All a township can read about its row: pages, search, history, export, import preview."""
    cycle = row.cycle
    names = ("detail", "edit", "history")
    pages = [client.get(POOL.url(name, row.pk)).content.decode() for name in names]
    pages.append(client.get(f"{POOL.url('list')}?q={row.person.name}").content.decode())
    pages += [client.get(reverse(name)).content.decode() for name in ("candidates", "reserve_pool", "inbox")]
    pages.append(client.get(reverse("village_detail", args=[row.village_id])).content.decode())
    book = exports.workbook(POOL, POOL.rows(clerk, cycle), user=clerk)
    batch = imports.check(POOL, imports.upload(POOL, "表.xlsx", book, by=clerk, cycle=cycle), cycle=cycle)
    assert batch.counts["wrong"] == 0
    return " ".join([*pages, batch.preview, batch.message])


def test_a_township_entering_a_number_held_elsewhere_learns_nothing_and_the_county_gets_the_case(
    client, east, west, number
):
    factories.make_member(east, "张见国", person={"id_number": number, "phone": "13912345678"})
    clerk = clerk_of(west)
    client.force_login(clerk)
    answer = client.post(POOL.url("add"), form_for(west, number), follow=True)
    assert answer.status_code == 200
    row = ReserveCandidate.objects.get()
    assert row.person.name == "孙后备"
    text = answer.content.decode() + everything_read(client, clerk, row)
    for word in ("张见国", "青山村", "东河镇", "139****5678", SENTENCE, "其他乡镇"):
        assert word not in text, word
    assert client.get(reverse("held_twice")).status_code == 403
    client.force_login(factories.make_user(Role.COUNTY_READER, east.township.parent))
    page = client.get(reverse("held_twice")).content.decode()
    assert "号同名不同" in page
    assert number not in page
    key = client.get(reverse("held_twice")).context["found"][0].key
    compared = client.get(reverse("duplicate", args=[key])).content.decode()
    assert "张见国" in compared
    assert number not in compared
    assert merged(client, reverse("duplicate_merge", args=[key]), keep=key, reason="核实无误").status_code == 403


def test_with_the_notice_on_the_township_reads_the_one_fixed_sentence(client, east, west, number):
    Cycle.objects.update(tells_held_elsewhere=True)
    factories.make_member(east, "张见国", person={"id_number": number})
    clerk = clerk_of(west)
    client.force_login(clerk)
    text = client.post(POOL.url("add"), form_for(west, number), follow=True).content.decode()
    assert text.count(SENTENCE) == 1
    assert "张见国" not in text
    other = client.post(POOL.url("add"), form_for(west, factories.id_number(), "李无关"), follow=True).content.decode()
    assert SENTENCE not in other


def test_the_county_merges_with_a_reason_and_keeps_the_person_from_then_on(client, east, west, number):
    member = factories.make_member(east, "张建国", person={"id_number": number, "education": "college"})
    pooled = factories.make_reserve(west, "张建囯", person={"id_number": number, "education": "junior"})
    admin = factories.make_user(Role.COUNTY_CLERK, east.township.parent)
    client.force_login(admin)
    merge = reverse("duplicate_merge", args=[pooled.person_id])
    for sent in ({"keep": member.person_id, "reason": ""}, {"keep": "", "reason": "两地核实为同一人"}):
        assert merged(client, merge, **sent).status_code == 422
    assert Person.objects.count() == 2
    opened = {"keep": member.person_id, "reason": "两地核实为同一人", "row": compared()}
    history.record(pooled.person, by=admin)  # somebody corrects an entry while the two stand side by side
    for stale in (opened, {**opened, "row": []}):
        assert client.post(merge, stale).status_code == 409
    assert Person.objects.count() == 2
    assert merged(client, merge, keep=member.person_id, reason="两地核实为同一人").status_code == 302
    one = Person.objects.get()
    assert (one.name, one.county_kept) == ("张建国", True)
    assert TeamMember.objects.get().person == ReserveCandidate.objects.get().person == one
    assert {old.merged_into for old in Person.all_rows.exclude(pk=one.pk)} == {one}
    event = AuditEvent.objects.filter(type="step").latest("id")
    assert event.details["move"] == "merge_persons"
    assert "核实" not in str(event.details)
    assert client.get(reverse("held_twice")).context["tally"] == {"open": 0, "known": 1}
    assert merged(client, merge, keep=member.person_id, reason="再次合并").status_code == 404
    clerk = clerk_of(west)
    client.force_login(clerk)
    text = client.get(POOL.url("history", pooled.pk)).content.decode()
    assert "县换届办核对人员基本信息" in text
    for word in ("两地核实", "青山村", "东河镇"):
        assert word not in text, word
    row = ReserveCandidate.objects.get()
    changed = form_for(west, row.person.id_number, "张建国") | {"version": row.version, "person__education": "bachelor"}
    changed |= {"person__politics": row.person.politics, "person__ethnicity": row.person.ethnicity}
    answer = client.post(POOL.url("edit", row.pk), changed)
    assert answer.status_code == 422
    assert "已由县换届办核定" in answer.content.decode()
    client.force_login(admin)
    assert client.post(POOL.url("edit", row.pk), changed).status_code == 302
    assert Person.objects.get().education == "bachelor"


def test_a_merger_that_would_leave_the_same_row_twice_is_refused_whole(client, east, number):
    first = factories.make_reserve(east, "张建国", person={"id_number": number})
    factories.make_reserve(east, "张建国", person={"id_number": number})
    client.force_login(factories.make_user(Role.COUNTY_ADMIN, east.township.parent))
    merge = reverse("duplicate_merge", args=[first.person_id])
    answer = merged(client, merge, keep=first.person_id, reason="同一人重复登记")
    assert answer.status_code == 422
    assert "先把其中一条撤回到回收站" in answer.content.decode()
    assert (Person.objects.count(), ReserveCandidate.objects.values("person").distinct().count()) == (2, 2)


def member_data(village, number, name="孙后备", **more):
    data = {"village": village.pk, "person__name": name, "person__sex": "male", "person__id_number": number}
    return (
        data | {"party_post": "member", "committee_post": "none", "supervision_post": "none", "wish": "unknown"} | more
    )


def test_who_is_in_the_pool_and_enters_the_team_of_his_township_stays_one_person(client, east, west, number):
    team, near = REGISTRY["teammember"], factories.make_village("柳林村", east.township)
    pooled = factories.make_reserve(east, person={"id_number": number, "education": "college", "phone": "13912345678"})
    client.force_login(clerk_of(east))
    data = {"collective_post": "none", "person__ethnicity": "汉族"}
    refused = client.post(team.url("add"), member_data(near, number, "李另名", **data))
    assert refused.status_code == 422
    assert "本乡镇已有此身份证号的登记，姓名为“孙后备”" in refused.content.decode()
    assert client.post(team.url("add"), member_data(near, number, **data)).status_code == 302
    member = TeamMember.objects.get()
    assert member.person == pooled.person
    assert (member.person.education, member.person.phone) == ("college", "13912345678")  # what was left empty stays
    county = factories.make_user(Role.COUNTY_CLERK, east.township.parent)
    assert not [one for one in team.due(county, factories.cycle_for(east)) if "疑似重复" in one.title]

    other = factories.id_number()
    factories.make_reserve(east, "周后备", person={"id_number": other})
    headers = ("乡镇(街道)", "村(社区)", "姓名", "性别", "身份证号", "政治面貌", "党组织职务")
    lines = [
        ["东河镇", "柳林村", "周后备", "男", other, "中共党员", "委员"],
        ["东河镇", "青山村", "吴别名", "男", other, "中共党员", "委员"],
    ]
    book = write_rows(headers, lines, text_columns=headers)
    clerk = clerk_of(east)
    cycle = factories.cycle_for(east)
    batch = imports.check(team, imports.upload(team, "班子.xlsx", book, by=clerk, cycle=cycle), cycle=cycle)
    assert (batch.counts["new"], batch.counts["wrong"]) == (1, 1)
    assert "姓名为“周后备”" in batch.preview
    imports.confirm(team, batch, cycle=cycle)
    assert Person.objects.filter(name="周后备").count() == 1
    assert TeamMember.objects.filter(person__name="周后备").count() == 1

    client.force_login(clerk_of(west))
    answer = client.post(team.url("add"), member_data(west, number, "钱异名", **data), follow=True)
    assert answer.status_code == 200
    for word in ("孙后备", "青山村", "东河镇", SENTENCE):
        assert word not in answer.content.decode(), word
    (due,) = [one for one in team.due(county, cycle) if "疑似重复" in one.title]
    assert (due.count, due.url) == (1, reverse("held_twice"))
    assert not [one for one in team.due(clerk, cycle) if "疑似重复" in one.title]
    client.force_login(county)
    assert "疑似重复登记的人员待核对" in client.get(reverse("inbox")).content.decode()


def test_a_villages_own_clerk_learns_nothing_of_the_pool(client, east, number):
    factories.make_reserve(east, person={"id_number": number})
    client.force_login(factories.make_user(Role.VILLAGE_CLERK, east))
    data = member_data(east, number, "李另名", collective_post="none", person__ethnicity="汉族")
    answer = client.post(REGISTRY["teammember"].url("add"), data, follow=True)
    assert answer.status_code == 200
    assert "孙后备" not in answer.content.decode()
    assert TeamMember.objects.get().person.name == "李另名"


def test_pledge_scan_talk_and_answers_follow_the_person_that_is_kept(client, east, west, number):
    """Even what is settled and frozen by now: a signed pledge, somebody in a batch that was sent."""
    pooled = factories.make_reserve(west, "冯退选", person={"id_number": number})
    subject = factories.make_subject(east, "冯退选", who=factories.make_person("冯退选", id_number=number))
    request = factories.send(subject.batch).requests.get(department__name="公安局")
    answer = history.record(
        ReviewAnswer(request=request, subject=subject, result="clear", handler="王警官"), by=factories.clerk()
    )
    pledge = factories.make_pledge(east, who=subject.person)
    clerk = clerk_of(east)
    client.force_login(clerk)
    sent = {"on": "2026-11-14", "voluntary": "1", "file": SimpleUploadedFile("承诺书.png", picture().read())}
    assert client.post(f"/candidates/pledge/{pledge.pk}/move/sign/", seen(pledge) | sent).status_code == 302
    refused = factories.make_pledge(west, who=pooled.person)
    client.force_login(clerk_of(west))
    move = f"/candidates/pledge/{refused.pk}/move/refuse/"
    assert client.post(move, seen(refused) | {"on": "2026-11-15", "reason": "我要参选"}).status_code == 302
    written = pledge.history.count()

    client.force_login(factories.make_user(Role.COUNTY_ADMIN, east.township.parent))
    merge = reverse("duplicate_merge", args=[pooled.person_id])
    assert merged(client, merge, keep=subject.person_id, reason="两地核实为同一人").status_code == 302
    one = Person.objects.get()
    assert one.county_kept
    kept = Pledge.objects.get(pk=pledge.pk)
    assert (kept.person, kept.state, kept.statement) == (one, "signed", pledge.statement)
    assert Pledge.objects.get(pk=refused.pk).person == one  # the refused one stands beside it
    assert Talk.objects.get(pk=pledge.talk_id).person == one
    assert ReviewSubject.objects.get(pk=subject.pk).person == one
    assert ReviewAnswer.objects.get(pk=answer.pk).subject_id == subject.pk
    assert attachments.of(kept).get().part == "承诺书扫描件"
    assert kept.history.count() == written + 1
    client.force_login(clerk)
    assert "本人自愿" in client.get(f"/candidates/pledge/{pledge.pk}/").content.decode()
    assert "县换届办核对人员基本信息" in client.get(f"/candidates/pledge/{pledge.pk}/history/").content.decode()
    edit = client.post(f"/candidates/pledge/{pledge.pk}/withdraw/", seen(pledge, reason="登记错了"))
    assert edit.status_code == 422  # content stays fixed for everybody else
