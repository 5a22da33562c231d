"""In whose name commands write: a named account, else this site's service account."""

from typing import Any

from django.contrib.auth import get_user_model

from electioncycle.refusals import Refused


def service_account() -> Any:
    """The account of commands and periodic work; nobody can sign in with it."""
    users = get_user_model().objects
    user = users.filter(is_service=True).order_by("pk").first()
    if user is None:
        user = users.create(username="system", name="系统", is_service=True)
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def named_account(username: str) -> Any:
    user = get_user_model().objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Refused(f"没有可用的账号“{username}”，请核对用户名。")
    return user
