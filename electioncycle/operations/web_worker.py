"""gunicorn's worker with threads, whose queue has an end: whoever comes when it is full is told so at once."""

import os
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from electioncycle.operations import busy

DOORMEN = 4
"""Threads that only turn people away, and serve what costs nearly nothing."""


class WebWorker(ThreadWorker):
    """``--worker-class electioncycle.operations.web_worker.WebWorker``.

    The main thread alone counts: it queues each request and learns of its end. Beside ``threads`` that are served,
    ``WEB_WAITING`` may wait.
    """

    wsgi: busy.Wsgi

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most: int = self.cfg.threads + int(os.environ.get("WEB_WAITING") or 8 * self.cfg.threads)
        self.taken: set[TConn] = set()
        self.here = threading.local()

    def init_process(self) -> None:
        self.doormen = ThreadPoolExecutor(DOORMEN)
        super().init_process()

    def load_wsgi(self) -> None:
        super().load_wsgi()
        self.wsgi = busy.unless(lambda: self.here.turned_away, self.wsgi)

    def enqueue_req(self, conn: TConn) -> None:
        if len(self.taken) < self.most:
            self.taken.add(conn)
            super().enqueue_req(conn)
            return
        answer: Future[Any] = self.doormen.submit(self.handle, conn)
        answer.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))

    def handle(self, conn: TConn) -> Any:
        self.here.turned_away = conn not in self.taken
        return super().handle(conn)

    def finish_request(self, conn: TConn, fs: Future[Any]) -> None:
        self.taken.discard(conn)
        super().finish_request(conn, fs)
