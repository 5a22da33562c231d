"""Run by ``test_fresh_database`` in a process and a database of its own: the ways to an empty site's tables."""

import json
from typing import Any

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from electioncycle.operations.backups import schemas
from electioncycle.records import fresh_database

django.setup()
applied: list[str] = []
apply_migration = MigrationExecutor.apply_migration


def counted(self: Any, state: Any, migration: Any, **options: Any) -> Any:
    applied.append(f"{migration.app_label}.{migration.name}")
    return apply_migration(self, state, migration, **options)


def content(alias: str) -> dict[str, list]:
    """What a new database holds before anybody works with it."""
    types = apps.get_model("contenttypes.ContentType").objects.using(alias)
    rights = apps.get_model("auth.Permission").objects.using(alias).values_list("content_type__app_label", "codename")
    return {
        "migrations": sorted(MigrationRecorder.Migration.objects.using(alias).values_list("app", "name")),
        "types": sorted(types.values_list("app_label", "model")),
        "rights": sorted(rights),
    }


def broken(**told: Any) -> None:
    raise RuntimeError("the power is gone")


told: dict[str, Any] = {}
MigrationExecutor.apply_migration = counted
signal = fresh_database.emit_post_migrate_signal
fresh_database.emit_post_migrate_signal = broken
try:
    call_command("migrate", verbosity=0)
except RuntimeError:
    told["left_by_a_start_that_broke_off"] = connection.introspection.table_names()
fresh_database.emit_post_migrate_signal = signal

call_command("migrate", verbosity=0)
told["steps_at_once"] = len(applied)
at_once = schemas.described(connection)
told["tables"] = len(at_once)
told["triggers"] = sum("TRIGGER" in line.upper() for lines in at_once.values() for line in lines)
held = content("default")
told["content"] = {name: len(rows) for name, rows in held.items()}

with schemas.fresh(step_by_step=True) as database:
    told["steps_step_by_step"] = len(applied)
    told["differences"] = schemas.differences(at_once, schemas.described(database))
    told["same_content"] = content(database.alias) == held

applied.clear()
call_command("migrate", "candidates", "0001", verbosity=0)
call_command("migrate", verbosity=0)
told["steps_of_a_used_database"] = applied
print(json.dumps(told))
