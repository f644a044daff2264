"""Forms of signing in and of accounts: Vietnamese labels over allauth's forms, and our own."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms

from kbang_ntm.core import clock, passwords
from kbang_ntm.core.models import User

NEW_PASSWORD = {"autocomplete": "new-password"}
CODE_HELP = "Sáu chữ số trong ứng dụng xác thực trên điện thoại."


def name_field(form: forms.BaseForm, field: str, label: str, help_text: str = "") -> None:
    """Gives a field of allauth our words; placeholders go, a label is there already."""
    named = form.fields[field]
    named.label = label
    named.help_text = help_text
    named.widget.attrs.pop("placeholder", None)


class SignInForm(account_forms.LoginForm):
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_field(self, "login", "Tên đăng nhập")
        name_field(self, "password", "Mật khẩu")
        self.fields["login"].widget.attrs.update(autocapitalize="none", spellcheck="false")


class ConfirmPasswordForm(account_forms.ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_field(self, "password", "Mật khẩu")


class ChangePasswordForm(account_forms.ChangePasswordForm):
    """A new password by someone who knows the old one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_field(self, "oldpassword", "Mật khẩu đang dùng")
        name_field(self, "password1", "Mật khẩu mới", passwords.RULES)
        name_field(self, "password2", "Nhập lại mật khẩu mới")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "password2" in self._errors and cleaned.get("password1"):
            self._errors["password2"] = self.error_class(["Hai ô mật khẩu mới chưa giống nhau."])
        return cleaned


class CodeForm(mfa_forms.AuthenticateForm):
    """The code after the password: of the application, or a reserve code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_field(self, "code", "Mã xác thực", f"{CODE_HELP} Mất máy thì nhập một mã dự phòng.")


class CodeAgainForm(mfa_forms.ReauthenticateForm):
    """The code once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_field(self, "code", "Mã xác thực", CODE_HELP)


class ActivateForm(totp_forms.ActivateTOTPForm):
    """The first code of the application proves that it holds the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_field(self, "code", "Mã ứng dụng đang hiện", CODE_HELP)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class SignInAgainForm(forms.Form):
    """What the dialog of an ended session sends; the code only where there is a second factor."""

    username = forms.CharField(label="Tên đăng nhập", max_length=60)
    password = forms.CharField(
        label="Mật khẩu",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label="Mã xác thực",
        required=False,
        help_text=f"Chỉ khi tài khoản có xác thực hai bước. {CODE_HELP}",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class NewPasswordForm(forms.Form):
    """The password set by a one-time link; the service holds it against the rules."""

    password = forms.CharField(
        label="Mật khẩu mới",
        strip=False,
        help_text=passwords.RULES,
        widget=forms.PasswordInput(attrs=NEW_PASSWORD),
    )
    again = forms.CharField(
        label="Nhập lại mật khẩu mới", strip=False, widget=forms.PasswordInput(attrs=NEW_PASSWORD)
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "again" in cleaned and cleaned.get("password") != cleaned["again"]:
            self.add_error("again", "Hai ô mật khẩu mới chưa giống nhau.")
        return cleaned


class PasswordForm(forms.Form):
    """The password beside a link that takes a lost second factor away."""

    password = forms.CharField(
        label="Mật khẩu",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class AccountForm(forms.Form):
    """Name and contact of a person."""

    full_name = forms.CharField(label="Họ và tên", max_length=120)
    position = forms.CharField(label="Chức vụ", max_length=160, required=False)
    phone = forms.CharField(label="Điện thoại", max_length=30, required=False)
    email = forms.EmailField(label="Thư điện tử", required=False)

    @classmethod
    def of(cls, user: User) -> AccountForm:
        """The form filled with what is stored."""
        return cls(initial={name: getattr(user, name) for name in cls.base_fields})


class NewAccountForm(AccountForm):
    """A new account; the person chooses the password by the link."""

    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=60,
        help_text="Chữ không dấu, chữ số, dấu chấm. Ví dụ xa.sonlang2. Không đổi được về sau.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ["username", "full_name", "position", "phone", "email"]


class LinkForm(forms.Form):
    """How the administrator made sure that it is the right person."""

    reason = forms.CharField(
        label="Đã xác minh đúng người bằng cách nào",
        max_length=300,
        required=False,
        help_text="Ví dụ: gặp trực tiếp tại văn phòng, gọi lại số máy của cơ quan.",
    )


class CloseForm(forms.Form):
    """When and why a person leaves."""

    left_on = forms.DateField(label="Ngày thôi việc", help_text="Viết ngày/tháng/năm.")
    reason = forms.CharField(
        label="Lý do", max_length=300, help_text="Ví dụ: chuyển công tác theo quyết định số ..."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["left_on"].initial = clock.today


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label="Lý do", max_length=300)
