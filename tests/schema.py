"""The test database made from the models at once, and what any database looks like."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython
from django.db.migrations.recorder import MigrationRecorder


def complete(connection: BaseDatabaseWrapper) -> None:
    """To tables made from the models add what migrations alone do, and note all of them as done."""
    loader, recorder = MigrationLoader(None, ignore_no_migrations=True), MigrationRecorder(connection)
    recorder.ensure_schema()
    for app, name in sorted(loader.disk_migrations):
        for operation in loader.disk_migrations[app, name].operations:
            if isinstance(operation, RunPython):
                with connection.schema_editor() as editor:
                    operation.code(apps, editor)
        recorder.record_applied(app, name)


def described(connection: BaseDatabaseWrapper) -> dict[str, Any]:
    """Columns and constraints of the product's own tables, and the triggers."""
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if _is_ours(model)}
    told: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table in sorted(ours):
            columns = connection.introspection.get_table_description(cursor, table)
            constraints = connection.introspection.get_constraints(cursor, table).values()
            told[table] = [
                sorted(str((column.name, column.type_code, bool(column.null_ok))) for column in columns),
                sorted(str(sorted(row.items(), key=str)) for row in constraints),
            ]
        cursor.execute(_TRIGGERS[connection.vendor])
        told["triggers"] = [row[0] for row in cursor.fetchall()]
    return told


_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY 1",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
}


def _is_ours(model: Any) -> bool:
    return (settings.BASE_DIR / model._meta.app_label).is_dir()
