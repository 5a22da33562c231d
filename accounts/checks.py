"""Start-up checks of what concerns accounts."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from electioncycle.roles import Role


@register("accounts")
def roles_with_a_second_factor_are_known(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    unknown = sorted(settings.TOTP_ROLES - set(Role.values))
    return [Error(f"TOTP_ROLES 中没有这些角色：{'、'.join(unknown)}。", id="accounts.E001")] if unknown else []
