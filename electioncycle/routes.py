"""Every route with who may use it: for the inventory command and for the check that fails an undeclared one."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from electioncycle.pages import PUBLIC


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    methods: list[str]
    roles: list[str]
    scope: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def _walk(patterns: Any, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in patterns:
        text = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, text)
        else:
            yield text, entry


def _roles(view: Any, extra: dict[str, Any]) -> frozenset[str]:
    ledger = extra.get("ledger")
    return ledger.holders(view.action) if ledger is not None else view.roles


def routes() -> list[Route]:
    found = []
    for text, entry in _walk(get_resolver().url_patterns):
        view = getattr(entry.callback, "view_class", None)
        extra = getattr(entry.callback, "view_initkwargs", {})
        methods = [m.upper() for m in ("get", "post") if hasattr(view, m)] if view else ["GET", "POST"]
        roles = sorted(_roles(view, extra)) if view is not None and hasattr(view, "roles") else []
        scope = getattr(view, "scope", "")
        found.append(Route(entry.name or "", "/" + text, methods, roles, scope))
    return found


@register("routes")
def every_route_is_declared(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A route without name, roles or scope fails ``manage.py check``."""
    return [
        Error(f"路由 {route.pattern} 未声明名称、角色或范围。", id="electioncycle.E001")
        for route in routes()
        if not (route.name and route.scope and (route.roles or route.roles == sorted(PUBLIC)))
    ]
