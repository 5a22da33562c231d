"""The accounts as an app; its start-up checks are registered here."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "账号"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import accounts.checks  # noqa: F401 - registers itself
