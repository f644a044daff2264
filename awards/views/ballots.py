"""An item of a session: its dossier on one page, the vote, and what who runs the session does.

Nothing of a vote goes anywhere but into its service: no message names it, no address carries it,
and the answer to a yes is the answer to a no.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from awards.council_rules import is_chair, is_secretary, may_prepare, may_run
from awards.enums import BallotChannel, BallotMode, ItemState, Presence
from awards.forms.councils import (
    BallotForm,
    CloseForm,
    ItemForm,
    MemberReviewForm,
    OpenBallotForm,
    RelationForm,
    WithinForm,
)
from awards.models import AgendaItem, SessionSeat
from awards.queries.councils import agenda_lines, award_words, live_count, own_seat, reviews_seen
from awards.services import agenda, counting, ranking, recusals, voting
from awards.services.sessions import NOT_DESK, NOT_RUN
from awards.views.council_pages import (
    item_act,
    item_or_404,
    item_to_vote_on,
    readers_only,
)
from awards.vote_words import arithmetic, share_words, verdict_words
from communes.forms.registers import SureForm, WhyForm
from communes.views.answers import refuse
from communes.views.register_pages import acts, need
from kbang_ntm.core.access import member
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User

CAST = "Đã nhận phiếu của bạn."
TWICE = "Bạn đã bỏ phiếu nội dung này rồi; phiếu đầu tiên được giữ."


def runs(user: User, row: AgendaItem) -> bool:
    """Chair or secretary of the session."""
    return may_run(user, row.session)


def prepares(user: User, row: AgendaItem) -> bool:
    """The desk, or who runs the session."""
    return may_prepare(user, row.session) or may_run(user, row.session)


def sits(user: User, row: AgendaItem) -> bool:
    """A member of the session."""
    return own_seat(row.session, user) is not None


@readers_only
@require_safe
def item(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The dossier, the person's vote or review, the result."""
    user = member(request)
    row = item_or_404(user, uid)
    return render(request, "awards/council/item.html", _page(user, row))


def _page(user: User, row: AgendaItem, form: BallotForm | None = None) -> dict[str, Any]:
    seat = own_seat(row.session, user)
    recusal = row.recusals.filter(seat=seat).first() if seat is not None else None
    voted = seat is not None and recusals.has_cast(row, [seat.pk])
    own = row.reviews.filter(seat=seat).first() if seat is not None else None
    return {
        "row": row,
        "session": row.session,
        "seat": seat,
        "lines": agenda_lines(row.session, seat),
        "award": award_words(row.nomination),
        "papers": row.nomination.dossier_items.filter(withdrawn_at__isnull=True)
        .select_related("file")
        .order_by("pk"),
        "recusal": recusal,
        "voted": voted,
        "votes": _votes(row, seat) and recusal is None and not voted,
        "reviews": reviews_seen(row, seat),
        "reviews_own": seat is not None
        and recusal is None
        and row.state == ItemState.WAITING
        and row.session.state not in agenda.OVER,
        "own": own,
        "form": form or BallotForm(),
        "live": live_count(row) if row.state == ItemState.OPEN else None,
        "result": _result(row),
        "runs": runs(user, row),
    }


def _votes(row: AgendaItem, seat: SessionSeat | None) -> bool:
    """Whether the person may vote on the portal now."""
    return (
        seat is not None
        and row.state == ItemState.OPEN
        and seat.presence == Presence.PRESENT
        and (row.mode == BallotMode.OPEN or bool(row.public_key))
    )


def _result(row: AgendaItem) -> dict[str, str] | None:
    if row.state != ItemState.CLOSED:
        return None
    return {
        "share": share_words(row), "arithmetic": arithmetic(row), "verdict": verdict_words(row)
    }  # fmt: skip


