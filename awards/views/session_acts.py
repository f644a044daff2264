"""Acts on a session, each a page with one form."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from awards.council_rules import (
    is_chair,
    is_secretary,
    may_keep_council,
    may_prepare,
    may_run,
    may_sign,
)
from awards.enums import SeatRole
from awards.forms.councils import (
    AgendaForm,
    AttendanceForm,
    NumberForm,
    ProceedingsForm,
    ReplyForm,
    SessionForm,
)
from awards.models import Council, Session
from awards.queries.councils import award_words, candidates, own_seat
from awards.services import agenda as agenda_service
from awards.services import keys, ranking
from awards.services import minutes as minutes_service
from awards.services import sessions as service
from awards.views.council_pages import (
    LIST,
    council_or_404,
    readers_only,
    session_act,
    session_or_404,
)
from campaigns.forms.inspections import scan_of
from communes.forms.registers import SureForm, WhyForm, filled
from communes.views.answers import refuse
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core.access import member
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User


def prepares_or_runs(user: User, row: Session) -> bool:
    """The desk, chair or secretary."""
    return may_prepare(user, row) or may_run(user, row)


def _form(request: HttpRequest, council: Council, row: Session | None = None) -> SessionForm:
    rounds = {one.pk: one for one in council.unit.award_rounds.order_by("-due_on", "-pk")}
    seats = list(council.seats.filter(user__isnull=False).order_by("order", "pk"))
    of_council = {one.role: one.pk for one in seats}
    return SessionForm(
        request.POST or None,
        rounds=rounds,
        seats={one.pk: one for one in seats},
        initial=filled(SessionForm.initial_of(row))
        if row is not None
        else {
            "chair": of_council.get(SeatRole.CHAIR),
            "secretary": of_council.get(SeatRole.SECRETARY),
        },
    )


@readers_only
@acts
def add(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Plan a session of a council."""
    user = member(request)
    row = council_or_404(user, uid)
    need(may_keep_council(user, row), service.NOT_DESK)
    form = _form(request, row)
    return act_page(
        request,
        form=form,
        words=Act("Lên lịch phiên họp", "Lên lịch", reverse("awards:sessions"), LIST),
        do=lambda: service.plan_session(council=row, text=form.text(), actor=user),
        done="Đã lên lịch. Thêm nội dung rồi gửi giấy mời.",
        to=lambda made: reverse("awards:session-desk", args=[made.uid]),
    )


@readers_only
@acts
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Other words, day or place."""
    return session_act(
        request, uid, may=may_prepare, why_not=service.NOT_DESK,
        form=lambda row: _form(request, row.council, row),
        do=lambda row, form, user: service.change_session(
            session=row, text=form.text(), actor=user
        ),
        words=("Sửa phiên họp", "Lưu", "Đã lưu."),
    )  # fmt: skip


@readers_only
@acts
def agenda(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put nominations on the agenda."""
    found = {}

    def form(row: Session) -> AgendaForm:
        found.update({str(one.pk): one for one in candidates(row)})
        offered = [(pk, f"{award_words(one)}: {one.nominee_name}") for pk, one in found.items()]
        return AgendaForm(request.POST or None, offered=offered)

    return session_act(
        request, uid, may=may_prepare, why_not=service.NOT_DESK, form=form,
        do=lambda row, form, user: agenda_service.add_items(
            session=row,
            nominations=[found[pk] for pk in form.cleaned_data["nominations"]],
            heading=form.cleaned_data["heading"],
            actor=user,
        ),
        words=("Thêm nội dung phiên họp", "Thêm vào nội dung", "Đã thêm nội dung."),
        lead="Chỉ đề nghị của đợt này đã được kết luận đủ điều kiện.",
    )  # fmt: skip


