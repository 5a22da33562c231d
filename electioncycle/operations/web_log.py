"""The web server's own log: what it says of a request that it cannot read is one line and quotes no one."""

import logging
from typing import Any

from gunicorn.glogging import Logger

from electioncycle.security.privacy import mask_text
from electioncycle.security.request_lines import one_line


class ServerFilter(logging.Filter):
    """One line for everything; of an error the traceback stays, with numbers masked."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = one_line(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = mask_text(logging.Formatter().formatException(record.exc_info))
        return True


class WebLog(Logger):
    """``--logger-class electioncycle.operations.web_log.WebLog``."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            handler.addFilter(ServerFilter())
