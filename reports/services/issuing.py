"""A document from draft to archive: the signing round, the register, the signed file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from communes.models import UnitVersion
from communes.services.register_papers import Scan, check_past, clean_text, keep_paper
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.workflow import advance
from reports.documents.papers import find_paper
from reports.documents.tree import Document
from reports.enums import ENDED, OUT, PaperState
from reports.issuing_rules import may_draft, may_write, writing_post
from reports.issuing_workflow import PAPER
from reports.models import DocumentSnapshot, IssuedPaper, SectionRemark, SignedCopy, SigningStep
from reports.queries.layouts import as_printed
from reports.queries.remarks import sections_of
from reports.rules import may_print
from reports.services.documents import Order, build
from reports.services.issuing_notices import tell_maker
from reports.services.signatures import read_signatures
from reports.services.snapshots import document_of, freeze

FILE_KIND = "issued_paper"
REMARK_NEEDED = frozenset({"return", "replace", "revoke", "drop"})
# These need more than a remark: `register`, `take_signed` and `replace_by` do them.
MORE_NEEDED = frozenset({"register", "take_signed", "replace"})


@transaction.atomic
def draft_about(*, kind: str, uid: UUID, actor: User) -> IssuedPaper:
    """Freeze the paper of a row as a draft to be passed on.

    Raises NotAllowed, Refused ("no_head", "drafted", what the builder says).
    """
    document = _about(kind, uid, actor)
    return _draft(document, about=uid, parameters={"about": str(uid)}, actor=actor)


@transaction.atomic
def draft_of_period(*, order: Order, actor: User) -> IssuedPaper:
    """Freeze the document of a period as a draft to be passed on. Raises as `draft_about`."""
    if not may_print(actor):
        raise NotAllowed("not_allowed", "Bạn không được in báo cáo của huyện.")
    return _draft(build(order), about=None, parameters=_of_order(order), actor=actor)


@transaction.atomic
def refresh(*, paper: IssuedPaper, actor: User) -> IssuedPaper:
    """Build the draft anew from today's figures and remarks. Raises NotAllowed, Refused."""
    row = _locked(paper)
    _need_writer(row, actor)
    return _rebuild(row, actor)


@transaction.atomic
def remark(*, paper: IssuedPaper, section: str, text: str, actor: User) -> SectionRemark:
    """Keep what staff add to a section; the draft is built anew with it. An empty text takes the
    remark out. Raises NotAllowed, Refused ("no_section", "wrong_state")."""
    row = _locked(paper)
    _need_writer(row, actor)
    if section not in sections_of(document_of(row.snapshot)):
        raise Refused("no_section", "Văn bản này không có mục đó. Tải lại trang rồi chọn lại.")
    made = SectionRemark.objects.create(
        kind=row.kind,
        subject=subject_of(row),
        section=section,
        text=clean_text(text, 5000),
        by=actor,
    )
    _rebuild(row, actor)
    return made


@transaction.atomic
def move(*, paper: IssuedPaper, act: str, words: str, actor: User) -> IssuedPaper:
    """Pass on, return, drop or revoke, with a remark (needed to return and to end).

    Raises NotAllowed, Refused ("wrong_state", "no_remark"), ValueError for an act that needs more.
    """
    if act in MORE_NEEDED:
        raise ValueError(f"{act} is done by a service of its own")
    text = clean_text(words, 1000)
    if act in REMARK_NEEDED and not text:
        raise Refused("no_remark", "Ghi rõ lý do để người soạn biết phải làm gì.")
    changes = {"reason": text[:300]} if act == "revoke" else {}
    row = advance(PAPER, obj=paper, act=act, actor=actor, changes=changes, data={"reason": text})
    _step(row, act, PAPER.named(act).done, text, actor)
    tell_maker(row, act, text, actor)
    return row


