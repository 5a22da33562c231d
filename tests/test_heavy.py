"""What asks too much or too often, what is forged, what is stale: one plain page, nothing changed, one audit event."""

import itertools
from io import BytesIO

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Scope
from electioncycle.jobs.rows import Job
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from electioncycle.security import limits
from electioncycle.security.audit import AuditEvent, Event
from electioncycle.security.limits import RateCount
from electioncycle.web.pages import disposition
from electioncycle.workbooks import imports
from tests import factories, workbooks
from villages.models import TeamMember

pytestmark = pytest.mark.django_db
NOW = 1_790_000_000 - 1_790_000_000 % 600 + 120  # two minutes into a window of ten


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    at = [NOW]
    monkeypatch.setattr(limits, "seconds_now", lambda: at[0])
    return at


@pytest.fixture
def village():
    found = factories.make_village("青山村")
    factories.cycle_for(found)
    return found


@pytest.fixture
def clerk(client, village):
    user = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    client.force_login(user)
    return user


def refusals():
    return AuditEvent.objects.filter(type=Event.REFUSED)


def only_refusal(answer, status, *said):
    """The plain page of a refusal and its one event, without anything personal in it."""
    text = answer.content.decode()
    assert answer.status_code == status
    assert "回到首页" in text
    for words in said:
        assert words in text
    event = refusals().get()
    assert set(event.details) == {"route", "keys", "status"}
    assert event.details["status"] == status
    return event


# --- how often ---------------------------------------------------------------------------------------------------


@pytest.mark.everywhere
def test_beyond_the_budget_the_page_says_what_how_many_and_when_again(client, clerk, village, settings, clock):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"export": (2, 600)}
    address = REGISTRY["village"].url("export")
    assert [client.get(address).status_code for _ in range(2)] == [200, 200]
    answer = client.get(address)
    event = only_refusal(answer, 429, "10分钟内导出已达2次的上限", "约8分钟", "请于")
    assert answer["Retry-After"] == "480"
    assert (event.actor, event.details["route"]) == (clerk.pk, "village_export")
    assert AuditEvent.objects.filter(type=Event.EXPORTED).count() == 2
    assert client.get(REGISTRY["village"].url("list")).status_code == 200  # other pages stay open

    other = Client()
    other.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
    assert other.get(address).status_code == 200  # each by himself
    clock[0] += 481
    assert client.get(address).status_code == 200
    assert limits.forget_old() == 2
    assert RateCount.objects.count() == 1


def test_sixty_lists_in_a_minute_are_honest_work(settings):
    for most, seconds in settings.RATE_LIMITS.values():
        assert most >= 60
        assert seconds <= 3600
    assert min(settings.RATE_LIMITS[name][0] for name in ("print", "export", "upload")) >= 600
    assert set(settings.RATE_LIMITS) == set(limits.WORDS)


def test_ordinary_pages_count_nothing_and_a_heavy_one_costs_one_statement(client, clerk, village):
    for address in ("/", REGISTRY["village"].url("list"), REGISTRY["village"].url("import"), "/reports/", "/slips/"):
        client.get(address)
    assert not RateCount.objects.exists()
    for turn in range(2):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(REGISTRY["village"].url("export"))
        assert len([one for one in seen if "electioncycle_ratecount" in one["sql"]]) == 1, turn
    assert RateCount.objects.get().count == 2


def test_a_refused_request_leaves_no_count_though_its_window_ended_meanwhile(client, clerk, monkeypatch):
    hours = itertools.count(NOW, 3600)
    monkeypatch.setattr(limits, "seconds_now", lambda: next(hours))
    assert client.post(REGISTRY["teammember"].url("import")).status_code == 422
    assert not RateCount.objects.exists()


def test_an_upload_beyond_the_budget_keeps_nothing(client, clerk, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"upload": (1, 600)}
    address = REGISTRY["teammember"].url("import")
    assert client.post(address).status_code == 422  # a file was forgotten; that is not counted
    assert not RateCount.objects.exists()
    for _ in range(2):
        sheet = BytesIO(workbooks.workbook([["姓名"], ["王秀英"]]))
        sheet.name = "班子.xlsx"
        answer = client.post(address, {"file": sheet})
    only_refusal(answer, 429, "导入或上传")
    assert imports.ImportBatch.objects.count() == 1
    assert client.get(address).status_code == 200


def test_signing_in_is_counted_by_address(client, village, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"sign_in": (2, 600)}
    for number in range(2):
        factories.make_user(Role.TOWNSHIP_CLERK, village.township)
        sent = {"username": f"nobody{number}", "password": "x"}
        assert client.post("/accounts/login/", sent).status_code == 422
    answer = client.post("/accounts/login/", {"username": "nobody", "password": "x"})
    assert only_refusal(answer, 429, "您所在的网络地址", "登录已达2次").actor is None
    assert client.get("/accounts/login/").status_code == 200
    elsewhere = client.post("/accounts/login/", {"username": "n", "password": "x"}, REMOTE_ADDR="10.1.2.3")
    assert elsewhere.status_code == 422


