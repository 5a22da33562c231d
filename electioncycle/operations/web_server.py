"""How gunicorn serves the pages, on one machine and on several; named by its ``--config``."""

import os

# A page waits for the database now and then, so a process serves several people; Python computes for one at a time.
workers = int(os.environ.get("WEB_WORKERS") or max(2, len(os.sched_getaffinity(0))))
threads = int(os.environ.get("WEB_THREADS") or 4)
worker_class = "electioncycle.operations.web_worker.WebWorker"  # tells people when too many wait
timeout = 120
control_socket_disable = True
logger_class = "electioncycle.operations.web_log.WebLog"
