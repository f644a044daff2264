"""Forms for stand-ins and handover."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet

from communes.forms.review import PlainForm, text_area
from communes.models import Membership
from kbang_ntm.core.models import User


def day_field(label: str, **options: Any) -> forms.DateField:
    """A day typed as dd/mm/yyyy."""
    attrs = {"placeholder": "dd/mm/yyyy", "autocomplete": "off"}
    return forms.DateField(label=label, widget=forms.DateInput(attrs=attrs), **options)


class PostChoice(forms.ModelChoiceField):
    """A post as people speak of it: who, what, where."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.places: Mapping[int, str] = {}
        super().__init__(*args, **kwargs)

    def label_from_instance(self, obj: Membership) -> str:
        return f"{obj.user.full_name}, {obj.get_role_display()}, {self.places.get(obj.pk, '')}"


class PersonChoice(forms.ModelChoiceField):
    """A person with the position beside the name."""

    def label_from_instance(self, obj: User) -> str:
        return f"{obj.full_name}, {obj.position}" if obj.position else obj.full_name


class PostForm(PlainForm):
    """A post and the person who takes it on."""

    post = PostChoice(
        label="Vai trò", queryset=Membership.objects.none(), empty_label="Chọn vai trò"
    )
    person = PersonChoice(
        label="Người thay", queryset=User.objects.none(), empty_label="Chọn người"
    )

    def __init__(
        self,
        *args: Any,
        posts: QuerySet[Membership],
        people: QuerySet[User],
        places: Mapping[int, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("post", posts), ("person", people)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # choice fields
        self.fields["post"].places = places  # type: ignore[attr-defined]  # a PostChoice


class DelegateForm(PostForm):
    """Who stands in for whom, from when to when."""

    first = day_field("Từ ngày")
    last = day_field("Đến hết ngày")
    paper = forms.CharField(
        label="Văn bản ủy quyền", max_length=240, required=False, help_text="Số và ngày, nếu có."
    )


class HandoverForm(PostForm):
    """Who takes over a post, and after which day."""

    person = PersonChoice(
        label="Người nhận", queryset=User.objects.none(), empty_label="Chọn người"
    )
    last_day = day_field("Người cũ giữ vai trò đến hết ngày")
    paper = forms.CharField(
        label="Văn bản giao việc", max_length=240, required=False, help_text="Số và ngày, nếu có."
    )


class EndForm(PlainForm):
    """Why a stand-in's time ends."""

    reason = forms.CharField(label="Lý do kết thúc", max_length=300, widget=text_area(2))
