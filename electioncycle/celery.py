"""The Celery application: it carries wake-ups only, what is to be done stands in the database."""

import os
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
    os.nice(settings.WORKER_NICENESS)
