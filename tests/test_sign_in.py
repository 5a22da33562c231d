"""Signing in, locking out, and the first password."""

import importlib
import itertools
import os
import subprocess
import sys
import time
from base64 import b32decode
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, password_validation
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP

from accounts.models import Authenticator, OpenSession, RecoveryCode, User
from accounts.passwords import LongEnough, NotCommon, SeveralClasses, first_password
from accounts.services import lockout, second_factor
from accounts.services.notes import note
from accounts.services.sign_in import BACKEND
from electioncycle.jobs import periodic
from electioncycle.roles import Role
from electioncycle.security import audit
from electioncycle.security.credentials import CredentialIssue
from tests.factories import PASSWORD, make_county, make_township, make_user

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def sign_in(client: Client, username: str, password: str = PASSWORD, **extra: str):
    return client.post(LOGIN, {"username": username, "password": password, **extra})


def events(*kinds: str) -> list[str]:
    return list(audit.AuditEvent.objects.filter(type__in=kinds).order_by("id").values_list("type", flat=True))


@pytest.fixture
def clerk():
    return make_user(Role.TOWNSHIP_CLERK, make_township(), "lining")


def test_a_clerk_signs_in_to_the_page_he_asked_for_and_never_to_a_foreign_address(client, clerk):
    assert sign_in(client, "lining", next="/accounts/profile/").url == "/accounts/profile/"
    page = client.get("/accounts/profile/").content.decode()
    assert "乡镇组织干事" in page
    assert "东河镇" in page
    client.post("/accounts/logout/")
    assert client.get("/accounts/profile/").url.startswith(LOGIN)
    assert sign_in(client, "lining", next="https://elsewhere.example/").url == "/"
    assert events("signed_in", "signed_out") == ["signed_in", "signed_out", "signed_in"]


def test_a_wrong_password_is_told_in_chinese_and_locks_after_five(client, clerk):
    for _ in range(4):
        answer = sign_in(client, "lining", "wrong")
        assert answer.status_code == 422
        assert "用户名或密码不正确" in answer.content.decode()
    answer = sign_in(client, "lining", "wrong")
    assert "账号已锁定" in answer.content.decode()
    assert "账号已锁定" in sign_in(client, "lining").content.decode(), (
        "the right password does not open a locked account"
    )
    assert events("sign_in_failed") == ["sign_in_failed"] * 6
    assert "wrong" not in str(list(audit.AuditEvent.objects.values_list("details", flat=True)))


def test_a_service_account_cannot_sign_in(client, clerk):
    clerk.is_service = True
    clerk.save()
    assert "用户名或密码不正确" in sign_in(client, "lining").content.decode()


