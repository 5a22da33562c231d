"""Celery entries: work on what waits, and sweep up what was left lying."""

from celery.signals import worker_ready

from electioncycle import files, imports, job_runs, workers
from electioncycle.celery import app

SLICE = 10.0  # seconds; a task ends soon, so that a worker told to stop does
SWEEP = 10
HOUR = 3600


@app.task
def work_jobs() -> None:
    """Take chunks of whatever job has waited longest; come again while something is left."""
    if job_runs.serve(SLICE):
        workers.ring()


@app.task
def sweep_jobs() -> None:
    """Every 15 seconds by beat, however many beats there are."""
    if job_runs.is_due("sweep_jobs", SWEEP):
        job_runs.ring_for_forgotten()
    if job_runs.is_due("erase_expired_files", HOUR):
        imports.erase_old()
        while files.erase_expired():
            pass


@worker_ready.connect
def _catch_up(**_: object) -> None:
    """Bells rung while the broker was away are lost: a fresh worker looks for itself."""
    workers.ring()
