"""``manage.py otp_code USER``: the code a made-up account signs in with now."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.places import is_made_up
from accounts.services import second_factor


class Command(BaseCommand):
    help = "显示演示或验收账号当前的动态验证码；真实账号的验证码只在本人手机上"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"没有账号“{options['username']}”，请核对用户名。")
        if not is_made_up(user):
            raise CommandError("只显示演示和验收账号的验证码。手机丢失的真实账号，请由安全管理员重置动态验证码。")
        device = second_factor.confirmed(user)
        if device is None:
            raise CommandError(f"账号“{user.username}”没有启用动态验证码，只用密码登录。")
        told = {"username": user.username, "otp_token": device.next_code()}
        self.stdout.write(json.dumps(told, ensure_ascii=False))