@readers_only
@acts
def invite(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Invite the members."""
    return session_act(
        request, uid, may=may_prepare, why_not=service.NOT_DESK,
        form=lambda row: SureForm(request.POST or None),
        do=lambda row, form, user: service.invite(session=row, actor=user),
        words=("Gửi giấy mời?", "Gửi giấy mời", "Đã mời thành viên Hội đồng."),
        lead="Mỗi thành viên có tài khoản nhận thông báo, đọc được hồ sơ và ghi nhận xét.",
    )  # fmt: skip


@readers_only
@acts
def reply(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Answer the invitation."""
    return session_act(
        request, uid,
        may=lambda user, row: own_seat(row, user) is not None,
        why_not="Chỉ thành viên Hội đồng trả lời giấy mời.",
        form=lambda row: ReplyForm(request.POST or None),
        do=lambda row, form, user: service.reply(
            session=row,
            coming=form.cleaned_data["coming"] == "yes",
            reason=form.cleaned_data["reason"],
            actor=user,
        ),
        words=("Trả lời giấy mời", "Gửi trả lời", "Đã ghi trả lời của bạn."),
        back="awards:session",
    )  # fmt: skip


@readers_only
@acts
def attendance(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who is there: one line a member, saved together."""
    user = member(request)
    row = session_or_404(user, uid)
    need(prepares_or_runs(user, row), service.NOT_DESK)
    seats = row.seats.filter(former=False).order_by("order", "pk")
    lines = [AttendanceForm(request.POST or None, request.FILES or None, seat=one) for one in seats]
    whole = SureForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if all(line.is_valid() for line in lines) and whole.is_valid():
            try:
                marks = [line.mark() for line in lines]
                service.mark_attendance(session=row, marks=marks, actor=user)
            except Refused as refusal:
                refuse(whole, refusal)
            else:
                messages.success(request, "Đã ghi thành phần dự họp.")
                return redirect("awards:session-desk", uid=row.uid)
    context = {"row": row, "lines": lines, "form": whole}
    return render(request, "awards/council/attendance.html", context, status=status)


@readers_only
@acts
def begin(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Open the session."""
    return session_act(
        request, uid, may=may_run, why_not=service.NOT_RUN,
        form=lambda row: SureForm(request.POST or None),
        do=lambda row, form, user: service.open_session(session=row, actor=user),
        words=("Khai mạc phiên họp?", "Khai mạc", "Đã khai mạc."),
        lead="Tổng số thành viên và số cần có được chốt lúc khai mạc, sau đó không đổi.",
    )  # fmt: skip


@sensitive_variables("words")
@never_cache
@readers_only
@acts
def key(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Chair or secretary takes its half of the key: shown in this one answer, or as a file."""
    user = member(request)
    row = session_or_404(user, uid)
    chairs = is_chair(user, row)
    need(
        chairs or is_secretary(user, row),
        "Chỉ người chủ trì và thư ký phiên họp nhận khóa mở phiếu.",
    )
    form, words = SureForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            words = keys.take_half(session=row, actor=user)
        except Refused as refusal:
            refuse(form, refusal)
    name = keys.CHAIR_HALF if chairs else keys.SECRETARY_HALF
    if words and "file" in request.POST:
        content = f"{name.capitalize()}\n{row.title}\n{words}\n"
        answer = HttpResponse(content, content_type="text/plain; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="nua-khoa.txt"'
        return answer
    row.refresh_from_db(fields=["chair_key", "secretary_key"])
    context = {
        "row": row,
        "form": form,
        "name": name,
        "words": words,
        "taken": bool(row.chair_key if chairs else row.secretary_key),
        "other": bool(row.secretary_key if chairs else row.chair_key),
    }
    status = 422 if form.errors else 200
    return render(request, "awards/council/key.html", context, status=status)


@readers_only
@acts
def proceedings(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What was said and concluded."""
    return session_act(
        request, uid, may=may_run, why_not=service.NOT_RUN,
        form=lambda row: ProceedingsForm(
            request.POST or None,
            initial={"discussion": row.discussion, "conclusion": row.conclusion},
        ),
        do=lambda row, form, user: service.write_proceedings(
            session=row, actor=user, **form.cleaned_data
        ),
        words=("Diễn biến, kết luận phiên họp", "Lưu", "Đã lưu."),
    )  # fmt: skip


@readers_only
@acts
def rank(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Rank where quotas force a choice."""
    return session_act(
        request, uid, may=may_run, why_not=service.NOT_RUN,
        form=lambda row: SureForm(request.POST or None),
        do=lambda row, form, user: ranking.rank_items(session=row, actor=user),
        words=("Xếp thứ theo số lượng tối đa?", "Xếp thứ", "Đã xếp thứ."),
        lead="Theo số phiếu đồng ý, rồi thứ tự ưu tiên của luật. Còn bằng nhau thì biểu quyết "
        "vòng hai hoặc người chủ trì quyết định.",
    )  # fmt: skip


@readers_only
@acts
def close(request: HttpRequest, uid: UUID) -> HttpResponse:
    """End the session."""
    return session_act(
        request, uid, may=may_run, why_not=service.NOT_RUN,
        form=lambda row: SureForm(request.POST or None),
        do=lambda row, form, user: service.close_session(session=row, actor=user),
        words=("Kết thúc phiên họp?", "Kết thúc", "Đã kết thúc. Người chủ trì ký biên bản."),
    )  # fmt: skip


@readers_only
@acts
def sign(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Freeze the minutes."""
    return session_act(
        request, uid, may=may_sign, why_not="Chỉ người chủ trì phiên họp ký biên bản.",
        form=lambda row: SureForm(request.POST or None),
        do=lambda row, form, user: minutes_service.sign(session=row, actor=user),
        words=("Ký biên bản?", "Ký biên bản", "Đã ký biên bản, ghi kết quả từng đề nghị."),
        lead="Sau khi ký, không số nào trong biên bản đổi được nữa.",
    )  # fmt: skip


@readers_only
@acts
def number(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The clerk's number and the signed paper."""
    return session_act(
        request, uid, may=prepares_or_runs, why_not=service.NOT_DESK,
        form=lambda row: NumberForm(
            request.POST or None, request.FILES or None, initial={"number": row.minutes_number}
        ),
        do=lambda row, form, user: minutes_service.register_minutes(
            session=row, number=form.cleaned_data["number"], scan=scan_of(form), actor=user
        ),
        words=("Số biên bản, bản đã ký", "Lưu", "Đã lưu."),
    )  # fmt: skip


@readers_only
@acts
def cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It is not held."""
    return session_act(
        request, uid, may=may_prepare, why_not=service.NOT_DESK,
        form=lambda row: WhyForm(request.POST or None),
        do=lambda row, form, user: agenda_service.cancel_session(
            session=row, reason=form.cleaned_data["reason"], actor=user
        ),
        words=("Không họp phiên này?", "Ghi không họp", "Đã ghi không họp."),
    )  # fmt: skip
