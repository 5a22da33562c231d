"""Which cycle the user works in: the one he chose, else the open one of his county."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from villages.services import cycles_of


class current_cycle:  # noqa: N801 - middleware is named like the function it stands for
    """Sets ``request.cycle`` and ``request.cycles``; both empty before sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.cycle, request.cycles = None, []  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            cycles = cycles_of(request.user)
            chosen = request.session.get("cycle")
            request.cycles = cycles  # type: ignore[attr-defined]
            request.cycle = next((c for c in cycles if c.pk == chosen), None) or next(  # type: ignore[attr-defined]
                (c for c in cycles if c.state == "open"), cycles[0] if cycles else None
            )
        return self.get_response(request)
