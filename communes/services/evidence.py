"""Files that show an entry is so."""

from __future__ import annotations

import re
from typing import BinaryIO

from django.db import transaction

from communes.enums import EntryReview, EvidenceState, ReportState
from communes.models import Evidence, IndicatorEntry, ProgressReport
from communes.queries.people import assigned_to
from communes.queries.specs import load_specs
from communes.rules import may_enter, reach
from communes.services.entries import lock_report
from communes.services.windows import check_writable
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.services.files import store_file
from kbang_ntm.core.uploads import inspect_upload
from kbang_ntm.core.vietnamese import nfc

OWNER_KIND = "evidence"
MOST_PER_ENTRY = 20


def _open_entry(report: ProgressReport, indicator_id: int, actor: User) -> IndicatorEntry:
    """The entry, made empty when nobody has typed in it, if evidence may be added now."""
    locked = lock_report(report)
    if not may_enter(actor, locked):
        raise NotAllowed("not_allowed", "Bạn không nhập số liệu cho xã này.")
    check_writable(locked, at=clock.now())
    spec = load_specs(locked.criteria_set, on=locked.period.ends)
    if indicator_id not in spec.indicators:
        raise Refused("no_such_indicator", "Chỉ tiêu này không thuộc bộ tiêu chí của kỳ.")
    others = assigned_to(locked.responsible_unit_id).get(indicator_id)
    if others and actor.pk not in others:
        names = ", ".join(sorted(others.values()))
        raise Refused("assigned_to_other", f"Chỉ tiêu này giao cho {names}. Nhờ người đó thêm tệp.")
    entry, _made = IndicatorEntry.objects.get_or_create(report=locked, indicator_id=indicator_id)
    if locked.state == ReportState.RETURNED and entry.review != EntryReview.RETURNED:
        raise Refused("entry_closed", "Mục này không bị trả lại nên đã khóa.")
    return entry


@transaction.atomic
def add_evidence(
    *, report: ProgressReport, indicator_id: int, name: str, stream: BinaryIO, actor: User
) -> Evidence:
    """Check and store a file for an entry. A promise with the same content is fulfilled.

    Raises Refused with the sentence for what is wrong with the file, its state or its window;
    nothing is stored then.
    """
    accepted = inspect_upload(name, stream)
    entry = _open_entry(report, indicator_id, actor)
    living = entry.evidence.exclude(state=EvidenceState.REMOVED)
    if living.filter(file__sha256=accepted.sha256).exists():
        raise Refused("same_file", f'"{accepted.original_name}" đã có trong mục này.')
    if living.count() >= MOST_PER_ENTRY:
        raise Refused("too_many", f"Mỗi mục nhận nhiều nhất {MOST_PER_ENTRY} tệp. Gỡ bớt tệp cũ.")
    promise = living.filter(state=EvidenceState.PROMISED, promised_sha256=accepted.sha256).first()
    evidence = promise or Evidence(entry=entry, added_by=actor)
    evidence.file = store_file(
        name=accepted.original_name,
        stream=stream,
        owner_kind=OWNER_KIND,
        owner_uid=evidence.uid,
        user=actor,
        accepted=accepted,
    )
    evidence.state, evidence.name = EvidenceState.STORED, accepted.original_name
    evidence.added_at = clock.now()
    evidence.save()
    audit.record(
        actor=actor,
        action="evidence.add",
        subject=entry,
        summary=f"Thêm minh chứng {accepted.original_name}"[:500],
        data={"sha256": accepted.sha256, "size": accepted.size},
    )
    return evidence


@transaction.atomic
def promise_evidence(
    *, report: ProgressReport, indicator_id: int, name: str, sha256: str, actor: User
) -> Evidence:
    """Note that a file is on its way, by its hash; the report cannot be sent before it is here."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise Refused("bad_hash", "Tải lại trang rồi chọn lại tệp.")
    entry = _open_entry(report, indicator_id, actor)
    found = entry.evidence.filter(promised_sha256=sha256).exclude(state=EvidenceState.REMOVED)
    return found.first() or Evidence.objects.create(
        entry=entry,
        state=EvidenceState.PROMISED,
        name=nfc(name)[:200],
        promised_sha256=sha256,
        added_by=actor,
    )


@transaction.atomic
def remove_evidence(*, evidence: Evidence, actor: User) -> Evidence:
    """Take a file off an entry that is still open; the file itself is kept."""
    report = evidence.entry.report
    _open_entry(report, evidence.entry.indicator_id, actor)
    locked = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if locked.state == EvidenceState.REMOVED:
        return locked
    locked.state = EvidenceState.REMOVED
    locked.removed_by, locked.removed_at = actor, clock.now()
    locked.save(update_fields=["state", "removed_by", "removed_at"])
    audit.record(
        actor=actor,
        action="evidence.remove",
        subject=locked.entry,
        summary=f"Gỡ minh chứng {locked.name}"[:500],
        data={"sha256": locked.file.sha256 if locked.file else locked.promised_sha256},
    )
    return locked


def may_read_evidence(user: User, file: StoredFile) -> bool:
    """Whoever may see the report may open its evidence."""
    evidence = Evidence.objects.filter(file=file).select_related("entry").first()
    if evidence is None:
        return False
    reports = ProgressReport.objects.filter(pk=evidence.entry.report_id)
    return reach(user).filter_reports(reports).exists()
