"""Accounts from a workbook as offices send it: previewed, confirmed, with slips to print."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Slip, User
from electioncycle.records import files
from electioncycle.roles import Role
from electioncycle.security import audit
from electioncycle.workbooks.imports import ImportBatch
from tests.factories import make_county, make_township, make_user, make_village
from tests.workbooks import workbook

pytestmark = pytest.mark.django_db
HEADERS = ("序号", "单位", "姓名", "职务", "账号", "角色", "乡镇", "村", "部门", "有效期至")


@pytest.fixture
def page(client):
    make_village("青山村", make_township("东河镇"))
    client.force_login(make_user(Role.SECURITY_ADMIN, make_county(), "anquan"))
    return client


def upload(page, *rows):
    table = [("云岭县换届工作平台账号登记表",), HEADERS, *rows]
    sent = SimpleUploadedFile("账号.xlsx", workbook(table, merged=("A1:J1",)))
    answer = page.post("/accounts/users/import/", {"file": sent})
    return answer.url, ImportBatch.objects.latest("pk")


def test_a_messy_workbook_opens_what_is_right_and_sends_back_the_rest(page):
    before = User.objects.count()
    until = (timezone.localdate() + timedelta(days=90)).isoformat()
    address, batch = upload(
        page,
        (1, "东河镇人民政府", "张 三", "组织干事", "", "乡镇组织干事", "东河镇", "", "", ""),
        (2, "同上", "李四", "组织委员", "lisi", "组织委员", "东河镇", "", "", ""),
        (3, "", "王五", "", "", "村级填报员", "东河镇", "青山村委会", "", ""),
        (4, "县换届办", "赵六", "抽调", "", "县换届办工作人员", "", "", "", until),
        (5, "县公安局", "孙七", "", "", "部门联络员", "", "", "公安局", ""),
        (6, "", "错一", "", "", "乡镇长", "东河镇", "", "", ""),
        (7, "", "错二", "", "", "乡镇组织干事", "西河镇", "", "", ""),
        (8, "", "错三", "", "LISI", "乡镇组织干事", "东河镇", "", "", ""),
        (9, "", "错四", "", "", "乡镇组织干事、审计员", "东河镇", "", "", ""),
        (10, "", "", "", "", "乡镇组织干事", "东河镇", "", "", ""),
        (11, "", "张三", "", "", "乡镇组织干事", "东河镇", "", "", ""),
        (12, "", "错五", "", "", "县换届办工作人员", "", "", "", "2020-01-01"),
        ("合计", "", "", "", "", "", "", "", "", ""),
        ("", "填表人：周安全", "", "", "", "", "", "", "", ""),
    )
    assert (batch.counts["new"], batch.counts["wrong"]) == (5, 7)
    assert User.objects.count() == before, "nothing is written before it is confirmed"
    text = page.get(address).content.decode()
    for sentence in (
        "没有这个角色",
        "没有“西河镇”",
        "与第4行的账号相同",
        "不能与其他角色",
        "与第3行的姓名和管辖范围相同",
        "有效期早于今天",
    ):
        assert sentence in text
    assert page.get(f"{address}marked/").status_code == 200
    slip_page = page.post(address, {"which": "faultless"}).url
    made = {user.username: user for user in User.objects.filter(must_change_password=True)}
    assert set(made) == {"zhangsan", "lisi", "wangwu", "zhaoliu", "sunqi"}
    assert made["wangwu"].place == "东河镇青山村"
    assert made["wangwu"].unit == "青山村"
    assert made["lisi"].unit == "东河镇人民政府"
    assert made["zhaoliu"].valid_until.isoformat() == until
    assert made["sunqi"].departments == {"公安局"}
    strips = page.post(slip_page, {"show": "1"}).context["strips"]
    assert len(strips) == 5
    for strip in strips:
        signed = Client().post("/accounts/login/", {"username": strip.username, "password": strip.password})
        assert signed.url == "/", strip.username
    assert audit.AuditEvent.objects.filter(type="imported").count() == 1
    assert page.post(address, {"which": "faultless"}).status_code == 422, "confirmed once"


def test_a_line_of_an_account_there_is_changes_its_details_never_its_roles(page):
    clerk = make_user(Role.TOWNSHIP_CLERK, make_township("东河镇"), "lining", name="李宁", unit="东河镇")
    far = make_user(Role.TOWNSHIP_CLERK, make_township("远山镇", make_county("990102", "远山县")), "yuanshan")
    address, batch = upload(
        page,
        (1, "东河镇党建办", "李宁", "主任", "lining", "乡镇组织干事", "东河镇", "", "", ""),
        (2, "", "别人", "", "yuanshan", "乡镇组织干事", "东河镇", "", "", ""),
    )
    assert (batch.counts["changed"], batch.counts["wrong"]) == (1, 1)
    assert "已经有人使用" in page.get(address).content.decode()
    page.post(address, {"which": "faultless"})
    clerk.refresh_from_db()
    far.refresh_from_db()
    assert (clerk.unit, clerk.post, far.name == "别人") == ("东河镇党建办", "主任", False)
    assert not Slip.objects.exists(), "no new account, no slip"
    _, batch = upload(page, (1, "东河镇党建办", "李宁", "主任", "lining", "乡镇组织委员", "东河镇", "", "", ""))
    assert batch.counts["wrong"] == 1
    _, batch = upload(page, (1, "东河镇党建办", "李宁", "主任", "lining", "乡镇组织干事", "东河镇", "", "", ""))
    assert batch.counts["unchanged"] == 1


def test_slips_nobody_took_are_gone_after_a_day(page):
    address, _ = upload(page, (1, "", "张三", "", "", "乡镇组织干事", "东河镇", "", "", ""))
    slip_page = page.post(address, {"which": "all"}).url
    files.StoredFile.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    answer = page.post(slip_page, {"print": "1"})
    assert (answer.status_code, "已超过24小时" in answer.content.decode()) == (422, True)
    files.erase_expired()
    assert page.get(slip_page).status_code == 200
    assert not files.StoredFile.objects.exists()


def test_the_registration_form_is_offered_and_reads_back(page):
    data = page.get("/accounts/users/template/").content
    answer = page.post("/accounts/users/import/", {"file": SimpleUploadedFile("账号登记表.xlsx", data)})
    text = page.get(answer.url).content.decode()
    assert "没有读入" in text, "an empty form says so in words"


def test_only_the_security_administrator_brings_accounts_in(client):
    client.force_login(make_user(Role.COUNTY_ADMIN, make_county()))
    for address in ("/accounts/users/import/", "/accounts/users/template/", "/accounts/users/new/", "/accounts/users/"):
        assert client.get(address).status_code == 403
