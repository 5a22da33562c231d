"""A closed cycle's personal data go after their time, by two persons; figures and the audit trail stay."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from candidates.models import Pledge, ReviewAnswer, ReviewRequest, ReviewSubject
from candidates.services import pledges, review_answers
from electioncycle.disclosure import retention
from electioncycle.ledgers import attachments
from electioncycle.records import history, workflow
from electioncycle.records.files import Attachment, attach, keep_result
from electioncycle.records.kept import Kept
from electioncycle.records.workflow import StepRecord
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from electioncycle.security import audit, privacy
from meetings.models import MinutesDraft
from reports.models import VillageReport
from tests import factories
from tests.moving import seen
from tests.uploads import scan, sent
from villages.models import Cycle, Person, Rule, Talk, TeamMember
from villages.rules import teams as rules
from villages.services import cycles
from villages.services import retention as service

pytestmark = pytest.mark.django_db
LEFT, STAYS, WATCHED = "周离任", "吴连任", "郑被查"


@pytest.fixture
def village():
    return factories.make_village("青山村", factories.make_township("东河镇"))


@pytest.fixture
def chief(village):
    return factories.make_user(Role.COUNTY_ADMIN, village.township.parent)


@pytest.fixture
def second(village):
    return factories.make_user(Role.COUNTY_ADMIN, village.township.parent)


@pytest.fixture
def team(village):
    """Three members with numbers, remarks, a file and an older version; an analysis with words about one."""
    rows = {}
    for name, birth in ((LEFT, date(1970, 11, 30)), (STAYS, date(1988, 3, 9)), (WATCHED, date(1966, 12, 31))):
        person = {"id_number": factories.id_number(birth), "phone": "13800138000", "resume": f"{name}简历"}
        rows[name] = factories.make_member(village, name, person, note=f"{name}备注", kinship="与会计是兄弟")
        rows[name].person.phone = "13900139000"
        history.record(rows[name].person, by=factories.clerk())
        attachments.keep(rows[name], sent("文书.pdf", scan()), by=factories.clerk())
    analysis = factories.make_analysis(village, words=f"{LEFT}作风飘浮")
    factories.make_post(village, id_number=factories.id_number(), phone="13700137000")
    paper = workflow.Paper("孙书记", date(2026, 10, 20), scan=attach(sent("签批页.pdf", scan()), by=factories.clerk()))
    workflow.note(analysis, move="approve", title="乡镇审核通过(纸质签批)", by=factories.clerk(), paper=paper)
    printed = keep_result("青山村研判报告.pdf", scan(), by=factories.clerk())
    VillageReport.objects.create(village=village, cycle=analysis.cycle, file=printed, content_hash="x")
    minutes = factories.make_minutes(factories.make_meeting(village.township))
    MinutesDraft.objects.create(minutes=minutes, by=factories.clerk(), based_on=1, body={"line-0-text": f"{LEFT}说"})
    return rows | {"analysis": analysis, "scan": paper.scan, "printed": printed}


@pytest.fixture
def closed(team, village, chief):
    """The cycle closed, the next one begun with one of the three."""
    cycle = factories.cycle_for(village)
    cycle = cycles.close_cycle(cycle, by=chief, reason="换届结束")
    following = factories.make_cycle(village.township.parent, "2031年换届", "preparing", starts_on=date(2031, 1, 1))
    Cycle.objects.filter(pk=following.pk).update(previous=cycle)
    history.record(TeamMember(cycle=following, village=village, person=team[STAYS].person), by=chief)
    return cycle


@pytest.fixture
def later(monkeypatch):
    """Seven months on."""
    now = timezone.now() + timedelta(days=213)
    monkeypatch.setattr(timezone, "now", lambda: now)


def page(client, user, cycle):
    client.force_login(user)
    return client.get(f"/villages/cycle/{cycle.pk}/retention/").content.decode()


def post(client, user, cycle, act, **data):
    client.force_login(user)
    return client.post(f"/villages/cycle/{cycle.pk}/{act}/", seen(cycle, **data))


def structure(village, cycle):
    """The figures of the team, counted anew from its rows."""
    facts = [
        rules.MemberFacts(
            row.person.sex,
            row.person.birth,
            row.person.education,
            row.person.politics,
            row.party_post,
            row.committee_post,
        )
        for row in TeamMember.objects.filter(village=village, cycle=cycle).select_related("person")
    ]
    return rules.structure(facts, cycle.reference_date)


def everything_kept(*models):
    """All text of these tables and their history."""
    rows = [row for model in models for table in (model, model.history.model) for row in table._base_manager.all()]
    return " ".join(str(value) for row in rows for value in vars(row).values())


def test_the_clock_starts_when_the_cycle_closes(client, closed, chief, village):
    month = closed.closed_on.month - 1 + 6
    due = date(closed.closed_on.year + month // 12, month % 12 + 1, min(closed.closed_on.day, 28))
    text = page(client, chief, closed)
    assert f"{due:%Y-%m-%d}" in text
    assert "待确认" in text
    assert post(client, chief, closed, "ask-purge", reason="期满").status_code == 422  # not yet
    Rule.objects.create(rule_set=closed.rule_set, key="retention_months", label="保存期限", value=12, unit="月")
    assert service.months(closed)[0] == 12  # the county's own number counts


def test_without_a_next_cycle_nothing_is_purged(client, team, village, chief, later):
    cycle = cycles.close_cycle(factories.cycle_for(village), by=chief, reason="换届结束")
    Cycle.objects.filter(pk=cycle.pk).update(closed_on=date(2020, 1, 1))
    assert "还没有由本届建立下一届" in post(client, chief, cycle, "ask-purge", reason="期满").content.decode()


def test_two_persons_purge_and_figures_and_trail_stay(
    client, closed, chief, second, team, village, later, django_capture_on_commit_callbacks, settings
):
    before = structure(village, closed)
    number, files = team[LEFT].person.id_number, list(attachments.of(team[LEFT]))
    assert LEFT in everything_kept(Person, TeamMember)
    papers = [settings.MEDIA_ROOT / team[name].path for name in ("scan", "printed")]
    assert all(path.exists() for path in papers)
    assert {"研判报告(已生成的各版PDF)", "会议纪要(自动暂存、尚未保存的内容)"} <= set(
        re.findall(r"<td[^>]*>([^<]+)</td>", page(client, chief, closed))
    )
    assert post(client, chief, closed, "ask-purge", reason="保存期限届满").status_code == 302
    assert post(client, chief, closed, "purge").status_code == 422  # not by the same person
    assert number in everything_kept(Person)
    with django_capture_on_commit_callbacks(execute=True):
        assert post(client, second, closed, "purge").status_code == 302
    closed.refresh_from_db()
    assert closed.purged_at
    text = everything_kept(Person, TeamMember, type(team["analysis"]))
    for gone in (LEFT, number, privacy.blind_index(number), f"{LEFT}作风飘浮", f"{STAYS}备注", "兄弟", "会计"):
        assert gone not in text
    stays = Person.objects.get(pk=team[STAYS].person_id)
    assert (stays.name, stays.phone) == (STAYS, "13900139000")
    assert structure(village, closed) == before
    assert not any(path.exists() for path in (settings.MEDIA_ROOT / files[0].path, *papers))
    assert not VillageReport.objects.exists()
    assert not MinutesDraft.objects.exists()
    assert workflow.steps(team["analysis"]).get().signer == "孙书记"  # who decided stays
    clerk = factories.make_user(Role.COUNTY_CLERK, village.township.parent)
    client.force_login(clerk)
    client.post("/cycles/switch/", {"cycle": closed.pk})
    step = workflow.steps(team["analysis"]).get()
    gone = client.get(reverse("analysis_scan", args=[team["analysis"].pk, step.pk]))
    assert "已按保存期限清除" in gone.content.decode()
    answer = client.get(f"/villages/teammember/{team[LEFT].pk}/files/{files[0].pk}/")
    assert answer.status_code in (404, 422)
    assert audit.verify()["ok"]
    assert audit.AuditEvent.objects.filter(type=audit.Event.PURGED, object_id=closed.pk).count() == 1
    with pytest.raises(Refused, match="已按保存期限清除"):
        cycles.ask_reopening(closed, by=chief, reason="更正")


def test_what_pages_kept_for_the_next_look_goes_with_the_purge(client, closed, chief, second, village, later):
    """The village's page keeps what its ledgers said, names included."""

    def worked_out():
        return " ".join(str(row.entries) for row in Kept.objects.all())

    client.force_login(chief)
    client.post("/cycles/switch/", {"cycle": closed.pk})
    assert LEFT in client.get(f"/villages/{village.pk}/").content.decode()
    assert LEFT in worked_out()
    post(client, chief, closed, "ask-purge", reason="保存期限届满")
    assert post(client, chief, closed, "purge").status_code == 422  # not by the same person
    assert LEFT in worked_out()
    assert post(client, second, closed, "purge").status_code == 302
    assert LEFT not in worked_out()
    client.get(f"/villages/{village.pk}/")
    assert Kept.objects.exists()
    assert LEFT not in worked_out()


