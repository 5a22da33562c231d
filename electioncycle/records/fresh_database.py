"""An empty database gets its tables from the models at once; a used one goes the way of the migrations.

What migrations do besides making tables - triggers, for one - is done as they say; each is noted as applied.
``tests/test_fresh_database.py`` proves that both ways end at the same database.
"""

from typing import Any

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

BESIDE_TABLES = (RunPython, RunSQL)


def is_empty(database: BaseDatabaseWrapper) -> bool:
    return not database.introspection.table_names()


def make(database: BaseDatabaseWrapper, loader: MigrationLoader) -> None:
    """All tables of this version, whole or not at all."""
    steps = [loader.graph.nodes[key] for key in _in_order(loader)]
    told: dict[str, Any] = {"verbosity": 0, "interactive": False, "db": database.alias, "apps": apps}
    told["plan"] = [(step, False) for step in steps]
    recorder = MigrationRecorder(database)
    with database.schema_editor() as editor:
        emit_pre_migrate_signal(**told)
        _make_tables(editor)
        _do_the_rest(editor, steps)
        editor.create_model(recorder.Migration)
        recorder.migration_qs.bulk_create([recorder.Migration(app=step.app_label, name=step.name) for step in steps])
        emit_post_migrate_signal(**told)


def _in_order(loader: MigrationLoader) -> list[tuple[str, str]]:
    order: dict[tuple[str, str], None] = {}
    for leaf in loader.graph.leaf_nodes():
        order.update(dict.fromkeys(loader.graph.forwards_plan(leaf)))
    return list(order)


def _make_tables(editor: BaseDatabaseSchemaEditor) -> None:
    for app in apps.get_app_configs():
        for model in app.get_models():
            if model._meta.can_migrate(editor.connection):
                editor.create_model(model)
    for statement in editor.deferred_sql:  # constraints and indexes
        editor.execute(statement)
    editor.deferred_sql.clear()


def _do_the_rest(editor: BaseDatabaseSchemaEditor, steps: list[Migration]) -> None:
    state = ProjectState()
    state.__dict__["apps"] = apps  # what the steps find in it are the models as they are today
    for step in steps:
        for operation in step.operations:
            if isinstance(operation, BESIDE_TABLES):
                operation.database_forwards(step.app_label, editor, state, state)
