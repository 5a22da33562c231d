"""What is dear to work out for a whole county, kept piece by piece for its townships."""

from collections.abc import Callable
from typing import Any

from electioncycle.actors import Actor
from electioncycle.desk.inbox import terms_of
from electioncycle.records.kept import kept
from villages.models import Cycle, Village

Lines = list[list[Any]]


def by_township(book: str, user: Actor, cycle: Cycle, work_out: Callable[[Actor], Lines]) -> Lines:
    """The lines that ``work_out`` has for the user's townships, as JSON can hold them, the township's key in front.

    After a change in one township it is asked for that one alone, as if the user had no other; after more for all at
    once. Only for what adds up: no line may depend on other townships' rows.
    """
    found = Village.objects.visible_to(user).filter(path__startswith=cycle.county.path, valid_to=None)
    keys = dict(found.order_by("township__path").values_list("township__path", "township").distinct())
    if len(keys) < 2 or not all(map(user.covers, keys)):
        return work_out(user)

    def asked(paths: list[str]) -> dict[str, Lines]:
        lines = work_out(user.within(paths[0]) if len(paths) == 1 else user)
        return {path: [line for line in lines if line[0] == keys[path]] for path in paths}

    places = {path: (path,) for path in keys}
    pieces = kept(f"{book} {user.pk} {cycle.pk}", places, asked, terms=terms_of(user, cycle), together=True)
    return [line for lines in pieces.values() for line in lines]