def test_every_page_that_prints_exports_or_uploads_names_its_budget():
    from electioncycle.roles import Action
    from electioncycle.web.routes import routes

    bare = []
    for route in routes():
        words = {"print", "export", "pdf", "docx", "import"} & set(route.name.split("_"))
        action = route.extra.get("action") or getattr(route.page, "action", "")
        acts = action in (Action.PRINT, Action.EXPORT, Action.UNMASK)
        if (words or acts) and not route.page.budget(route.page(**route.extra), route.name):
            bare.append(route.name)
    assert not bare


# --- forged and stale ----------------------------------------------------------------------------------------------


def test_a_forged_key_in_the_address_is_no_row(client, clerk):
    foreign = factories.make_member(factories.make_village("白石村", factories.make_township("西坪乡")), "王秀英")
    address = REGISTRY["teammember"].url("withdraw", foreign.pk)
    event = only_refusal(client.post(address, {"reason": "已离任"}), 404, "没有找到")
    assert event.details["keys"] == [foreign.pk]
    assert TeamMember.objects.filter(pk=foreign.pk).exists()


def test_a_forged_choice_in_a_form_is_refused_and_an_unfinished_form_is_not(client, clerk, village):
    foreign = factories.make_village("白石村", factories.make_township("西坪乡"))
    address = REGISTRY["contact"].url("add")
    assert client.post(address, {}).status_code == 422
    assert not refusals().exists()
    answer = client.post(address, {"township": foreign.township_id, "name": "李四", "role": "999999"})
    assert answer.status_code == 422
    assert refusals().get().details == {"route": "contact_add", "keys": [], "status": 422}


def test_a_forged_or_foreign_form_token_changes_nothing(village):
    client = Client(enforce_csrf_checks=True)
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
    address = REGISTRY["teammember"].url("add")
    client.get(address)
    other = Client()
    other.get("/accounts/login/")
    replayed = other.cookies["csrftoken"].value if "csrftoken" in other.cookies else "b" * 32
    for token in ("", "a" * 64, replayed):
        before = refusals().count()
        answer = client.post(address, {"csrfmiddlewaretoken": token, "village": village.pk})
        assert answer.status_code == 403
        assert "页面已过期" in answer.content.decode()
        assert refusals().count() == before + 1
    assert not TeamMember.objects.exists()


def test_a_stale_form_leaves_the_newer_row(client, clerk, village):
    member = factories.make_member(village, "王秀英")
    ledger = REGISTRY["teammember"]
    text = client.get(ledger.url("edit", member.pk)).context["form"]
    sent = {name: value for name, value in text.initial.items() if value not in (None, "")}
    sent |= {name: text[name].value() or "" for name in text.fields}
    factories.record(TeamMember.objects.get(pk=member.pk), by=factories.clerk())
    answer = client.post(ledger.url("edit", member.pk), sent)
    assert answer.status_code == 409
    assert refusals().get().details["keys"] == [member.pk]
    assert TeamMember.objects.get(pk=member.pk).version == 2


# --- too much ------------------------------------------------------------------------------------------------------


def test_too_much_at_once_is_said_plainly(client, clerk, settings):
    address = REGISTRY["teammember"].url("add")
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5
    only_refusal(client.post(address, {f"f{number}": "1" for number in range(9)}), 413, "提交的内容太大")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    body = client.post(address, "a=" + "x" * 300, content_type="application/x-www-form-urlencoded")
    assert (body.status_code, refusals().count()) == (413, 2)
    settings.REQUEST_MAX_BYTES = 50
    assert client.post(address, {"a": "x" * 90}).status_code == 413
    assert refusals().count() == 3


def test_a_foreign_host_name_and_a_tampered_request_get_a_plain_page(client, clerk, settings, monkeypatch):
    settings.ALLOWED_HOSTS = ["huanjie.example"]
    answer = client.get("/", HTTP_HOST="evil.example")
    assert answer.status_code == 400
    assert "不是本平台的地址" in answer.content.decode()
    assert "evil" not in answer.content.decode()
    settings.ALLOWED_HOSTS = ["*"]

    def tampered(*args, **kwargs):
        raise SuspiciousOperation("bad")

    monkeypatch.setattr("electioncycle.ledgers.pages.ListPage.post", tampered)
    only_refusal(client.post(REGISTRY["village"].url("list")), 400, "不完整或被改动")


