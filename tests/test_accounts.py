"""Who opens, changes and closes accounts, who may help whom, and that nobody helps himself."""

import json
import subprocess

import pytest
from axes.models import AccessAttempt
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import Details, Slip, User
from accounts.places import Place
from accounts.rules import role_blockers
from accounts.services import accounts, lockout, second_factor, slips
from electioncycle.desk import inbox
from electioncycle.disclosure import restricted
from electioncycle.records import files
from electioncycle.records import readers as row_readers
from electioncycle.refusals import Refused
from electioncycle.roles import ALONE, DESCRIPTIONS, GRANTS, Role
from electioncycle.security import audit
from risks.models import KeyPerson
from tests.factories import (
    PASSWORD,
    make_complaint,
    make_county,
    make_cycle,
    make_key_person,
    make_township,
    make_user,
    make_village,
)
from tests.moving import seen

pytestmark = pytest.mark.django_db
NEW = {
    "username": "liganshi",
    "name": "李干事",
    "unit": "东河镇人民政府",
    "roles": ["township_clerk"],
    "places": "东河镇",
}


@pytest.fixture
def county():
    return make_township("东河镇").parent


@pytest.fixture
def keeper(county):
    return make_user(Role.SECURITY_ADMIN, county, "anquan")


@pytest.fixture
def page(client, keeper):
    client.force_login(keeper)
    return client


@pytest.fixture
def clerk(county):
    return make_user(Role.TOWNSHIP_CLERK, make_township("东河镇"), "lining", name="李宁")


@pytest.fixture
def officer(county):
    return make_user(Role.TOWNSHIP_OFFICER, make_township("东河镇"), "chenzuzhi", name="陈组织")


def lock(username: str) -> None:
    for _ in range(5):
        Client().post("/accounts/login/", {"username": username, "password": "wrong"})


def moves(user) -> list[str]:
    found = audit.of(user).filter(type="account_changed").order_by("id")
    return [event.details["move"] for event in found]


def words(answer) -> str:
    return answer.content.decode()


def test_a_new_account_signs_in_with_the_password_of_its_slip_and_changes_it_first(page):
    answer = page.post("/accounts/users/new/", NEW)
    slip = Slip.objects.get()
    assert answer.url == f"/accounts/slips/{slip.pk}/"
    assert b"liganshi" not in open(files.default_storage.path(slip.file.path), "rb").read()  # noqa: SIM115, PTH123
    shown = page.post(answer.url, {"show": "1"})
    password = shown.context["strips"][0].password
    assert password in words(shown)
    again = page.post(answer.url, {"show": "1"})
    assert (again.status_code, "已于" in words(again)) == (422, True), "a slip is handed out once"
    assert not files.StoredFile.objects.exists()
    official = Client()
    assert official.post("/accounts/login/", {"username": "liganshi", "password": password}).url == "/"
    assert official.get("/").url == "/accounts/password/"
    user = User.objects.get(username="liganshi")
    assert (user.roles, user.place, moves(user)) == ({"township_clerk"}, "东河镇", ["open"])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"roles": ["auditor", "security_admin"], "places": "云岭县"}, "不能与其他角色由同一账号兼任"),
        ({"roles": ["security_admin", "county_clerk"], "places": "云岭县"}, "不能与其他角色由同一账号兼任"),
        ({"roles": ["department_contact"], "places": "云岭县"}, "须填写部门"),
        ({"roles": ["township_clerk", "county_clerk"]}, "不能由同一账号兼任"),
        ({"places": "云岭县"}, "管辖范围应为乡镇"),
        ({"roles": ["county_clerk"]}, "管辖范围应为县"),
        ({"places": "西河镇"}, "没有“西河镇”"),
        ({"places": ""}, "请填写管辖范围"),
        ({"roles": []}, "请至少选择一个角色"),
        ({"username": "li ning"}, "不能有空格"),
        ({"username": "LINING"}, "已经有人使用"),
        ({"name": ""}, "请填写姓名"),
        ({"valid_until": "2020-01-01"}, "不能早于今天"),
    ],
)
def test_an_account_that_does_not_fit_is_not_opened(page, clerk, change, sentence):
    answer = page.post("/accounts/users/new/", {**NEW, **change})
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not User.objects.filter(username="liganshi").exists()
    assert not Slip.objects.exists()


def test_no_role_apart_from_the_work_goes_with_any_other():
    for role in ALONE:
        for other in set(Role.values) - {role}:
            assert role_blockers({role, other}, ["county"], ["公安局"]), (role, other)
    assert role_blockers({Role.TOWNSHIP_CLERK, Role.TOWNSHIP_OFFICER}, ["township", "village"], []) == []


