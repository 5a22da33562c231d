"""What is dear to work out for a whole county, kept piece by piece for its townships, once for all who see them."""

from collections.abc import Callable
from typing import Any

from electioncycle.actors import Actor
from electioncycle.records.kept import kept
from electioncycle.security import marks
from villages.models import Cycle, Village

Lines = list[list[Any]]


def by_township(book: str, user: Actor, cycle: Cycle, work_out: Callable[[Actor], Lines]) -> Lines:
    """The lines that ``work_out`` has for the user's townships, as JSON can hold them, the township's key in front.

    After a change in one township it is asked for that one alone, as if there was no other; after more for all at
    once. Only for what adds up: no line may depend on other townships' rows. It is asked in nobody's name, because
    what it says is shown to all who reach the township, whatever their roles.
    """
    own = tuple(user.scope_paths)
    paths = marks.remembered(("townships", own, cycle.pk), lambda: _townships(user, cycle), places=own)
    if not all(map(user.covers, paths.values())):
        return work_out(user.reading())

    def asked(keys: list[str]) -> dict[str, Lines]:
        found: dict[str, Lines] = {key: [] for key in keys}
        for line in work_out(user.reading(paths[keys[0]]) if len(keys) == 1 else user.reading()):
            found.setdefault(str(line[0]), []).append(line)
        return found

    places = {key: (path,) for key, path in paths.items()}
    terms = [cycle.pk, vars(cycle).get("version")]
    pieces = kept(f"{book} {cycle.pk}", places, asked, terms=terms, together=True)
    return [line for lines in pieces.values() for line in lines]


def _townships(user: Actor, cycle: Cycle) -> dict[str, str]:
    """Key and path of those in which villages of the user's lie, in the order of their paths."""
    found = Village.objects.visible_to(user).filter(path__startswith=cycle.county.path, valid_to=None)
    listed = found.order_by("township__path").values_list("township", "township__path").distinct()
    return {str(key): path for key, path in listed}
