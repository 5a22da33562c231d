"""Owns the child's side of the talk: job line and workbook in, length and marked workbook out, under rlimits."""

import json
import resource
import sys
from collections.abc import Callable
from typing import Any

from .copy import marked_copy
from .filling import CannotFillError, filled, refused

ACTS: dict[str, Callable[[bytes, Any], bytes]] = {"mark": marked_copy, "fill": filled, "ask": refused}


def main() -> None:
    job = json.loads(sys.stdin.buffer.readline())
    resource.setrlimit(resource.RLIMIT_AS, (job["memory"], job["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (job["cpu"], job["cpu"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        told = json.loads(sys.stdin.buffer.read(job["told"]))
        copy = ACTS[job["act"]](sys.stdin.buffer.read(job["size"]), told)
    except CannotFillError as refusal:
        return say({"error": str(refusal)})
    except MemoryError:
        return say({"error": "large"})
    except Exception:
        return say({"error": "damaged"})
    say({"size": len(copy)})
    sys.stdout.buffer.write(copy)
    sys.stdout.buffer.flush()
    return None


def say(message: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(message).encode() + b"\n")
    sys.stdout.buffer.flush()
