"""Titles registered at the year's start, where the law of the year asks for it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from awards.enums import AwardKind
from awards.models import AwardType, Nominee, TitleRegistration
from awards.queries.law import award_type, regime_on
from awards.queries.registrations import registration_needed, visible_registrations
from awards.services.nominations import check_subject
from campaigns.rules import acting
from communes.services.register_papers import Scan, check_past, clean_text, keep_paper
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.registry import FileRule

PAPER_KIND = "title_registration_paper"


@transaction.atomic
def register_title(
    *,
    unit_id: int | None,
    agency_id: int | None,
    nominee: Nominee,
    year: int,
    type_code: str,
    registered_on: date,
    actor: User,
    paper: str = "",
    scan: Scan | None = None,
) -> TitleRegistration:
    """Write down that somebody registered for a title of a year.

    Raises NotAllowed, Refused (`not_needed`, `title`, `subject`, `day`, `future`, `twice`).
    """
    if not acting(actor).speaks_for(unit_id, agency_id) or (unit_id and agency_id):
        raise NotAllowed("not_allowed", "Bạn chỉ ghi đăng ký của xã, cơ quan mình.")
    found = _title(nominee, year, type_code, registered_on)
    made = TitleRegistration(
        unit_id=unit_id,
        agency_id=agency_id,
        nominee=nominee,
        year=year,
        type_code=type_code,
        registered_on=registered_on,
        paper=clean_text(paper, 160),
        by=actor,
        at=clock.now(),
    )
    if scan is not None:
        made.file = keep_paper(
            name=scan.name,
            stream=scan.stream,
            owner_kind=PAPER_KIND,
            owner_uid=made.uid,
            actor=actor,
        )
    made.save()
    audit.record(
        actor=actor,
        action="title_registration.register",
        subject=made,
        summary=f"Đăng ký {found.name} năm {year}: {nominee.name}"[:500],
    )
    return made


def _title(nominee: Nominee, year: int, type_code: str, registered_on: date) -> AwardType:
    """The title as the law of that day has it. Raises Refused (`not_needed`, `title`, `subject`,
    `day`, `future`, `twice`)."""
    if not registration_needed(year):
        raise Refused(
            "not_needed", f"Quy định áp dụng năm {year} không yêu cầu đăng ký danh hiệu thi đua."
        )
    check_past(registered_on, "Ngày đăng ký")
    if registered_on.year != year:
        raise Refused("day", f"Ngày đăng ký phải trong năm {year}. Xem lại ngày.")
    found = award_type(type_code, regime_on(registered_on), registered_on)
    if found.kind != AwardKind.TITLE:
        raise Refused(
            "title", "Chỉ đăng ký danh hiệu thi đua, không đăng ký hình thức khen thưởng."
        )
    check_subject(found, nominee)
    rows = TitleRegistration.objects.filter(nominee=nominee, year=year, type_code=type_code)
    if rows.filter(withdrawn_at__isnull=True).exists():
        raise Refused("twice", "Đối tượng này đã đăng ký danh hiệu đó trong năm.")
    return found


@transaction.atomic
def withdraw_registration(
    *, registration: TitleRegistration, reason: str, actor: User
) -> TitleRegistration:
    """Take a registration back. Raises NotAllowed, Refused (`no_reason`, `gone`)."""
    row = TitleRegistration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if not acting(actor).speaks_for(row.unit_id, row.agency_id):
        raise NotAllowed("not_allowed", "Bạn chỉ rút đăng ký của xã, cơ quan mình.")
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do rút đăng ký.")
    if row.withdrawn_at is not None:
        raise Refused("gone", "Đăng ký này đã rút trước đó.")
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = clock.now(), actor, reason
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    audit.record(
        actor=actor,
        action="title_registration.withdraw",
        subject=row,
        summary=f"Rút đăng ký danh hiệu: {reason}"[:500],
    )
    return row


def may_read_paper(user: User, file: StoredFile) -> bool:
    """Whoever sees the registration."""
    return visible_registrations(user).filter(uid=file.owner_uid).exists()


FILE_RULES: dict[str, FileRule] = {PAPER_KIND: may_read_paper}