def test_the_first_password_must_be_changed_before_anything_else(client, clerk):
    clerk.must_change_password = True
    clerk.save()
    sign_in(client, "lining")
    assert client.get("/accounts/profile/").url == "/accounts/password/"
    same = {"old_password": PASSWORD, "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert "不能与原密码相同" in client.post("/accounts/password/", same).content.decode()
    fresh = {"old_password": PASSWORD, "new_password1": "Xin-mima-2026", "new_password2": "Xin-mima-2026"}
    assert client.post("/accounts/password/", fresh).status_code == 302
    assert client.get("/accounts/profile/").status_code == 200, "his own session goes on"
    assert events("password_changed") == ["password_changed"]
    assert sign_in(Client(), "lining", "Xin-mima-2026").status_code == 302


# --- the second page ---------------------------------------------------------------------------------------------


@pytest.fixture
def officer():
    user = make_user(Role.SECURITY_ADMIN, make_township().parent, "anquan")
    second_factor.prepare(user, SECRET)
    return user


def code(steps: int = 0) -> str:
    clock = TOTP(b32decode(SECRET), drift=steps)
    clock.time = time.time()
    return f"{clock.token():06d}"


def waited_enough(user) -> None:
    Authenticator.objects.filter(user=user).update(throttling_failure_timestamp=timezone.now() - timedelta(hours=1))


def test_a_security_administrator_is_signed_in_only_after_the_code(client, officer):
    assert sign_in(client, "anquan", next="/accounts/profile/").url == "/accounts/login/code/"
    assert client.get("/accounts/profile/").url.startswith(LOGIN), "the password alone signs nobody in"
    assert events("signed_in") == []
    assert "6位数字" in client.get("/accounts/login/code/").content.decode()
    assert client.post("/accounts/login/code/", {"otp_token": code()}).url == "/accounts/profile/"
    assert client.get("/accounts/profile/").status_code == 200
    assert events("signed_in") == ["signed_in"]


def test_a_code_counts_once_and_wrong_ones_slow_down_then_lock(client, officer):
    used = code()
    sign_in(client, "anquan")
    assert client.post("/accounts/login/code/", {"otp_token": used}).status_code == 302
    other = Client()
    sign_in(other, "anquan")
    answer = other.post("/accounts/login/code/", {"otp_token": used})
    assert answer.status_code == 422
    assert "已经用过" in answer.content.decode()
    assert other.get("/accounts/profile/").status_code == 302
    assert "秒再输入" in other.post("/accounts/login/code/", {"otp_token": code(1)}).content.decode()
    waited_enough(officer)
    assert other.post("/accounts/login/code/", {"otp_token": code(1)}).status_code == 302, "the next one is good"
    for _ in range(5):
        waited_enough(officer)
        sign_in(third := Client(), "anquan")
        answer = third.post("/accounts/login/code/", {"otp_token": "000000"})
    assert answer.status_code == 429
    assert "账号已锁定" in answer.content.decode()
    assert "账号已锁定" in sign_in(Client(), "anquan").content.decode()


def test_a_code_without_the_password_opens_nothing(client, officer):
    assert client.post("/accounts/login/code/", {"otp_token": code()}).url == "/accounts/login/?why=waited"
    session = client.session
    session["second_factor"] = {"user": officer.pk, "hash": "0" * 64, "at": time.time()}
    session.save()
    assert client.post("/accounts/login/code/", {"otp_token": code()}).url == "/accounts/login/?why=waited"
    sign_in(client, "anquan")
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert client.post("/accounts/login/code/", {"otp_token": code()}).url == "/accounts/login/?why=waited"
    assert events("signed_in") == []


def test_a_session_made_by_hand_signs_nobody_in(client, clerk):
    session = client.session
    session[SESSION_KEY], session[BACKEND_SESSION_KEY], session[HASH_SESSION_KEY] = clerk.pk, BACKEND, "0" * 64
    session.save()
    assert client.get("/accounts/profile/").url == "/accounts/login/?why=changed"
    assert client.get("/accounts/profile/").url.startswith("/accounts/login/?next")


def test_the_first_sign_in_of_such_a_role_sets_the_phone_up_and_gives_codes_for_paper(client):
    user = make_user(Role.AUDITOR, make_township().parent, "shenji")
    assert sign_in(client, "shenji").url == "/accounts/login/enrol/"
    page = client.get("/accounts/login/enrol/").content.decode()
    assert "data:image/svg+xml" in page
    device = Authenticator.objects.get(user=user)
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM accounts_authenticator")
        assert device.key not in cursor.fetchone()[0], "the secret is encrypted where it is stored"
    assert client.post("/accounts/login/enrol/", {"otp_token": "123"}).status_code == 422
    assert client.get("/accounts/profile/").status_code == 302
    waited_enough(user)
    done = client.post("/accounts/login/enrol/", {"otp_token": device.next_code()})
    codes = done.context["codes"]
    assert len(set(codes)) == 10
    assert client.get("/accounts/profile/").status_code == 200
    lost = Client()
    sign_in(lost, "shenji")
    assert lost.post("/accounts/login/code/", {"otp_token": codes[0].upper()}).status_code == 302
    again = Client()
    sign_in(again, "shenji")
    assert again.post("/accounts/login/code/", {"otp_token": codes[0]}).status_code == 422, "each works once"
    assert codes[1].replace("-", "") not in str(list(RecoveryCode.objects.values_list("digest", flat=True)))


def test_anyone_may_set_a_phone_up_and_switch_it_off_where_the_role_does_not_ask_for_it(client, clerk, officer):
    sign_in(client, "lining")
    client.get("/accounts/profile/second/")
    device = Authenticator.objects.get(user=clerk)
    assert client.post("/accounts/profile/second/", {"otp_token": device.next_code()}).context["codes"]
    assert sign_in(Client(), "lining").url == "/accounts/login/code/"
    device.refresh_from_db()
    assert client.post("/accounts/profile/second/", {"otp_token": device.next_code(), "off": "1"}).status_code == 302
    assert sign_in(Client(), "lining").url == "/"
    client.force_login(officer)
    refused = client.post("/accounts/profile/second/", {"otp_token": code(), "off": "1"})
    assert "不能停用" in refused.content.decode()


def test_the_countys_administrator_of_a_real_site_sets_a_phone_up_and_one_of_a_made_up_county_need_not(client):
    """An existing account without a phone is led to the page of setting up, not locked out."""
    real = make_user(Role.COUNTY_ADMIN, make_county("430321", "湘潭县"), "xiangtan")
    make_user(Role.COUNTY_ADMIN, make_county(), "yanshi")
    assert sign_in(client, "yanshi").url == "/"
    assert sign_in(Client(), "xiangtan").url == "/accounts/login/enrol/"
    page = Client()
    sign_in(page, "xiangtan")
    assert "data:image/svg+xml" in page.get("/accounts/login/enrol/").content.decode()
    code_now = Authenticator.objects.get(user=real).next_code()
    assert page.post("/accounts/login/enrol/", {"otp_token": code_now}).context["codes"]
    assert page.get("/accounts/profile/").status_code == 200
    assert sign_in(Client(), "xiangtan").url == "/accounts/login/code/"


def test_a_site_without_phones_says_so(client, settings):
    settings.TOTP_ROLES = frozenset({"security_admin"})
    make_user(Role.COUNTY_ADMIN, make_county("430321", "湘潭县"), "xiangtan")
    assert sign_in(client, "xiangtan").url == "/"


# --- until when a session goes on --------------------------------------------------------------------------------


def test_an_idle_session_and_one_of_a_whole_day_end(client, clerk):
    for name, why in (("seen", "idle"), ("since", "long")):
        sign_in(client, "lining")
        assert client.get("/accounts/profile/").status_code == 200
        session = client.session
        session[name] = time.time() - 9 * 3600
        session.save()
        assert client.get("/accounts/profile/").url == f"/accounts/login/?why={why}"
        assert client.get("/accounts/profile/").status_code == 302
    assert not OpenSession.objects.exists()


def test_a_seconded_official_stops_the_day_after_his_last_at_the_door_and_inside(client, clerk):
    clerk.valid_until = timezone.localdate()
    clerk.save()
    sign_in(client, "lining")
    assert client.get("/accounts/profile/").status_code == 200, "the last day is a day of work"
    User.objects.filter(pk=clerk.pk).update(valid_until=timezone.localdate() - timedelta(days=1))
    answer = client.get("/accounts/profile/")
    assert answer.status_code == 403
    assert "已过有效期" in answer.content.decode()
    assert events("refused") == ["refused"]
    assert client.get("/accounts/profile/").status_code == 302
    assert events("refused") == ["refused"], "one refusal, one event"
    assert "已过有效期" in sign_in(Client(), "lining").content.decode()
    assert "已过有效期" not in sign_in(Client(), "lining", "wrong").content.decode()


def test_an_official_sees_where_he_is_signed_in_and_ends_the_others(client, clerk):
    here, there, third = client, Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/128.0"}), Client()
    for one in (here, there, third):
        sign_in(one, "lining")
    page = here.get("/accounts/profile/").content.decode()
    assert "Firefox / Windows" in page
    assert page.count("本机") == 1
    theirs = OpenSession.objects.get(session_key=there.session.session_key)
    here.post("/accounts/profile/sessions/", {"session": theirs.pk})
    assert there.get("/accounts/profile/").status_code == 302
    assert third.get("/accounts/profile/").status_code == 200
    here.post("/accounts/profile/sessions/")
    assert third.get("/accounts/profile/").status_code == 302
    assert here.get("/accounts/profile/").status_code == 200
    stranger = make_user(Role.TOWNSHIP_CLERK, make_township(), "wangwu")
    sign_in(there, stranger.username)
    theirs = OpenSession.objects.get(user=stranger)
    here.post("/accounts/profile/sessions/", {"session": theirs.pk})
    assert there.get("/accounts/profile/").status_code == 200, "nobody ends the session of another"


def test_the_time_of_the_last_sign_in_is_told_with_what_happened_in_between(client, clerk):
    sign_in(client, "lining")
    sign_in(Client(), "lining", "wrong")
    sign_in(Client(), "lining")
    last = Client()
    sign_in(last, "lining")
    assert "上次登录：" in last.get("/accounts/profile/").content.decode()
    assert "1次登录失败" not in last.get("/accounts/profile/").content.decode()


# --- passwords ---------------------------------------------------------------------------------------------------


def refused_password(client: Client, password: str, old: str = PASSWORD) -> str:
    data = {"old_password": old, "new_password1": password, "new_password2": password}
    answer = client.post("/accounts/password/", data)
    if answer.status_code == 302:
        return ""
    return " ".join(error for errors in answer.context["form"].errors.values() for error in errors)


def test_length_first_asks_for_ten_and_for_nothing_everybody_guesses(client, clerk):
    client.force_login(clerk)
    assert "请至少设10位" in refused_password(client, "ab3-xyz")
    assert "不能只用数字" in refused_password(client, "8203947163")
    assert "太常见" in refused_password(client, "huanjie2026")
    assert "太常见" in refused_password(client, "1qaz2wsx3edc")
    assert "太相近" in refused_password(client, "lining-lining")
    assert refused_password(client, "青山绿水开会去了吧好") == "", "a sentence of ten characters will do"


def test_dengbao_asks_for_classes_forgets_no_password_and_rotates(client, clerk, settings):
    settings.PASSWORD_POLICY = "dengbao"
    settings.AUTH_PASSWORD_VALIDATORS = [
        {"NAME": "accounts.passwords.LongEnough", "OPTIONS": {"least": 8}},
        {"NAME": "accounts.passwords.SeveralClasses"},
        {"NAME": "accounts.passwords.NotUsedBefore"},
    ]
    password_validation.get_default_password_validators.cache_clear()
    try:
        client.force_login(clerk)
        assert "至少要有三类，现在缺大写字母、符号" in refused_password(client, "qingshan29")
        passwords = [PASSWORD, *(f"Qing-shan-{number}" for number in range(5))]
        for old, new in itertools.pairwise(passwords):
            assert refused_password(client, new, old) == ""
        assert "最近5次用过" in refused_password(client, passwords[1], passwords[-1])
        assert refused_password(client, PASSWORD, passwords[-1]) == "", "the sixth before may come again"
        User.objects.filter(pk=clerk.pk).update(password_set_at=timezone.now() - timedelta(days=91))
        assert client.get("/accounts/profile/").url == "/accounts/password/"
        assert "已用满90天" in client.get("/accounts/password/").content.decode()
        settings.PASSWORD_POLICY = "length"
        assert client.get("/accounts/profile/").status_code == 200, "length-first does not rotate"
    finally:
        password_validation.get_default_password_validators.cache_clear()


def test_first_passwords_satisfy_both_policies_and_cannot_be_misread():
    for _ in range(300):
        text = first_password()
        for check in (LongEnough(10), SeveralClasses(), NotCommon()):
            check.validate(text)
        assert not set(text) & set("0O1lIo")


# --- the lock ----------------------------------------------------------------------------------------------------


def test_the_lock_says_how_long_and_knocking_does_not_prolong_it(client, clerk):
    for _ in range(5):
        answer = sign_in(client, "lining", "wrong")
    assert answer.status_code == 429
    assert "约<b>30分钟" in answer.content.decode()
    assert "组织委员解锁" in answer.content.decode()
    until = lockout.locked_until("lining")
    sign_in(client, "lining", "wrong")
    assert lockout.locked_until("lining") == until
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=31))
    assert sign_in(client, "lining").status_code == 302


