"""The code of a print."""

from __future__ import annotations

from django import forms

from reports.services.print_checks import read_code


class CodeForm(forms.Form):
    """Twelve letters and digits; blanks, dashes and small letters do no harm."""

    ma = forms.CharField(
        label="Mã bản in",
        max_length=20,
        help_text="Mười hai chữ và số ở chân trang in, ví dụ ABCD-EFGH-2345.",
    )

    def clean_ma(self) -> str:
        """The code as it is kept."""
        code = read_code(self.cleaned_data["ma"])
        if not code:
            raise forms.ValidationError(
                "Mã gồm mười hai chữ và số. Xem lại chân trang in; mã không có 0, 1, O, I."
            )
        return code
