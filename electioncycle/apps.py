"""The shared layer as an app: finds every app's ``ledger.py`` at start-up."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SharedConfig(AppConfig):
    name = "electioncycle"
    verbose_name = "公共层"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        autodiscover_modules("definitions")  # of figures
        autodiscover_modules("ledger")
        autodiscover_modules("kinds")  # job kinds
        autodiscover_modules("periodic")
        autodiscover_modules("services.lapses")  # what approvals rest on
        # Start-up checks, periodic acts, and what follows a migration.
        for name in ("documents.checks", "web.routes", "operations.upkeep", "ledgers.searching"):
            import_module(f"electioncycle.{name}")
