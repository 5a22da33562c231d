"""The Celery application: it carries wake-ups only, what is to be done stands in the database."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import worker_process_init
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "electioncycle.settings")
app = Celery("electioncycle")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def give_way(**told: Any) -> None:
    """What prints and imports takes the time that people at their pages leave; who answers for the worker does not."""
    niceness = os.nice(settings.WORKER_NICENESS)
    # Linux shares the processors out among sessions first, and the worker is a session of its own: its niceness alone
    # would only say how its processes share what it got.
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(niceness))
