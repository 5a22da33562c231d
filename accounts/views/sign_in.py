"""Pages of signing in, with the second page for the code, and of signing out."""

import math
from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth.views import RedirectURLMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.forms import CodeForm, SignInForm
from accounts.models import User
from accounts.services import lockout, second_factor, sign_in
from accounts.views.base import UserPage
from electioncycle.refusals import Refused
from electioncycle.security import audit
from electioncycle.web.pages import EVERYONE, PUBLIC, Page

NEXT = "next"


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    """The page instead of any answer once an account is locked: until when, and who can open it."""
    known = request.user if request.user.is_authenticated else sign_in.waiting(request)
    username = known.get_username() if known else request.POST.get("username", "")
    until = lockout.locked_until(username)
    minutes = math.ceil((until - timezone.now()).total_seconds() / 60) if until else 30
    context = {"username": username, "minutes": max(1, minutes), "until": until}
    return render(request, "accounts/locked.html", context, status=429)


def greet(request: HttpRequest, user: User) -> None:
    """When he was here last, and whether somebody tried in between."""
    if user.previous_sign_in is None:
        return
    at = timezone.localtime(user.previous_sign_in)
    failed = audit.of(user).filter(type=audit.Event.SIGN_IN_FAILED, at__gt=user.previous_sign_in).count()
    if failed:
        sentence = f"上次登录：{at:%Y-%m-%d %H:%M}。此后有{failed}次登录失败，不是您本人的，请修改密码并告诉县换届办。"
        messages.warning(request, sentence)
    else:
        messages.info(request, f"上次登录：{at:%Y-%m-%d %H:%M}。")


@method_decorator([never_cache, sensitive_post_parameters("password", "otp_token")], name="dispatch")
class SignInPage(RedirectURLMixin, Page):
    heavy = "sign_in"
    roles = PUBLIC
    scope = "public"
    next_page = "/"


class SignIn(SignInPage):
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
            return self._welcome(request, form.get_user())
        if request.POST.get("username") and request.POST.get("password"):
            locked = bool(getattr(request, "axes_locked_out", False))
            sign_in.refuse_sign_in(request.POST["username"], locked=locked)
        return self.show(request, form, status=422)

    def _welcome(self, request: HttpRequest, user: User) -> HttpResponse:
        if sign_in.needs_second_factor(user):
            sign_in.hold_for_second_factor(request, user)
            request.session[NEXT] = self.get_redirect_url()
            return redirect("login_code" if second_factor.confirmed(user) else "login_enrol")
        sign_in.sign_in(request, user)
        greet(request, user)
        return redirect(self.get_success_url())


class SecondPage(SignInPage):
    """A page between the password and the code: somebody waits, nobody is signed in."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        waiting = sign_in.waiting(request)
        if waiting is None:
            return redirect("/accounts/login/?why=waited")
        self.waiting = waiting
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        if sign_in.is_locked(request, self.waiting):
            return locked_out(request)
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self.show(request, form, 422)
        try:
            return self.check(request, form)
        except Refused as error:
            form.add_error("otp_token", str(error))
            return self.show(request, form, 422)

    def show(self, request: HttpRequest, form: CodeForm, status: int = 200) -> HttpResponse:
        raise NotImplementedError

    def check(self, request: HttpRequest, form: CodeForm) -> HttpResponse:
        raise NotImplementedError

    def enter(self, request: HttpRequest, factor: str) -> str:
        """Signed in now; returns where the official wanted to go."""
        wanted = request.session.pop(NEXT, "") or "/"
        sign_in.sign_in(request, self.waiting, factor=factor)
        greet(request, self.waiting)
        return wanted


class CodePage(SecondPage):
    """The code from the phone, or one from the list on paper."""

    def show(self, request: HttpRequest, form: CodeForm, status: int = 200) -> HttpResponse:
        return render(request, "accounts/code.html", {"form": form, "waiting": self.waiting}, status=status)

    def get(self, request: HttpRequest) -> HttpResponse:
        if second_factor.confirmed(self.waiting) is None:
            return redirect("login_enrol")
        return self.show(request, CodeForm())

    def check(self, request: HttpRequest, form: CodeForm) -> HttpResponse:
        if second_factor.confirmed(self.waiting) is None:
            return redirect("login_enrol")
        factor = second_factor.accept(self.waiting, form.cleaned_data["otp_token"])
        if not factor:
            sign_in.count_failure(request, self.waiting, factor=True)
            raise Refused("验证码不对或已经用过。请等手机上出现新的6位数字再输入；手机不在身边的，可用备用验证码。")
        wanted = self.enter(request, factor)
        if factor == "recovery":
            left = second_factor.codes_left(self.waiting)
            messages.warning(request, f"您用了一个备用验证码，还剩{left}个。手机丢失的，请联系安全管理员重置。")
        return redirect(wanted)


class EnrolPage(SecondPage):
    """Setting up the app at the first sign-in of a role that needs it; the recovery codes show once."""

    def show(self, request: HttpRequest, form: CodeForm, status: int = 200) -> HttpResponse:
        return enrolment(request, self.waiting, form, status)

    def get(self, request: HttpRequest) -> HttpResponse:
        if second_factor.confirmed(self.waiting):
            return redirect("login_code")
        return self.show(request, CodeForm())

    def check(self, request: HttpRequest, form: CodeForm) -> HttpResponse:
        codes = second_factor.confirm(self.waiting, form.cleaned_data["otp_token"])
        wanted = self.enter(request, "totp")
        return render(request, "accounts/recovery_codes.html", {"codes": codes, "wanted": wanted})


def enrolment(request: HttpRequest, user: User, form: CodeForm, status: int = 200) -> HttpResponse:
    """QR code and typed key of the authenticator being set up."""
    device = second_factor.begin(user)
    picture = segno.make(device.address, error="m").svg_data_uri(scale=4, border=2)
    key = " ".join(device.key[at : at + 4] for at in range(0, len(device.key), 4))
    context = {"form": form, "picture": picture, "key": key, "waiting": user}
    return render(request, "accounts/enrol.html", context, status=status)


class SignOut(UserPage):
    roles = EVERYONE
    scope = "own"

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("/")

    def post(self, request: HttpRequest) -> HttpResponse:
        sign_in.sign_out(request, by=self.user)
        return redirect("/accounts/login/?why=out")
