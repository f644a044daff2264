"""Taking an uploaded file into a report, setting it aside, and taking it back out again."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from communes.enums import ImportState, Origin, ReportState
from communes.models import (
    EntryRevision,
    ImportBatch,
    IndicatorEntry,
    MeasuredValue,
    ProgressReport,
    Receipt,
    Review,
)
from communes.queries.history import moment
from communes.rules import may_confirm_import
from communes.services.edits import Edit, value_text
from communes.services.entries import lock_report, make_receipt, save_entries, write_changes
from communes.services.import_plan import Plan, make_plan
from communes.services.standings import frame_for
from communes.services.windows import check_writable
from communes.workflow import IMPORT
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Conflict, NotAllowed, Refused
from kbang_ntm.core.jobs import Chunk, JobContext, enqueue
from kbang_ntm.core.models import Job, User
from kbang_ntm.core.workflow import advance

JOB_KIND = "communes.take-figures"
INLINE_EDITS = 300  # more indicators than this are taken in by a job
MINE, THEIRS = "mine", "theirs"
Choices = Mapping[int, tuple[str, int]]
"""{indicator id: (MINE or THEIRS, version of the stored value the person saw)}."""


def lock_batch(batch: ImportBatch) -> ImportBatch:
    """The batch's row, locked until the transaction ends, with its report."""
    rows = ImportBatch.objects.select_for_update(of=("self",)).select_related(
        "report__period", "report__criteria_set", "report__unit", "file", "receipt"
    )
    return rows.get(pk=batch.pk)


@transaction.atomic
def confirm_import(*, batch: ImportBatch, choices: Choices, actor: User) -> ImportBatch:
    """Take what was previewed into the report, by the one write path, under one receipt.

    Asking again gives the import as it stands. Raises NotAllowed; Conflict (`undecided`) while
    somebody else's value stands against the file's and nobody has chosen; Refused (`nothing`,
    `wrong_state`, and what `check_writable` says). Nothing is stored then.
    """
    locked = lock_batch(batch)
    if not may_confirm_import(actor, locked):
        raise NotAllowed(
            "not_allowed", "Số liệu là của xã: công chức phụ trách của xã xác nhận nhập."
        )
    if locked.state == ImportState.CONFIRMED:
        return locked
    if locked.state != ImportState.PREVIEWED:
        return advance(IMPORT, obj=locked, act="confirm", actor=actor)  # says why not
    now, report = clock.now(), lock_report(locked.report)
    locked.report = report
    check_writable(report, at=now)
    edits, kept = chosen_edits(make_plan(locked, actor=actor), choices)
    if not edits:
        raise Refused("nothing", "Không có số nào khác với số đang lưu nên không có gì để nhập.")
    receipt = _store(locked, report, edits, actor, now)
    return advance(
        IMPORT,
        obj=locked,
        act="confirm",
        actor=actor,
        changes={"confirmed_by": actor, "confirmed_at": now, "receipt": receipt, "kept": kept},
        data={
            "file": locked.file.original_name,
            "sha256": locked.sha256,
            "receipt": receipt.code,
            "indicators": len(edits),
            "kept": kept,
        },
    )


def chosen_edits(plan: Plan, choices: Choices) -> tuple[list[Edit], int]:
    """The edits to save, and for how many indicators the stored value was kept.

    Raises Conflict (`undecided`) when a clash has no choice, or one made before another version.
    """
    edits = [change.edit for change in plan.changes]
    open_codes, kept = [], 0
    for clash in plan.clashes:
        pick, seen = choices.get(clash.change.row.id, ("", -1))
        if pick not in (MINE, THEIRS) or seen != clash.version:
            open_codes.append(clash.change.row.code)
        elif pick == MINE:
            edits.append(clash.change.edit)
        else:
            kept += 1
    if open_codes:
        raise Conflict(
            "undecided",
            f"Chỉ tiêu {', '.join(open_codes[:10])} có người đã lưu số khác với tệp. Chọn một số "
            "cho mỗi chỉ tiêu rồi xác nhận.",
        )
    return edits, kept