def test_a_change_of_role_ends_the_sessions_of_that_account_alone(page, clerk, officer):
    open_page, other = Client(), Client()
    open_page.force_login(clerk)
    other.force_login(officer)
    assert open_page.get("/accounts/profile/").status_code == 200
    form = {"roles": ["township_officer"], "places": "东河镇", "reason": "任组织委员", "version": clerk.version}
    assert page.post(f"/accounts/users/{clerk.pk}/roles/", form).status_code == 302
    assert open_page.get("/accounts/profile/").url == "/accounts/login/?why=changed"
    assert other.get("/accounts/profile/").status_code == 200
    assert User.objects.get(pk=clerk.pk).roles == {"township_officer"}
    late = page.post(f"/accounts/users/{clerk.pk}/roles/", {**form, "roles": ["township_clerk"]})
    assert late.status_code == 409, "the second editor of the same version is told"
    assert User.objects.get(pk=clerk.pk).roles == {"township_officer"}
    assert moves(clerk) == ["roles"]


def test_a_deactivated_accounts_open_session_is_refused_once_with_one_event(page, clerk):
    open_page = Client()
    open_page.force_login(clerk)
    assert page.post(f"/accounts/users/{clerk.pk}/deactivate/", seen(clerk) | {"reason": ""}).status_code == 422
    assert open_page.get("/accounts/profile/").status_code == 200
    page.post(f"/accounts/users/{clerk.pk}/deactivate/", seen(clerk) | {"reason": "调离"})
    refused = open_page.post("/accounts/profile/sessions/")
    assert (refused.status_code, "已停用" in words(refused)) == (403, True)
    assert open_page.get("/accounts/profile/").status_code == 302
    assert audit.AuditEvent.objects.filter(type="refused", actor=clerk.pk).count() == 1
    sign_in = {"username": "lining", "password": PASSWORD}
    assert "已停用" in words(Client().post("/accounts/login/", sign_in))
    assert "已停用" not in words(Client().post("/accounts/login/", {**sign_in, "password": "wrong"}))
    page.post(f"/accounts/users/{clerk.pk}/reactivate/", seen(clerk) | {"reason": "借调结束"})
    assert open_page.get("/accounts/profile/").status_code == 302, "an old session does not come back to life"
    assert Client().post("/accounts/login/", sign_in).status_code == 302
    assert moves(clerk) == ["deactivate", "reactivate"]


def test_a_security_administrator_does_nothing_to_himself(page, keeper):
    acts = {
        "roles/": {"roles": ["county_admin"], "places": "云岭县", "reason": "试试"},
        "edit/": {"name": "别人"},
        "deactivate/": {"reason": "试试"},
        "password/": {"reason": "试试"},
        "reset-second-factor/": {"reason": "试试"},
        "unlock/": {},
    }
    for act, form in acts.items():
        answer = page.post(f"/accounts/users/{keeper.pk}/{act}", seen(keeper) | form)
        assert answer.status_code == 403, act
        assert "本人" in words(answer)
    keeper.refresh_from_db()
    assert (keeper.roles, keeper.is_active, keeper.version, moves(keeper)) == ({"security_admin"}, True, 1, [])


def test_the_officer_of_a_township_unlocks_and_resets_its_clerks_and_nobody_else(client, county, clerk, officer):
    village = make_user(Role.VILLAGE_CLERK, make_village("青山村", make_township("东河镇")))
    colleague = make_user(Role.TOWNSHIP_OFFICER, make_township("东河镇"))
    both = make_user(Role.TOWNSHIP_CLERK, make_township("东河镇"))
    both.scopes.create(area=make_township("西坪乡"))
    stranger = make_user(Role.TOWNSHIP_CLERK, make_township("西坪乡"))
    above = make_user(Role.COUNTY_CLERK, county)
    client.force_login(officer)
    shown = [one.pk for one, _ in client.get("/accounts/users/").context["rows"]]
    assert set(shown) == {clerk.pk, officer.pk, village.pk, colleague.pk}
    for one in (clerk, village):
        lock(one.username)
        assert client.post(f"/accounts/users/{one.pk}/unlock/", seen(one)).status_code == 302
        assert not AccessAttempt.objects.filter(username=lockout.hashed(one.username)).exists()
        assert client.post(f"/accounts/users/{one.pk}/password/", seen(one, reason="忘记密码")).status_code == 302
    assert Slip.objects.filter(by=officer).count() == 2
    assert (
        client.post(f"/accounts/users/{colleague.pk}/password/", seen(colleague, reason="忘记密码")).status_code == 403
    )
    for one in (both, stranger, above):
        for address in ("", "unlock/", "password/"):
            method = client.post if address else client.get
            assert method(f"/accounts/users/{one.pk}/{address}", {"reason": "忘记密码"}).status_code == 404
    for act in ("edit/", "roles/", "deactivate/", "hand-over/", "reset-second-factor/"):
        assert client.post(f"/accounts/users/{clerk.pk}/{act}", {"reason": "试试"}).status_code == 403
    assert client.post("/accounts/users/new/", NEW).status_code == 403