@readers_only
@require_safe
@never_cache
def count(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How many votes are in; asked for again and again while the vote is open."""
    row = item_or_404(member(request), uid)
    context = {"row": row, "live": live_count(row), "open": row.state == ItemState.OPEN}
    return render(request, "awards/council/count.html", context)


@sensitive_variables()
@sensitive_post_parameters()
@readers_only
@require_POST
@never_cache
def cast(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Vote. A second time says so and changes nothing."""
    user = member(request)
    row = item_to_vote_on(user, uid)
    need(sits(user, row), "Chỉ thành viên Hội đồng của phiên họp bỏ phiếu.")
    form = BallotForm(request.POST)
    if form.is_valid():
        vote = voting.cast_open if row.mode == BallotMode.OPEN else voting.cast_secret
        try:
            new = vote(item=row, choice=form.cleaned_data["choice"], actor=user)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, CAST) if new else messages.info(request, TWICE)
            return redirect("awards:agenda-item", uid=row.uid)
    errors = form.errors
    blank = BallotForm()  # what was chosen does not come back in the page
    blank.errors_before = errors  # type: ignore[attr-defined]  # read by the template
    return render(request, "awards/council/item.html", _page(user, row, blank), status=422)


@readers_only
@acts
def review(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The person's own score and remark."""

    def form(row: AgendaItem) -> MemberReviewForm:
        seat = own_seat(row.session, member(request))
        own = row.reviews.filter(seat=seat).first()
        initial = {"score": own.score, "remark": own.remark} if own else None
        return MemberReviewForm(request.POST or None, initial=initial)

    return item_act(
        request, uid, may=sits, why_not="Chỉ thành viên Hội đồng ghi nhận xét.", form=form,
        do=lambda row, form, user: agenda.write_review(
            item=row, actor=user, **form.cleaned_data
        ),
        words=("Nhận xét của bạn", "Lưu nhận xét", "Đã lưu nhận xét."),
        back="awards:agenda-item",
    )  # fmt: skip


@readers_only
@acts
def relation(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Declare a relation to the nominee."""

    def do(row: AgendaItem, form: RelationForm, user: User) -> Any:
        seat = own_seat(row.session, user)
        assert seat is not None
        return recusals.declare_relation(
            item=row, seat=seat, relation=form.cleaned_data["relation"], actor=user
        )

    return item_act(
        request, uid, may=sits, why_not="Chỉ thành viên Hội đồng khai quan hệ.",
        form=lambda row: RelationForm(request.POST or None), do=do,
        words=("Khai quan hệ", "Khai, không bỏ phiếu", "Đã ghi. Bạn không bỏ phiếu nội dung này."),
        lead="Khai rồi thì không bỏ phiếu nội dung này, vẫn tính trong tổng số thành viên.",
        note="Không rút lại được.", back="awards:agenda-item",
    )  # fmt: skip


@readers_only
@acts
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Place and way of voting of a waiting item."""
    return item_act(
        request, uid, may=lambda user, row: may_prepare(user, row.session), why_not=NOT_DESK,
        form=lambda row: ItemForm(
            request.POST or None,
            initial={
                "order": row.order, "heading": row.heading, "mode": row.mode,
                "channel": row.channel,
            },
        ),
        do=lambda row, form, user: agenda.change_item(item=row, actor=user, **form.cleaned_data),
        words=("Sửa nội dung phiên họp", "Lưu", "Đã lưu."),
    )  # fmt: skip


@readers_only
@acts
def enter(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The secretary writes down an open vote by hand or from a written opinion."""
    return item_act(
        request, uid,
        may=lambda user, row: is_secretary(user, row.session),
        why_not="Chỉ thư ký phiên họp ghi biểu quyết từ giấy, giơ tay.",
        form=lambda row: OpenBallotForm(
            request.POST or None, seats={one.pk: one for one in voting.voting_seats(row)}
        ),
        do=lambda row, form, user: voting.enter_open(
            item=row, seat=form.voter(), choice=form.cleaned_data["choice"], actor=user
        ),
        words=("Ghi biểu quyết giơ tay, bằng văn bản", "Ghi", "Đã ghi; ai có phiếu rồi thì giữ."),
    )  # fmt: skip


@readers_only
@acts
def remind(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Tell who has not voted."""
    return item_act(
        request, uid, may=runs, why_not=NOT_RUN, form=lambda row: SureForm(request.POST or None),
        do=lambda row, form, user: voting.remind(item=row, actor=user),
        words=("Nhắc thành viên chưa bỏ phiếu?", "Nhắc", "Đã nhắc."),
    )  # fmt: skip


@readers_only
@acts
def begin(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Open the vote."""
    return item_act(
        request, uid, may=runs, why_not=NOT_RUN, form=lambda row: SureForm(request.POST or None),
        do=lambda row, form, user: voting.open_item(item=row, actor=user),
        words=("Mở biểu quyết?", "Mở biểu quyết", "Đã mở biểu quyết."),
        lead="Mở rồi thì không sửa được cách biểu quyết, thành phần dự họp cho tới khi đóng.",
    )  # fmt: skip


@sensitive_variables()
@sensitive_post_parameters()
@never_cache
@readers_only
@acts
def close(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Close the vote and count."""
    return item_act(
        request, uid, may=runs, why_not=NOT_RUN,
        form=lambda row: CloseForm(
            request.POST or None, request.FILES or None, sealed=bool(row.public_key),
            paper=row.mode == BallotMode.SECRET and row.channel != BallotChannel.ELECTRONIC,
        ),
        do=lambda row, form, user: counting.close_item(
            item=row, actor=user, keys=form.keys(), paper=form.paper() if form.fields else None
        ),
        words=("Đóng biểu quyết?", "Đóng biểu quyết", "Đã đóng biểu quyết và kiểm phiếu."),
        lead="Đóng rồi không mở lại được. Phiếu giấy, kể cả phiếu niêm phong của thành viên vắng, "
        "tổ kiểm phiếu nhập ở đây.",
    )  # fmt: skip


@readers_only
@acts
def void(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The key is lost: vote again."""
    return item_act(
        request, uid, may=runs, why_not=NOT_RUN, form=lambda row: WhyForm(request.POST or None),
        do=lambda row, form, user: counting.void_item(
            item=row, reason=form.cleaned_data["reason"], actor=user
        ),
        words=(
            "Biểu quyết lại nội dung này?", "Biểu quyết lại",
            "Phiếu cũ đã hủy. Nhận khóa mới rồi mở biểu quyết lại.",
        ),
        lead="Khi mất nửa khóa thì không ai mở được phiếu đã bỏ; nội dung này biểu quyết lại theo "
        "khóa mới, biên bản ghi cả hai lần.",
    )  # fmt: skip


@readers_only
@acts
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a waiting item off the agenda."""
    return item_act(
        request, uid, may=prepares, why_not=NOT_DESK,
        form=lambda row: WhyForm(request.POST or None),
        do=lambda row, form, user: agenda.remove_item(
            item=row, reason=form.cleaned_data["reason"], actor=user
        ),
        words=("Đưa khỏi nội dung phiên họp?", "Đưa khỏi nội dung", "Đã đưa khỏi nội dung."),
    )  # fmt: skip


@readers_only
@acts
def second(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A second round among the equals of the quotas this item falls under."""

    def do(row: AgendaItem, form: SureForm, user: User) -> None:
        tied = [
            choice
            for choice in ranking.choices_of(row.session)
            if row.pk in {one.pk for one in choice.undecided}
        ]
        if not tied:
            raise Refused("none", "Đề nghị này không bằng đề nghị nào khác. Xếp thứ trước.")
        for choice in tied:
            ranking.second_round(session=row.session, quota=choice.quota, actor=user)

    return item_act(
        request, uid, may=runs, why_not=NOT_RUN, form=lambda row: SureForm(request.POST or None),
        do=do,
        words=("Biểu quyết vòng hai?", "Đưa vào vòng hai", "Đã đưa vào vòng hai."),
        lead="Các đề nghị bằng nhau biểu quyết lại; số phiếu vòng hai quyết định thứ tự.",
    )  # fmt: skip


@readers_only
@acts
def choose(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The chair's word among equals."""
    return item_act(
        request, uid, may=lambda user, row: is_chair(user, row.session),
        why_not="Chỉ người chủ trì quyết định khi các đề nghị bằng nhau.",
        form=lambda row: WithinForm(request.POST or None),
        do=lambda row, form, user: ranking.choose_within(
            item=row, within=form.cleaned_data["within"] == "yes",
            reason=form.cleaned_data["reason"], actor=user,
        ),
        words=("Quyết định khi bằng nhau", "Ghi quyết định", "Đã ghi."),
    )  # fmt: skip
