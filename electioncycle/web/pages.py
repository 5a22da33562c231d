"""The base of every page: who may open it is declared, nothing is open by default."""

from typing import Any, ClassVar
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.mixins import AccessMixin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import (
    DisallowedHost,
    PermissionDenied,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
    ValidationError,
)
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from electioncycle.actors import Actor
from electioncycle.refusals import NotYours, Refused
from electioncycle.roles import BUSINESS as BUSINESS
from electioncycle.roles import Role
from electioncycle.security import limits

EVERYONE = frozenset(Role.values)
COUNTY = frozenset({Role.COUNTY_ADMIN, Role.COUNTY_CLERK, Role.COUNTY_READER})
PUBLIC = frozenset({"*"})
FORGED = frozenset({"invalid_choice", "invalid_pk_value", "invalid_list"})
"""What Django says of a choice that the form did not offer."""


MAKES = {"print": "print", "pdf": "print", "docx": "print", "export": "export", "unmask": "reveal"}
"""The right a page asks for, or a word in its route's name → the budget it draws on."""


class Page(AccessMixin, View):
    """A page declares ``roles`` (who) and ``scope`` (territory, own, public, site); without them it opens for nobody.

    ``takes`` says what each argument of its address names: a model (``"app.model"``) or the words it may be
    (``("xlsx", "pdf")``). ``manage.py check`` refuses a route that lacks any of this, and the tests of routes make
    their requests from it. A page that costs much names in ``heavy`` the budget it draws on (security/limits.py);
    one that prints or exports by its ``action`` or the name of its route (``…_print``, ``…_docx``) need not.
    """

    roles: ClassVar[frozenset[str]] = frozenset()
    scope: ClassVar[str] = ""
    takes: ClassVar[dict[str, str | tuple[str, ...]]] = {}
    heavy: ClassVar[str] = ""
    menu: ClassVar[str] = ""  # url name of the menu's line it belongs to, where its address does not tell
    in_memory: ClassVar[int] = 0  # so many bytes it takes without writing any of them to disk, see upload_handlers

    @property
    def user(self) -> Actor:
        """Who asks; signed in on every page that is not ``PUBLIC``."""
        user = self.request.user
        if not user.is_authenticated:
            raise NotYours
        return user

    @property
    def cycle_or_none(self) -> Any:
        """The cycle the user works in; None before the county has one."""
        return getattr(self.request, "cycle", None)

    @property
    def cycle(self) -> Any:
        """The cycle the user works in; raises Refused before the county has one."""
        if self.cycle_or_none is None:
            raise Refused("当前没有届次，请先由县级管理员建立并开启届次。")
        return self.cycle_or_none

    @property
    def wants_definitions(self) -> bool:
        """Whether a page more is asked for that says what the figures of a paper count."""
        return "definitions" in self.request.GET

    def holders(self) -> frozenset[str]:
        """The roles that may open this page; the route inventory and the tests read it."""
        return self.roles

    def names(self) -> dict[str, str | tuple[str, ...]]:
        return self.takes

    def allowed(self, user: Actor) -> bool:
        return bool(user.roles & self.holders())

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.roles != PUBLIC:
            if not request.user.is_authenticated:
                return self.handle_no_permission()
            if not self.allowed(request.user):
                raise NotYours
        match = request.resolver_match
        budget = self.budget((match.url_name if match else "") or "")
        if budget and request.method == ("POST" if hasattr(self, "post") else "GET"):
            return self._within_budget(budget, request, *args, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    def budget(self, route: str) -> str:
        """What the page draws on: as declared, else what its action or the route's name says it makes."""
        words = (str(getattr(self, "action", "")), *route.split("_"))
        return self.heavy or next((MAKES[word] for word in words if word in MAKES), "")

    def _within_budget(self, budget: str, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Counted first, so that many at once do not slip through; what was refused anyway costs nothing."""
        known = request.user.is_authenticated
        window = limits.spend(budget, request)
        try:
            response = super().dispatch(request, *args, **kwargs)
        except (Refused, Http404, PermissionDenied, ValidationError):
            if known:
                limits.give_back(budget, request, window)
            raise
        if known and response.status_code >= 400:
            limits.give_back(budget, request, window)
        return response


def ticked(sent: list[str], stored: list[str]) -> list[str]:
    """The boxes that were ticked; in the order in which they are stored, where they are the same."""
    return stored if sorted(sent) == sorted(stored) else sent


def key_of(text: str) -> int:
    """The key of a row as an address or a form names it; 0, which no row has, for anything else."""
    return int(text) if len(text) <= 18 and text.isascii() and text.isdigit() else 0


def version_seen(sent: Any) -> int:
    """The version of the row that a form says it was opened with; 0, which no row has, where it does not say."""
    return key_of(sent.get("version", ""))


def rows_seen(sent: list[str]) -> dict[int, int]:
    """The rows that were ticked, each with the version it was shown in (``12:3``); 0 where a box does not say."""
    parts = (text.partition(":") for text in sent)
    return {key_of(key): key_of(version) for key, _, version in parts}


UNCHANGED = "没有改动，未保存新版本。"


def tell_saved(request: HttpRequest, words: str, *, now: int, seen: int | None) -> bool:
    """Say that it is saved, or that nothing was changed and the version somebody saw still stands."""
    if now == seen:
        messages.info(request, UNCHANGED)
    else:
        messages.success(request, words)
    return now != seen


def refused(response: HttpResponse) -> HttpResponse:
    """Mark the answer to an act that was not done; the middleware writes its one audit event."""
    response.refused = True  # type: ignore[attr-defined]
    return response


def shown_again(response: HttpResponse, *forms: Any) -> HttpResponse:
    """A form that was sent back: merely to be completed, or refused because it names what it never offered."""
    faults = [fault for form in forms for listed in form.errors.as_data().values() for fault in listed]
    return refused(response) if any(fault.code in FORGED for fault in faults) else response


def refusal(request: HttpRequest, message: str, status: int, **extra: Any) -> HttpResponse:
    """The one page on which the product says no; ``field`` names the input it is about (``static/js/moves.js``)."""
    return refused(render(request, "refused.html", {"message": message, "status": status, **extra}, status=status))


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Whose session and cookies are gone signs in beside an act sent by script (``moves.js``) and loses nothing."""
    if request.headers.get("X-Inline") and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return refusal(request, "页面已过期或在其他窗口重新登录过，本次提交没有生效。请返回上一页刷新后再提交。", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refusal(request, "没有找到您要的内容：它可能已被撤回，或不在您的管辖范围内。", 404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that cannot be read: too large, too many fields, a foreign host name, a tampered value."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        return too_large(request)
    if isinstance(exception, DisallowedHost):
        return refusal(request, "这个网址不是本平台的地址，请使用县换届办通知的网址访问。", 400)
    return refusal(request, "提交的内容不完整或被改动，无法读取，没有办理。请返回上一页刷新后重新填写提交。", 400)


def too_large(request: HttpRequest) -> HttpResponse:
    return refusal(request, "提交的内容太大或项目太多，没有办理。请分成几次填写、减少勾选，或改用表格导入。", 413)


def disposition(name: str, *, inline: bool = False) -> str:
    """The header under which a file is saved: any name, Chinese or with quotes or line breaks, as one value."""
    return f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(name, safe='')}"


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)