def _store(
    batch: ImportBatch, report: ProgressReport, edits: list[Edit], actor: User, now: datetime
) -> Receipt:
    outcome = save_entries(
        report=report,
        edits=edits,
        key=f"import-{batch.uid}",
        received_at=now,
        origin=Origin.IMPORT,
        actor=actor,
    )
    if outcome.problems or not outcome.code:
        # The plan was made under the same lock, so this is a file that says one thing twice.
        words = outcome.problems[0].message if outcome.problems else ""
        raise Conflict("not_stored", f"Chưa nhập được. {words} Tải tệp lên lại.".replace("  ", " "))
    return report.receipts.filter(kind=Receipt.Kind.SAVE, origin=Origin.IMPORT).latest("pk")


@transaction.atomic
def drop_import(*, batch: ImportBatch, actor: User) -> ImportBatch:
    """Set a preview aside; it stays listed, nothing was stored. Raises NotAllowed, Refused."""
    return advance(IMPORT, obj=batch, act="drop", actor=actor)


# --- Several communes at once ---------------------------------------------------------------------
def batches_of(upload: uuid.UUID, actor: User) -> list[ImportBatch]:
    """The communes of an upload that this person enters for. One query."""
    rows = ImportBatch.objects.filter(upload=upload).select_related(
        "report__period", "report__criteria_set", "report__unit", "file"
    )
    return [batch for batch in rows.order_by("id") if may_confirm_import(actor, batch)]


def confirm_upload(*, upload: uuid.UUID, actor: User) -> Job | dict[str, str]:
    """Take in all of a file's communes that this person enters for, each under its own receipt.

    A commune that cannot be taken in now keeps its preview: {report uid: the sentence why}. Many
    figures are taken in by a job. Raises NotAllowed when none of them is this person's.
    """
    mine = batches_of(upload, actor)
    if not mine:
        raise NotAllowed(
            "not_allowed", "Số liệu là của xã: công chức phụ trách của xã xác nhận nhập."
        )
    waiting = [batch for batch in mine if batch.state == ImportState.PREVIEWED]
    if sum(len(batch.edits) for batch in waiting) <= INLINE_EDITS:
        words = {str(batch.report.uid): _try_confirm(batch, actor) for batch in waiting}
        return {uid: why for uid, why in words.items() if why}
    return enqueue(
        kind=JOB_KIND,
        key=f"{JOB_KIND} {upload} {actor.pk} {len(waiting)}",
        title=f"Nhập số liệu {len(waiting)} xã từ tệp {waiting[0].file.original_name}"[:240],
        parameters={"upload": str(upload)},
        requested_by=actor,
    )


def _try_confirm(batch: ImportBatch, actor: User) -> str:
    try:
        confirm_import(batch=batch, choices={}, actor=actor)
    except Refused as refusal:
        return refusal.message
    return ""


def take_figures(context: JobContext) -> None:
    """The job of a large import: one commune a step, each stored whole or not at all."""
    actor, upload = context.user, uuid.UUID(context.parameters["upload"])
    assert actor is not None, "asked for by a person"
    batches, left = batches_of(upload, actor), 0
    for number, batch in enumerate(batches):
        context.step("Nhập số liệu từng xã", done=number, total=len(batches))
        chunk = context.once(str(batch.uid), partial(_take_step, batch, actor))
        left += bool(chunk.data["why"])
    note = f"{left} xã chưa nhập được, xem lý do ở từng xã." if left else ""
    context.finish(
        {"url": reverse("communes:upload", args=[upload]), "label": "Xem kết quả", "note": note}
    )


def _take_step(batch: ImportBatch, actor: User) -> Chunk:
    fresh = ImportBatch.objects.select_related("report").get(pk=batch.pk)
    if fresh.state != ImportState.PREVIEWED:
        return Chunk({"why": ""})
    return Chunk({"why": _try_confirm(fresh, actor)})


