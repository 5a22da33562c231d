"""Pages of one's own account: facts, password, open sessions, second factor."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from accounts.forms import CodeForm, NewPasswordForm
from accounts.models import OpenSession
from accounts.passwords import DENGBAO_DAYS, must_rotate
from accounts.services import handed_out, second_factor, sessions, sign_in
from accounts.views.base import UserPage
from accounts.views.sign_in import enrolment, locked_out
from electioncycle.refusals import Refused
from electioncycle.security import audit, credentials
from electioncycle.web.pages import EVERYONE, key_of


class OwnPage(UserPage):
    roles = EVERYONE
    scope = "own"


@method_decorator(sensitive_post_parameters(), name="dispatch")
class ChangePassword(OwnPage):
    def show(self, form: NewPasswordForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "rotated": must_rotate(self.user),
            "days": DENGBAO_DAYS,
            "issues": handed_out.standing(self.user).select_related("issuer"),
        }
        return render(self.request, "accounts/password.html", context, status=status)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(NewPasswordForm(self.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        if sign_in.is_locked(request, self.user):
            return locked_out(request)
        form = NewPasswordForm(self.user, request.POST)
        if not form.is_valid():
            if form.has_error("old_password", "password_incorrect"):
                sign_in.count_failure(request, self.user)
            return self.show(form, 422)
        sign_in.change_password(request, self.user, form.cleaned_data["new_password1"])
        messages.success(request, "密码已修改，其他电脑上的登录已失效。")
        return redirect("handed_out" if handed_out.standing(self.user).exists() else "/")


class HandedOut(OwnPage):
    """Who handed the password of one's account out and when: to be read, or objected to."""

    def get(self, request: HttpRequest) -> HttpResponse:
        issues = list(credentials.issues_of(self.user))
        context = {
            "issues": issues,
            "standing": any(one.taken_over_at is None for one in issues),
            "untold": handed_out.UNTOLD in request.session,
        }
        return render(request, "accounts/handed_out.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        if "object" not in request.POST:
            handed_out.acknowledge(request, by=self.user)
            return redirect("/")
        issue = get_object_or_404(self.user.issues, pk=key_of(request.POST["object"]))
        handed_out.object_to(issue, request, by=self.user)
        messages.warning(request, "异议已记录，安全管理员和审计员已收到通知。请马上再设一个新密码，然后重新登录。")
        return redirect("password_change")


class Profile(OwnPage):
    """One's own roles, places, last acts of signing in, and where one is signed in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user = self.user
        kinds = [audit.Event.SIGNED_IN, audit.Event.PASSWORD_CHANGED, audit.Event.SIGNED_OUT]
        acts = audit.AuditEvent.objects.filter(actor=user.pk, type__in=kinds).order_by("-id")[:10]
        failed = audit.of(user).filter(
            type=audit.Event.SIGN_IN_FAILED, at__gt=user.previous_sign_in or user.date_joined
        )
        context = {
            "acts": acts,
            "failed": failed.count(),
            "sessions": OpenSession.objects.filter(user=user),
            "here": request.session.session_key,
            "factor": second_factor.confirmed(user),
            "issue": user.issues.select_related("issuer").first(),
        }
        return render(request, "accounts/profile.html", context)


class EndSessions(OwnPage):
    """Signs out elsewhere: one session, or all but this one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("profile")

    def post(self, request: HttpRequest) -> HttpResponse:
        only = request.POST.get("session", "")
        ended = sessions.end_others(request, by=self.user, only=key_of(only) if only else None)
        if ended:
            messages.success(request, f"已退出{ended}处登录。")
        else:
            messages.info(request, "没有其他登录。")
        return redirect("profile")


class SecondFactor(OwnPage):
    """Setting up, renewing the list on paper, switching off."""

    def show(self, form: CodeForm, status: int = 200) -> HttpResponse:
        if second_factor.confirmed(self.user) is None:
            return enrolment(self.request, self.user, form, status)
        context = {
            "form": form,
            "left": second_factor.codes_left(self.user),
            "required": sign_in.must_have_factor(self.user),
        }
        return render(self.request, "accounts/factor.html", context, status=status)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self.show(form, 422)
        try:
            return self._act(request, form.cleaned_data["otp_token"])
        except Refused as error:
            form.add_error("otp_token", str(error))
            return self.show(form, 422)

    def _act(self, request: HttpRequest, token: str) -> HttpResponse:
        if second_factor.confirmed(self.user) is None:
            codes = second_factor.confirm(self.user, token)
        elif "off" in request.POST:
            second_factor.switch_off(self.user, token, required=sign_in.must_have_factor(self.user))
            messages.success(request, "已停用动态验证码，以后登录只用密码。")
            return redirect("profile")
        else:
            codes = second_factor.renew_codes(self.user, token)
        return render(request, "accounts/recovery_codes.html", {"codes": codes, "wanted": "/accounts/profile/"})
