"""The broker and the workers as seen from outside: ring the bell, ask whether they answer."""

import logging

from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from electioncycle.celery import app

logger = logging.getLogger(__name__)
MOST_BELLS = 16
UNREACHABLE = (OperationalError, RedisError, OSError)


def ring(times: int = 1) -> bool:
    """Wake up to ``times`` workers; False when the broker does not answer, which loses nothing."""
    try:
        for _ in range(max(1, min(times, MOST_BELLS))):
            app.send_task("electioncycle.tasks.work_jobs", retry=False)
    except UNREACHABLE as error:
        logger.warning("the broker does not answer, the sweeper will ring again: %s", error)
        return False
    return True


def bells_waiting() -> int:
    """Wake-ups no worker has taken yet, so that a long queue is not rung longer."""
    with app.connection_for_write() as connection:
        try:
            queue = connection.default_channel.queue_declare(app.conf.task_default_queue, passive=True)
        except connection.channel_errors:  # Redis has no empty lists: "not found" says that nothing waits
            return 0
        return queue.message_count


def broker_answers() -> bool:
    try:
        with app.connection_for_write(connect_timeout=2) as connection:
            connection.default_channel.client.ping()
    except UNREACHABLE:
        return False
    return True


def worker_answers(timeout: float = 1.0) -> bool:
    try:
        return bool(app.control.broadcast("ping", reply=True, limit=1, timeout=timeout))
    except UNREACHABLE:
        return False
