"""What is dear to work out for a whole county, kept piece by piece for its townships."""

from collections.abc import Callable

from electioncycle.actors import Actor
from electioncycle.desk.inbox import terms_of
from electioncycle.records.kept import kept
from villages.models import Cycle, Village

Lines = list[list[int]]


def by_township(book: str, user: Actor, cycle: Cycle, work_out: Callable[[Actor], Lines]) -> Lines:
    """The lines of numbers that ``work_out`` has for each of the user's townships, asked as if there were no other.

    After a change one township is asked anew. Only for what adds up: no line may depend on other townships' rows.
    """
    found = Village.objects.visible_to(user).filter(path__startswith=cycle.county.path, valid_to=None)
    townships = sorted(found.order_by().values_list("township__path", flat=True).distinct())
    if len(townships) < 2 or not all(map(user.covers, townships)):
        return work_out(user)
    pieces = kept(
        f"{book} {user.pk} {cycle.pk}",
        {path: (path,) for path in townships},
        lambda names: {path: work_out(user.within(path)) for path in names},
        terms=terms_of(user, cycle),
    )
    return [line for lines in pieces.values() for line in lines]
