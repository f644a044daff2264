"""Taking in, withdrawing and filling forms of province or ministry."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from django.db import transaction
from psycopg2.extras import DateRange

from communes.models import ReportingPeriod, UnitVersion
from communes.queries.changes import ONE_DAY
from communes.rules import may_manage_reference
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.services.files import store_file
from kbang_ntm.core.storage import read_stored
from kbang_ntm.core.uploads import AcceptedUpload, inspect_upload
from kbang_ntm.core.vietnamese import format_date, nfc
from reports.documents.filling import NamedPlace, check_template, fill_template, places_of
from reports.documents.renderers import RenderedFile
from reports.form_names import FormName, name_of
from reports.models import ReportForm
from reports.queries.form_figures import form_values
from reports.rules import may_print

OWNER_KIND = "report_form"
TEMPLATES = frozenset({"docx", "xlsx"})


@dataclass(frozen=True)
class UnderstoodName:
    """A name of a template: what it gives, or `problem`: why nothing will be written there."""

    place: NamedPlace
    meaning: FormName | None

    @property
    def problem(self) -> str:
        """One sentence; "" for a name that will be filled."""
        if self.place.problem:
            return self.place.problem
        if self.meaning is None:
            return "Tên không có trong danh sách tên nên chỗ này giữ nguyên. Sửa tên trong tệp."
        return ""


@transaction.atomic
def add_form(
    *,
    title: str,
    issuer: str,
    first: date,
    last: date | None,
    name: str,
    stream: BinaryIO,
    actor: User,
) -> ReportForm:
    """Take in a template. `last` None: until another edition comes.

    Raises NotAllowed, or Refused: what is wrong with the file, `no_title`, `dates`, `no_names`.
    """
    _need_right(actor)
    title, issuer = nfc(title).strip()[:240], nfc(issuer).strip()[:160]
    if not title or not issuer:
        raise Refused("no_title", "Ghi tên biểu mẫu và cơ quan ban hành như trên văn bản.")
    if last is not None and last < first:
        raise Refused("dates", "Ngày cuối phải sau ngày đầu. Xem lại hai ngày.")
    accepted = _accepted_template(name, stream)
    uid = uuid.uuid4()
    file = store_file(
        name=accepted.original_name,
        stream=stream,
        owner_kind=OWNER_KIND,
        owner_uid=uid,
        user=actor,
        accepted=accepted,
    )
    row = ReportForm.objects.create(
        uid=uid,
        title=title,
        issuer=issuer,
        valid=DateRange(first, last + ONE_DAY if last else None),
        file=file,
        added_by=actor,
    )
    audit.record(
        actor=actor,
        action="report_form.add",
        subject=row,
        summary=f"Tải lên biểu mẫu: {title}"[:500],
        data={"sha256": file.sha256, "issuer": issuer},
    )
    return row


def _accepted_template(name: str, stream: BinaryIO) -> AcceptedUpload:
    """A file in which there is something to fill. Raises Refused."""
    accepted = inspect_upload(name, stream)
    if accepted.extension not in TEMPLATES:
        raise Refused("not_a_template", "Biểu mẫu phải là tệp XLSX hoặc DOCX. Lưu lại rồi tải lên.")
    stream.seek(0)
    content = stream.read()
    check_template(content)
    if not places_of(content):
        raise Refused(
            "no_names",
            "Tệp chưa có chỗ nào để điền. Đặt tên cho ô (XLSX) hoặc viết {{ten}} (DOCX) theo danh "
            "sách tên rồi tải lên lại.",
        )
    return accepted


@transaction.atomic
def withdraw_form(*, form: ReportForm, reason: str, actor: User) -> ReportForm:
    """Take a template out of use. Raises NotAllowed, Refused (`no_reason`, `withdrawn`)."""
    _need_right(actor)
    reason = nfc(reason).strip()[:300]
    if not reason:
        raise Refused("no_reason", "Ghi lý do rút biểu mẫu.")
    locked = ReportForm.objects.select_for_update().get(pk=form.pk)
    if locked.withdrawn_at is not None:
        raise Refused("withdrawn", "Biểu mẫu này đã rút. Tải lại trang.")
    locked.withdrawn_by, locked.withdrawn_at, locked.withdrawn_reason = actor, clock.now(), reason
    locked.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    audit.record(
        actor=actor,
        action="report_form.withdraw",
        subject=locked,
        summary=f"Rút biểu mẫu: {locked.title}"[:500],
        data={"reason": reason},
    )
    return locked


def _need_right(actor: User) -> None:
    if not may_manage_reference(actor):
        raise NotAllowed(
            "not_allowed", "Chỉ Văn phòng Điều phối và quản trị tải lên, rút biểu mẫu."
        )


def names_of(form: ReportForm) -> list[UnderstoodName]:
    """The names of a form's template with what each gives. Reads the file."""
    return [
        UnderstoodName(place, name_of(place.name)) for place in places_of(read_stored(form.file))
    ]


def needs_commune(names: list[UnderstoodName]) -> bool:
    """Whether any name is about one commune."""
    return any(name.meaning is not None and name.meaning.of_commune for name in names)


def fill_form(
    *, form: ReportForm, period: ReportingPeriod, commune: UnitVersion | None
) -> RenderedFile:
    """The template filled for a period (and commune). Raises Refused: `withdrawn`, `not_valid` for
    the period, `no_commune`, `no_set`."""
    if form.withdrawn_at is not None:
        raise Refused("withdrawn", "Biểu mẫu này đã rút. Chọn biểu mẫu khác.")
    if period.ends not in form.valid:
        raise Refused("not_valid", f"{period.label} nằm ngoài thời gian dùng: {valid_words(form)}.")
    names = names_of(form)
    if commune is None and needs_commune(names):
        raise Refused("no_commune", "Biểu mẫu này có số liệu của xã. Chọn xã rồi tải.")
    values = form_values(period, commune)
    wanted = {
        name.place.name.lower(): values.get(name.place.name.lower())
        for name in names
        if not name.problem
    }
    content = fill_template(read_stored(form.file), wanted)
    unit = f"-{commune.unit.key}" if commune else ""
    ending = form.file.original_name.rpartition(".")[2].lower()
    return RenderedFile(
        content, form.file.content_type, f"bieu-mau-{period.key}{unit}.{ending}".lower()
    )


def valid_words(form: ReportForm) -> str:
    """ "từ 01/01/2024 đến 31/12/2024", "từ 01/01/2024"."""
    first = format_date(form.valid.lower)
    if form.valid.upper is None:
        return f"từ {first}"
    return f"từ {first} đến {format_date(form.valid.upper - ONE_DAY)}"


def may_read_template(user: User, file: StoredFile) -> bool:
    """Whoever prints for the district may open the empty template."""
    return may_print(user)
