"""The commune's signed, numbered report as a file: figures and paper must agree."""

from __future__ import annotations

from datetime import date
from typing import BinaryIO

from django.db import transaction

from communes.enums import ReportState
from communes.models import ProgressReport
from communes.rules import may_enter, may_sign_off, reach
from communes.services.entries import lock_report
from communes.services.office import no_right
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.services.files import store_file
from kbang_ntm.core.uploads import inspect_upload
from kbang_ntm.core.vietnamese import nfc

PAPER_KIND = "report_paper"


@transaction.atomic
def attach_paper(
    *, report: ProgressReport, number: str, day: date, name: str, stream: BinaryIO, actor: User
) -> ProgressReport:
    """Attach the commune's signed report (a scan), or put another in its place.

    The number is typed from the paper, never made here. Raises NotAllowed or Refused (also for
    what is wrong with the file); nothing is stored then.
    """
    accepted = inspect_upload(name, stream)
    locked = lock_report(report)
    if not (may_enter(actor, locked) or may_sign_off(actor, locked)):
        raise no_right(actor, "Chỉ người của xã đính kèm báo cáo giấy của xã.")
    number = nfc(number).strip()[:60]
    if not number:
        raise Refused("no_number", "Ghi số báo cáo như trên giấy, ví dụ 45/BC-UBND.")
    if day > clock.today():
        raise Refused("future", "Ngày trên giấy không thể sau hôm nay. Xem lại ngày.")
    if locked.state == ReportState.CONFIRMED:
        raise Refused("confirmed", "Báo cáo đã xác nhận nên không thay tệp giấy được nữa.")
    file = store_file(
        name=accepted.original_name,
        stream=stream,
        owner_kind=PAPER_KIND,
        owner_uid=locked.uid,
        user=actor,
        accepted=accepted,
    )
    locked.paper_number, locked.paper_date, locked.paper_file = number, day, file
    locked.save(update_fields=["paper_number", "paper_date", "paper_file"])
    audit.record(
        actor=actor,
        action="report.paper",
        subject=locked,
        summary=f"Đính kèm báo cáo giấy số {number} ngày {day:%d/%m/%Y}",
        data={"sha256": file.sha256},
    )
    return locked


def may_read_paper(user: User, file: StoredFile) -> bool:
    """Whoever may see the report may open its paper."""
    reports = ProgressReport.objects.filter(uid=file.owner_uid)
    return reach(user).filter_reports(reports).exists()
