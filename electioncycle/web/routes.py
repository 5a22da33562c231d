"""Every route with who may use it: for the inventory command and for the check that fails an undeclared one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from electioncycle.web.pages import Page

ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
SCOPES = frozenset({"territory", "own", "public", "site"})


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    methods: list[str]
    roles: list[str]
    scope: str
    takes: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
    page: type[Page] | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def arguments(self) -> list[str]:
        return ARGUMENT.findall(self.pattern)

    def as_dict(self) -> dict[str, Any]:
        shown = ("name", "pattern", "methods", "roles", "scope", "takes")
        return {name: getattr(self, name) for name in shown}


def _walk(patterns: Any, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in patterns:
        text = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, text)
        else:
            yield text, entry


def _route(text: str, entry: URLPattern) -> Route:
    view = getattr(entry.callback, "view_class", None)
    extra = getattr(entry.callback, "view_initkwargs", {})
    if view is None or not issubclass(view, Page):
        return Route(entry.name or "", "/" + text, ["GET", "POST"], [], "")
    page = view(**extra)
    methods = [method.upper() for method in ("get", "post") if hasattr(view, method)]
    return Route(entry.name or "", "/" + text, methods, sorted(page.holders()), page.scope, page.names(), view, extra)


def routes() -> list[Route]:
    return [_route(text, entry) for text, entry in _walk(get_resolver().url_patterns)]


@register("routes")
def every_route_is_declared(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A route without name, roles or scope, or whose address names something undeclared, fails ``manage.py check``."""
    found: list[CheckMessage] = []
    names: set[str] = set()
    for route in routes():
        if route.page and route.page.heavy and route.page.heavy not in settings.RATE_LIMITS:
            found.append(Error(f"路由 {route.pattern} 的频次限额 {route.page.heavy} 未设置。", id="electioncycle.E004"))
        if route.name and route.name in names:
            found.append(Error(f"路由名 {route.name} 用了两次：{route.pattern}。", id="electioncycle.E003"))
        names.add(route.name)
        if not (route.name and route.scope in SCOPES and route.roles and route.methods):
            found.append(Error(f"路由 {route.pattern} 未声明名称、角色或范围。", id="electioncycle.E001"))
        elif unnamed := [name for name in route.arguments if name not in route.takes]:
            hint = "在页面类写明 takes，如 takes = {'pk': 'app.model'}；取值固定的写成词组 ('xlsx', 'pdf')。"
            found.append(
                Error(f"路由 {route.pattern} 的参数 {'、'.join(unnamed)} 未声明。", hint=hint, id="electioncycle.E002")
            )
    return found
