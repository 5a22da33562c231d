"""Served by gunicorn in ``test_busy``: notes what it executes, and takes as long as the test wants."""

import os
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "electioncycle.settings")
django.setup()
FOLDER = Path(os.environ["BUSY_FOLDER"])


def application(environ, start_response):
    with (FOLDER / "executed").open("a") as executed:
        executed.write(f"{environ['PATH_INFO']}\n")
    if environ["PATH_INFO"] == "/slow":
        (FOLDER / "begun").touch()
        while not (FOLDER / "go-on").exists():
            time.sleep(0.02)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"done"]
