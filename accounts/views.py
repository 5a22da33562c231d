"""Pages of signing in and out, of one's password and of one's own account."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import RedirectURLMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import services
from accounts.forms import NewPasswordForm, SignInForm
from electioncycle import audit
from electioncycle.pages import EVERYONE, PUBLIC, Page


@method_decorator([never_cache, sensitive_post_parameters("password")], name="dispatch")
class SignIn(RedirectURLMixin, Page):
    roles = PUBLIC
    scope = "public"
    next_page = "/"

    def show(self, request: HttpRequest, form: SignInForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "next": self.get_redirect_url(), "why": request.GET.get("why", "")}
        return render(request, "accounts/login.html", context, status=status)

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect(self.get_success_url())
        return self.show(request, SignInForm(request))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SignInForm(request, request.POST)
        if form.is_valid():
            services.sign_in(request, form.get_user())
            return redirect(self.get_success_url())
        if request.POST.get("username") and request.POST.get("password"):
            locked = bool(getattr(request, "axes_locked_out", False))
            services.refuse_sign_in(request.POST["username"], locked=locked)
        return self.show(request, form, status=422)


class SignOut(Page):
    roles = EVERYONE
    scope = "own"

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("/")

    def post(self, request: HttpRequest) -> HttpResponse:
        services.sign_out(request, by=request.user)
        return redirect("/accounts/login/?why=out")


@method_decorator(sensitive_post_parameters(), name="dispatch")
class ChangePassword(Page):
    roles = EVERYONE
    scope = "own"

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "accounts/password.html", {"form": NewPasswordForm(request.user)})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NewPasswordForm(request.user, request.POST)
        if not form.is_valid():
            return render(request, "accounts/password.html", {"form": form}, status=422)
        services.change_password(request, self.user, form.cleaned_data["new_password1"])
        messages.success(request, "密码已修改，其他电脑上的登录已失效。")
        return redirect("/")


class Profile(Page):
    """One's own roles, places and last acts of signing in."""

    roles = EVERYONE
    scope = "own"

    def get(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        kinds = [audit.Event.SIGNED_IN, audit.Event.PASSWORD_CHANGED, audit.Event.SIGNED_OUT]
        acts = audit.AuditEvent.objects.filter(actor=user.pk, type__in=kinds).order_by("-id")[:10]
        failed = audit.of(user).filter(
            type=audit.Event.SIGN_IN_FAILED, at__gt=user.previous_sign_in or user.date_joined
        )
        return render(request, "accounts/profile.html", {"acts": acts, "failed": failed.count()})
