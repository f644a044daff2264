"""A file of a print: at once where that is quick, by a job where somebody would wait on a page."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from kbang_ntm.core.admission.gate import papers_wait
from kbang_ntm.core.jobs import JobContext, enqueue
from kbang_ntm.core.models import Job, StoredFile, User
from reports.documents import registry
from reports.documents.registry import Format
from reports.documents.renderers.stretches import cost_of
from reports.documents.tree import Document
from reports.models import DocumentSnapshot
from reports.queries.issuing import paper_of
from reports.rules import may_print
from reports.services.documents import check_format
from reports.services.print_chunks import JobLedger, let_go
from reports.services.snapshots import document_of, file_kind, file_of

JOB_KIND = "reports.file"
STEPS = 2
# The most a page makes while somebody waits, by the measure of `stretches` (a cell or a dozen
# letters count 1): about 130 rows of the matrix, and three seconds of a core for a PDF.
QUICK = {Format.PDF: 4_000, Format.DOCX: 40_000, Format.XLSX: 40_000}


def is_quick(document: Document, format_: Format) -> bool:
    """Whether its file is made while somebody waits."""
    return sum(cost_of(block) for block in document.all_blocks()) <= QUICK[format_]


@transaction.atomic
def file_or_job(*, snapshot: DocumentSnapshot, format_name: str, actor: User) -> StoredFile | Job:
    """The file of a print, or the job that makes a long one, any one while all places in this
    process are taken; asking twice finds the same.

    The caller answers for the right to read the print. Raises Refused.
    """
    format_ = check_format(registry.get(snapshot.kind), format_name)
    kept = snapshot.files.filter(format=format_.value).select_related("file").first()
    if kept is not None:
        return kept.file
    if is_quick(document_of(snapshot), format_) and not papers_wait():
        return file_of(snapshot=snapshot, format_=format_, actor=actor)
    return enqueue(
        kind=JOB_KIND,
        key=f"file-{actor.pk}-{snapshot.uid}-{format_.value}",
        title=f"Tạo tệp {format_.value.upper()}: {snapshot.title}",
        parameters={"snapshot": str(snapshot.uid), "format": format_.value},
        requested_by=actor,
        steps_total=STEPS,
    )


def run_file(context: JobContext) -> None:
    """The job. Safe to run again from any line; it goes on behind the last part that is kept."""
    snapshot = DocumentSnapshot.objects.get(uid=context.parameters["snapshot"])
    format_ = check_format(registry.get(snapshot.kind), context.parameters["format"])
    context.step(f"In ra {format_.value.upper()}", 1, STEPS)
    ledger = JobLedger(context, snapshot, owner_kind=file_kind(snapshot), steps=STEPS)
    file = file_of(snapshot=snapshot, format_=format_, actor=context.user, ledger=ledger)
    context.finish({"url": _page(snapshot, context.user), "label": "Xem bản in"}, file=file)
    let_go(context)


def _page(snapshot: DocumentSnapshot, user: User | None) -> str:
    """Where the person reads the print: that of a period among the prints, others with their
    document."""
    paper = paper_of(snapshot)
    if paper is None or (snapshot.about is None and user is not None and may_print(user)):
        return reverse("reports:document", args=[snapshot.uid])
    return reverse("reports:issued", args=[paper.uid])