def test_a_reset_password_ends_sessions_and_the_old_password(page, clerk):
    open_page = Client()
    open_page.force_login(clerk)
    slip = page.post(f"/accounts/users/{clerk.pk}/password/", seen(clerk, reason="忘记密码")).url
    assert open_page.get("/accounts/profile/").status_code == 302
    assert Client().post("/accounts/login/", {"username": "lining", "password": PASSWORD}).status_code == 422
    other = Client()
    other.force_login(make_user(Role.SECURITY_ADMIN, make_county()))
    assert other.post(slip, {"show": "1"}).status_code == 404, "a slip belongs to who made it"
    assert page.post(slip, {"show": "1"}).status_code == 200


def test_a_lost_phone_is_reset_by_the_administrator_and_set_up_anew(page, county):
    auditor = make_user(Role.AUDITOR, county, "shenji")
    second_factor.prepare(auditor, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    second = Client()
    second.force_login(make_user(Role.COUNTY_ADMIN, county))
    assert (
        page.post(f"/accounts/users/{auditor.pk}/reset-second-factor/", seen(auditor, reason="手机丢失")).status_code
        == 302
    )
    assert second_factor.confirmed(auditor), "an auditor's takes a second person"
    assert second.post(f"/accounts/resets/{auditor.pk}/confirm/", seen(auditor)).status_code == 302
    assert Client().post("/accounts/login/", {"username": "shenji", "password": PASSWORD}).url.endswith("/enrol/")
    assert moves(auditor) == ["ask_reset_second_factor", "reset_second_factor"]


def test_another_countys_accounts_do_not_exist(page, clerk):
    far = make_user(Role.TOWNSHIP_CLERK, make_township("远山镇", make_county("990102", "远山县")))
    assert far.pk not in [one.pk for one, _ in page.get("/accounts/users/").context["rows"]]
    assert [page.get(f"/accounts/users/{one.pk}/").status_code for one in (clerk, far)] == [200, 404]
    assert page.post(f"/accounts/users/{far.pk}/password/", seen(far, reason="试试")).status_code == 404
    form = {"roles": ["township_clerk"], "places": "远山镇", "reason": "试试"}
    assert "没有“远山镇”" in words(page.post(f"/accounts/users/{clerk.pk}/roles/", form))


def test_the_list_finds_accounts_by_state_role_and_place(page, keeper, clerk, officer):
    far = make_user(Role.TOWNSHIP_CLERK, make_township("西坪乡"), "wangwu")
    lock("wangwu")
    User.objects.filter(pk=officer.pk).update(is_active=False)

    def found(**query):
        return {one.username for one, _ in page.get("/accounts/users/", query).context["rows"]}

    assert found() == {"anquan", "lining", "chenzuzhi", "wangwu"}
    assert found(role="township_clerk") == {"lining", "wangwu"}
    assert found(township=make_township("西坪乡").path) == {"wangwu"}
    assert found(state="locked") == {"wangwu"}
    assert found(state="closed") == {"chenzuzhi"}
    assert found(q="李宁") == {"lining"}
    assert "自动解锁" in words(page.get(f"/accounts/users/{far.pk}/"))


def test_open_work_goes_to_the_successor_with_role_and_place(page, clerk, county):
    from electioncycle.workbooks.imports import ImportBatch

    make_cycle(county)
    batch = ImportBatch.objects.create(ledger_name="teammember", by=clerk, file_name="班子.xlsx", state="ready")
    successor = make_user(Role.TOWNSHIP_CLERK, make_township("西坪乡"), name="赵接手")
    shown = words(page.get(f"/accounts/users/{clerk.pk}/"))
    assert "已上传、尚未确认导入的表格" in shown
    form = {"to": successor.pk, "reason": "调往县局", "with_roles": "on"}
    assert page.post(f"/accounts/users/{clerk.pk}/hand-over/", seen(clerk) | {**form, "reason": ""}).status_code == 422
    assert page.post(f"/accounts/users/{clerk.pk}/hand-over/", seen(clerk) | {**form, "to": "0"}).status_code == 404
    assert page.post(f"/accounts/users/{clerk.pk}/hand-over/", seen(clerk) | form).status_code == 302
    batch.refresh_from_db()
    assert batch.by == successor
    assert User.objects.get(pk=successor.pk).covers(make_township("东河镇").path)
    assert moves(clerk) == ["hand_over"]
    auditor = make_user(Role.AUDITOR, county)
    refused = page.post(f"/accounts/users/{clerk.pk}/hand-over/", seen(clerk) | {**form, "to": auditor.pk})
    assert "同一角色" in words(refused)


def test_what_is_assigned_by_name_goes_along_with_a_notice_and_leaving_it_is_said(page, clerk, county):
    """The key-person entries and the clues he may read; only to somebody who looks after the village."""
    village = make_village("青山村", make_township("东河镇"))
    entry = make_key_person(village)
    clue = make_complaint(village)
    for row in (entry, clue):
        restricted.let_read(row, clerk, by=clerk)
    assert "指派给本人的“重点人员台账”" in words(page.get(f"/accounts/users/{clerk.pk}/"))
    successor = make_user(Role.TOWNSHIP_CLERK, make_township("西坪乡"), name="赵接手")
    form = {"to": successor.pk, "reason": "调往县局"}
    assert "不能接手该村的重点人员台账" in words(
        page.post(f"/accounts/users/{clerk.pk}/hand-over/", seen(clerk) | form)
    )
    assert not row_readers.standing(KeyPerson).filter(user=successor).exists()
    left = page.post(f"/accounts/users/{clerk.pk}/deactivate/", seen(clerk) | {"reason": "借调期满"}, follow=True)
    assert "名下还有2项未办结的工作" in words(left)
    assert (
        page.post(f"/accounts/users/{clerk.pk}/hand-over/", seen(clerk) | {**form, "with_roles": "on"}).status_code
        == 302
    )
    for row in (entry, clue):
        readers = restricted.readers_of(type(row), [row.pk])[row.pk]
        assert [reader for reader in readers if reader in (clerk, successor)] == [successor]
    notice = inbox.notices_of(User.objects.get(pk=successor.pk), None).get()
    assert "工作已移交给您，共2项" in notice.text


def test_there_is_no_superuser():
    with pytest.raises(Refused, match="不设超级用户"):
        User.objects.create_superuser("root", password=PASSWORD)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="root", is_superuser=True)


