"""Councils with their seats by decision, sessions with a snapshot of the membership."""

from __future__ import annotations

import uuid

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from awards.council_rules import seen_by as session_seen_by
from awards.enums import (
    Presence,
    ReviewsShown,
    SeatRole,
    SessionState,
)
from awards.models.fields import kept, link, moment, owner
from awards.models.rounds import AwardRound
from awards.session_workflow import SESSION_PAIRS
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
