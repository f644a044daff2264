"""Who is honoured: nominees with a key of their own, earlier awards, what must be clear."""

from __future__ import annotations

import uuid

import pgtrigger
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q

from awards.enums import (
    AwardLevel,
    CollectiveForm,
    FactKind,
    Gender,
    MeritKind,
    NomineeKind,
    ThreeState,
)
from awards.models.fields import (
    Kept,
    Withdrawable,
    append_only,
    day,
    kept,
    link,
    moment,
    owner,
    withdrawn_says_why,
)
from awards.nominee_rules import nominees_seen_by, past_awards_seen_by
from communes.models import AdministrativeUnit, Agency
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.vietnamese import fold, nfc


class NomineeQuerySet(models.QuerySet["Nominee"]):
    """Nominees by reader."""

    def visible_to(self, user: User) -> models.QuerySet[Nominee]:
        """Of the areas a person reads by duty, of the own agencies, and written by the person."""
        return self.filter(nominees_seen_by(user))


class PastAwardQuerySet(models.QuerySet["PastAward"]):
    """Past awards by reader."""

    def visible_to(self, user: User) -> models.QuerySet[PastAward]:
        """Of the registers and nominees of the areas a person reads."""
        return self.filter(past_awards_seen_by(user))


class Nominee(models.Model):
    """A collective, household or person. Known by name, birth year and unit, never by name alone.

    `unit` reaches down to the village. A household is named by its head (`head`, a person); the
    owner of an enterprise is its `head` too. `same_as` is set by people only, when two rows turn
    out to be one; checks look at the whole group (`awards/queries/identity.py`).
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("loại đối tượng", max_length=10, choices=NomineeKind.choices)
    form = models.CharField(
        "loại tập thể", max_length=12, choices=CollectiveForm.choices, blank=True
    )
    name = models.CharField("tên, họ và tên", max_length=200)
    name_key = models.CharField(max_length=240, blank=True, editable=False)
    birth_year = models.PositiveSmallIntegerField("năm sinh", null=True, blank=True)
    gender = models.CharField("giới tính", max_length=6, choices=Gender.choices, blank=True)
    women_percent = models.PositiveSmallIntegerField("tỷ lệ nữ, %", null=True, blank=True)
    direct_worker = models.BooleanField("trực tiếp lao động, sản xuất", null=True, blank=True)
    position = models.CharField("chức vụ, nghề nghiệp", max_length=160, blank=True)
    unit = owner(AdministrativeUnit, "đơn vị (đến thôn, làng)")
    agency = link(Agency, "cơ quan")
    address = models.CharField("địa chỉ", max_length=200, blank=True)
    head = link("self", "chủ hộ, người đứng đầu")
    same_as = link("self", "cùng là")
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    made_by = owner(User, "người lập")
    made_at = models.DateTimeField("lúc lập", default=clock.now)

    objects = NomineeQuerySet.as_manager()

    class Meta:
        verbose_name = "đối tượng khen thưởng"
        verbose_name_plural = "đối tượng khen thưởng"
        ordering = ["name_key", "id"]
        indexes = [models.Index(fields=["name_key", "birth_year"], name="nominee_key")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="collective") | ~Q(form=""),
                name="nominee_collective_has_form",
                violation_error_message="Chọn loại tập thể.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="household") | Q(head__isnull=False),
                name="nominee_household_has_head",
                violation_error_message="Ghi chủ hộ: họ tên, năm sinh.",
            ),
            models.CheckConstraint(
                condition=Q(women_percent__isnull=True) | Q(women_percent__range=(0, 100)),
                name="nominee_women_percent",
                violation_error_message="Tỷ lệ nữ từ 0 đến 100 %%.",
            ),
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True) | Q(birth_year__range=(1900, 2100)),
                name="nominee_birth_year",
                violation_error_message="Năm sinh gồm bốn chữ số, ví dụ 1978.",
            ),
            models.CheckConstraint(
                condition=Q(same_as__isnull=True) | ~Q(same_as=F("pk")), name="nominee_not_itself"
            ),
        ]
        triggers = [kept("nominee")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name = nfc(self.name).strip()
        self.name_key = fold(self.name)[:240]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passes Django's own arguments on


class NomineeDetail(models.Model):
    """Sensitive details (Luật 91/2025): read only on duty, every look is logged as an event."""

    nominee = models.OneToOneField(
        Nominee, on_delete=models.PROTECT, related_name="detail", verbose_name="đối tượng"
    )
    ethnic_group = models.CharField("dân tộc", max_length=60, blank=True)
    religion = models.CharField("tôn giáo", max_length=60, blank=True)
    identity_number = models.CharField("số định danh", max_length=20, blank=True)
    party_member = models.BooleanField("đảng viên", null=True, blank=True)
    changed_by = owner(User, "người ghi")
    changed_at = models.DateTimeField("lúc ghi", default=clock.now)

    class Meta:
        verbose_name = "thông tin riêng của đối tượng"
        verbose_name_plural = "thông tin riêng của đối tượng"


class Namesake(models.Model):
    """Two nominees that may be one, as the portal found them; people say what is true."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    one = owner(Nominee, "đối tượng", "namesakes")
    other = owner(Nominee, "có thể cùng là", "namesakes_of")
    same = models.BooleanField("cùng là một", null=True, blank=True)
    reason = models.CharField("căn cứ", max_length=300, blank=True)
    found_at = models.DateTimeField("lúc thấy", default=clock.now)
    judged_by = link(User, "người xác định")
    judged_at = moment("lúc xác định")

    class Meta:
        verbose_name = "đối tượng có thể trùng"
        verbose_name_plural = "đối tượng có thể trùng"
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="namesake_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="namesake_in_order"),
            models.CheckConstraint(
                condition=Q(same__isnull=True)
                | (Q(judged_by__isnull=False) & Q(judged_at__isnull=False) & ~Q(reason="")),
                name="namesake_judged_says_why",
                violation_error_message="Ghi căn cứ khi xác định trùng hay không trùng.",
            ),
        ]
        triggers = [kept("namesake")]


