"""A real site's servers: the schema stands on PostgreSQL, wake-ups travel over Redis."""

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from electioncycle.jobs import workers


@pytest.mark.postgres
@pytest.mark.django_db
def test_every_table_is_created_on_postgresql():
    assert connection.vendor == "postgresql"
    tables = set(connection.introspection.table_names())
    assert {model._meta.db_table for model in apps.get_models(include_auto_created=True)} <= tables


@pytest.mark.redis
def test_wake_ups_go_to_redis_and_a_silent_queue_counts_as_empty(monkeypatch):
    assert not settings.EMBEDDED_BROKER
    assert workers.broker_answers()
    assert workers.ring()
    silent = SimpleNamespace(
        conf=SimpleNamespace(task_default_queue="nobody-rang-here"),
        connection_for_write=workers.app.connection_for_write,
    )
    monkeypatch.setattr(workers, "app", silent)
    assert workers.bells_waiting() == 0
