"""Forms of signing in, of one's own password, and of the accounts a security administrator looks after."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import rules
from accounts.models import Details, User
from accounts.passwords import POLICY_WORDS
from accounts.places import Place, Places, in_words, places_of
from electioncycle.cleaning.names import clean_person_name
from electioncycle.ledgers.forms import Lines
from electioncycle.roles import Role

USERNAME = re.compile(r"^[A-Za-z0-9_.\-\u4e00-\u9fff]{3,40}$")
USERNAME_RULE = "用户名为3至40位的字母、数字、下划线，不能有空格。"


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "用户名或密码不正确，请核对大小写后重试。连续输错5次，账号将锁定30分钟。",
        "inactive": "该账号已停用，不能登录。有疑问的，请联系县换届办的安全管理员。",
        "expired": "该账号已过有效期，不能登录。仍需使用的，请联系县换届办的安全管理员延期。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "用户名"
        self.fields["password"].label = "密码"
        for field in self.fields.values():
            field.error_messages["required"] = f"请输入{field.label}。"
            field.widget.attrs["class"] = "form-control"

    def confirm_login_allowed(self, user: User) -> None:
        super().confirm_login_allowed(user)
        if user.is_service:
            raise ValidationError(self.error_messages["invalid_login"], code="invalid_login")
        if user.has_expired:
            raise ValidationError(self.error_messages["expired"], code="expired")

    def get_invalid_login_error(self) -> ValidationError:
        """Only who knows the password of a closed account is told that it is closed."""
        user = User.objects.filter(username=self.cleaned_data["username"], is_active=False).first()
        code = "inactive" if user and user.check_password(self.cleaned_data["password"]) else "invalid_login"
        return ValidationError(self.error_messages[code], code=code)


class CodeForm(forms.Form):
    otp_token = forms.CharField(
        label="验证码",
        max_length=20,
        error_messages={"required": "请输入验证码。"},
        widget=forms.TextInput(
            attrs={"class": "form-control code-field", "autocomplete": "one-time-code", "autofocus": True}
        ),
    )


class NewPasswordForm(PasswordChangeForm):
    """The old password, then the new one twice."""

    field_order = ["old_password", "new_password1", "new_password2"]
    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": "原密码不正确，请重新输入。",
        "password_mismatch": "两次输入的新密码不一致，请重新输入。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"old_password": "原密码", "new_password1": "新密码", "new_password2": "再次输入新密码"}
        for name, label in labels.items():
            field = self.fields[name]
            field.label, field.help_text = label, ""
            field.error_messages["required"] = f"请输入{label}。"
            field.widget.attrs["class"] = "form-control"
        self.fields["new_password1"].help_text = POLICY_WORDS[settings.PASSWORD_POLICY]

    def clean_new_password1(self) -> str:
        password = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise forms.ValidationError("新密码不能与原密码相同，请另设一个。")
        return password


class DetailsForm(forms.Form):
    """Whose account it is, and until when."""

    name = forms.CharField(label="姓名", max_length=40)
    unit = forms.CharField(label="单位", max_length=80, required=False)
    post = forms.CharField(label="职务", max_length=60, required=False)
    valid_until = forms.DateField(
        label="有效期至",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="抽调人员填写抽调结束日期；长期使用的留空。",
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)  # judged by ``version_seen``

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("username", *DetailsForm.base_fields):
            if field := self.fields.get(name):
                field.widget.attrs["class"] = "form-control"
                field.error_messages["required"] = f"请填写{field.label}。"

    def details(self) -> Details:
        values = self.cleaned_data
        return Details(
            name=values["name"].strip(),
            unit=values["unit"].strip(),
            post=values["post"].strip(),
            valid_until=values["valid_until"],
        )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if "name" not in self.changed_data:
            return name
        try:
            return clean_person_name(name) or ""
        except ValueError as error:
            raise ValidationError(f"{error}。") from error

    def clean_valid_until(self) -> Any:
        day = self.cleaned_data["valid_until"]
        if day and "valid_until" in self.changed_data and day < timezone.localdate():
            raise ValidationError("有效期不能早于今天；不再使用的，请直接停用账号。")
        return day


class RolesForm(forms.Form):
    """Roles and places of an account; ``by`` gives only what lies in his own territory."""

    roles = forms.MultipleChoiceField(
        label="角色",
        choices=[(role.value, role.label) for role in Role],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一个角色。"},
    )
    places = forms.CharField(
        label="管辖范围",
        widget=Lines(attrs={"rows": 3, "class": "form-control", "placeholder": "东河镇\n东河镇 青山村"}),
        help_text="一行一个：县名、乡镇名，或“乡镇 村”；也可填区划代码。",
        error_messages={"required": "请填写管辖范围。"},
    )
    department = forms.CharField(
        label="部门",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        help_text="只有部门联络员填写，如“公安局”。",
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)  # judged by ``version_seen``

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.found: list[Place] = []

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "places" not in values or "roles" not in values:
            return values
        department = values.get("department", "").strip()
        try:
            self.found = Places(self.by).find_all(filter(str.strip, values["places"].splitlines()), department)
        except ValueError as error:
            self.add_error("places", str(error))
            return values
        levels = [place.level for place in self.found]
        for sentence in rules.role_blockers(values["roles"], levels, [department] if department else []):
            self.add_error(None, sentence)
        return values

    @staticmethod
    def stored(user: User) -> dict[str, Any]:
        places = places_of(user)
        return {
            "roles": sorted(user.roles),
            "places": "\n".join(in_words(place) for place in places),
            "department": "、".join(sorted(user.departments)),
            "version": user.version,
        }


class AccountForm(RolesForm, DetailsForm):
    """A new account."""

    field_order = ["username", "name", "unit", "post", "valid_until", "roles", "places", "department"]
    username = forms.CharField(
        label="用户名", max_length=40, help_text="登录时使用，如姓名拼音；建立以后不能更改。", error_messages={}
    )

    def clean_username(self) -> str:
        username = self.cleaned_data["username"].strip()
        if not USERNAME.match(username):
            raise ValidationError(USERNAME_RULE)
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(f"用户名“{username}”已经有人使用，请另取一个。")
        return username


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="原因",
        min_length=2,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={"required": "请写明原因。", "min_length": "请写明原因(不少于2个字)。"},
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)  # judged by ``version_seen``


class FilterForm(forms.Form):
    """What the list of accounts is narrowed by."""

    STATES = (
        ("", "全部"),
        ("active", "在用"),
        ("closed", "已停用"),
        ("expired", "已过期"),
        ("locked", "已锁定"),
        ("never", "从未登录"),
        ("first", "未改初始密码"),
    )
    q = forms.CharField(
        label="搜索",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "姓名、用户名、单位"}),
    )
    role = forms.ChoiceField(
        label="角色", required=False, choices=[("", "全部"), *((role.value, role.label) for role in Role)]
    )
    township = forms.ChoiceField(label="乡镇(街道)", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=STATES)

    def __init__(self, *args: Any, townships: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["township"]
        field.choices = [("", "全部"), *((area.path, area.name) for area in townships)]
