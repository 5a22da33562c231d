"""The auditor reads the trail, and nobody else does; his reading stands in it too."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.services import audit_search
from electioncycle.jobs import runs as job_runs
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.roles import Role
from electioncycle.security import audit
from electioncycle.security.audit import AuditEvent, Event
from tests import factories
from tests.moving import seen

pytestmark = pytest.mark.django_db
PAGES = ("audit_list", "audit_export")


@pytest.fixture
def village():
    village = factories.make_village("青山村", factories.make_township("东河镇"))
    factories.cycle_for(village)
    return village


@pytest.fixture
def clerk(village):
    return factories.make_user(Role.TOWNSHIP_CLERK, village.township, name="周干事", username="zhou")


@pytest.fixture
def auditor(client):
    user = factories.make_user(Role.AUDITOR, name="沈审计")
    client.force_login(user)
    return user


def sentences(answer):
    return [line.sentence for line in answer.context["lines"]]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDITOR])
def test_nobody_but_the_auditor_opens_the_trail(client, village, role):
    client.force_login(factories.make_user(role, village.township.parent))
    assert [client.get(reverse(name)).status_code for name in PAGES] == [403, 403]
    assert client.post(reverse("audit_verify")).status_code == 403
    client.force_login(factories.make_user(Role.AUDITOR))
    assert [client.get(reverse(name)).status_code for name in PAGES] == [200, 200]


def test_each_event_is_a_sentence_without_content_of_the_business(client, village, clerk, auditor):
    post = factories.make_post(village, name="李联村")
    client.force_login(clerk)
    ledger = REGISTRY["responsibilitypost"]
    client.post(ledger.url("withdraw", post.pk), seen(post, reason=""))
    client.post(ledger.url("withdraw", post.pk), seen(post, reason="重复录入"))
    client.get(ledger.url("export"))
    client.force_login(auditor)
    answer = client.get(reverse("audit_list"))
    said = " ".join(sentences(answer))
    for words in (f"撤回到回收站包联责任人（编号{post.pk}）", "不符合办理规则", "导出“包联责任人”0行"):
        assert words in said
    page = answer.content.decode()
    assert "周干事" in page
    assert "李联村" not in page
    assert "青山村" not in page


def test_the_trail_is_narrowed_by_person_event_object_and_day(client, clerk, auditor):
    other = factories.make_user(Role.TOWNSHIP_CLERK, name="吴委员")
    for user in (clerk, other):
        audit.record(Event.CHANGED, by=user, row=clerk)
    audit.record(Event.SIGNED_IN, by=clerk)

    def found(**asked):
        return len(client.get(reverse("audit_list"), asked).context["lines"])

    assert found(person="周干") == found(person="zhou") == 2
    assert found(person="周干", type="signed_in") == 1
    assert found(object_type="accounts.user", object_id=clerk.pk) == 2
    assert found(object_id=10**9) == 0
    assert found(since="2000-01-01", until="2100-01-01") >= 3
    assert found(until="2000-01-01") == 0
    for nonsense in ("abc", "-1", "2026-13-45", "\0", str(10**30)):
        names = ("person", "type", "object_type", "object_id", "since", "until", "sort", "after", "before")
        for name in names:
            assert client.get(reverse("audit_list"), {name: nonsense}).status_code == 200


@pytest.mark.everywhere
@pytest.mark.parametrize("sort", ["", "time", "actor", "-actor", "type", "-type", "object"])
def test_pages_follow_one_another_without_loss_or_repetition(monkeypatch, clerk, sort):
    monkeypatch.setattr(audit_search, "PER_PAGE", 7)
    for number in range(30):
        row = clerk if number % 3 else None
        audit.record(Event.STEP if number % 4 else Event.CHANGED, by=row, row=row)
    everything = AuditEvent.objects.all()
    seen, page = [], audit_search.cut(everything, sort=sort)
    pages = [page]
    while page.after:
        seen += [event.pk for event in page.events]
        page = audit_search.cut(everything, sort=sort, after=page.after)
        pages.append(page)
    seen += [event.pk for event in page.events]
    assert sorted(seen) == list(everything.order_by("id").values_list("id", flat=True))
    back = audit_search.cut(everything, sort=sort, before=pages[-1].events[0].pk)
    assert [event.pk for event in back.events] == [event.pk for event in pages[-2].events]


def test_reading_is_recorded_once_a_session_and_day(client, auditor):
    for _ in range(3):
        client.get(reverse("audit_list"))
    assert AuditEvent.objects.filter(type=Event.AUDIT_READ, actor=auditor.pk).count() == 1
    client.logout()
    client.force_login(auditor)
    client.get(reverse("audit_list"))
    assert AuditEvent.objects.filter(type=Event.AUDIT_READ).count() == 2


def test_the_export_holds_the_events_found_and_the_head_and_is_an_event(client, clerk, auditor):
    audit.record(Event.SIGNED_IN, by=clerk)
    head = audit.head_in_words()
    book = load_workbook(BytesIO(client.get(reverse("audit_export"), {"person": "zhou"}).content))
    lines = [list(line) for line in book.active.iter_rows(values_only=True)]
    assert head in lines[0][0]
    assert [line[3] for line in lines[2:]] == ["zhou"]
    assert AuditEvent.objects.filter(type=Event.EXPORTED, actor=auditor.pk).get().details == {
        "ledger": "audit",
        "rows": 1,
    }


def test_an_exported_ledger_carries_the_head_of_the_chain(client, clerk, village):
    audit.record(Event.SIGNED_IN, by=clerk)
    head = audit.head_in_words()
    client.force_login(clerk)
    book = load_workbook(BytesIO(client.get(REGISTRY["responsibilitypost"].url("export")).content))
    assert book.properties.description == head


def test_the_auditor_has_the_chain_verified_by_the_worker(client, auditor):
    audit.record(Event.SIGNED_IN, by=auditor)
    asked = client.post(reverse("audit_verify"))
    assert client.get(asked["Location"]).status_code == 200
    while job_runs.serve(5):
        pass
    event = AuditEvent.objects.get(type=Event.VERIFIED)
    assert event.actor == auditor.pk
    assert event.details["problem"] == "no_anchor"  # a test never commits, so nothing is anchored
    assert "库外存根不在" in client.get(reverse("audit_list")).content.decode()
