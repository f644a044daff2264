"""Registering what a commune will bring to standard in a year, and amending it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse

from communes.enums import RegistrationState, Standard
from communes.models import CriteriaSet, Criterion, Registration, RegistrationVersion
from communes.queries.people import coordinators, leaders_of
from communes.queries.register_rules import lived_on, registration_due, villages_of
from communes.register_rules import keeper_of, may_keep
from communes.register_workflow import REGISTRATION
from communes.rules import reach
from communes.services.register_papers import (
    REGISTRATION_KIND,
    Scan,
    check_past,
    clean_text,
    keep_paper,
)
from kbang_ntm.core import audit, clock, notify
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.workflow import advance

STANDARDS = (Standard.NTM, Standard.ADVANCED, Standard.MODEL)
MOST_NAMES = 60


@dataclass(frozen=True)
class RegistrationText:
    """What a registration says. `criteria` are numbers of the set, `villages` unit ids."""

    criteria_set: CriteriaSet
    criteria: Sequence[str]
    villages: Sequence[int] = ()
    other_villages: Sequence[str] = ()
    whole: bool = False
    note: str = ""
    paper_number: str = ""
    paper_date: date | None = None


@transaction.atomic
def begin_registration(
    *,
    unit_id: int,
    standard: str,
    year: int,
    text: RegistrationText,
    actor: User,
    scan: Scan | None = None,
) -> RegistrationVersion:
    """Open a commune's registration for a standard and year with its first draft.

    Raises NotAllowed, or Refused (`standard`, `year`, `exists` and what `_check` says).
    """
    if unit_id not in reach(actor).commune_ids:
        raise NotAllowed("not_allowed", "Chỉ người của xã lập đăng ký của xã.")
    if standard not in STANDARDS:
        raise Refused("standard", "Xã đăng ký đạt chuẩn, nâng cao hoặc kiểu mẫu.")
    if not 2021 <= year <= clock.today().year + 1:
        raise Refused("year", f"Năm {year} không nhận đăng ký. Chọn lại năm.")
    if Registration.objects.filter(unit_id=unit_id, standard=standard, year=year).exists():
        raise Refused(
            "exists", f"Xã đã có đăng ký năm {year} cho chuẩn này. Mở đăng ký đó để điều chỉnh."
        )
    row = Registration.objects.create(
        unit_id=unit_id, standard=standard, year=year, created_by=actor
    )
    return _draft(row, number=1, reason="", text=text, actor=actor, scan=scan)


@transaction.atomic
def save_draft(
    *,
    version: RegistrationVersion,
    text: RegistrationText,
    reason: str,
    actor: User,
    scan: Scan | None = None,
) -> RegistrationVersion:
    """Write over a draft. Raises NotAllowed, Refused (`sent`, `no_reason`, `_check`)."""
    locked = _lock(version)
    _check_keeper(actor, locked.registration)
    if locked.state != RegistrationState.DRAFT:
        raise Refused("sent", "Đăng ký đã gửi nên không sửa được. Lập bản điều chỉnh.")
    _check(locked.registration, text)
    if locked.number > 1:
        locked.reason = _reason(reason)
    for name, value in _columns(text).items():
        setattr(locked, name, value)
    locked.entered_by, locked.entered_at = actor, clock.now()
    locked.save()
    if scan is not None:
        _keep(locked, scan, actor)
    _tell(actor, locked, "save", f"Sửa bản soạn đăng ký năm {locked.registration.year}")
    return locked


@transaction.atomic
def amend(
    *,
    registration: Registration,
    text: RegistrationText,
    reason: str,
    actor: User,
    scan: Scan | None = None,
) -> RegistrationVersion:
    """Begin a new version of a registration that was sent; the old text stays as it was.

    Raises NotAllowed, Refused (`nothing_sent`, `draft_open`, `no_reason`, `_check`).
    """
    row = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    _check_keeper(actor, row)
    last = row.versions.order_by("-number").first()
    if last is None or last.state == RegistrationState.DRAFT:
        raise Refused("draft_open", "Bản đang soạn chưa gửi. Sửa và gửi bản đó trước.")
    return _draft(
        row, number=last.number + 1, reason=_reason(reason), text=text, actor=actor, scan=scan
    )


@transaction.atomic
def attach_registration_paper(
    *, version: RegistrationVersion, scan: Scan, actor: User
) -> RegistrationVersion:
    """Keep the scan of the signed registration with a draft. Raises NotAllowed, Refused."""
    locked = _lock(version)
    _check_keeper(actor, locked.registration)
    if locked.state != RegistrationState.DRAFT:
        raise Refused("sent", "Đăng ký đã gửi nên không thay tệp. Lập bản điều chỉnh.")
    _keep(locked, scan, actor)
    return locked


@transaction.atomic
def send_registration(*, version: RegistrationVersion, actor: User) -> RegistrationVersion:
    """Send it to the district: by the leader, with number, date and scan of the paper.

    Marks it late when a rule names the last day and that is past; only the first version can be
    late, an amendment comes when it must. Raises NotAllowed, Refused (`no_number`, `no_date`,
    `no_file`, `empty`, `wrong_state`).
    """
    locked = _lock(version)
    if not locked.paper_number:
        raise Refused("no_number", "Ghi số văn bản đăng ký như trên giấy trước khi gửi.")
    if locked.paper_date is None:
        raise Refused("no_date", "Ghi ngày văn bản đăng ký trước khi gửi.")
    if locked.paper_file_id is None:
        raise Refused("no_file", "Đính kèm bản quét văn bản đăng ký đã ký trước khi gửi.")
    due = registration_due(locked.registration.year)
    sent = advance(
        REGISTRATION,
        obj=locked,
        act="send",
        actor=actor,
        changes={
            "sent_by": actor,
            "sent_at": clock.now(),
            "due_on": due,
            "late": locked.number == 1 and due is not None and clock.today() > due,
        },
        data={"number": locked.number, "paper": locked.paper_number},
    )
    notify.tell(
        recipients=coordinators(),
        kind="registration.sent",
        key=f"registration {sent.uid}",
        text=f"Xã gửi đăng ký năm {sent.registration.year}, văn bản số {sent.paper_number}",
        url=reverse("communes:registration", args=[sent.registration.uid]),
    )
    return sent


def _keep(version: RegistrationVersion, scan: Scan, actor: User) -> None:
    """Keep the scan with a draft."""
    version.paper_file = keep_paper(
        name=scan.name,
        stream=scan.stream,
        owner_kind=REGISTRATION_KIND,
        owner_uid=version.registration.uid,
        actor=actor,
    )
    version.save(update_fields=["paper_file"])
    _tell(actor, version, "paper", f"Đính kèm văn bản đăng ký {version.paper_file.original_name}")


def _draft(
    row: Registration,
    *,
    number: int,
    reason: str,
    text: RegistrationText,
    actor: User,
    scan: Scan | None,
) -> RegistrationVersion:
    _check(row, text)
    version = RegistrationVersion.objects.create(
        registration=row, number=number, reason=reason, entered_by=actor, **_columns(text)
    )
    if scan is not None:
        _keep(version, scan, actor)
    _tell(actor, version, "begin", f"Soạn đăng ký năm {row.year}, lần {number}")
    notify.tell(
        recipients=[user for user in leaders_of(keeper_of(row)) if user != actor],
        kind="registration.drafted",
        key=f"registration draft {version.uid}",
        text=f"{actor.full_name} soạn đăng ký năm {row.year}, chờ xem và gửi",
        url=reverse("communes:registration", args=[row.uid]),
    )
    return version


def _lock(version: RegistrationVersion) -> RegistrationVersion:
    rows = RegistrationVersion.objects.select_for_update(of=("self",))
    return rows.select_related("registration", "criteria_set").get(pk=version.pk)


def _check_keeper(actor: User, row: Registration) -> None:
    if not may_keep(actor, row):
        raise NotAllowed("not_allowed", "Chỉ người của xã sửa đăng ký của xã.")


def _reason(text: str) -> str:
    reason = clean_text(text, 500)
    if not reason:
        raise Refused("no_reason", "Ghi lý do điều chỉnh đăng ký.")
    return reason


def _check(row: Registration, text: RegistrationText) -> None:
    """The set is one of the standard, its numbers exist, the villages are the commune's."""
    if text.criteria_set.standard != row.standard:
        raise Refused("other_set", "Bộ tiêu chí không thuộc chuẩn đăng ký. Chọn lại bộ tiêu chí.")
    known = set(
        Criterion.objects.filter(criteria_set=text.criteria_set).values_list("no", flat=True)
    )
    wrong = [number for number in text.criteria if number not in known]
    if wrong:
        raise Refused("no_criterion", f"Bộ tiêu chí không có tiêu chí {', '.join(wrong)}.")
    if not (text.criteria or text.villages or text.other_villages or text.whole):
        raise Refused("empty", "Chọn ít nhất một tiêu chí hoặc một thôn, làng để đăng ký.")
    if text.paper_date is not None:
        check_past(text.paper_date, "Ngày văn bản")
    own = {one.unit_id for one in villages_of(row.unit_id, lived_on(row))}
    if set(text.villages) - own:
        raise Refused("not_own_village", "Có thôn, làng không thuộc xã. Chọn lại.")
    if len(text.other_villages) > MOST_NAMES:
        raise Refused("too_many", f"Nhiều nhất {MOST_NAMES} thôn, làng khác trong một đăng ký.")


def _columns(text: RegistrationText) -> dict[str, object]:
    names = dict.fromkeys(clean_text(name, 120) for name in text.other_villages)
    return {
        "criteria_set": text.criteria_set,
        "whole": text.whole,
        "criteria": list(dict.fromkeys(text.criteria)),
        "village_ids": list(dict.fromkeys(text.villages)),
        "other_villages": [name for name in names if name],
        "note": clean_text(text.note, 2000),
        "paper_number": clean_text(text.paper_number, 60),
        "paper_date": text.paper_date,
    }


def _tell(actor: User, version: RegistrationVersion, act: str, summary: str) -> None:
    audit.record(
        actor=actor,
        action=f"registration.{act}",
        subject=version,
        summary=summary,
        data={"number": version.number, "criteria": version.criteria},
    )
