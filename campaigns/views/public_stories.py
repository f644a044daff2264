"""Stories for everybody outside: list, one page, photo, feed, and a form to propose one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from campaigns.forms.stories import PublicStoryForm, StoryFilterForm
from campaigns.models import Story
from campaigns.queries.parties import communes_on
from campaigns.queries.stories import PER_PAGE, StoryLine, latest_published, names_for, story_lines
from campaigns.queries.story_page import broadcasts_of, spread_lines
from campaigns.services.stories import propose_story
from campaigns.story_text import as_html, plain_text
from communes.views.answers import refuse, status_of
from communes.views.register_pages import acts
from kbang_ntm.core import clock, storage
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.strangers import count_try

MOST_AN_HOUR = 5
IN_FEED = 20
MISSING = "Không tìm thấy bài này, hoặc bài đã gỡ."


@login_not_required
@require_safe
def public_stories(request: HttpRequest) -> HttpResponse:
    """Published stories, newest first, searchable without marks."""
    form = StoryFilterForm(request.GET or None, public=True)
    pages = Paginator(form.asked().narrow(Story.objects.public()), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": story_lines(page.object_list),  # type: ignore[arg-type]  # a slice of a queryset
        "sent": "da-gui" in request.GET,
    }
    return render(request, "campaigns/stories/public.html", context)


@login_not_required
@require_safe
def public_story(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One published story; prints clean."""
    row = _published(uid)
    names = names_for([row])
    context = {
        "row": row,
        "line": StoryLine(row, names.of(row.unit_id, row.agency_id)),
        "body": as_html(row.body),
        "broadcasts": broadcasts_of(row),
        "spread": spread_lines(row),
    }
    return render(request, "campaigns/stories/public_one.html", context)


@login_not_required
@require_safe
def photo(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The photo of a published story; the portal has drawn it anew, so it holds nothing else."""
    file = _published(uid).photo
    if file is None:
        raise Http404(MISSING)
    seals = {
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-cache",
        "ETag": f'"{file.sha256}"',
    }
    answer: HttpResponseBase | None = get_conditional_response(request, etag=seals["ETag"])
    if answer is None:
        try:
            stream = storage.open_stored(file)
        except Refused as refusal:
            raise Http404(refusal.message) from refusal
        answer = FileResponse(stream, content_type="image/jpeg")
        answer.headers["Content-Encoding"] = "identity"
        answer.headers["Content-Length"] = str(file.size)
    for name, value in seals.items():
        answer.headers[name] = value
    return answer


@login_not_required
@acts
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a story from outside; nothing is shown before it is edited and approved."""
    parties = [(one.value, one.name) for one in communes_on(clock.today())]
    form = PublicStoryForm(request.POST or None, parties=parties)
    there = f"{reverse('campaigns:stories-public')}?da-gui=1"
    if request.method == "POST" and form.trapped:
        return redirect(there)
    if form.is_valid():
        try:
            count_try(request, "story", most=MOST_AN_HOUR)
            propose_story(text=form.said(), actor=None)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect(there)
    page = {"form": form}
    return render(request, "campaigns/stories/propose.html", page, status=status_of(form))


class StoryFeed(Feed):
    """The newest published stories, for readers of feeds."""

    title = "Gương điển hình, cách làm hay - Kbang chung sức xây dựng nông thôn mới"
    description = "Người tốt, việc tốt, mô hình hay, sáng kiến trong phong trào thi đua."
    language = "vi"

    def link(self) -> str:
        return reverse("campaigns:stories-public")

    def items(self) -> list[StoryLine]:
        return latest_published(IN_FEED)

    def item_title(self, item: StoryLine) -> str:
        return item.story.title

    def item_description(self, item: StoryLine) -> str:
        return item.story.summary or plain_text(item.story.body)[:300]

    def item_link(self, item: StoryLine) -> str:
        return reverse("campaigns:story-public", args=[item.story.uid])

    def item_guid(self, item: StoryLine) -> str:
        return str(item.story.uid)

    item_guid_is_permalink = False

    def item_pubdate(self, item: StoryLine) -> datetime | None:
        return item.story.published_at


@login_not_required
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The feed itself."""
    return StoryFeed()(request)


def _published(uid: UUID) -> Story:
    found = Story.objects.public().select_related("photo").filter(uid=uid).first()
    if found is None:
        raise Http404(MISSING)
    return found