def test_the_first_account_of_a_site_comes_from_the_console(county, capsys):
    call_command("add_security_admin", "anquan1", name="周安全", area=county.code)
    told = json.loads(capsys.readouterr().out)
    answer = Client().post("/accounts/login/", {"username": "anquan1", "password": told["password"]})
    assert answer.url == "/accounts/login/enrol/"
    with pytest.raises(SystemExit):
        call_command("add_security_admin", "anquan1", name="周安全", area=county.code)
    assert "已经有人使用" in capsys.readouterr().out
    call_command("reset_second_factor", "anquan1", reason="手机丢失")
    assert moves(User.objects.get(username="anquan1")) == ["open", "reset_second_factor"]


def test_the_console_tells_codes_of_made_up_accounts_only(county, capsys):
    made_up = make_user(Role.AUDITOR, county, "shenji")
    real = make_user(Role.AUDITOR, make_county("510812", "朝天区"), "zhenshi")
    for user in (made_up, real):
        second_factor.prepare(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    call_command("otp_code", "shenji")
    assert len(json.loads(capsys.readouterr().out)["otp_token"]) == 6
    with pytest.raises(CommandError, match="只显示演示"):
        call_command("otp_code", "zhenshi")


def test_the_page_of_roles_and_the_manual_say_what_the_table_says(page, settings):
    shown = words(page.get("/accounts/roles/"))
    manual = (settings.BASE_DIR / "docs" / "manual.zh-CN.md").read_text()
    for role in Role:
        assert role.label in shown
        assert DESCRIPTIONS[role] in shown
        assert f"| {role.label} | {DESCRIPTIONS[role]} |" in manual
    assert set(GRANTS) == set(DESCRIPTIONS) == set(Role.values)


def test_a_department_contact_answers_for_his_department_and_sees_no_ledger(client, county):
    contact = accounts.open_account(
        "gongan",
        Details("孙警官"),
        by=make_user(Role.SECURITY_ADMIN, county),
        roles=[Role.DEPARTMENT_CONTACT],
        places=[Place(county, "公安局")],
        password=PASSWORD,
        first_change=False,
    )
    assert (contact.departments, contact.place) == ({"公安局"}, "云岭县(公安局)")
    client.force_login(contact)
    assert client.get("/villages/teammember/").status_code == 403
    assert client.get("/accounts/users/").status_code == 403


def test_slips_print_one_strip_an_account(tmp_path, page, keeper):
    strips = [
        slips.Strip(f"东河镇第{n}办公室", f"李干事{n}", f"ganshi{n}", f"Abcd-efg{n}-Hjkm", "乡镇组织干事")
        for n in range(9)
    ]
    slip = slips.make(strips, by=keeper, title="批量建立账号")
    answer = page.post(f"/accounts/slips/{slip.pk}/", {"print": "1"})
    assert "no-store" in answer["Cache-Control"]
    path = tmp_path / "slips.pdf"
    path.write_bytes(answer.content)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    for strip in strips:
        assert strip.username in text
        assert strip.password in text
    assert text.count("初始密码") >= 9
    assert text.count("http://testserver/") == 9
