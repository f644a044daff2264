"""The list of stories for those who make them."""

from __future__ import annotations

import django_tables2 as tables
from django.urls import reverse
from django.utils.safestring import SafeString

from campaigns.queries.stories import StoryLine
from campaigns.story_enums import Consent, StoryKind, StoryState
from communes.tables.registers import link
from kbang_ntm.core.tables import PortalTable
from kbang_ntm.core.templatetags.portal import mark, state, vn_date

BADGES = {
    StoryState.PROPOSED: "draft",
    StoryState.PUBLISHED: "done",
    StoryState.TAKEN_DOWN: "back",
    StoryState.REFUSED: "back",
}


def story_badge(value: str) -> SafeString:
    """The square badge of a story's state."""
    one = StoryState(value)
    return state(str(one.label).capitalize(), BADGES.get(one, "moving"))


class StoryTable(PortalTable):
    """Stories with how far they are."""

    caption = "Gương điển hình, cách làm hay"
    noun = "bài"
    empty_title = "Chưa có bài nào khớp"
    empty_hint = "Bỏ bớt điều kiện lọc, hoặc đề xuất một gương người tốt, việc tốt."

    title = tables.Column(verbose_name="Tên bài", accessor="story__title")
    about = tables.Column(verbose_name="Về", accessor="story__about_name")
    place = tables.Column(verbose_name="Xã, cơ quan")
    kind = tables.Column(verbose_name="Loại", accessor="story__kind")
    consent = tables.Column(verbose_name="Đồng ý", accessor="story__consent", empty_values=())
    published = tables.Column(
        verbose_name="Ngày đăng", accessor="story__published_at", default="chưa"
    )
    state = tables.Column(verbose_name="Trạng thái", accessor="story__state")

    class Meta(PortalTable.Meta):
        pass

    def render_title(self, record: StoryLine) -> SafeString:
        return link(reverse("campaigns:story", args=[record.story.uid]), record.story.title)

    def render_kind(self, value: str) -> str:
        return str(StoryKind(value).label)

    def render_consent(self, record: StoryLine) -> SafeString | str:
        if not record.story.consent:
            return mark("soon", "chưa có", "warn")
        return str(Consent(record.story.consent).label)

    def render_published(self, record: StoryLine) -> str:
        return vn_date(record.story.published_at)

    def render_state(self, value: str) -> SafeString:
        return story_badge(value)