class NomineeFact(Withdrawable):
    """Discipline, complaint, inspection, debt: yes, no or unknown on a day, by whose word.

    The newest row that is not withdrawn counts; without one the fact is unknown.
    """

    nominee = owner(Nominee, "đối tượng", "facts")
    kind = models.CharField("nội dung", max_length=13, choices=FactKind.choices)
    state = models.CharField("kết quả", max_length=7, choices=ThreeState.choices)
    on = models.DateField("xác nhận ngày")
    until = models.DateField("hết thời hạn kỷ luật, kết thúc ngày", null=True, blank=True)
    body = models.CharField("nơi xác nhận", max_length=200)
    paper = models.CharField("văn bản", max_length=160, blank=True)
    file = link(StoredFile, "tệp")
    note = models.CharField("ghi chú", max_length=500, blank=True)

    class Meta:
        verbose_name = "xác nhận về đối tượng"
        verbose_name_plural = "xác nhận về đối tượng"
        ordering = ["-on", "-id"]
        constraints = [
            withdrawn_says_why("nominee_fact"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("on")),
                name="nominee_fact_days_in_order",
                violation_error_message="Ngày hết thời hạn phải từ ngày xác nhận trở đi.",
            ),
        ]
        triggers = [kept("nominee_fact")]


class AwardImport(Kept):
    """One spreadsheet of old awards taken in; its rows are withdrawn together."""

    file = owner(StoredFile, "tệp")
    unit = owner(AdministrativeUnit, "sổ của")
    rows = models.PositiveIntegerField("số dòng", default=0)
    state = models.CharField(
        "trạng thái",
        max_length=9,
        choices=[
            ("previewed", "xem trước"),
            ("confirmed", "đã nhập"),
            ("cancelled", "đã hủy lần nhập"),
        ],
        default="previewed",
    )
    content = models.JSONField("nội dung đã đọc", default=list)

    class Meta:
        verbose_name = "lần nhập khen thưởng cũ"
        verbose_name_plural = "lần nhập khen thưởng cũ"
        ordering = ["-id"]
        triggers = [
            kept("award_import"),
            pgtrigger.FSM(
                name="award_import_guard",
                field="state",
                transitions=[("previewed", "confirmed"), ("confirmed", "cancelled")],
            ),
        ]


class PastAward(Withdrawable):
    """An award of before, or one decided in the portal: the registry that checks read.

    `verified` is false for what was typed or imported from a list without the decision seen.
    Years in a row need `achievement` (days of merit), not the day of the paper.
    """

    nominee = owner(Nominee, "đối tượng", "past_awards")
    unit = owner(AdministrativeUnit, "sổ của")
    type_code = models.CharField("mã danh hiệu, hình thức", max_length=24, blank=True)
    type_name = models.CharField("danh hiệu, hình thức", max_length=200)
    level = models.CharField("cấp", max_length=8, choices=AwardLevel.choices)
    merit_kind = models.CharField("loại hình", max_length=10, choices=MeritKind.choices)
    achievement = DateRangeField("thời gian đạt thành tích", null=True, blank=True)
    achievement_text = models.CharField("thành tích", max_length=300, blank=True)
    movement = models.CharField("phong trào", max_length=200, blank=True)
    decision_number = models.CharField("số quyết định", max_length=60, blank=True)
    decision_date = day("ngày quyết định")
    decider = models.CharField("người quyết định", max_length=200)
    book_number = models.CharField("số sổ vàng", max_length=30, blank=True)
    verified = models.BooleanField("đã đối chiếu quyết định", default=False)
    source = models.CharField("nguồn", max_length=200)
    file = link(StoredFile, "bản quét")
    batch = link(AwardImport, "lần nhập")
    illustrative = models.BooleanField("số liệu minh họa", default=False)

    objects = PastAwardQuerySet.as_manager()

    class Meta:
        verbose_name = "khen thưởng đã có"
        verbose_name_plural = "khen thưởng đã có"
        ordering = ["-decision_date", "-id"]
        indexes = [models.Index(fields=["nominee", "type_code"], name="past_award_of")]
        constraints = [
            withdrawn_says_why("past_award"),
            models.UniqueConstraint(
                fields=["nominee", "type_name", "decision_number", "decision_date"],
                condition=Q(withdrawn_at__isnull=True) & ~Q(decision_number=""),
                name="past_award_once",
                violation_error_message="Khen thưởng này đã có trong sổ.",
            ),
        ]
        triggers = [kept("past_award")]

    def __str__(self) -> str:
        return f"{self.type_name} · {self.nominee}"


class DetailRead(models.Model):
    """One look at, or export of, sensitive details: who, whose, why. Shown to quản trị."""

    nominee = owner(Nominee, "đối tượng", "detail_reads")
    by = owner(User, "người xem")
    at = models.DateTimeField("lúc xem", default=clock.now)
    what = models.CharField("xem gì", max_length=120)
    purpose = models.CharField("để làm gì", max_length=200)

    class Meta:
        verbose_name = "lượt xem thông tin riêng"
        verbose_name_plural = "lượt xem thông tin riêng"
        ordering = ["-at", "-id"]
        triggers = [append_only("detail_read")]
