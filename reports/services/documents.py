"""Building, freezing and rendering documents."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from communes.models import ReportingPeriod
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.jobs import Chunk, JobContext, enqueue
from kbang_ntm.core.models import Job, StoredFile, User
from kbang_ntm.core.services.files import store_bytes
from kbang_ntm.core.storage import read_stored
from reports.documents import registry
from reports.documents.registry import Format
from reports.documents.renderers import RenderedFile, render
from reports.documents.renderers.long_annex import Ledger
from reports.documents.tree import Document
from reports.models import DocumentFile, DocumentSnapshot
from reports.rules import may_print
from reports.services.print_chunks import JobLedger, let_go

OWNER_KIND = "document"
JOB_KIND = "reports.print"
STEPS = 3


@dataclass(frozen=True)
class Order:
    """What to print: kind, period key, format, the map's day, and the moment of knowledge."""

    kind: str
    period: str
    format: str
    map_date: date | None = None
    known_at: datetime | None = None

    def as_json(self) -> dict[str, str]:
        """Parameters of the job."""
        return {
            "kind": self.kind,
            "period": self.period,
            "format": self.format,
            "map_date": self.map_date.isoformat() if self.map_date else "",
            "known_at": self.known_at.isoformat() if self.known_at else "",
        }

    @classmethod
    def from_json(cls, body: dict[str, str]) -> Order:
        """The order again."""
        return cls(
            kind=body["kind"],
            period=body["period"],
            format=body["format"],
            map_date=date.fromisoformat(body["map_date"]) if body["map_date"] else None,
            known_at=datetime.fromisoformat(body["known_at"]) if body["known_at"] else None,
        )


def period_of(key: str) -> ReportingPeriod:
    """The period called `key`. Raises Refused with the keys there are."""
    found = ReportingPeriod.objects.filter(key=key).first()
    if found is None:
        known = ", ".join(
            ReportingPeriod.objects.order_by("ends", "kind").values_list("key", flat=True)
        )
        raise Refused("no_period", f'Không có kỳ "{key}". Các kỳ: {known or "chưa nạp kỳ nào"}.')
    return found


def check_format(kind: registry.DocumentKind, name: str) -> Format:
    """The format called `name`, where the kind offers it and this server makes it. Raises
    Refused."""
    format_ = kind.check_format(name)
    if format_ is Format.PDF and not settings.PDF_ENABLED:
        raise Refused(
            "pdf_off",
            "Máy chủ thiếu thư viện để in PDF. In DOCX hoặc XLSX, và báo người quản trị cài thêm.",
        )
    return format_


def check_order(order: Order) -> Format:
    """The format, when kind, period, format and times fit together. Raises Refused."""
    format_ = check_format(registry.get(order.kind), order.format)
    period_of(order.period)
    if order.known_at and order.known_at > clock.now():
        raise Refused("future", "Thời điểm biết số liệu không thể sau lúc này. Chọn lúc sớm hơn.")
    return format_


@transaction.atomic
def build_snapshot(*, order: Order, actor: User | None) -> DocumentSnapshot:
    """Build the document and freeze it with what it was built from. Raises Refused."""
    period = period_of(order.period)
    kind = registry.get(order.kind)
    document = kind.build(
        **_given(kind, period=period, map_date=order.map_date, known_at=order.known_at)
    )
    body = document.to_json()
    snapshot = DocumentSnapshot.objects.create(
        kind=order.kind,
        title=(document.subject or kind.label_vi)[:300],
        parameters=order.as_json() | {"format": ""},
        body=body,
        sha256=hashlib.sha256(body.encode()).hexdigest(),
        known_at=order.known_at or document.created,
        created_by=actor,
    )
    audit.record(
        actor=actor,
        action="document.build",
        subject=snapshot,
        summary=f"Dựng văn bản: {snapshot.title}"[:500],
        data={"sha256": snapshot.sha256, **order.as_json()},
    )
    return snapshot


def _given(kind: registry.DocumentKind, **values: Any) -> dict[str, Any]:
    names = {parameter.name for parameter in kind.parameters}
    return {name: value for name, value in values.items() if name in names}


def render_snapshot(
    snapshot: DocumentSnapshot, format_: Format, *, ledger: Ledger | None = None
) -> RenderedFile:
    """The snapshot in a format; always the same bytes for the same snapshot."""
    document = Document.from_json(snapshot.body)
    return render(document, format_, stored_file=_stored_bytes, ledger=ledger)


def _stored_bytes(uid: str) -> bytes | None:
    """Bytes of a stored picture named in a document, or None when there is none."""
    try:
        wanted = uuid.UUID(uid)
    except ValueError:
        return None
    found = StoredFile.objects.filter(uid=wanted, content_type__startswith="image/").first()
    return read_stored(found) if found else None


def file_of(
    *,
    snapshot: DocumentSnapshot,
    format_: Format,
    actor: User | None,
    ledger: Ledger | None = None,
) -> StoredFile:
    """The stored file of a snapshot in a format, rendered once; `ledger` keeps the parts of a
    long one meanwhile."""
    kept = snapshot.files.filter(format=format_.value).select_related("file").first()
    if kept is not None:
        return kept.file
    made = render_snapshot(snapshot, format_, ledger=ledger)
    try:
        with transaction.atomic():
            file = store_bytes(
                name=made.file_name,
                content=made.content,
                content_type=made.content_type,
                owner_kind=OWNER_KIND,
                owner_uid=snapshot.uid,
                user=actor,
            )
            DocumentFile.objects.create(snapshot=snapshot, format=format_.value, file=file)
    except IntegrityError:
        # Somebody asked at the same moment and was first; the bytes are the same. (The row of an
        # append-only table cannot be locked: locking asks for the right to update it.)
        return snapshot.files.select_related("file").get(format=format_.value).file
    return file


@transaction.atomic
def order_print(*, order: Order, key: str, actor: User) -> Job:
    """Ask for a document; it is made in the background. `key` makes asking twice harmless."""
    if not may_print(actor):
        raise NotAllowed("not_allowed", "Bạn không được in báo cáo của huyện.")
    check_order(order)
    kind = registry.get(order.kind)
    period = period_of(order.period)
    return enqueue(
        kind=JOB_KIND,
        key=f"print-{actor.pk}-{key}",
        title=f"In {kind.label_vi.lower()}, {period.label}, {order.format.upper()}",
        parameters=order.as_json(),
        requested_by=actor,
        steps_total=STEPS,
    )


def run_print(context: JobContext) -> None:
    """The job: read and freeze once, render, keep the file. Safe to run again from any line; a
    long document goes on behind the last part that is kept."""
    order = Order.from_json(context.parameters)
    format_ = check_order(order)
    context.step("Đọc số liệu, dựng văn bản", 0, STEPS)
    chunk = context.once("snapshot", lambda: _snapshot_chunk(order, context.user))
    snapshot = DocumentSnapshot.objects.get(uid=chunk.data["uid"])
    context.step(f"In ra {format_.value.upper()}", 1, STEPS)
    ledger = JobLedger(context, snapshot, owner_kind=OWNER_KIND, steps=STEPS)
    file = file_of(snapshot=snapshot, format_=format_, actor=context.user, ledger=ledger)
    context.step("Cất tệp", 2, STEPS)
    context.finish(
        {
            "url": reverse("reports:document", args=[snapshot.uid]),
            "label": "Xem bản in",
        },
        file=file,
    )
    let_go(context)


def _snapshot_chunk(order: Order, actor: User | None) -> Chunk:
    snapshot = build_snapshot(order=order, actor=actor)
    return Chunk(data={"uid": str(snapshot.uid)})
