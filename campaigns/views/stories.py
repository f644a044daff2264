"""Stories for those who propose, edit and approve them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.forms.stories import ConsentForm, PhotoForm, StoryFilterForm, StoryForm
from campaigns.models import Story
from campaigns.queries.parties import parties_on
from campaigns.queries.stories import StoryLine, names_for, story_lines
from campaigns.queries.story_page import broadcasts_of, spread_lines
from campaigns.rules import acting, reads_campaigns
from campaigns.services import stories as service
from campaigns.story_rules import may_approve, may_edit, may_refuse
from campaigns.story_text import as_html
from campaigns.tables.stories import StoryTable, story_badge
from communes.forms.registers import SureForm, WhyForm
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member, requires
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of

LIST = "Gương điển hình"
NOT_EDITOR = "Chỉ người biên tập làm việc này."
NOT_APPROVER = "Chỉ Phòng Nội vụ, Văn phòng Điều phối duyệt bài."
readers = requires(
    reads_campaigns, "Trang này dành cho người có nhiệm vụ trong phong trào. Hỏi quản trị."
)


@readers
@require_safe
def stories(request: HttpRequest) -> HttpResponseBase:
    """Published stories, and those in the making the person may see."""
    user = member(request)
    form = StoryFilterForm(request.GET or None)
    lines = story_lines(form.asked().narrow(Story.objects.visible_to(user)))
    return show_list(
        request, "campaigns/stories/list.html", StoryTable(lines), {"form": form}, name="guong"
    )


@readers
@require_safe
def story(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One story with what it still needs, its broadcasts and its spread."""
    user = member(request)
    row = story_or_404(user, uid)
    names = names_for([row])
    edits = may_edit(user, row)
    context = {
        "row": row,
        "line": StoryLine(row, names.of(row.unit_id, row.agency_id)),
        "badge": story_badge(row.state),
        "body": as_html(row.body),
        "edits": edits,
        "approves": may_approve(user, row),
        "refuses": may_refuse(user, row) and row.state in ("proposed", "editing", "waiting"),
        "spreads": edits or acting(user).anybody,
        "broadcasts": broadcasts_of(row),
        "spread": spread_lines(row),
        "me": user.pk,
        "history": history_of(row.uid),
    }
    return render(request, "campaigns/stories/one.html", context)


@acts
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a story."""
    user = member(request)
    form = StoryForm(request.POST or None, parties=parties())
    return act_page(
        request,
        form=form,
        words=Act(
            "Đề xuất gương điển hình",
            "Gửi đề xuất",
            reverse("campaigns:stories"),
            LIST,
            lead="Trung tâm Văn hóa, Thông tin và Thể thao biên tập; đăng khi người được nêu đồng "
            "ý và bài đã duyệt.",
        ),
        do=lambda: service.propose_story(text=form.said(), actor=user),
        done="Đã gửi đề xuất.",
        to=lambda made: reverse("campaigns:story", args=[made.uid]),
    )


@acts
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Mend the text."""
    user, row = _editor(request, uid)
    form = StoryForm(request.POST or None, parties=parties(), initial=StoryForm.initial_of(row))
    return act_page(
        request,
        form=form,
        words=words_of(row, "Biên tập bài", "Lưu bài"),
        do=lambda: service.edit_story(story=row, text=form.said(), actor=user),
        done="Đã lưu bài.",
    )


