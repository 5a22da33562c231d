"""A process that has the project loaded and breaks one guard at a time in a copy of itself, without loading it anew.

``python broken_code.py`` in the root of a copy reads lines of JSON: ``path``, ``source`` (the broken text of that
file), ``tests``, ``seconds``. For each it answers one line: ``code``, how pytest ended, or null where what is broken
stands outside of functions, so that only loading the project anew shows it.
"""

import gc
import inspect
import json
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType

NOT_IN_TIME, OUTSIDE = -1, 200


class OutsideFunctionsError(Exception):
    """What is broken has run when the project was loaded and does not run again."""


def parts(code: CodeType) -> list[CodeType]:
    return [const for const in code.co_consts if isinstance(const, CodeType)]


def own(code: CodeType) -> tuple[object, ...]:
    """What the code does itself, without the lines it stands at and without what is defined in it."""
    consts = tuple("code" if isinstance(const, CodeType) else repr(const) for const in code.co_consts)
    return code.co_code, consts, code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars


def replaced(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """Each function's code beside the one that takes its place.

    Raises OutsideFunctionsError where a module or a class itself changes: its code has run and does not run again.
    """
    if not old.co_flags & inspect.CO_NEWLOCALS and own(old) != own(new):
        raise OutsideFunctionsError(old.co_qualname)
    if old.co_flags & inspect.CO_NEWLOCALS and old.co_flags & inspect.CO_OPTIMIZED:
        if old.co_freevars != new.co_freevars:
            raise OutsideFunctionsError(old.co_qualname)
        yield old, new
    if len(parts(old)) != len(parts(new)):
        if old.co_flags & inspect.CO_OPTIMIZED:
            return  # functions within it are made anew each time it runs
        raise OutsideFunctionsError(old.co_qualname)
    for one, other in zip(parts(old), parts(new), strict=True):
        yield from replaced(one, other)


def break_in(path: str, source: str) -> None:
    """The functions of this file do from now on what the broken text says."""
    texts = (Path(path).read_text(), source)
    codes = dict(replaced(*(compile(text, path, "exec", dont_inherit=True) for text in texts)))
    for one in gc.get_objects():
        if type(one) is FunctionType and one.__code__ in codes:  # isinstance would wake what is lazy
            one.__code__ = codes[one.__code__]


def ended(child: int, seconds: int) -> int:
    """How the child ended; one that takes longer is stopped with all that it started."""

    def stop(*_: object) -> None:
        os.killpg(child, signal.SIGKILL)

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        _, status = os.waitpid(child, 0)
    finally:
        signal.alarm(0)
    return os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else NOT_IN_TIME


def tried(asked: dict) -> dict:
    """One guard broken in a copy of this process, its tests run there."""
    with tempfile.TemporaryFile() as said:
        sys.stdout.flush()
        if not (child := os.fork()):
            os.setsid()
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
            try:
                break_in(asked["path"], asked["source"])
            except OutsideFunctionsError:
                os._exit(OUTSIDE)
            import pytest

            words = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", *asked["tests"]]
            code = int(pytest.main(words))
            sys.stdout.flush()
            os._exit(code)
        code = ended(child, asked["seconds"])
        said.seek(0)
        return {"code": None if code == OUTSIDE else code, "said": said.read().decode(errors="replace")[-1500:]}


def main() -> None:
    sys.path.insert(0, str(Path.cwd()))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "electioncycle.settings")
    import django

    django.setup()
    from django.urls import get_resolver

    _ = get_resolver().url_patterns
    for line in sys.stdin:
        print(json.dumps(tried(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
