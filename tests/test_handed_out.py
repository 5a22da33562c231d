"""Who hands a password out is not another pair of eyes than its owner, until she has taken her account over."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services import accounts
from electioncycle.desk import inbox
from electioncycle.disclosure import retention, unmasked
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records import workflow
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from electioncycle.security import audit, credentials
from electioncycle.security.credentials import CredentialIssue
from readiness.models import TeamAnalysis
from tests import factories
from tests.factories import PASSWORD
from tests.moving import seen
from tests.test_accounts_bulk import upload
from tests.test_readiness import filled

pytestmark = [pytest.mark.django_db, pytest.mark.everywhere]
THEIRS, HERS = "Officers-own-2026", "Clerk-herself-2026"


@pytest.fixture
def village():
    village = factories.make_village("青山村", factories.make_township("东河镇"))
    factories.make_member(village)
    return village


@pytest.fixture
def cycle(village):
    return factories.cycle_for(village)


@pytest.fixture
def clerk(village, cycle):
    return factories.make_user(Role.TOWNSHIP_CLERK, village.township, "zhouganshi", name="周干事")


@pytest.fixture
def officer(village, cycle):
    return factories.make_user(Role.TOWNSHIP_OFFICER, village.township, "wuweiyuan", name="吴委员")


@pytest.fixture
def colleague(village, cycle):
    return factories.make_user(Role.TOWNSHIP_OFFICER, village.township, name="郑委员")


@pytest.fixture
def keeper(village):
    return factories.make_user(Role.SECURITY_ADMIN, village.township.parent, "anquan", name="钱安全")


@pytest.fixture
def analysis(village, cycle, clerk):
    return filled(village, cycle, clerk)


def signed_in(user):
    """Somebody with a page open, who came in without the door."""
    client = Client()
    client.force_login(user)
    return client


def came_in(username, password):
    client = Client()
    assert client.post("/accounts/login/", {"username": username, "password": password}).status_code == 302
    return client


def reset(by, user):
    """The first password, as the slip shows it."""
    page = signed_in(by)
    slip = page.post(f"/accounts/users/{user.pk}/password/", seen(user, reason="忘记密码")).url
    return page.post(slip, {"show": "1"}).context["strips"][0].password


def change(client, old, new):
    answer = client.post("/accounts/password/", {"old_password": old, "new_password1": new, "new_password2": new})
    assert answer.status_code == 302
    return answer


def submit(client, analysis):
    return client.post(reverse("analysis_move", args=[analysis.pk, "submit"]), seen(analysis))


def approve(client, analysis):
    return client.post(reverse("analysis_move", args=[analysis.pk, "approve"]), seen(analysis))


def state():
    return TeamAnalysis.objects.get().state


def words(answer):
    return answer.content.decode()


def test_an_officer_who_submits_with_his_clerks_password_does_not_approve_it_as_himself(
    analysis, clerk, officer, colleague
):
    first = reset(officer, clerk)
    as_her = came_in("zhouganshi", first)
    change(as_her, first, THEIRS)
    assert submit(as_her, analysis).status_code == 302
    himself = signed_in(officer)
    page = words(himself.get(reverse("analysis_review", args=[analysis.pk])))
    assert "经办账号“周干事”由您于" in page
    assert "您不能审核，须由另一人审核" in page
    assert "乡镇审核通过</button>" not in page
    answer = approve(himself, analysis)
    assert (answer.status_code, state()) == (422, "submitted")
    assert "重置密码" in words(answer)
    told = audit.AuditEvent.objects.filter(type="refused", actor=officer.pk).get()
    assert told.details["why"] == "credentials"
    paper = {"signer": "吴委员(组织委员)", "signed_on": "2026-01-05", "number": "东委〔2026〕3号"}
    named = signed_in(colleague).post(reverse("analysis_move", args=[analysis.pk, "paper"]), seen(analysis) | paper)
    assert "发放过提交账号的密码" in words(named)
    assert approve(signed_in(colleague), analysis).status_code == 302


def test_the_owner_who_changed_the_password_and_came_in_with_it_is_a_second_pair_of_eyes(analysis, clerk, officer):
    first = reset(officer, clerk)
    page = came_in("zhouganshi", first)
    assert change(page, first, HERS).url == reverse("handed_out")
    assert "退出，用您自己设的新密码重新登录一次" in words(page.get(reverse("handed_out")))
    page.post("/accounts/logout/")
    page = came_in("zhouganshi", HERS)
    assert page.get("/").url == reverse("handed_out")
    assert "吴委员" in words(page.get(reverse("handed_out")))
    assert page.post(reverse("handed_out")).url == "/"
    assert page.get("/accounts/profile/").status_code == 200
    assert submit(page, analysis).status_code == 302
    assert approve(signed_in(officer), analysis).status_code == 302
    assert state() == "township_approved"


def test_what_was_done_before_the_take_over_stays_barred_for_ever(analysis, clerk, officer):
    first = reset(officer, clerk)
    page = came_in("zhouganshi", first)
    change(page, first, HERS)
    submit(page, analysis)
    came_in("zhouganshi", HERS)
    assert CredentialIssue.objects.get().taken_over_at
    assert approve(signed_in(officer), analysis).status_code == 422


def test_the_owner_objects_and_all_since_the_reset_is_the_officers_again(analysis, clerk, officer, keeper):
    first = reset(officer, clerk)
    as_her = came_in("zhouganshi", first)
    change(as_her, first, THEIRS)
    as_her = came_in("zhouganshi", THEIRS)
    as_her.post(reverse("handed_out"))
    submit(as_her, analysis)
    assert approve(signed_in(officer), analysis).status_code == 302, "nobody can tell yet"
    approval = workflow.steps(analysis).get(move="approve")
    again = reset(keeper, clerk)
    herself = came_in("zhouganshi", again)
    change(herself, again, HERS)
    listed = words(herself.get(reverse("handed_out")))
    assert "吴委员" in listed
    assert "钱安全" in listed
    issue = CredentialIssue.objects.get(issuer=officer)
    assert herself.post(reverse("handed_out"), {"object": issue.pk}).url == reverse("password_change")
    approval.refresh_from_db()
    assert "不是其本人要求" in approval.void_reason
    assert "由您于" in workflow.bar(analysis, officer)
    event = audit.of(clerk).filter(details__move="issue_objected").get()
    assert (event.details["issuers"], event.details["void"]) == ([officer.pk], 1)
    assert "其后经其审批的1件已失效" in inbox.notices_of(keeper, None).first().text
    assert "吴委员" in words(signed_in(keeper).get(reverse("resets")))
    refused = signed_in(officer).post(f"/accounts/users/{clerk.pk}/password/", seen(clerk, reason="忘记密码"))
    assert (refused.status_code, "须由另一人办理" in words(refused)) == (422, True)
    assert reset(keeper, clerk)


def test_nobody_objects_in_the_name_of_another(clerk, officer, colleague):
    reset(officer, clerk)
    issue = CredentialIssue.objects.get()
    for other in (officer, colleague):
        assert signed_in(other).post(reverse("handed_out"), {"object": issue.pk}).status_code == 404
    issue.refresh_from_db()
    assert issue.objected_at is None


def test_one_hand_that_reset_both_clerk_and_officer_does_not_approve_with_the_second(analysis, clerk, officer, keeper):
    first, second = reset(keeper, clerk), reset(keeper, officer)
    as_her = came_in("zhouganshi", first)
    change(as_her, first, THEIRS)
    submit(as_her, analysis)
    as_him = came_in("wuweiyuan", second)
    change(as_him, second, THEIRS)
    refused = approve(as_him, analysis)
    assert "请修改密码、退出后重新登录" in words(refused)
    assert state() == "submitted"
    as_him = came_in("wuweiyuan", THEIRS)
    assert approve(as_him, analysis).status_code == 302, "who came in with his own password is himself"


def test_whoever_had_the_issuers_account_had_the_clerks_too(analysis, clerk, officer, colleague, keeper):
    at = timezone.now()
    credentials.issue(officer, "password", by=colleague, at=at - timedelta(hours=2))
    credentials.issue(clerk, "password", by=officer, at=at - timedelta(hours=1))
    step = workflow.note(analysis, move="submit", title="提交审核", by=clerk)
    assert "由吴委员于" not in workflow.bar(analysis, colleague)
    assert "吴委员" in workflow.bar(analysis, colleague)
    CredentialIssue.objects.filter(account=officer).update(taken_over_at=at - timedelta(minutes=90))
    assert workflow.bar(analysis, colleague) == "", "the officer had his account back before he reset the clerk's"
    assert step.by == clerk


def test_creation_import_reset_and_lost_phones_all_leave_their_record(keeper, clerk, village):
    page = signed_in(keeper)
    new = {"username": "xinren", "name": "新人", "roles": ["township_clerk"], "places": "东河镇"}
    page.post("/accounts/users/new/", new)
    page.post(f"/accounts/users/{clerk.pk}/password/", seen(clerk, reason="忘记密码"))
    page.post(f"/accounts/users/{clerk.pk}/reset-second-factor/", seen(clerk, reason="手机丢失"))
    address, _ = upload(page, (1, "", "张三", "", "zhangsan", "乡镇组织干事", "东河镇", "", "", ""))
    page.post(address, {"which": "all"})
    found = CredentialIssue.objects.order_by("id").values_list("account__username", "kind", "issuer")
    assert list(found) == [
        ("xinren", "opened", keeper.pk),
        ("zhouganshi", "password", keeper.pk),
        ("zhouganshi", "second_factor", keeper.pk),
        ("zhangsan", "opened", keeper.pk),
    ]
    clerk.refresh_from_db()
    assert clerk.must_change_password


def test_full_numbers_and_holds_ask_for_another_hand_too(village, cycle, clerk, officer):
    chief, second = (factories.make_user(Role.COUNTY_ADMIN, village.township.parent) for _ in range(2))
    credentials.issue(second, "password", by=chief)
    ledger = REGISTRY["teammember"]
    rows = ledger.rows(second, cycle)
    asked = unmasked.ask(ledger, rows, by=second, cycle=cycle, reason="报送市委组织部备案", form="xlsx")
    page = signed_in(chief)
    assert "您不能审核" in words(page.get(reverse("unmasked_exports")))
    answer = page.post(reverse("unmasked_decide"), {"row": [asked.pk], "approve": "1"}, follow=True)
    assert "须由另一人审核" in words(answer)
    asked.refresh_from_db()
    assert asked.state == "waiting"
    assert audit.of(asked).get(type="refused").details["why"] == "credentials"
    kept = retention.hold(village, by=second, cycle=cycle, reason="纪委要求", document_number="1号")
    with pytest.raises(Refused, match="须由另一人审核"):
        retention.lift(kept, by=chief)
    CredentialIssue.objects.update(taken_over_at=asked.at)
    assert unmasked.decide(asked, by=chief, approve=True).state == "approved"
    retention.lift(kept, by=chief)


# --- accounts that watch over each other --------------------------------------------------------------------------


@pytest.fixture
def auditor(village):
    return factories.make_user(Role.AUDITOR, village.township.parent, "shenji", name="孙审计")


@pytest.fixture
def chief(village):
    return factories.make_user(Role.COUNTY_ADMIN, village.township.parent, "xianguan", name="赵主任")


def test_the_county_administrators_password_is_reset_by_two_and_both_are_barred(keeper, auditor, chief):
    page = signed_in(keeper)
    answer = page.post(f"/accounts/users/{chief.pk}/password/", seen(chief, reason="忘记密码"), follow=True)
    assert "由另一人复核后生效" in words(answer)
    chief.refresh_from_db()
    assert chief.check_password(PASSWORD), "nothing has changed yet"
    assert not CredentialIssue.objects.exists()
    assert keeper.slips.count() == 0
    assert page.post(f"/accounts/resets/{chief.pk}/confirm/", seen(chief)).status_code == 422, "not by who asked"
    assert signed_in(chief).post(f"/accounts/resets/{chief.pk}/confirm/", seen(chief)).status_code == 403, (
        "nor by the owner"
    )
    assert "申请为账号“赵主任”重置密码" in inbox.notices_of(chief, None).get().text, "who hears of it beforehand"
    second = signed_in(auditor)
    assert "赵主任" in words(second.get(reverse("resets")))
    assert second.post(f"/accounts/resets/{chief.pk}/confirm/", seen(chief)).status_code == 302
    chief.refresh_from_db()
    assert not chief.check_password(PASSWORD)
    slip = keeper.slips.get()
    assert second.post(reverse("slip", args=[slip.pk]), {"show": "1"}).status_code == 403
    assert page.post(reverse("slip", args=[slip.pk]), {"show": "1"}).status_code == 200
    assert set(CredentialIssue.objects.values_list("issuer", flat=True)) == {keeper.pk, auditor.pk}
    event = audit.of(chief).get(details__move="reset_password")
    assert (event.actor, event.details["asked_by"]) == (auditor.pk, keeper.pk)
    assert second.post(f"/accounts/resets/{chief.pk}/confirm/", seen(chief)).status_code == 422, "once"


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SECURITY_ADMIN, Role.COUNTY_ADMIN])
@pytest.mark.parametrize("act", ["password", "reset-second-factor"])
def test_nobody_alone_resets_who_watches_over_the_others(village, keeper, chief, auditor, role, act):
    target = factories.make_user(role, village.township.parent)
    page = signed_in(keeper)
    page.post(f"/accounts/users/{target.pk}/{act}/", seen(target, reason="手机丢失"))
    with pytest.raises(Refused, match="由另一人复核"):
        accounts.reset_password(target, by=keeper, reason="绕过")
    with pytest.raises(Refused, match="由另一人复核"):
        accounts.reset_second_factor(target, by=keeper, reason="绕过")
    assert not CredentialIssue.objects.exists()
    confirmer = auditor if role == Role.COUNTY_ADMIN else chief
    assert signed_in(confirmer).post(f"/accounts/resets/{target.pk}/confirm/", seen(target)).status_code == 302
    assert CredentialIssue.objects.count() == 2


def test_taking_the_role_away_first_helps_nobody_and_the_others_hear_of_it(keeper, auditor, chief):
    page = signed_in(keeper)
    form = {"roles": ["county_reader"], "places": "云岭县", "reason": "岗位调整"}
    assert page.post(f"/accounts/users/{chief.pk}/roles/", seen(chief) | form).status_code == 302
    assert "取消“县级换届管理员”" in inbox.notices_of(auditor, None).get().text
    page.post(f"/accounts/users/{chief.pk}/password/", seen(chief, reason="忘记密码"))
    chief = User.objects.get(pk=chief.pk)
    assert chief.check_password(PASSWORD)
    assert "赵主任" in words(signed_in(auditor).get(reverse("resets")))
    clerk = factories.make_user(Role.COUNTY_CLERK, chief.scopes.get().area, "xianganshi")
    assert "/slips/" in page.post(f"/accounts/users/{clerk.pk}/password/", seen(clerk, reason="忘记密码")).url


def test_a_request_is_refused_by_the_owner_taken_back_or_lapses(keeper, auditor, chief, monkeypatch):
    page, address = signed_in(keeper), f"/accounts/users/{chief.pk}/password/"
    for who in (chief, keeper, auditor):
        assert page.post(address, seen(chief, reason="忘记密码")).status_code == 302
        assert page.post(address, seen(chief, reason="忘记密码")).status_code == 422, "one at a time"
        no = signed_in(who).post(f"/accounts/resets/{chief.pk}/refuse/", seen(chief, reason="没有要求过"))
        assert no.status_code == 302
        assert signed_in(auditor).post(f"/accounts/resets/{chief.pk}/confirm/", seen(chief)).status_code == 422
    page.post(address, seen(chief, reason="忘记密码"))
    late = timezone.now() + timedelta(hours=73)
    monkeypatch.setattr(timezone, "now", lambda: late)
    assert "没有待复核" in words(signed_in(auditor).post(f"/accounts/resets/{chief.pk}/confirm/", seen(chief)))
    chief.refresh_from_db()
    assert chief.check_password(PASSWORD)


def test_whoever_was_given_the_first_persons_password_is_no_second_person(keeper, auditor, chief):
    credentials.issue(auditor, "opened", by=keeper)
    signed_in(keeper).post(f"/accounts/users/{chief.pk}/password/", seen(chief, reason="忘记密码"))
    refused = signed_in(auditor).post(f"/accounts/resets/{chief.pk}/confirm/", seen(chief))
    assert (refused.status_code, "重新登录" in words(refused)) == (422, True)


def test_where_nobody_else_is_there_the_server_is_the_way_out(keeper, village, capsys):
    chief = factories.make_user(Role.COUNTY_ADMIN, village.township.parent, "xianguan")
    answer = signed_in(keeper).post(f"/accounts/users/{chief.pk}/password/", seen(chief, reason="忘记密码"))
    assert "manage.py reset_password xianguan" in words(answer)
    call_command("reset_password", "xianguan", reason="县里只有一名安全管理员")
    assert "xianguan" in capsys.readouterr().out
    event = audit.of(chief).get(details__move="reset_password")
    assert User.objects.get(pk=event.actor).is_service
    assert CredentialIssue.objects.get().account == chief
    with pytest.raises(SystemExit):
        call_command("reset_password", "niemand", reason="试试")
