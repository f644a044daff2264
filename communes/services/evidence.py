"""Files that show an entry is so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import BinaryIO

from django.db import transaction

from communes.enums import EntryReview, EvidenceState, ReportState
from communes.models import Evidence, IndicatorEntry, ProgressReport
from communes.queries.people import assigned_to
from communes.queries.wording import kept_specs
from communes.rules import may_enter, reach
from communes.services.entries import lock_report
from communes.services.office import no_right
from communes.services.windows import check_writable
from kbang_ntm.core import audit, clock
from kbang_ntm.core.admission.arrival import Arrival
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.idempotency import earlier_answer, fingerprint, keep_answer
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.services.files import store_file
from kbang_ntm.core.uploads import AcceptedUpload, inspect_upload
from kbang_ntm.core.vietnamese import nfc

OWNER_KIND = "evidence"
MOST_PER_ENTRY = 20


class _Shelf:
    """A report under lock whose entries take files: rights, window and state are checked."""

    def __init__(self, report: ProgressReport, actor: User, arrival: Arrival | None = None) -> None:
        came = arrival or Arrival.now()
        self.report, self.actor = lock_report(report), actor
        if not may_enter(actor, self.report):
            raise no_right(self.actor, "Bạn không nhập số liệu cho xã này.")
        self.came_at, self.waited = came.at, came.trace()
        self.rows = kept_specs(self.report.criteria_set, on=self.report.period.ends).indicators
        self.assigned = assigned_to(self.report.responsible_unit_id)
        self.entries = {entry.indicator_id: entry for entry in self.report.entries.all()}
        self.files: dict[int, list[Evidence]] = defaultdict(list)
        living = Evidence.objects.filter(entry__report=self.report).exclude(
            state=EvidenceState.REMOVED
        )
        for evidence in living.select_related("file"):
            self.files[evidence.entry_id].append(evidence)

    def opened(self) -> _Shelf:
        """Itself, while the report takes files. Raises Refused when state or window do not."""
        check_writable(self.report, at=self.came_at)
        return self

    def entry(self, indicator_id: int) -> IndicatorEntry:
        """The entry, made empty when nobody has typed in it, if it is open to this person."""
        if indicator_id not in self.rows:
            raise Refused("no_such_indicator", "Chỉ tiêu này không thuộc bộ tiêu chí của kỳ.")
        others = self.assigned.get(indicator_id)
        if others and self.actor.pk not in others:
            raise Refused(
                "assigned_to_other",
                f"Chỉ tiêu này giao cho {', '.join(sorted(others.values()))}. "
                "Nhờ người đó thêm tệp.",
            )
        entry = self.entries.get(indicator_id)
        review = entry.review if entry else EntryReview.NONE
        if self.report.state == ReportState.RETURNED and review != EntryReview.RETURNED:
            raise Refused("entry_closed", "Mục này không bị trả lại nên đã khóa.")
        if entry is None:
            entry = IndicatorEntry.objects.create(report=self.report, indicator_id=indicator_id)
            self.entries[indicator_id] = entry
        return entry

    def add(self, indicator_id: int, stream: BinaryIO, accepted: AcceptedUpload) -> Evidence:
        """Store one file; a promise with the same content is fulfilled. Raises Refused."""
        entry = self.entry(indicator_id)
        living = self.files[entry.pk]
        if any(row.file and row.file.sha256 == accepted.sha256 for row in living):
            raise Refused("same_file", f'"{accepted.original_name}" đã có trong mục này.')
        promise = next((r for r in living if r.promised_sha256 == accepted.sha256), None)
        if promise is None and len(living) >= MOST_PER_ENTRY:
            raise Refused(
                "too_many", f"Mỗi mục nhận nhiều nhất {MOST_PER_ENTRY} tệp. Gỡ bớt tệp cũ."
            )
        evidence = promise or Evidence(entry=entry, added_by=self.actor)
        evidence.file = store_file(
            name=accepted.original_name,
            stream=stream,
            owner_kind=OWNER_KIND,
            owner_uid=evidence.uid,
            user=self.actor,
            accepted=accepted,
        )
        evidence.state, evidence.name = EvidenceState.STORED, accepted.original_name
        evidence.added_at = clock.now()
        evidence.save()
        if promise is None:
            living.append(evidence)
        audit.record(
            actor=self.actor,
            action="evidence.add",
            subject=entry,
            summary=f"Thêm minh chứng {accepted.original_name}"[:500],
            data={"sha256": accepted.sha256, "size": accepted.size} | self.waited,
        )
        return evidence


@transaction.atomic
def add_evidence(
    *, report: ProgressReport, indicator_id: int, name: str, stream: BinaryIO, actor: User
) -> Evidence:
    """Check and store a file for an entry. A promise with the same content is fulfilled.

    Raises Refused with the sentence for what is wrong with the file, its state or its window;
    nothing is stored then.
    """
    accepted = inspect_upload(name, stream)
    return _Shelf(report, actor).opened().add(indicator_id, stream, accepted)


@transaction.atomic
def add_files(
    *,
    report: ProgressReport,
    files: Sequence[tuple[int, str, BinaryIO]],
    actor: User,
    key: str,
    arrival: Arrival | None = None,
) -> dict[int, str]:
    """Store several files, rows (indicator id, name, stream): the good ones stay even when
    others are refused.

    `key` makes a repeat harmless, as for figures: a file whose answer was lost on the way is not
    stored again, nor refused for being there. Returns {indicator id: the sentences of its refused
    files}. Raises NotAllowed; Conflict for a key used with other files; Refused when the report
    as a whole takes no files now, judged by `arrival`.
    """
    shelf = _Shelf(report, actor, arrival)
    looked = [(pk, name, stream, _looked_at(name, stream)) for pk, name, stream in files]
    print_ = fingerprint(
        [
            str(report.uid),
            [[pk, nfc(name), getattr(found, "sha256", "")] for pk, name, _stream, found in looked],
        ]
    )
    own = f"{key}-files"  # the figures of the same form have its key
    before = earlier_answer(user=actor, key=own, print_=print_)
    if before is not None:
        return {int(indicator_id): text for indicator_id, text in before.items()}
    shelf.opened()
    wrong: dict[int, list[str]] = defaultdict(list)
    for indicator_id, _name, stream, found in looked:
        try:
            if isinstance(found, Refused):
                raise found
            shelf.add(indicator_id, stream, found)
        except Refused as refusal:
            wrong[indicator_id].append(refusal.message)
    told = {indicator_id: " ".join(sentences) for indicator_id, sentences in wrong.items()}
    answer = {str(indicator_id): text for indicator_id, text in told.items()}
    keep_answer(user=actor, key=own, print_=print_, answer=answer)
    return told


def _looked_at(name: str, stream: BinaryIO) -> AcceptedUpload | Refused:
    try:
        return inspect_upload(name, stream)
    except Refused as refusal:
        return refusal


@transaction.atomic
def promise_evidence(
    *, report: ProgressReport, indicator_id: int, name: str, sha256: str, actor: User
) -> Evidence:
    """Note that a file is on its way, by its hash; the report cannot be sent before it is here."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise Refused("bad_hash", "Tải lại trang rồi chọn lại tệp.")
    shelf = _Shelf(report, actor).opened()
    entry = shelf.entry(indicator_id)
    found = (row for row in shelf.files[entry.pk] if row.promised_sha256 == sha256)
    return next(found, None) or Evidence.objects.create(
        entry=entry,
        state=EvidenceState.PROMISED,
        name=nfc(name)[:200],
        promised_sha256=sha256,
        added_by=actor,
    )


@transaction.atomic
def remove_evidence(*, evidence: Evidence, actor: User) -> Evidence:
    """Take a file off an entry that is still open; the file itself is kept."""
    _Shelf(evidence.entry.report, actor).opened().entry(evidence.entry.indicator_id)
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