@transaction.atomic
def register(
    *, paper: IssuedPaper, number: str, dated: date, signer: str, actor: User
) -> IssuedPaper:
    """Enter number, day and signer as in the register, and freeze the copy to be signed.

    The figures are those that were approved: only number, day and signer are added. Raises
    NotAllowed, Refused ("wrong_state", "no_number", "no_signer", "future", "taken", "other_number",
    "body_ended").
    """
    row = _locked(paper)
    number, signer = clean_text(number, 20), clean_text(signer, 160)
    if not number:
        raise Refused("no_number", "Ghi số như trong sổ văn bản đi.")
    if not signer:
        raise Refused("no_signer", "Ghi họ tên người ký.")
    check_past(dated, "Ngày văn bản")
    if not UnitVersion.objects.filter(unit_id=row.unit_id, valid__contains=dated).exists():
        raise Refused("body_ended", "Cơ quan ban hành không còn hoạt động ngày đó. Xem lại ngày.")
    final = _final(document_of(row.snapshot), number, dated, signer)
    snapshot = freeze(
        final, parameters=row.snapshot.parameters, about=row.about, actor=actor, to_sign=True
    )
    changes = {
        "number": number,
        "year": dated.year,
        "dated": dated,
        "signer": signer,
        "snapshot": snapshot,
    }
    try:
        with transaction.atomic():
            row = advance(
                PAPER, obj=row, act="register", actor=actor, changes=changes,
                data={"number": number, "date": str(dated), "sha256": snapshot.sha256},
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(
            "taken", f"Số {number}/{row.sign} của năm {dated.year} đã dùng. Xem lại sổ văn bản."
        ) from error
    _step(row, "register", f"Vào sổ số {number}/{row.sign}", "", actor)
    tell_maker(row, "register", "", actor)
    return row


@transaction.atomic
def take_signed(*, paper: IssuedPaper, scan: Scan, actor: User) -> SignedCopy:
    """Keep a signed file as a new version, with what it says of its signatures.

    Raises NotAllowed, Refused ("wrong_state", what is wrong with the file).
    """
    row = _locked(paper)
    if row.state == PaperState.REGISTERED:
        row = advance(PAPER, obj=row, act="take_signed", actor=actor)
    elif row.state != PaperState.SIGNED:
        raise Refused("wrong_state", "Chỉ nhận bản đã ký của văn bản đã vào sổ, còn hiệu lực.")
    elif not PAPER.named("take_signed").permission(actor, row):
        raise NotAllowed("not_allowed", "Chỉ văn thư (ở xã: người của UBND xã) nhận bản đã ký.")
    file = keep_paper(
        name=scan.name, stream=scan.stream, owner_kind=FILE_KIND, owner_uid=row.uid, actor=actor
    )
    scan.stream.seek(0)
    found = read_signatures(scan.stream.read())
    copy = SignedCopy.objects.create(
        paper=row,
        version=row.copies.count() + 1,
        file=file,
        signatures=[one.as_json() for one in found.signatures],
        unreadable=found.problem,
        by=actor,
    )
    audit.record(
        actor=actor,
        action="paper.signed_copy",
        subject=row,
        summary=f"Nhận bản đã ký lần {copy.version}",
        data={"sha256": file.sha256},
    )
    _step(row, "take_signed", f"Nhận bản đã ký lần {copy.version}", "", actor)
    return copy


@transaction.atomic
def replace_by(*, paper: IssuedPaper, other: IssuedPaper, words: str, actor: User) -> IssuedPaper:
    """Say which registered document takes the place of this one. Raises NotAllowed, Refused
    ("no_remark", "not_out", "other_unit")."""
    text, other = clean_text(words, 300), _locked(other)
    if not text:
        raise Refused("no_remark", "Ghi lý do thay thế.")
    if other.pk == paper.pk or other.state not in OUT:
        raise Refused("not_out", "Văn bản thay thế phải là văn bản khác, đã vào sổ, còn hiệu lực.")
    if other.unit_id != paper.unit_id:
        raise Refused("other_unit", "Văn bản thay thế phải của cùng đơn vị.")
    row = advance(
        PAPER, obj=paper, act="replace", actor=actor,
        changes={"replaced_by": other, "reason": text}, data={"reason": text},
    )  # fmt: skip
    _step(row, "replace", f"Thay bằng {other.title}"[:200], text, actor)
    tell_maker(row, "replace", text, actor)
    return row


def _draft(
    document: Document, *, about: UUID | None, parameters: dict[str, str], actor: User
) -> IssuedPaper:
    post = writing_post(actor)
    if post is None or not may_draft(actor):
        raise NotAllowed("not_allowed", "Bạn không soạn văn bản trình ký. Hỏi quản trị.")
    if document.head is None:
        raise Refused("no_head", "Loại giấy này không có số, ký hiệu nên không trình ký. Cứ in ra.")
    asked = _asked(parameters)
    open_ones = IssuedPaper.objects.filter(
        kind=document.kind, asked=asked, unit_id=post.unit_id
    ).exclude(state__in=ENDED)
    _need_none(open_ones)
    snapshot = freeze(document, parameters=parameters, about=about, actor=actor)
    try:
        with transaction.atomic():
            row = IssuedPaper.objects.create(
                kind=document.kind,
                about=about,
                asked=asked,
                title=_title(document, snapshot),
                unit_id=post.unit_id,
                agency_id=post.agency_id,
                snapshot=snapshot,
                sign=document.head.sign,
                made_by=actor,
            )
    except IntegrityError:
        _need_none(open_ones.all())  # a colleague drafted it at the same moment and was first
        raise
    audit.record(actor=actor, action="paper.draft", subject=row, summary=f"Soạn: {row.title}"[:500])
    _step(row, "draft", "Soạn dự thảo", "", actor)
    return row


def _asked(parameters: dict[str, str]) -> str:
    """What a document is built from, in one text: "about=<uid>", "kind=...; period=2024-Q4"."""
    return "; ".join(f"{name}={value}" for name, value in sorted(parameters.items()) if value)


def _need_none(open_ones: QuerySet[IssuedPaper]) -> None:
    if existing := open_ones.first():
        raise Refused(
            "drafted",
            f"Đã có «{existing.title}» {existing.get_state_display()}. "
            "Mở văn bản đó ở trang Trình ký; muốn làm lại thì bỏ hoặc thay thế văn bản đó trước.",
        )


def _title(document: Document, snapshot: DocumentSnapshot) -> str:
    words = " ".join((document.title.capitalize(), *document.abstract)).strip()
    return (words or snapshot.title)[:300]


def _of_order(order: Order) -> dict[str, str]:
    return order.as_json() | {"format": ""}


def _about(kind: str, uid: UUID, actor: User) -> Document:
    paper = find_paper(kind)
    row = paper.row_for(actor, uid) if paper else None
    if paper is None or row is None:
        raise NotAllowed("not_allowed", "Bạn không được lập văn bản này.")
    return as_printed(paper.kind.build(**{paper.about: row}), subject=str(uid))


def _rebuild(row: IssuedPaper, actor: User) -> IssuedPaper:
    row.snapshot = freeze(
        _rebuilt(row, actor), parameters=row.snapshot.parameters, about=row.about, actor=actor
    )
    row.save(update_fields=["snapshot"])
    _step(row, "refresh", "Dựng lại theo số liệu mới nhất", "", actor)
    return row


def _rebuilt(row: IssuedPaper, actor: User) -> Document:
    if row.about is not None:
        return _about(row.kind, row.about, actor)
    return build(Order.from_json(row.snapshot.parameters))


def subject_of(row: IssuedPaper) -> str:
    """What remarks on it are kept under: the row, or the period."""
    return str(row.about) if row.about else str(row.snapshot.parameters["period"])


def _final(document: Document, number: str, dated: date, signer: str) -> Document:
    """The approved document with what the register adds."""
    head = document.head
    assert head is not None, "a draft has a head"
    if head.number and head.number != number:
        raise Refused(
            "other_number",
            f"Việc này đã ghi số {head.number} nơi lập văn bản. Ghi đúng số đó, hoặc sửa nơi lập.",
        )
    signers = document.signers
    if signers and not signers[-1].name:
        signers = (*signers[:-1], replace(signers[-1], name=signer))
    return replace(
        document,
        head=replace(head, number=number, dated=dated),
        signers=signers,
        banners=replace(document.banners, draft=False),
        created=clock.now(),
    )


def _locked(paper: IssuedPaper) -> IssuedPaper:
    rows = IssuedPaper.objects.select_for_update(of=("self",)).select_related("snapshot")
    return rows.get(pk=paper.pk)


def _need_writer(row: IssuedPaper, actor: User) -> None:
    if not may_write(actor, row):
        raise NotAllowed("not_allowed", "Chỉ người của cơ quan soạn sửa dự thảo.")
    if row.state != PaperState.DRAFT:
        raise Refused(
            "wrong_state",
            f"Văn bản {row.get_state_display()} nên không sửa được. Đang trình thì chờ trả lại.",
        )


def _step(row: IssuedPaper, act: str, words: str, text: str, actor: User) -> None:
    SigningStep.objects.create(
        paper=row, act=act, words=words[:200], remark=text, snapshot_id=row.snapshot_id, by=actor
    )