def test_a_hold_keeps_a_named_row_and_its_person(client, closed, chief, second, team, later):
    client.force_login(chief)
    address = f"/villages/cycle/{closed.pk}/retention/hold/?ledger=teammember&q={WATCHED}"
    client.cookies.clear()
    client.force_login(chief)
    client.post("/cycles/switch/", {"cycle": closed.pk})
    assert WATCHED in client.get(address).content.decode()
    row = team[WATCHED]
    asked = {"row": row.pk, "reason": "纪委核查"}
    assert client.post(address, seen(closed, **asked)).status_code == 422  # on whose word?
    assert client.post(address, seen(closed, **asked, number="县纪函〔2026〕3号")).status_code == 302
    held = retention.Hold.objects.get()
    assert post(client, chief, closed, "retention/lift", hold=held.pk).status_code == 422  # another person lifts it
    post(client, chief, closed, "ask-purge", reason="保存期限届满")
    post(client, second, closed, "purge")
    row.refresh_from_db()
    person = Person.objects.get(pk=row.person_id)
    assert (row.note, person.name, bool(person.id_number)) == (f"{WATCHED}备注", WATCHED, True)
    assert TeamMember.objects.get(pk=team[LEFT].pk).note == ""


def test_only_the_county_administrator_sees_and_asks(client, closed, village, later):
    clerk = factories.make_user(Role.COUNTY_CLERK, village.township.parent)
    client.force_login(clerk)
    assert client.get(f"/villages/cycle/{closed.pk}/retention/").status_code == 403
    far = factories.make_user(Role.COUNTY_ADMIN, factories.make_county("990202", "江北县"))
    client.force_login(far)
    assert client.get(f"/villages/cycle/{closed.pk}/retention/").status_code == 404
    assert post(client, far, closed, "ask-purge", reason="期满").status_code == 404


