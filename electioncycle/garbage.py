"""Python's search for garbage, put off while very much is made that stays until all of it goes."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def not_searched_for() -> Iterator[None]:
    """Tens of thousands of boxes or lines live until the document or the import is done: to look among them is in vain.

    Around a whole call, so that they are garbage when the collector wakes: the youngest generation, soon freed.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