# --- Taking it back -------------------------------------------------------------------------------
@transaction.atomic
def cancel_import(*, batch: ImportBatch, reason: str, actor: User) -> ImportBatch:
    """ "Hủy lần nhập này": the values from before the import come back as new revisions.

    Raises NotAllowed; Refused (`no_reason`, `wrong_state`, `built_on` with who did what since,
    and what `check_writable` says).
    """
    reason = reason.strip()[:500]
    locked = lock_batch(batch)
    if not may_confirm_import(actor, locked):
        raise NotAllowed("not_allowed", "Công chức phụ trách của xã hủy được lần nhập của xã.")
    if not reason:
        raise Refused("no_reason", "Ghi lý do hủy lần nhập.")
    now = clock.now()
    if locked.state == ImportState.CONFIRMED:  # else `advance` says in which state it is
        report = lock_report(locked.report)
        locked.report = report
        why = built_on(locked)
        if why:
            raise Refused("built_on", why)
        check_writable(report, at=now)
        _restore(locked, report, reason, actor, now)
    return advance(
        IMPORT,
        obj=locked,
        act="cancel",
        actor=actor,
        changes={"cancelled_by": actor, "cancelled_at": now, "cancel_reason": reason},
        data={"reason": reason, "file": locked.file.original_name},
    )


def built_on(batch: ImportBatch) -> str:
    """Who built on a confirmed import since, in a sentence; "" while nobody has. Three queries."""
    report, since = batch.report, batch.confirmed_at
    assert since is not None, "confirmed imports have their time"
    for at, person, words in (
        (report.handed_at, report.handed_by, "đã trình báo cáo cho lãnh đạo UBND xã"),
        (report.submitted_at, report.submitted_by, "đã gửi báo cáo cho huyện"),
    ):
        if at is not None and at >= since:
            name = person.full_name if person else "Người của xã"
            return f"{name} {words} lúc {moment(at)}, sau lần nhập này, nên không hủy được nữa."
    if report.state not in (ReportState.DRAFT, ReportState.RETURNED):
        return "Báo cáo đã chuyển sang bước sau nên không hủy được nữa. Sửa từng chỉ tiêu."
    found = list(
        IndicatorEntry.objects.filter(
            revisions__receipt=batch.receipt, version__gt=F("revisions__version")
        )
        .select_related("indicator", "changed_by")
        .order_by("indicator__order")
    )
    if found:
        first = found[0]
        name = first.changed_by.full_name if first.changed_by else ""
        more = f" và {len(found) - 1} chỉ tiêu khác đã sửa tiếp" if len(found) > 1 else ""
        return (
            f"{name} đã sửa chỉ tiêu {first.indicator.code} lúc {moment(first.changed_at)}{more}, "
            "nên không hủy cả lần nhập được nữa. Sửa từng chỉ tiêu."
        )
    review = (
        Review.objects.filter(entry__revisions__receipt=batch.receipt, at__gte=since)
        .select_related("by", "entry__indicator")
        .first()
    )
    if review is not None:
        return (
            f"{review.by.full_name} đã có ý kiến về chỉ tiêu {review.entry.indicator.code} lúc "
            f"{moment(review.at)}, nên không hủy cả lần nhập được nữa."
        )
    return ""


def _restore(
    batch: ImportBatch, report: ProgressReport, reason: str, actor: User, now: datetime
) -> None:
    """Write what stood before the import as the newest version of its entries."""
    written = list(
        EntryRevision.objects.filter(receipt=batch.receipt)
        .select_related("entry")
        .order_by("entry")
    )
    bases = {row.entry_id: row.base_version for row in written}
    earlier = {
        row.entry_id: row
        for row in EntryRevision.objects.filter(entry__in=bases, version__in=set(bases.values()))
        if row.version == bases[row.entry_id]
    }
    changed = []
    for revision in written:
        entry, before = revision.entry, earlier.get(revision.entry_id)
        entry.report = report
        blank = IndicatorEntry(indicator_id=entry.indicator_id)
        for name in MeasuredValue.VALUE_FIELDS:
            setattr(entry, name, getattr(before or blank, name))
        raw = {"restored_version": revision.base_version}
        changed.append((entry, raw, reason))
    receipt = make_receipt(
        report=report,
        by=actor,
        at=now,
        origin=Origin.CANCELLED,
        body=[value_text(entry) for entry, _raw, _reason in changed],
    )
    write_changes(
        report=report,
        frame=frame_for(report),
        changed=changed,
        receipt=receipt,
        actor=actor,
        origin=Origin.CANCELLED,
        at=now,
    )