def test_sealed_facts_and_the_scans_of_replies_and_pledges_go_too(
    client, closed, chief, second, village, later, django_capture_on_commit_callbacks, settings
):
    """What departments found, what somebody pledged and the papers of both; results and states stay as figures."""
    by, clerk = factories.clerk(), factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    Cycle.objects.filter(pk=closed.pk).update(state="open")
    closed.refresh_from_db()
    subject = factories.make_subject(village, "孙正明", domicile="东河镇青山村2组")
    request = factories.send(subject.batch).requests.get(department__name="公安局")
    item = request.batch.negative_list.items.get(code="B1")
    found = {"result": "found", "item": item, "facts": "2024年因盗窃被拘留", "document_number": "云公罚〔2024〕17号"}
    answer = ReviewAnswer(request=request, subject=subject, handler="王警官", happened_on=date(2024, 3, 1), **found)
    history.record(answer, by=by)
    review_answers.attach_scan(request, sent("盖章答复.pdf", scan()), replied_on=date(2026, 1, 5), by=chief)
    pledge = factories.make_pledge(village, "冯退选")
    attachments.keep(pledge, sent("承诺书.pdf", scan()), by=clerk, part="承诺书扫描件")
    pledges.refuse(pledge, on=pledge.withdrew_on, reason="冯退选另有打算", by=clerk)
    stored = [ReviewRequest.objects.get(pk=request.pk).scan, attachments.of(pledge).get()]
    assert all((settings.MEDIA_ROOT / one.path).exists() for one in stored)
    Cycle.objects.filter(pk=closed.pk).update(state="closed")
    text = everything_kept(ReviewAnswer, Pledge, Talk, ReviewSubject)
    words = ("2024年因盗窃被拘留", "云公罚", "王警官", "另有打算", "年纪大了", "王书记", "东河镇青山村2组")
    for word in words:
        assert word in text, word
    post(client, chief, closed, "ask-purge", reason="保存期限届满")
    with django_capture_on_commit_callbacks(execute=True):
        assert post(client, second, closed, "purge").status_code == 302
    text = everything_kept(ReviewAnswer, Pledge, Talk, ReviewSubject, Person)
    for word in (*words, "孙正明", "冯退选", "李驻村"):
        assert word not in text, word
    assert not any((settings.MEDIA_ROOT / one.path).exists() for one in stored)
    assert all(Attachment.objects.get(pk=one.pk).name == "已清除" for one in stored)
    assert ReviewAnswer.objects.get().result == "found"
    assert Pledge.objects.get().state == "refused"
    assert not StepRecord.objects.filter(object_type="candidates.pledge").exclude(reason="").exists()
    assert audit.verify()["ok"]
