"""Forms of stories, their consent, photo, broadcasts and spread."""

from __future__ import annotations

from typing import Any

from django import forms

from campaigns.models import Story
from campaigns.models.stories import COLUMN
from campaigns.queries.parties import read_party
from campaigns.queries.stories import StoryAsked
from campaigns.services.stories import StoryText
from campaigns.services.story_traces import Aired
from campaigns.story_enums import Channel, Language, StoryKind, StoryState
from communes.forms.people import day_field
from communes.forms.registers import FILE_HELP, Choices, offer
from communes.forms.review import PlainForm, text_area
from kbang_ntm.core.strangers import StrangerForm

KINDS = [(one.value, one.label.capitalize()) for one in StoryKind]
MARKS = (
    "Cách một dòng trống để sang đoạn. **chữ đậm**, *chữ nghiêng*, dòng bắt đầu bằng «- » là gạch "
    "đầu dòng."
)


class StoryFilterForm(forms.Form):
    """State, kind and search; values stand in the URL."""

    trang_thai = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[("", "Tất cả"), *((one.value, one.label.capitalize()) for one in StoryState)],
    )
    loai = forms.ChoiceField(label="Loại", required=False, choices=[("", "Mọi loại"), *KINDS])
    tim = forms.CharField(label="Tìm", required=False, max_length=60, widget=forms.SearchInput)

    def __init__(self, *args: Any, public: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if public:
            del self.fields["trang_thai"]

    def asked(self) -> StoryAsked:
        """What was asked; what cannot be read counts as not asked."""
        data = self.cleaned_data if self.is_valid() else {}
        return StoryAsked(
            data.get("trang_thai") or "", data.get("loai") or "", data.get("tim") or ""
        )


def said(data: dict[str, Any]) -> StoryText:
    """A story from cleaned values."""
    unit_id, agency_id = read_party(data["party"])
    return StoryText(
        kind=data["kind"],
        title=data["title"],
        about_name=data["about_name"],
        unit_id=unit_id,
        agency_id=agency_id,
        summary=data.get("summary", ""),
        body=data["body"],
    )


class StoryForm(PlainForm):
    """A story as it is proposed and edited."""

    kind = forms.ChoiceField(label="Loại", choices=KINDS)
    title = forms.CharField(label="Tên bài", max_length=200)
    about_name = forms.CharField(label="Về ai, mô hình nào", max_length=160)
    party = forms.ChoiceField(label="Xã, cơ quan")
    summary = forms.CharField(label="Tóm tắt", required=False, max_length=300, widget=text_area(2))
    body = forms.CharField(
        label="Nội dung", required=False, max_length=20_000, widget=text_area(14), help_text=MARKS
    )

    def __init__(self, *args: Any, parties: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "party", [("", "Chọn xã hoặc cơ quan"), *parties])

    @staticmethod
    def initial_of(row: Story) -> dict[str, Any]:
        """The form filled with what is stored."""
        names = ("kind", "title", "about_name", "summary", "body")
        party = f"u{row.unit_id}" if row.unit_id else f"a{row.agency_id}"
        return {name: getattr(row, name) for name in names} | {"party": party}

    def said(self) -> StoryText:
        """What the valid form says."""
        return said(self.cleaned_data)


class PublicStoryForm(StrangerForm):
    """A proposal from the public page."""

    kind = forms.ChoiceField(label="Loại", choices=KINDS)
    title = forms.CharField(label="Việc tốt, mô hình hay là gì", max_length=200)
    about_name = forms.CharField(label="Của ai", max_length=160)
    party = forms.ChoiceField(label="Ở xã nào")
    body = forms.CharField(
        label="Kể lại",
        max_length=5000,
        widget=text_area(8),
        help_text="Không ghi số giấy tờ, số điện thoại. Người được nêu đồng ý thì mới đăng.",
    )
    field_order = ["kind", "title", "about_name", "party", "body", "website"]

    def __init__(self, *args: Any, parties: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "party", [("", "Chọn xã"), *parties])

    def said(self) -> StoryText:
        """What the valid form says."""
        return said(self.cleaned_data)


class ConsentForm(PlainForm):
    """How the person agreed."""

    note = forms.CharField(
        label="Giấy đồng ý", max_length=200, help_text="Ai ký, ngày nào, lưu ở đâu."
    )
    file = forms.FileField(label="Bản quét", required=False, help_text=FILE_HELP)


class PhotoForm(PlainForm):
    """A photo and its words."""

    file = forms.FileField(
        label="Ảnh", help_text="JPEG hoặc PNG. Cổng vẽ lại ảnh: vị trí chụp trong tệp bị bỏ."
    )
    alt = forms.CharField(
        label="Ảnh chụp gì", max_length=200, help_text="Cho người không xem được ảnh."
    )


class BroadcastForm(PlainForm):
    """A broadcast of a published story."""

    on = day_field("Ngày phát")
    channel = forms.ChoiceField(label="Kênh", choices=Channel.choices)
    language = forms.ChoiceField(label="Ngôn ngữ", choices=Language.choices)
    column = forms.CharField(label="Chuyên mục", max_length=120, initial=COLUMN)
    places = forms.CharField(
        label="Loa thôn, làng",
        required=False,
        max_length=400,
        help_text="Tên các thôn, làng, cách nhau bằng dấu phẩy. Bắt buộc với loa thôn, làng.",
    )
    script = forms.CharField(
        label="Bài phát thanh", required=False, max_length=20_000, widget=text_area(8)
    )

    def aired(self) -> Aired:
        """What the valid form says."""
        return Aired(**{name: self.cleaned_data[name] for name in self.fields})


class SpreadForm(PlainForm):
    """Who took a story up."""

    party = forms.ChoiceField(label="Xã, cơ quan áp dụng")
    place = forms.CharField(
        label="Nơi áp dụng", required=False, max_length=160, help_text="Thôn, làng, hộ, đơn vị."
    )
    since = day_field("Áp dụng từ ngày")
    note = forms.CharField(label="Kết quả", required=False, max_length=500, widget=text_area(2))

    def __init__(self, *args: Any, parties: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "party", parties)
