"""A worker for the length of one command, on a machine whose services are not running."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from electioncycle.jobs import workers
from electioncycle.operations.processes import LOG, RUN, Child, processes

START_SECONDS = 60


@contextmanager
def ensure_worker() -> Iterator[bool]:
    """Workers for the block: those that answer, else own ones (with the embedded broker), stopped afterwards.

    Yields whether own ones were started. Raises CannotRun when DATA_DIR is unfit for the broker.
    """
    if workers.worker_answers():
        yield False
        return
    RUN.mkdir(parents=True, exist_ok=True)
    LOG.mkdir(parents=True, exist_ok=True)
    wanted = {"worker", "beat"} if workers.broker_answers() else {"broker", "worker", "beat"}
    children = [child for child in processes(port=0) if child.name in wanted]
    try:
        for child in children:
            child.start()
            _wait_for(child)
        yield True
    finally:
        for child in reversed(children):
            child.stop()


def _wait_for(child: Child) -> None:
    """Give it time; a worker that never answers is no reason to stop, as ``job_runs.wait`` lends a hand."""
    until = time.monotonic() + START_SECONDS
    while child.is_alive() and not child.answers() and time.monotonic() < until:
        time.sleep(0.1)
