"""The base of every list's filters: values stand in the URL, search ignores marks."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Model, Q, QuerySet
from django.forms import SearchInput
from django.http import QueryDict

from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import fold


class SearchFilter(filters.CharFilter):
    """Search without marks over columns that hold folded text, all words in any order.

    `columns` are lookups to columns filled by `fold()`.
    """

    def __init__(self, *, columns: tuple[str, ...], **kwargs: Any) -> None:
        kwargs.setdefault("label", "Tìm")
        kwargs.setdefault("widget", SearchInput())
        super().__init__(**kwargs)
        self.columns = columns

    def filter(self, qs: QuerySet[Model], value: str) -> QuerySet[Model]:
        for word in fold(value or "").split():
            wanted = Q()
            for column in self.columns:
                wanted |= Q(**{f"{column}__contains": word})
            qs = qs.filter(wanted)
        return qs


class WordsForm(forms.Form):
    """The search of a list that has no other filter."""

    tim = forms.CharField(
        label="Tìm", max_length=120, required=False, widget=SearchInput(attrs={"type": "search"})
    )

    @classmethod
    def words(cls, data: QueryDict) -> tuple[WordsForm, str]:
        """(the form with what was typed, the words to look for)."""
        form = cls(data)
        return form, form.cleaned_data["tim"] if form.is_valid() else ""


def holds(text: str, words: str) -> bool:
    """Whether every one of the words stands in the text, marks and case ignored."""
    key = fold(text)
    return all(word in key for word in fold(words).split())


class AccountFilter(filters.FilterSet):
    """Accounts by name (marks ignored), sign-in name and whether they are in use."""

    q = filters.CharFilter(label="Tìm họ tên, tên đăng nhập", method="find", widget=SearchInput())
    is_active = filters.ChoiceFilter(
        label="Tình trạng",
        choices=[("True", "Đang dùng"), ("False", "Đã đóng")],
        empty_label="Tất cả",
    )

    class Meta:
        model = User
        fields = ["q", "is_active"]

    def find(self, accounts: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """Every word must be in the folded name or, as typed, in the sign-in name."""
        for word in value.split():
            accounts = accounts.filter(
                Q(search_key__contains=fold(word)) | Q(username__icontains=word)
            )
        return accounts
