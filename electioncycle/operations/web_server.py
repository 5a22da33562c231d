"""How gunicorn serves the pages, on one machine and on several; named by its ``--config``."""

import os

cores = max(2, len(os.sched_getaffinity(0)))
MOST = 10
"""So many processes hold 80 connections, which PostgreSQL gives as it comes; who has more cores gives it more."""
on_server = os.environ.get("DATABASE_URL", "").startswith("postgres")
# A page waits for the database now and then, so a process serves several people; Python computes for one at a time, and
# people stay with their process, so that with one a core some cores idle (docs/load.md). With SQLite writers queue, and
# more processes only wait.
workers = int(os.environ.get("WEB_WORKERS") or (min(2 * cores, max(cores, MOST)) if on_server else cores))
threads = int(os.environ.get("WEB_THREADS") or 4)
worker_class = "electioncycle.operations.web_worker.WebWorker"  # tells people when too many wait
timeout = 120
control_socket_disable = True
logger_class = "electioncycle.operations.web_log.WebLog"
