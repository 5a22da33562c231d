"""The Celery application: it carries wake-ups only, what is to be done stands in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "electioncycle.settings")
app = Celery("electioncycle")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