LOCKS = """
import os, sys, django
django.setup()
from django.test import Client
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
statuses = [Client().post("/accounts/login/", {"username": "lining", "password": word}).status_code
            for word in sys.argv[1:]]
print(*statuses)
"""


@pytest.mark.slow
def test_the_lock_holds_across_processes_and_with_redis_down(tmp_path):
    """Two wrong passwords in one process, three in another, the right one in a third; no broker answers."""
    env = {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": "", "REDIS_URL": "redis://127.0.0.1:1/0"}
    env |= {"DJANGO_SETTINGS_MODULE": "electioncycle.settings", "HTTPS": "0", "MEDIA_ROOT": ""}

    def python(*command: str) -> str:
        run = subprocess.run(
            [sys.executable, *command], cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=True
        )
        return run.stdout.strip()

    python(
        "-c",
        "import django; django.setup(); from django.core.management import call_command; "
        "call_command('migrate', verbosity=0); from accounts.models import User; "
        f"User.objects.create_user('lining', password='{PASSWORD}')",
    )
    assert python("-c", LOCKS, "wrong", "wrong") == "422 422"
    assert python("-c", LOCKS, "wrong", "wrong", "wrong") == "422 422 429"
    assert python("-c", LOCKS, PASSWORD) == "429"


def test_what_was_typed_as_a_name_stands_nowhere_and_is_gone_after_a_day(client, clerk):
    for typed in ("Mima-12345", "lining"):
        data = {"username": typed, "password": "wrong", "next": "/"}
        client.post(f"/accounts/login/?username={typed}", data)
    rows = list(AccessAttempt.objects.values())
    assert len(rows) == 2
    assert "Mima-12345" not in str(rows)
    assert "lining" not in str(rows)
    assert "0条" in erased()
    assert AccessAttempt.objects.count() == 2
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(hours=25))
    assert "2条" in erased()
    assert not AccessAttempt.objects.exists()


