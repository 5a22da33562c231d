"""Forms of signing in and changing one's password."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "用户名或密码不正确，请核对大小写后重试。连续输错5次，账号将锁定30分钟。",
        "inactive": "该账号已停用，请联系县换届办。",
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "用户名"
        self.fields["password"].label = "密码"
        for field in self.fields.values():
            field.error_messages["required"] = f"请输入{field.label}。"
            field.widget.attrs["class"] = "form-control"

    def confirm_login_allowed(self, user) -> None:
        super().confirm_login_allowed(user)
        if user.is_service:
            raise ValidationError(self.error_messages["invalid_login"], code="invalid_login")


class NewPasswordForm(PasswordChangeForm):
    """The old password, then the new one twice."""

    field_order = ["old_password", "new_password1", "new_password2"]
    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": "原密码不正确，请重新输入。",
        "password_mismatch": "两次输入的新密码不一致，请重新输入。",
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        labels = {"old_password": "原密码", "new_password1": "新密码", "new_password2": "再次输入新密码"}
        for name, label in labels.items():
            field = self.fields[name]
            field.label, field.help_text = label, ""
            field.error_messages["required"] = f"请输入{label}。"
            field.widget.attrs["class"] = "form-control"
        self.fields["new_password1"].help_text = "至少10位，不能只用数字，不能用常见密码，不能与用户名或姓名相近。"

    def clean_new_password1(self) -> str:
        password = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise forms.ValidationError("新密码不能与原密码相同，请另设一个。")
        return password
