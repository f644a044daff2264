"""The field form of a visit: one small group of fields for each thing to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms

from campaigns.forms.contributions import capital
from campaigns.inspection_enums import ItemAnswer
from campaigns.models import ChecklistItem
from campaigns.services.checklists import Answer, Shot
from communes.forms.registers import Choices, offer
from communes.forms.review import PlainForm


@dataclass(frozen=True)
class ItemFields:
    """An item with its bound fields."""

    item: ChecklistItem
    answer: forms.BoundField
    note: forms.BoundField
    seen: forms.BoundField


class ChecklistForm(PlainForm):
    """Answers to all items; `i<id>_answer`, `i<id>_note`, `i<id>_seen` (the version shown)."""

    def __init__(self, *args: Any, items: Iterable[ChecklistItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items: Sequence[ChecklistItem] = list(items)
        for item in self.items:
            name = f"i{item.pk}"
            self.fields[f"{name}_answer"] = forms.ChoiceField(
                label=item.question,
                required=False,
                choices=capital(ItemAnswer.choices),
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                initial=item.answer,
            )
            self.fields[f"{name}_note"] = forms.CharField(
                label="Ghi chú", required=False, max_length=1000, initial=item.note
            )
            self.fields[f"{name}_seen"] = forms.IntegerField(
                widget=forms.HiddenInput, min_value=0, initial=item.version
            )

    def groups(self) -> Iterator[tuple[str, list[ItemFields]]]:
        """(group, its items with fields) in order."""
        for group, items in groupby(self.items, key=lambda item: item.group):
            yield (
                group,
                [
                    ItemFields(
                        item,
                        self[f"i{item.pk}_answer"],
                        self[f"i{item.pk}_note"],
                        self[f"i{item.pk}_seen"],
                    )
                    for item in items
                ],
            )

    def answers(self) -> dict[int, Answer]:
        """What the valid form says."""
        data = self.cleaned_data
        return {
            item.pk: Answer(
                data[f"i{item.pk}_answer"], data[f"i{item.pk}_note"], data[f"i{item.pk}_seen"]
            )
            for item in self.items
        }


class PhotoForm(PlainForm):
    """One photo, from the camera of a phone or from a file."""

    photo = forms.FileField(
        label="Ảnh",
        widget=forms.ClearableFileInput(
            attrs={"accept": "image/jpeg,image/png", "capture": "environment"}
        ),
        help_text="JPEG, PNG, nhiều nhất 20 MB. Ngày giờ chụp được giữ.",
    )
    item = forms.ChoiceField(label="Thuộc mục", required=False)
    caption = forms.CharField(label="Chú thích", required=False, max_length=240)
    keep_position = forms.BooleanField(
        label="Đồng ý giữ vị trí chụp trong ảnh",
        required=False,
        help_text="Không đánh dấu thì cổng xóa vị trí khỏi tệp trước khi lưu.",
    )

    def __init__(self, *args: Any, items: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "item", [("", "Cả cuộc kiểm tra"), *items])

    def shot(self) -> Shot:
        """What the valid form says."""
        data = self.cleaned_data
        return Shot(
            name=data["photo"].name or "",
            stream=data["photo"],
            keep_position=data["keep_position"],
            caption=data["caption"],
            item_id=int(data["item"]) if data["item"] else None,
        )