def erased() -> str:
    return periodic.ACTS["erase_failures"].run()


def test_wrong_old_passwords_count_with_those_at_the_door(client, clerk):
    sign_in(client, "lining")
    for _ in range(3):
        assert "原密码不正确" in refused_password(client, "Qing-shan-2026", "Guess-1-2026")
    other = Client()
    assert sign_in(other, "lining", "wrong").status_code == 422
    data = {"old_password": "Guess-5-2026", "new_password1": "Qing-shan-2026", "new_password2": "Qing-shan-2026"}
    last = client.post("/accounts/password/", data)
    assert (last.status_code, "账号“lining”连续5次" in last.content.decode()) == (429, True)
    right = client.post("/accounts/password/", {**data, "old_password": PASSWORD})
    assert right.status_code == 429, "the right one does not open it either"
    assert sign_in(Client(), "lining").status_code == 429
    assert events("sign_in_failed") == ["sign_in_failed"] * 6
    assert "Guess" not in str(list(AccessAttempt.objects.values()))
    lockout.forget_failures("lining")
    assert client.post("/accounts/password/", {**data, "old_password": PASSWORD}).status_code == 302


def test_mistakes_in_the_new_password_lock_nobody(client, clerk):
    sign_in(client, "lining")
    for _ in range(6):
        assert "请至少设10位" in refused_password(client, "kurz-1")
    assert lockout.locked_until("lining") is None


def test_an_upgraded_site_knows_who_handed_out_what_is_not_changed_yet_and_no_typed_names(clerk, officer):
    migration = importlib.import_module("accounts.migrations.0003_handed_out_and_names_erased")
    waiting = make_user(Role.TOWNSHIP_CLERK, make_township(), "xinren")
    User.objects.filter(pk=waiting.pk).update(must_change_password=True)
    for user in (clerk, waiting):
        note(user, "reset_password", "重置密码", by=officer)
    AccessAttempt.objects.create(username="Mima-12345", attempt_time=timezone.now(), failures_since_start=1)
    for operation in migration.Migration.operations:
        operation.code(apps, None)
    issue = CredentialIssue.objects.get()
    assert (issue.account, issue.issuer, issue.kind, issue.taken_over_at) == (waiting, officer, "password", None)
    assert not AccessAttempt.objects.exists()
