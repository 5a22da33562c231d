"""``manage.py migrate``: as Django's, but an empty database is made at once (records/fresh_database.py).

What migrations write is not marked: the table of marks may not be there yet, and of what the version before kept
nothing holds.
"""

from typing import Any

from django.core.checks import Tags
from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from electioncycle.records import fresh_database
from electioncycle.security import marks

CHOSEN = ("app_label", "fake", "fake_initial", "plan", "run_syncdb", "check_unapplied", "prune", "step_by_step")


class Command(migrate.Command):
    requires_system_checks = [Tags.database]  # models and pages are looked at by what works with them

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--step-by-step", action="store_true", help="空数据库也逐个执行迁移")

    @marks.unread()
    def handle(self, *args: Any, **options: Any) -> None:
        database = connections[options["database"]]
        if not any(options[name] for name in CHOSEN) and fresh_database.is_empty(database):
            loader = MigrationLoader(database)
            if loader.disk_migrations:  # tests may do without any
                fresh_database.make(database, loader)
                return
        super().handle(*args, **options)
