"""What one sort of job does: the declaration, and the registry by the name that rows carry."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from electioncycle.actors import Actor
from electioncycle.jobs.rows import ItemState, Job


@dataclass(frozen=True)
class ItemResult:
    key: str
    state: str = ItemState.DONE
    error: str = ""


class JobKind:
    """What one sort of job does; one object serves all its jobs, so it keeps nothing between calls.

    Declared with ``@job_kind("name")`` in an app's ``kinds.py``. Everything must bear being done twice: an item whose
    worker died is worked again.
    """

    name = ""
    chunk = 16  # items a worker takes at a time; other jobs get their turn between two chunks
    lease = 30  # seconds without a sign of life before another worker takes over; longer than the slowest item
    private = False  # seen by nobody but who asked, the county's officials included
    finish_lease = 120  # the same for ``finish``; ``say`` is a sign of life

    def title(self, params: dict[str, Any]) -> str:
        raise NotImplementedError

    def plan(self, job: Job) -> Iterable[tuple[str, str]]:
        """Key and title of every item, in the order of the county's lists; may raise Refused."""
        raise NotImplementedError

    def work(self, job: Job, keys: list[str]) -> Iterator[ItemResult]:
        """Do these items, yielding each as it is done. What one raises fails that item alone."""
        raise NotImplementedError

    def finish(self, job: Job) -> None:
        """After the last item: make the files and hand them over with ``add_result``."""

    def may_download(self, job: Job, user: Actor) -> bool:
        """Whether what the job covers still lies in the user's territory."""
        return all(user.covers(path) for path in job.scope_paths)


KINDS: dict[str, JobKind] = {}


def job_kind(name: str) -> Callable[[type[JobKind]], type[JobKind]]:
    """Class decorator: register a JobKind under the name its rows carry."""

    def register(cls: type[JobKind]) -> type[JobKind]:
        cls.name = name
        KINDS[name] = cls()
        return cls

    return register


def kind_of(name: str) -> JobKind:
    """The kind, or one that does nothing for old rows whose kind this version no longer has."""
    return KINDS.get(name) or JobKind()