@pytest.mark.parametrize("name", ['青山村"一村一档".pdf', "甲\r\n乙/丙;x=1.xlsx", "plain.pdf"])
def test_any_file_name_is_one_value_of_its_header(name):
    value = disposition(name)
    assert value.startswith("attachment; filename*=UTF-8''")
    assert value.isascii()
    assert not set('"\r\n/') & set(value.partition("''")[2])


# --- what is no longer his -----------------------------------------------------------------------------------------


def test_a_preview_is_void_once_the_territory_shrank(client, village):
    second = factories.make_village("白石村", factories.make_township("西坪乡"))
    user = factories.make_user(Role.TOWNSHIP_CLERK, village.township)
    Scope.objects.create(user=user, area=second.township)
    client.force_login(user)
    head = ["乡镇(街道)", "村(社区)", "姓名", "性别", "身份证号", "党组织职务"]
    line = ["西坪乡", "白石村", "王秀英", "女", workbooks.ID_NUMBER, "书记"]
    sheet = BytesIO(workbooks.workbook([head, line]))
    sheet.name = "班子.xlsx"
    shown = client.get(client.post(REGISTRY["teammember"].url("import"), {"file": sheet})["Location"])
    assert "王秀英" in shown.content.decode()
    batch = imports.ImportBatch.objects.get()

    Scope.objects.filter(user=user, area=second.township).delete()
    address = REGISTRY["teammember"].url("import_preview", batch.pk)
    page = client.get(address)
    assert page.status_code == 422
    assert "管辖范围有调整" in page.content.decode()
    assert "王秀英" not in page.content.decode()
    assert client.get(REGISTRY["teammember"].url("annotated", batch.pk)).status_code == 422
    only_refusal(client.post(address, {"which": "all"}), 422, "预览已经作废")
    assert not TeamMember.objects.exists()
    batch.state = batch.State.WRITING  # the worker, had it been confirmed before
    with pytest.raises(imports.OutsideNow):
        imports.write(REGISTRY["teammember"], imports.ImportBatch.objects.get(), cycle=factories.make_cycle())


def test_ticked_villages_of_others_do_not_become_all_of_ones_own(client, clerk, village, no_broker):
    client.force_login(factories.make_user(Role.TOWNSHIP_OFFICER, village.township))
    foreign = factories.make_village("白石村", factories.make_township("西坪乡"))
    sent = {"variant": "internal", "outputs": ["zip"]}
    for rows in ([foreign.pk], [village.pk, foreign.pk], ["x"]):
        before = refusals().count()
        answer = client.post("/reports/", {**sent, "row": rows})
        assert answer.status_code == 422
        assert "不在您的管辖范围内" in answer.content.decode()
        assert refusals().count() == before + 1
    assert client.get("/reports/", {"row": foreign.pk}).status_code == 422
    assert not Job.objects.exists()
    assert client.post("/reports/", {**sent, "row": [village.pk]}).status_code == 302
    assert Job.objects.get().params["villages"] == [village.pk]


def test_an_import_given_up_leaves_no_file_and_cannot_be_confirmed(client, clerk, village, settings):
    head = ["乡镇(街道)", "村(社区)", "姓名", "性别", "身份证号", "党组织职务"]
    sheet = BytesIO(workbooks.workbook([head, ["东河镇", village.name, "王秀英", "女", workbooks.ID_NUMBER, "书记"]]))
    sheet.name = "班子.xlsx"
    client.post(REGISTRY["teammember"].url("import"), {"file": sheet})
    batch = imports.ImportBatch.objects.get()
    address = REGISTRY["teammember"].url("import_preview", batch.pk)
    assert "取消导入" in client.get(address).content.decode()
    answer = client.post(address, {"which": "cancel"}, follow=True)
    assert "已取消导入" in answer.content.decode()
    batch.refresh_from_db()
    assert (batch.state, batch.file, batch.preview) == ("cancelled", None, "")
    only_refusal(client.post(address, {"which": "all"}), 422, "已经取消")
    assert client.post(address, {"which": "cancel"}).status_code == 422
    assert "已取消" in client.get(address).content.decode()
    assert not TeamMember.objects.exists()
    assert AuditEvent.objects.filter(type=Event.CANCELLED).count() == 1


def test_what_was_confirmed_cannot_be_given_up(client, clerk, village):
    batch = imports.ImportBatch.objects.create(ledger_name="teammember", by=clerk, file_name="x.xlsx", state="writing")
    batch.cycle_id = factories.cycle_for(village).pk
    batch.save()
    address = REGISTRY["teammember"].url("import_preview", batch.pk)
    only_refusal(client.post(address, {"which": "cancel"}), 422, "正在写入，不能取消")
    batch.state = "ready"
    batch.save()
    imports.claim(batch)
    with pytest.raises(Refused, match="不能取消"):
        imports.cancel(imports.ImportBatch.objects.get(), by=clerk)
