"""Councils with their seats by decision, sessions with a snapshot of the membership, agenda."""

from __future__ import annotations

import uuid

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from awards.council_rules import seen_by as session_seen_by
from awards.enums import (
    BallotChannel,
    BallotMode,
    ItemState,
    Presence,
    RecusalGround,
    ReviewsShown,
    SeatRole,
    SessionState,
)
from awards.models.fields import Kept, append_only, kept, link, moment, owner
from awards.models.nominations import Nomination
from awards.models.rounds import AwardRound
from awards.session_workflow import ITEM_PAIRS, SESSION_PAIRS
from communes.models import AdministrativeUnit, Agency
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User


class Council(models.Model):
    """The emulation council (Hội đồng TĐKT) of a unit by one decision, in a range of days."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = owner(AdministrativeUnit, "cấp (huyện, xã)", "councils")
    name = models.CharField("tên", max_length=200)
    decision_number = models.CharField("số quyết định thành lập", max_length=60, blank=True)
    decision_date = models.DateField("ngày quyết định", null=True, blank=True)
    decision_file = link(StoredFile, "quyết định")
    valid = DateRangeField("hiệu lực")
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    made_by = owner(User, "người lập")
    made_at = models.DateTimeField("lúc lập", default=clock.now)

    class Meta:
        verbose_name = "Hội đồng thi đua, khen thưởng"
        verbose_name_plural = "Hội đồng thi đua, khen thưởng"
        ordering = ["unit", "-valid"]
        constraints = [
            ExclusionConstraint(
                name="council_no_overlap",
                expressions=[("unit", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                violation_error_message="Cấp này đã có Hội đồng trong thời gian đó.",
            )
        ]
        triggers = [kept("council")]

    def __str__(self) -> str:
        return self.name


class CouncilSeat(models.Model):
    """Somebody's seat in a council, dated; `unit` or `agency`: where the person belongs, by which
    conflicts of interest are computed. Ended with a day, never deleted."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    council = owner(Council, "Hội đồng", "seats")
    user = link(User, "tài khoản")
    name = models.CharField("họ và tên", max_length=160)
    position = models.CharField("chức vụ", max_length=200)
    role = models.CharField("trong Hội đồng", max_length=13, choices=SeatRole.choices)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    unit = link(AdministrativeUnit, "đơn vị công tác")
    agency = link(Agency, "cơ quan công tác")
    valid = DateRangeField("hiệu lực")

    class Meta:
        verbose_name = "thành viên Hội đồng"
        verbose_name_plural = "thành viên Hội đồng"
        ordering = ["council", "order", "id"]
        constraints = [
            ExclusionConstraint(
                name="council_seat_no_overlap",
                expressions=[
                    ("council", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(user__isnull=False),
                violation_error_message="Người này đã có trong Hội đồng.",
            ),
            ExclusionConstraint(
                name="council_one_chair",
                expressions=[
                    ("council", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(role__in=["chair", "secretary"]),
                violation_error_message="Hội đồng đã có Chủ tịch, thư ký trong thời gian đó.",
            ),
        ]
        triggers = [kept("council_seat")]

    def __str__(self) -> str:
        return self.name


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions by reader."""

    def visible_to(self, user: User) -> models.QuerySet[Session]:
        """Members, the desk and the leader of the level; nobody else."""
        return self.filter(session_seen_by(user))

    def with_people(self) -> models.QuerySet[Session]:
        """With council, round, chair and secretary."""
        return self.select_related("council__unit", "round", "chair", "secretary")


class Session(models.Model):
    """A session of a council on one round.

    When it opens, the membership is snapshotted (`SessionSeat`), the quorum and its rule are kept
    as numbers, and neither changes afterwards. `chair_key` and `secretary_key` are public: secret
    votes are sealed to both, one around the other. What opens them is shown once to each of the
    two and never stored (docs/secret-ballots.md).
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    council = owner(Council, "Hội đồng", "sessions")
    round = owner(AwardRound, "đợt", "sessions")
    title = models.CharField("tên phiên họp", max_length=200)
    held_at = models.DateTimeField("thời gian họp")
    place = models.CharField("địa điểm", max_length=200)
    chair = link(CouncilSeat, "người chủ trì")
    secretary = link(CouncilSeat, "thư ký phiên họp")
    state = models.CharField(
        "trạng thái", max_length=9, choices=SessionState.choices, default=SessionState.PLANNED
    )
    reviews_shown = models.CharField(
        "nhận xét của nhau",
        max_length=10,
        choices=ReviewsShown.choices,
        default=ReviewsShown.AFTER_OWN,
    )
    invited_at = moment("lúc mời")
    opened_at = moment("lúc khai mạc")
    closed_at = moment("lúc kết thúc")
    signed_at = moment("lúc ký biên bản")
    members_total = models.PositiveSmallIntegerField("tổng số thành viên", null=True, blank=True)
    quorum_needed = models.PositiveSmallIntegerField("số cần có để họp", null=True, blank=True)
    quorum_basis = models.CharField("căn cứ số cần có", max_length=240, blank=True)
    chair_key = models.CharField(max_length=64, blank=True, default="", db_default="")
    secretary_key = models.CharField(max_length=64, blank=True, default="", db_default="")
    discussion = models.TextField("diễn biến, ý kiến tại phiên họp", blank=True)
    conclusion = models.TextField("kết luận của người chủ trì", blank=True)
    minutes_frozen = models.JSONField("biên bản đã ký", null=True, blank=True)
    minutes_sha256 = models.CharField("mã của biên bản", max_length=64, blank=True)
    minutes_number = models.CharField("số biên bản", max_length=60, blank=True)
    minutes_file = link(StoredFile, "bản đã ký")
    cancelled_reason = models.CharField("lý do không họp", max_length=300, blank=True)
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    made_by = owner(User, "người lập")
    made_at = models.DateTimeField("lúc lập", default=clock.now)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "phiên họp Hội đồng"
        verbose_name_plural = "phiên họp Hội đồng"
        ordering = ["-held_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["open", "closed", "signed"])
                | (
                    Q(opened_at__isnull=False)
                    & Q(members_total__gt=0)
                    & Q(quorum_needed__gt=0)
                    & Q(chair__isnull=False)
                    & Q(secretary__isnull=False)
                ),
                name="session_open_has_quorum",
                violation_error_message="Ghi người chủ trì, thư ký và thành phần dự họp trước.",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed")
                | (Q(minutes_frozen__isnull=False) & ~Q(minutes_sha256="")),
                name="session_signed_has_minutes",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_reason=""),
                name="session_cancelled_says_why",
                violation_error_message="Ghi lý do không họp.",
            ),
        ]
        triggers = [
            kept("session"),
            pgtrigger.FSM(name="session_guard", field="state", transitions=list(SESSION_PAIRS)),
            pgtrigger.Protect(
                name="session_signed_closed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="signed")
                & (
                    pgtrigger.Q(old__minutes_sha256__df=pgtrigger.F("new__minutes_sha256"))
                    | pgtrigger.Q(old__minutes_frozen__df=pgtrigger.F("new__minutes_frozen"))
                    | pgtrigger.Q(old__conclusion__df=pgtrigger.F("new__conclusion"))
                    | pgtrigger.Q(old__discussion__df=pgtrigger.F("new__discussion"))
                    | pgtrigger.Q(old__members_total__df=pgtrigger.F("new__members_total"))
                ),
            ),
            pgtrigger.Protect(
                name="session_total_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__members_total__isnull=False)
                & (
                    pgtrigger.Q(old__members_total__df=pgtrigger.F("new__members_total"))
                    | pgtrigger.Q(old__quorum_needed__df=pgtrigger.F("new__quorum_needed"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SessionSeat(models.Model):
    """A member as snapshotted for a session, and whether it came. `reply`: to the invitation.

    `former`: left the council between invitation and opening; neither counted nor voting.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = owner(Session, "phiên họp", "seats")
    seat = owner(CouncilSeat, "thành viên", "session_seats")
    user = link(User, "tài khoản")
    name = models.CharField("họ và tên", max_length=160)
    position = models.CharField("chức vụ", max_length=200)
    role = models.CharField("trong Hội đồng", max_length=13, choices=SeatRole.choices)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    former = models.BooleanField("thôi thành viên trước khi họp", default=False, db_default=False)
    reply = models.CharField(
        "trả lời giấy mời",
        max_length=4,
        choices=[("", "chưa trả lời"), ("yes", "sẽ dự"), ("no", "không dự được")],
        blank=True,
    )
    reply_reason = models.CharField("lý do", max_length=200, blank=True)
    presence = models.CharField(
        "dự họp", max_length=7, choices=Presence.choices, default=Presence.ABSENT
    )
    absent_reason = models.CharField("lý do vắng", max_length=200, blank=True)
    opinion_file = link(StoredFile, "ý kiến bằng văn bản")
    opinion_paper = models.CharField("ý kiến bằng văn bản: số, ngày", max_length=160, blank=True)

    class Meta:
        verbose_name = "thành phần dự họp"
        verbose_name_plural = "thành phần dự họp"
        ordering = ["session", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "seat"], name="session_seat_once"),
            models.CheckConstraint(
                condition=~Q(presence="written")
                | Q(opinion_file__isnull=False)
                | ~Q(opinion_paper=""),
                name="session_seat_written_opinion",
                violation_error_message="Tải ý kiến bằng văn bản lên, hoặc ghi số, ngày văn bản.",
            ),
        ]
        triggers = [
            kept("session_seat"),
            pgtrigger.Protect(
                name="session_seat_snapshot",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__name__df=pgtrigger.F("new__name"))
                | pgtrigger.Q(old__role__df=pgtrigger.F("new__role"))
                | pgtrigger.Q(old__user__df=pgtrigger.F("new__user"))
                | pgtrigger.Q(old__seat__df=pgtrigger.F("new__seat")),
            ),
            pgtrigger.Trigger(
                name="session_seat_only_before_vote",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=(
                    "IF EXISTS (SELECT 1 FROM awards_session s WHERE s.id = NEW.session_id "
                    "AND s.state IN ('closed', 'signed')) "
                    "OR (TG_OP = 'INSERT' AND EXISTS (SELECT 1 FROM awards_session s "
                    "WHERE s.id = NEW.session_id AND s.members_total IS NOT NULL)) THEN "
                    "RAISE EXCEPTION 'membership of a session is snapshotted' "
                    "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
                ),
            ),
        ]


class AgendaItem(models.Model):
    """One nomination on the agenda of a session, with how it is voted and what came out.

    `heading` groups items on the screen. `needed` = the least number of yes votes over
    `members_total` of the session, kept as an integer when voting opens. A vote that has to be
    taken again (lost key) is a new item with the next `attempt`; the old one stays as void.
    `rank_round`: 2 for a second round where a quota forces a choice.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = owner(Session, "phiên họp", "items")
    nomination = owner(Nomination, "đề nghị", "agenda_items")
    order = models.PositiveSmallIntegerField("thứ tự")
    heading = models.CharField("nhóm", max_length=200, blank=True)
    attempt = models.PositiveSmallIntegerField("lần biểu quyết", default=1)
    rank_round = models.PositiveSmallIntegerField("vòng", default=1)
    mode = models.CharField("cách biểu quyết", max_length=6, choices=BallotMode.choices)
    channel = models.CharField(
        "bỏ phiếu", max_length=10, choices=BallotChannel.choices, default=BallotChannel.MIXED
    )
    percent = models.PositiveSmallIntegerField("tỷ lệ cần đạt, %")
    percent_basis = models.CharField("căn cứ tỷ lệ", max_length=240, blank=True)
    percent_certain = models.BooleanField("tỷ lệ đã kiểm chứng", default=False)
    state = models.CharField(
        "trạng thái", max_length=7, choices=ItemState.choices, default=ItemState.WAITING
    )
    state_reason = models.CharField("lý do", max_length=300, blank=True)
    public_key = models.CharField(max_length=128, blank=True, editable=False)
    opened_at = moment("lúc mở")
    closed_at = moment("lúc đóng")
    needed = models.PositiveSmallIntegerField("số phiếu cần", null=True, blank=True)
    yes = models.PositiveSmallIntegerField("đồng ý", null=True, blank=True)
    no = models.PositiveSmallIntegerField("không đồng ý", null=True, blank=True)
    invalid = models.PositiveSmallIntegerField("không hợp lệ", null=True, blank=True)
    recused = models.PositiveSmallIntegerField("không bỏ phiếu", null=True, blank=True)
    absent = models.PositiveSmallIntegerField("vắng, không có ý kiến", null=True, blank=True)
    not_cast = models.PositiveSmallIntegerField("có mặt, chưa bỏ phiếu", null=True, blank=True)
    total = models.PositiveSmallIntegerField("tổng số thành viên", null=True, blank=True)
    reached = models.BooleanField("đủ tỷ lệ", null=True, blank=True)
    rank = models.PositiveSmallIntegerField("xếp thứ", null=True, blank=True)
    within_quota = models.BooleanField("trong số lượng tối đa", null=True, blank=True)
    rank_reason = models.CharField("căn cứ xếp thứ", max_length=300, blank=True)

    class Meta:
        verbose_name = "nội dung phiên họp"
        verbose_name_plural = "nội dung phiên họp"
        ordering = ["session", "order", "attempt"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "nomination", "attempt", "rank_round"], name="agenda_item_once"
            ),
            models.UniqueConstraint(
                fields=["nomination"],
                condition=Q(state__in=["waiting", "open"]),
                name="agenda_item_one_live",
                violation_error_message="Đề nghị này đang nằm trong nội dung một phiên họp.",
            ),
            models.CheckConstraint(
                condition=Q(percent__range=(1, 100)),
                name="agenda_item_percent",
                violation_error_message="Tỷ lệ từ 1 đến 100 %%.",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(
                    total=F("yes")
                    + F("no")
                    + F("invalid")
                    + F("recused")
                    + F("absent")
                    + F("not_cast")
                ),
                name="agenda_item_counts_add_up",
                violation_error_message="Số phiếu cộng lại phải bằng tổng số thành viên.",
            ),
            models.CheckConstraint(
                condition=Q(reached__isnull=True)
                | Q(reached=True, yes__gte=F("needed"))
                | Q(reached=False, yes__lt=F("needed")),
                name="agenda_item_reached_is_counted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["void", "removed"]) | ~Q(state_reason=""),
                name="agenda_item_says_why",
                violation_error_message="Ghi lý do.",
            ),
        ]
        triggers = [
            kept("agenda_item"),
            pgtrigger.Trigger(
                name="agenda_item_signed_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=(
                    "IF EXISTS (SELECT 1 FROM awards_session s WHERE s.id = NEW.session_id "
                    "AND s.state = 'signed') THEN "
                    "RAISE EXCEPTION 'the minutes of this session are signed' "
                    "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
                ),
            ),
            pgtrigger.FSM(name="agenda_item_guard", field="state", transitions=list(ITEM_PAIRS)),
            pgtrigger.Protect(
                name="agenda_item_result_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="closed")
                & (
                    pgtrigger.Q(old__yes__df=pgtrigger.F("new__yes"))
                    | pgtrigger.Q(old__no__df=pgtrigger.F("new__no"))
                    | pgtrigger.Q(old__invalid__df=pgtrigger.F("new__invalid"))
                    | pgtrigger.Q(old__total__df=pgtrigger.F("new__total"))
                    | pgtrigger.Q(old__needed__df=pgtrigger.F("new__needed"))
                    | pgtrigger.Q(old__reached__df=pgtrigger.F("new__reached"))
                ),
            ),
        ]


class MemberReview(models.Model):
    """A member's own score and remark on a nomination before the session; the last word counts."""

    item = owner(AgendaItem, "nội dung", "reviews")
    seat = owner(SessionSeat, "thành viên", "reviews")
    score = models.PositiveSmallIntegerField("điểm", null=True, blank=True)
    remark = models.CharField("nhận xét", max_length=1000, blank=True)
    at = models.DateTimeField("lúc ghi", default=clock.now)

    class Meta:
        verbose_name = "nhận xét của thành viên"
        verbose_name_plural = "nhận xét của thành viên"
        constraints = [
            models.UniqueConstraint(fields=["item", "seat"], name="member_review_once"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(0, 100)),
                name="member_review_score",
                violation_error_message="Điểm từ 0 đến 100.",
            ),
        ]
        triggers = [kept("member_review")]


class Recusal(Kept):
    """A member does not vote on an item: computed from where it belongs, or declared."""

    item = owner(AgendaItem, "nội dung", "recusals")
    seat = owner(SessionSeat, "thành viên", "recusals")
    ground = models.CharField("lý do", max_length=12, choices=RecusalGround.choices)
    computed = models.BooleanField("cổng xác định", default=False)
    note = models.CharField("quan hệ, diễn giải", max_length=200, blank=True)
    basis = models.CharField("căn cứ", max_length=240, blank=True)

    class Meta:
        verbose_name = "không bỏ phiếu"
        verbose_name_plural = "không bỏ phiếu"
        ordering = ["item", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "seat"],
                name="recusal_once",
                violation_error_message="Thành viên này đã được ghi không bỏ phiếu nội dung đó.",
            ),
            models.CheckConstraint(
                condition=~Q(ground="relation") | ~Q(note=""),
                name="recusal_relation_named",
                violation_error_message="Ghi quan hệ với người được đề nghị.",
            ),
        ]
        triggers = [append_only("recusal")]
