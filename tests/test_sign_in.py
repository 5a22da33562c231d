"""Signing in, locking out, and the first password."""

import pytest
from django.test import Client

from electioncycle import audit
from electioncycle.roles import Role
from tests.factories import PASSWORD, make_township, make_user

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
