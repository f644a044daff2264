"""A file of figures comes in: kept, read, laid beside each report it speaks of. No figure changes.

One file may speak of several communes; each report gets a preview of its own, which only the
commune can take in.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, BinaryIO

from django.db import transaction
from django.urls import reverse

from communes.models import ImportBatch, ProgressReport, ReportingPeriod, UnitVersion
from communes.queries.people import officers_of
from communes.queries.specs import SetSpec, unit_version_on
from communes.queries.wording import kept_specs
from communes.queries.workbook import collectable_units, reports_of
from communes.rules import may_enter, may_propose
from communes.services.import_plan import make_plan
from communes.services.reports import set_for
from communes.services.windows import check_writable, closed_sentences
from communes.workbooks.reading import FileContent, FileRow, read_content, read_entries
from communes.workbooks.stamp import SHEET, Stamp
from communes.workbooks.writing import GUIDE, LISTS
from kbang_ntm.core import audit, clock, notify
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.jobs import Chunk, JobContext, enqueue
from kbang_ntm.core.models import Job, StoredFile, User
from kbang_ntm.core.services.files import store_file
from kbang_ntm.core.spreadsheets import Book, inspect_spreadsheet, read_spreadsheet
from kbang_ntm.core.storage import open_stored
from kbang_ntm.core.uploads import AcceptedUpload
from kbang_ntm.core.vietnamese import fold

OWNER_KIND = "import"
JOB_KIND = "communes.read-figures"
INLINE_BYTES = 400 * 1024  # a larger file of the district is read by a job


@dataclass(frozen=True)
class Source:
    """A file that was taken in: where it is kept and what it holds, once read."""

    upload: uuid.UUID
    file: StoredFile
    content: FileContent
    notes: tuple[tuple[str, str], ...]
    """(sheet, sentence), the sheet "" where it is about the whole file."""


@transaction.atomic
def upload_for_report(
    *, report: ProgressReport, name: str, stream: BinaryIO, actor: User, convert: bool = False
) -> ImportBatch:
    """Keep a file and lay it beside one report; nothing of the report changes.

    `convert` is the person's consent to turn an old Vietnamese encoding into Unicode. Raises
    NotAllowed, or Refused with what is wrong with the file, its identity, or the report's state;
    nothing is stored then.
    """
    if not may_propose(actor, report):
        raise NotAllowed("not_allowed", "Bạn không nhập số liệu cho xã này.")
    check_writable(report, at=clock.now())
    accepted = inspect_spreadsheet(name, stream)
    book = _read(name, stream, convert)
    content = read_content(book)
    unit = unit_version_on(report.unit_id, report.period.ends)
    rows = rows_for_report(content, report, unit)
    source = _kept(accepted, stream, actor, content, book)
    whole = content.stamp is None or content.stamp.scope == "report"
    alone = whole and len(rows) == len(content.rows)
    spec = kept_specs(report.criteria_set, on=report.period.ends)
    return _preview(source, report, rows, spec, actor, alone=alone)


@transaction.atomic
def upload_for_period(
    *, period: ReportingPeriod, name: str, stream: BinaryIO, actor: User, convert: bool = False
) -> uuid.UUID | Job:
    """Keep a file that speaks of several communes and lay it beside each one's report.

    Gives the upload's uid, or the job that reads a large file. Raises NotAllowed, Refused.
    """
    if not collectable_units(period, actor):
        raise NotAllowed("not_allowed", "Bạn không thu số liệu của xã nào trong kỳ này.")
    accepted = inspect_spreadsheet(name, stream)
    if accepted.size <= INLINE_BYTES:
        book = _read(name, stream, convert)
        content = read_content(book)
        parts, notes = parts_for_period(content, period, actor)
        source = _kept(accepted, stream, actor, content, book)
        for part in parts:
            _preview_part(source, part, notes, actor)
        return source.upload
    upload = uuid.uuid4()
    file = _store(accepted, stream, upload, actor)
    return enqueue(
        kind=JOB_KIND,
        key=f"{JOB_KIND} {upload}",
        title=f"Đọc tệp {file.original_name}"[:240],
        parameters={
            "upload": str(upload),
            "file": str(file.uid),
            "period": period.key,
            "convert": convert,
        },
        requested_by=actor,
    )


def read_figures(context: JobContext) -> None:
    """The job of a large file: a step per commune; what is there already is not made again."""
    given, actor = context.parameters, context.user
    assert actor is not None, "asked for by a person"
    period = ReportingPeriod.objects.get(key=given["period"])
    file = StoredFile.objects.get(uid=given["file"])
    context.step("Đọc tệp")
    with open_stored(file) as stream:
        book = _read(file.original_name, stream, given["convert"])
    content = read_content(book)
    source = Source(uuid.UUID(given["upload"]), file, content, _words_of(book, content))
    parts, notes = parts_for_period(content, period, actor)
    for number, part in enumerate(parts):
        context.step(f"Đối chiếu {part.name}", done=number, total=len(parts))
        context.once(str(part.report.uid), partial(_step, source, part, notes, actor))
    context.finish(
        {"url": reverse("communes:upload", args=[source.upload]), "label": "Xem trước từng xã"}
    )


def _step(source: Source, part: Part, notes: Sequence[str], actor: User) -> Chunk:
    batch = _preview_part(source, part, notes, actor)
    return Chunk({"batch": str(batch.uid)})


def _read(name: str, stream: BinaryIO, convert: bool) -> Book:
    """The book. Raises Refused (`old_encoding`) while consent to convert is missing."""
    book = read_spreadsheet(stream, name)
    old = book.old_encoding
    if old is None:
        return book
    if convert:
        return read_spreadsheet(stream, name, convert=old.kind)
    sample = old.samples[0] if old.samples else None
    words = f", ví dụ «{sample.before[:40]}» đọc là «{sample.after[:40]}»" if sample else ""
    raise Refused(
        "old_encoding",
        f"Tệp dùng phông chữ cũ ({old.kind.upper()}){words}. Đánh dấu ô cho phép chuyển sang "
        "Unicode rồi chọn lại tệp.",
    )


def _store(
    accepted: AcceptedUpload, stream: BinaryIO, upload: uuid.UUID, actor: User
) -> StoredFile:
    return store_file(
        name=accepted.original_name,
        stream=stream,
        owner_kind=OWNER_KIND,
        owner_uid=upload,
        user=actor,
        accepted=accepted,
    )


def _kept(
    accepted: AcceptedUpload, stream: BinaryIO, actor: User, content: FileContent, book: Book
) -> Source:
    upload = uuid.uuid4()
    file = _store(accepted, stream, upload, actor)
    return Source(upload, file, content, _words_of(book, content))


def _words_of(book: Book, content: FileContent) -> tuple[tuple[str, str], ...]:
    """What a person must know of the file: (sheet, sentence)."""
    notes = [
        (notice.sheet, notice.message)
        for notice in book.notices
        if notice.sheet not in (SHEET, LISTS, GUIDE)
    ]
    if content.stamp is None:
        words = (
            "Tệp không còn dấu nhận dạng của cổng: chỉ ô đang trống được điền ngay, ô đã có số "
            "thì hỏi từng ô. Xem kỹ đúng xã, đúng kỳ."
        )
        notes.insert(0, ("", words))
    if content.unread:
        names = ", ".join(f"«{name}»" for name in content.unread[:5])
        notes.append(("", f"Không thấy dòng tên cột ở trang {names} nên bỏ qua."))
    return tuple(notes)


# --- Which rows speak of whom ---------------------------------------------------------------------
@dataclass(frozen=True)
class Part:
    """The rows of one report in a file of several."""

    report: ProgressReport
    name: str
    rows: tuple[FileRow, ...]


def rows_for_report(
    content: FileContent, report: ProgressReport, unit: UnitVersion | None
) -> list[FileRow]:
    """The rows of this report in a file. Raises Refused when the file is about something else."""
    period, name = report.period, unit.name if unit else report.unit.key
    stamp = content.stamp
    if stamp is not None:
        check_period(stamp, period, report.criteria_set.code)
        if stamp.of_unit(report.unit.key) is None:
            names = ", ".join(one.name for one in stamp.reports[:3])
            raise Refused(
                "other_unit",
                f"Tệp này là của {names}; trang này nhận số liệu {name}. Chọn đúng tệp.",
            )
    _check_any(content)
    named = {row.unit for row in content.rows if row.unit}
    rows = [row for row in content.rows if not row.unit or is_named(unit, row.unit)]
    if not rows:
        raise Refused(
            "other_unit",
            f"Tệp có số liệu của {', '.join(sorted(named)[:3])}, không có {name}. Chọn đúng tệp.",
        )
    return rows


def check_period(stamp: Stamp, period: ReportingPeriod, code: str) -> None:
    """Raise Refused when the file is of another period or another set of criteria."""
    if stamp.period != period.key:
        raise Refused(
            "other_period",
            f"Tệp này là của {stamp.period_label}; trang này nhận số liệu {period.label}. Chọn "
            "đúng tệp, hoặc mở kỳ của tệp.",
        )
    if stamp.criteria_set != code:
        raise Refused(
            "other_set",
            "Tệp này theo bộ tiêu chí khác với bộ tiêu chí của kỳ. Tải lại bảng nhập của kỳ.",
        )


def _check_any(content: FileContent) -> None:
    if not content.rows:
        raise Refused(
            "no_table",
            "Không thấy bảng số liệu trong tệp. Cần một dòng tên cột có Mã và Tử số, Mẫu số hoặc "
            "Số hoặc lựa chọn; tải bảng nhập của kỳ về rồi điền.",
        )


def is_named(unit: UnitVersion | None, words: str) -> bool:
    """Whether the words of a row name the unit: "Xã Sơn Lang" or "Sơn Lang"."""
    return unit is not None and fold(words) in {fold(unit.name), fold(unit.short_name)}


def parts_for_period(
    content: FileContent, period: ReportingPeriod, actor: User
) -> tuple[list[Part], list[str]]:
    """The file by report, and a sentence for each commune whose rows are left out.

    Raises Refused when no report can take anything.
    """
    criteria_set = set_for(period)
    stamp = content.stamp
    if stamp is not None:
        check_period(stamp, period, criteria_set.code)
    _check_any(content)
    units = collectable_units(period, actor)
    by_unit: dict[int, list[FileRow]] = defaultdict(list)
    strange: dict[str, None] = {}
    alone = stamp.reports[0].unit if stamp is not None and len(stamp.reports) == 1 else ""
    for row in content.rows:
        words = row.unit or row.sheet
        found = next(
            (u for u in units if is_named(u, words) or (not row.unit and u.unit.key == alone)), None
        )
        if found is None:
            strange[words] = None
        else:
            by_unit[found.unit_id].append(row)
    reports = reports_of(period, criteria_set, by_unit)
    closed = closed_sentences(list(reports.values()), at=clock.now())
    parts, notes = [], []
    for unit in units:
        if unit.unit_id not in by_unit:
            continue
        report = reports.get(unit.unit_id)
        why = _left_out(report, closed, actor)
        if why or report is None:
            notes.append(f"{unit.name}: {why} Phần của xã này không nhập.")
        else:
            parts.append(Part(report, unit.name, tuple(by_unit[unit.unit_id])))
    notes += [f"«{words}» không phải xã bạn thu số liệu nên bỏ qua." for words in strange]
    if not parts:
        raise Refused("no_part", " ".join(notes[:4]))
    return parts, notes


def _left_out(report: ProgressReport | None, closed: Mapping[int, str], actor: User) -> str:
    if report is None:
        return "chưa mở báo cáo kỳ này, nhờ công chức phụ trách bấm «Bắt đầu nhập»."
    if not may_propose(actor, report):
        return "số liệu do công chức phụ trách của xã nhập."
    return closed[report.pk]


# --- Previews -------------------------------------------------------------------------------------
def _preview_part(source: Source, part: Part, notes: Sequence[str], actor: User) -> ImportBatch:
    spec = kept_specs(part.report.criteria_set, on=part.report.period.ends)
    return _preview(
        source, part.report, part.rows, spec, actor, alone=False, left_out=notes, told=part.name
    )


def _preview(
    source: Source,
    report: ProgressReport,
    rows: Sequence[FileRow],
    spec: SetSpec,
    actor: User,
    *,
    alone: bool,
    left_out: Sequence[str] = (),
    told: str = "",
) -> ImportBatch:
    entries, troubles = read_entries(rows, spec.indicators.values())
    stamp = source.content.stamp
    stamped = stamp.of_unit(report.unit.key) if stamp is not None else None
    edits: list[dict[str, Any]] = []
    for entry in entries:
        if stamped is None and entry.is_empty:
            continue
        base = stamped.versions.get(entry.code, 0) if stamped is not None else None
        edits.append({**asdict(entry), "base": base})
    sheets = {row.sheet for row in rows}
    batch = ImportBatch(
        upload=source.upload,
        report=report,
        file=source.file,
        sha256=source.file.sha256,
        alone=alone,
        stamped=stamped is not None,
        made_by=actor,
        edits=edits,
        problems=[asdict(trouble) for trouble in troubles],
        notes=[words for sheet, words in source.notes if not sheet or sheet in sheets],
        left_out=list(left_out),
    )
    batch.summary = make_plan(batch, actor=actor).counts
    batch.save()
    audit.record(
        actor=actor,
        action="import.preview",
        subject=batch,
        summary=f"Tải lên tệp {source.file.original_name}, chưa nhập"[:500],
        data={"sha256": batch.sha256, **batch.summary},
    )
    if not may_enter(actor, report):
        _tell_commune(batch, actor, told or "xã")
    return batch


def _tell_commune(batch: ImportBatch, actor: User, place: str) -> None:
    report = batch.report
    notify.tell(
        recipients=officers_of(report.responsible_unit_id),
        kind="import.proposed",
        key=f"import-{batch.uid}",
        text=f"{actor.full_name} tải lên tệp số liệu {report.period.label} của {place}. "
        "Xem trước rồi xác nhận nhập.",
        url=reverse("communes:import", args=[batch.uid]),
    )


def may_read_upload(user: User, file: StoredFile) -> bool:
    """The uploader may open the file again; others of the commune where it holds nothing of
    another one."""
    if file.created_by_id == user.pk:
        return True
    batches = ImportBatch.objects.visible_to(user)
    return batches.filter(upload=file.owner_uid, alone=True).exists()
