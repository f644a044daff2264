"""Petitions: the list with times, one petition with its steps, writing and sending it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.forms.petitions import PetitionFilterForm, PetitionForm
from campaigns.models import Petition
from campaigns.petition_rules import (
    may_decide,
    may_handle,
    may_send,
    may_write,
    reads_petitions,
)
from campaigns.queries.parties import party_names, read_party
from campaigns.queries.petitions import (
    ANSWER_DAYS,
    desk_words,
    desks_on,
    line_of,
    names_of,
    petition_lines,
    senders_seen,
    step_times,
    timeline,
    to_compile,
)
from campaigns.rules import acting
from campaigns.services import petitions as service
from campaigns.tables.petitions import PetitionTable, petition_badge
from communes.forms.registers import SureForm, WhyForm
from communes.models import Criterion
from communes.queries.register_lists import set_of_year
from communes.queries.register_rules import rule_on
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member, requires
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of

LIST = "Kiến nghị"
NOT_SENDER = "Chỉ xã, cơ quan gửi kiến nghị làm việc này."
readers = requires(
    reads_petitions, "Trang này dành cho người có nhiệm vụ trong phong trào. Hỏi quản trị."
)


@readers
@require_safe
def petitions(request: HttpRequest) -> HttpResponseBase:
    """Petitions the person may read, by state, and how long the steps took."""
    user = member(request)
    form = PetitionFilterForm(request.GET or None, senders=senders_seen(user))
    lines = petition_lines(user, form.asked())
    context = {
        "form": form,
        "times": step_times(lines),
        "writes": acting(user).anybody,
        "compiles": to_compile(user).exists(),
        "rule": rule_on(ANSWER_DAYS, clock.today()),
    }
    return show_list(
        request,
        "campaigns/petitions/list.html",
        PetitionTable(lines),
        context,
        name="kien-nghi",
    )


@readers
@require_safe
def petition(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One petition: what it asks, its steps with times, decision and answer."""
    user = member(request)
    row = petition_or_404(user, uid)
    names = names_of([row])
    handles = may_handle(user, row)
    context = {
        "row": row,
        "line": line_of(row, names, clock.today()),
        "badge": petition_badge(row.state),
        "desk": desk_words(row, names),
        "steps": timeline(row),
        "writes": may_write(user, row),
        "sends": may_send(user, row),
        "handles": handles,
        "decides": may_decide(user, row),
        "amends": handles and row.state in ("decided", "answered") and row.outcome != "not",
        "history": history_of(row.uid),
    }
    return render(request, "campaigns/petitions/one.html", context)


@acts
def write(request: HttpRequest) -> HttpResponse:
    """Begin a petition."""
    user = member(request)
    mine = acting(user)
    need(mine.anybody, "Chỉ người của xã, cơ quan soạn kiến nghị.")
    names = party_names(mine.units, mine.agencies, clock.today())
    parties = [
        *((f"u{pk}", names.of(pk, None)) for pk in sorted(mine.units)),
        *((f"a{pk}", names.of(None, pk)) for pk in sorted(mine.agencies)),
    ]
    form = _form(request, parties=parties, unit_id=min(mine.units, default=None))

    def do() -> Petition:
        unit_id, agency_id = read_party(form.cleaned_data["party"])
        made = service.write_petition(
            unit_id=unit_id, agency_id=agency_id, text=form.said(), actor=user
        )
        return _attach(form, made, user)

    return act_page(
        request,
        form=form,
        words=Act(
            "Soạn kiến nghị",
            "Lưu bản nháp",
            reverse("campaigns:petitions"),
            LIST,
            lead="Lưu rồi xem lại; gửi ở trang của kiến nghị. Kiến nghị của xã do lãnh đạo UBND "
            "xã gửi.",
        ),
        do=do,
        done="Đã lưu bản nháp. Xem lại rồi gửi.",
        to=lambda made: reverse("campaigns:petition", args=[made.uid]),
    )


@acts
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Mend a draft."""
    user = member(request)
    row = petition_or_404(user, uid)
    need(may_write(user, row), NOT_SENDER)
    form = _form(request, parties=None, unit_id=row.unit_id, row=row)
    return act_page(
        request,
        form=form,
        words=words_of(row, "Sửa kiến nghị", "Lưu bản nháp"),
        do=lambda: _attach(
            form, service.change_petition(petition=row, text=form.said(), actor=user), user
        ),
        done="Đã lưu bản nháp.",
    )


@acts
def send(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Send to the office that receives petitions."""
    user = member(request)
    row = petition_or_404(user, uid)
    need(may_send(user, row), "Kiến nghị của xã do lãnh đạo UBND xã gửi.")
    desk = desk_words(row, names_of([row]))
    return act_page(
        request,
        form=SureForm(request.POST or None),
        words=words_of(
            row, "Gửi kiến nghị?", "Gửi kiến nghị", f"«{row.title}», gửi tới: {desk}. Gửi rồi thì "
            "không sửa được; rút được cho đến khi được tổng hợp.",
        ),
        do=lambda: service.send_petition(petition=row, actor=user),
        done="Đã gửi kiến nghị.",
    )  # fmt: skip


@acts
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a petition back before it is compiled."""
    user = member(request)
    row = petition_or_404(user, uid)
    need(may_send(user, row), NOT_SENDER)
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=words_of(row, "Rút kiến nghị?", "Rút kiến nghị", f"«{row.title}». Vẫn xem lại được."),
        do=lambda: service.withdraw_petition(
            petition=row, reason=form.cleaned_data["reason"], actor=user
        ),
        done="Đã rút kiến nghị.",
    )


@acts
def receive(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a petition in, with the next incoming number."""
    user = member(request)
    row = petition_or_404(user, uid)
    need(may_handle(user, row), "Chỉ nơi tiếp nhận làm việc này.")
    return act_page(
        request,
        form=SureForm(request.POST or None),
        words=words_of(
            row, "Tiếp nhận kiến nghị?", "Tiếp nhận", f"«{row.title}» được ghi số đến tiếp theo "
            f"của năm {clock.today().year}.",
        ),
        do=lambda: service.receive_petition(petition=row, actor=user),
        done="Đã tiếp nhận và ghi số đến.",
    )  # fmt: skip


def petition_or_404(user: User, uid: UUID) -> Petition:
    """The petition if this person may know of it."""
    rows = Petition.objects.visible_to(user).select_related(
        "criterion", "file", "answer_file", "batch", "written_by", "sent_by"
    )
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    return found


def words_of(row: Petition, title: str, button: str, lead: str = "") -> Act:
    """The words of a page with one act on a petition."""
    return Act(title, button, reverse("campaigns:petition", args=[row.uid]), row.title, lead=lead)


def _form(
    request: HttpRequest,
    *,
    parties: list[tuple[str, str]] | None,
    unit_id: int | None,
    row: Petition | None = None,
) -> PetitionForm:
    found = set_of_year("ntm", clock.today().year)
    criteria = Criterion.objects.filter(criteria_set=found).order_by("order") if found else []
    desks = desks_on(clock.today(), unit_id)
    return PetitionForm(
        request.POST or None,
        request.FILES or None,
        parties=parties,
        criteria=[(one.pk, f"{one.no}. {one.title}") for one in criteria],
        desks=[(desk.value, desk.name) for desk in desks],
        initial=PetitionForm.initial_of(row) if row else {},
    )


def _attach(form: PetitionForm, row: Petition, user: User) -> Petition:
    file = form.cleaned_data["file"]
    if not file:
        return row
    return service.attach(petition=row, name=file.name or "", stream=file, actor=user)