@acts
def consent(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Note that the person agrees."""
    user, row = _editor(request, uid)
    form = ConsentForm(
        request.POST or None, request.FILES or None, initial={"note": row.consent_note}
    )

    def do() -> Story:
        file = form.cleaned_data["file"]
        scan = (file.name or "", file) if file else None
        return service.note_consent(
            story=row, note=form.cleaned_data["note"], file=scan, actor=user
        )

    lead = f"{row.about_name} đồng ý cho đăng bài này, nêu tên và ảnh."
    return act_page(
        request,
        form=form,
        words=words_of(row, "Sự đồng ý của người được nêu", "Ghi lại", lead),
        do=do,
        done="Đã ghi sự đồng ý.",
    )


@acts
def photo(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put a photo to the story."""
    user, row = _editor(request, uid)
    form = PhotoForm(request.POST or None, request.FILES or None, initial={"alt": row.photo_alt})

    def do() -> Story:
        file = form.cleaned_data["file"]
        return service.set_photo(
            story=row,
            name=file.name or "",
            stream=file,
            alt=form.cleaned_data["alt"],
            actor=user,
        )

    return act_page(
        request,
        form=form,
        words=words_of(row, "Ảnh của bài", "Lưu ảnh"),
        do=do,
        done="Đã lưu ảnh.",
    )


@acts
def take(request: HttpRequest, uid: UUID) -> HttpResponse:
    """An editor takes a proposal."""
    user, row = _editor(request, uid)
    return act_page(
        request,
        form=SureForm(request.POST or None),
        words=words_of(row, "Nhận biên tập?", "Nhận biên tập", f"«{row.title}»"),
        do=lambda: service.take_story(story=row, actor=user),
        done="Đã nhận biên tập.",
    )


@acts
def submit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put before who approves."""
    user, row = _editor(request, uid)
    return act_page(
        request,
        form=SureForm(request.POST or None),
        words=words_of(row, "Trình duyệt bài?", "Trình duyệt", f"«{row.title}»"),
        do=lambda: service.submit_story(story=row, actor=user),
        done="Đã trình duyệt.",
    )


@acts
def reopen(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Edit anew what was taken down or refused."""
    user, row = _editor(request, uid)
    return act_page(
        request,
        form=SureForm(request.POST or None),
        words=words_of(row, "Biên tập lại?", "Biên tập lại", row.closed_reason),
        do=lambda: service.reopen_story(story=row, actor=user),
        done="Đã mở lại để biên tập.",
    )


@acts
def publish(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show to everybody."""
    user, row = _approver(request, uid)
    return act_page(
        request,
        form=SureForm(request.POST or None),
        words=words_of(
            row, "Duyệt và đăng bài?", "Duyệt, đăng", f"«{row.title}» hiện trên trang công khai."
        ),
        do=lambda: service.publish_story(story=row, actor=user),
        done="Đã đăng bài.",
    )


@acts
def send_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Back to the editor."""
    user, row = _approver(request, uid)
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=words_of(row, "Trả lại để sửa?", "Trả lại", f"«{row.title}»"),
        do=lambda: service.return_story(story=row, reason=form.cleaned_data["reason"], actor=user),
        done="Đã trả lại người biên tập.",
    )


@acts
def take_down(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Off the public page."""
    user, row = _approver(request, uid)
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=words_of(row, "Gỡ bài?", "Gỡ bài", f"«{row.title}» không còn trên trang công khai."),
        do=lambda: service.take_down_story(
            story=row, reason=form.cleaned_data["reason"], actor=user
        ),
        done="Đã gỡ bài.",
    )


@acts
def turn_down(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Not to be published."""
    user = member(request)
    row = story_or_404(user, uid)
    need(may_refuse(user, row), NOT_EDITOR)
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=words_of(row, "Không đăng?", "Không đăng", f"«{row.title}»"),
        do=lambda: service.refuse_story(story=row, reason=form.cleaned_data["reason"], actor=user),
        done="Đã ghi là không đăng.",
    )


def story_or_404(user: User, uid: UUID) -> Story:
    """The story if this person may know of it."""
    rows = Story.objects.visible_to(user).select_related(
        "photo", "consent_file", "proposed_by", "edited_by", "approved_by"
    )
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    return found


def words_of(row: Story, title: str, button: str, lead: str = "") -> Act:
    """The words of a page with one act on a story."""
    return Act(title, button, reverse("campaigns:story", args=[row.uid]), row.title, lead=lead)


def parties() -> list[tuple[str, str]]:
    """Whom a story can be about today: agencies, then communes."""
    return [(one.value, one.name) for one in parties_on(clock.today())]


def _editor(request: HttpRequest, uid: UUID) -> tuple[User, Story]:
    user = member(request)
    row = story_or_404(user, uid)
    need(may_edit(user, row), NOT_EDITOR)
    return user, row


def _approver(request: HttpRequest, uid: UUID) -> tuple[User, Story]:
    user = member(request)
    row = story_or_404(user, uid)
    need(may_approve(user, row), NOT_APPROVER)
    return user, row
