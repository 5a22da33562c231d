"""Celery entries: work on what waits, and sweep up what was left lying."""

import sys

from celery.signals import beat_init, worker_init, worker_ready
from django.core.exceptions import ImproperlyConfigured

from electioncycle.celery import app
from electioncycle.jobs import periodic, workers
from electioncycle.jobs import runs as job_runs
from electioncycle.security import site_facts

SLICE = 10.0  # seconds; a task ends soon, so that a worker told to stop does
SWEEP = 10


@app.task
def work_jobs() -> None:
    """Take chunks of whatever job has waited longest; come again while something is left."""
    if job_runs.serve(SLICE):
        workers.ring()


@app.task
def sweep_jobs() -> None:
    """Every 15 seconds by beat, however many beats there are."""
    if periodic.is_due("sweep_jobs", SWEEP):
        job_runs.ring_for_forgotten()
    periodic.run_due()


@worker_init.connect
@beat_init.connect
def _check_key(**_: object) -> None:
    """A worker or beat started by itself, on a host of its own, must hold the database's key too."""
    try:
        site_facts.verify_pii_key()
    except ImproperlyConfigured as error:
        sys.exit(str(error))


@worker_ready.connect
def _catch_up(**_: object) -> None:
    """Bells rung while the broker was away are lost: a fresh worker looks for itself."""
    workers.ring()
