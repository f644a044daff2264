"""Documents on their way out: the signing round, the register, the signed file."""

from __future__ import annotations

import uuid
from datetime import datetime

import pgtrigger
from django.db import models
from django.db.models import Case, F, Q, Value, When

from communes.models import AdministrativeUnit, Agency
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User
from reports.enums import ENDED, FROZEN, OUT, PaperState
from reports.issuing_rules import seen_by
from reports.issuing_workflow import PAPER_PAIRS
from reports.models.documents import DocumentSnapshot

FROZEN_STAYS = (
    "IF OLD.state IN ('registered', 'signed', 'replaced', 'revoked') AND "
    "(OLD.snapshot_id, OLD.number, OLD.sign, OLD.dated, OLD.signer, OLD.unit_id, OLD.title) "
    "IS DISTINCT FROM "
    "(NEW.snapshot_id, NEW.number, NEW.sign, NEW.dated, NEW.signer, NEW.unit_id, NEW.title) THEN "
    "RAISE EXCEPTION 'a registered document does not change' "
    "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
)


class PaperQuerySet(models.QuerySet["IssuedPaper"]):
    """Documents by reader."""

    def visible_to(self, user: User) -> models.QuerySet[IssuedPaper]:
        """Of those who draft, check, lead and register it."""
        return self.filter(seen_by(user))


class IssuedPaper(models.Model):
    """One document from draft to archive.

    `snapshot` is what is read and passed on; registering freezes a last one with number, day and
    signer. `about`: uid of the row it is about, empty where a period is; `asked`: what it is built
    from, one text for one thing; `agency`: who drafts, empty in a commune. `number` is what the
    clerk typed from the register, never made here.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("loại văn bản", max_length=60)
    about = models.UUIDField("về việc", null=True, blank=True)
    asked = models.CharField("dựng từ", max_length=300)
    asked_while_open = models.GeneratedField(
        expression=Case(
            When(state__in=[str(one) for one in ENDED], then=Value(None)), default=F("asked")
        ),
        output_field=models.CharField(max_length=300, null=True),
        db_persist=True,
    )
    title = models.CharField("trích yếu", max_length=300)
    unit = models.ForeignKey(
        AdministrativeUnit, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị"
    )
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name="cơ quan soạn",
    )  # fmt: skip
    snapshot = models.ForeignKey(
        DocumentSnapshot, on_delete=models.PROTECT, related_name="papers", verbose_name="bản in"
    )
    state = models.CharField(
        "trạng thái", max_length=10, choices=PaperState.choices, default=PaperState.DRAFT
    )
    sign = models.CharField("ký hiệu", max_length=60, blank=True)
    number = models.CharField("số", max_length=20, blank=True)
    year = models.PositiveSmallIntegerField("năm của số", null=True, blank=True)
    dated = models.DateField("ngày văn bản", null=True, blank=True)
    signer = models.CharField("người ký", max_length=160, blank=True)
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces",
        verbose_name="thay bằng",
    )  # fmt: skip
    reason = models.CharField("lý do thu hồi, thay thế", max_length=300, blank=True)
    made_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người soạn"
    )
    made_at = models.DateTimeField("lúc soạn", default=clock.now)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản trình ký"
        verbose_name_plural = "văn bản trình ký"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[str(one) for one in FROZEN])
                | (~Q(number="") & Q(dated__isnull=False, year=F("dated__year"))),
                name="paper_registered_has_number",
                violation_error_message="Ghi số và ngày như trong sổ.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[PaperState.REPLACED, PaperState.REVOKED]) | ~Q(reason=""),
                name="paper_ended_says_why",
                violation_error_message="Ghi lý do.",
            ),
            models.UniqueConstraint(
                fields=["unit", "kind", "asked_while_open"],  # none once it has ended
                name="paper_open_once",
                violation_error_message="Văn bản này đã có người soạn. Mở ở trang Trình ký.",
            ),
            models.UniqueConstraint(
                fields=["unit", "sign", "number", "year"],  # no year, no number: drafts
                name="paper_number_once_a_year",
                violation_error_message="Số này đã dùng trong năm. Xem lại sổ văn bản.",
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.FSM(name="paper_guard", field="state", transitions=list(PAPER_PAIRS)),
            pgtrigger.Protect(name="paper_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="paper_frozen_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=FROZEN_STAYS,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def in_force(self) -> bool:
        """Registered, and neither replaced nor revoked."""
        return self.state in OUT


def _append_only(name: str) -> pgtrigger.Protect:
    return pgtrigger.Protect(
        name=f"{name}_append_only", operation=pgtrigger.Update | pgtrigger.Delete
    )


class SigningStep(models.Model):
    """One act on a document, with the remark and the version it was about."""

    paper = models.ForeignKey(IssuedPaper, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField("việc", max_length=20)
    words = models.CharField("nội dung", max_length=200)
    remark = models.CharField("ý kiến", max_length=1000, blank=True)
    snapshot = models.ForeignKey(DocumentSnapshot, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "bước trình ký"
        verbose_name_plural = "bước trình ký"
        ordering = ["id"]
        triggers = [_append_only("signing_step")]


class SignedCopy(models.Model):
    """A file that came back signed; each is a version, none takes the place of another.

    `signatures`: what the file itself says of its signatures when it was taken in (list of
    {signer, issuer, at, intact, whole}); a signature is read, never vouched for.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    paper = models.ForeignKey(IssuedPaper, on_delete=models.PROTECT, related_name="copies")
    version = models.PositiveSmallIntegerField("lần")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    signatures = models.JSONField("chữ ký số", default=list)
    unreadable = models.CharField("không đọc được chữ ký", max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "bản đã ký"
        verbose_name_plural = "bản đã ký"
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "version"], name="signed_copy_version_once")
        ]
        triggers = [_append_only("signed_copy")]

    @property
    def said(self) -> list[dict[str, object]]:
        """What the file says of its signatures, each time as a moment."""
        return [
            {**one, "at": datetime.fromisoformat(one["at"]) if one["at"] else None}
            for one in self.signatures
        ]


class SectionRemark(models.Model):
    """What staff add at the end of a section; printed in this and every later draft about the
    same thing. `subject`: key of the period or uid of the row. The newest of a section counts; an
    empty text prints nothing."""

    kind = models.CharField("loại văn bản", max_length=60)
    subject = models.CharField("về", max_length=60, db_index=True)
    section = models.CharField("mục", max_length=200)
    text = models.TextField("nhận xét", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "nhận xét của mục"
        verbose_name_plural = "nhận xét của mục"
        ordering = ["id"]
        triggers = [_append_only("section_remark")]
