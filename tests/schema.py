"""The test database made from the models at once, and what any database looks like."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython
from django.db.migrations.recorder import MigrationRecorder

from electioncycle.operations.backups import schemas


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
    """Columns, constraints, indexes and triggers of the product's own tables."""
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if _is_ours(model)}
    return {table: lines for table, lines in schemas.described(connection).items() if table in ours}


def _is_ours(model: Any) -> bool:
    return (settings.BASE_DIR / model._meta.app_label).is_dir()


def lift_triggers(connection: BaseDatabaseWrapper) -> None:
    """Those that refuse to remove rows; only for a test database that is about to be emptied."""
    for one in _KEEPING:
        one.remove(apps, SimpleNamespace(connection=connection))


def put_triggers_back(connection: BaseDatabaseWrapper) -> None:
    for one in _KEEPING:
        one.install(apps, SimpleNamespace(connection=connection))


_KEEPING = (
    import_module("electioncycle.migrations.0002_audit_triggers"),
    import_module("elections.migrations.0014_result_triggers"),
    import_module("elections.migrations.0018_corrected_result_triggers"),
)
