"""Setting the foot of a kind of document from a day on."""

from __future__ import annotations

import re
from datetime import date

from django.db import transaction

from kbang_ntm.core import audit
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_date, nfc
from reports.issuing_rules import may_write
from reports.models import IssuedPaper, PaperLayout
from reports.queries.layouts import Foot, issuer_of
from reports.services.dated_rows import end_before
from reports.services.issuing import refresh
from reports.services.snapshots import document_of

# NĐ 30/2020/NĐ-CP, annex I, component 7a: for whom a signer signs.
AUTHORITY = re.compile(r"(TM|KT|TL|TUQ|Q)\. \S.*")
KEPT = re.compile(r"Lưu: VT(, \S.*)?")


def check_foot(foot: Foot) -> Foot:
    """The lines as printed. Raises Refused ("bad_authority", "no_position", "not_kept")."""
    authority = tuple(nfc(line).upper() for line in foot.authority)
    position = tuple(nfc(line).upper() for line in foot.position)
    recipients = tuple(nfc(line).strip("-;. ") for line in foot.recipients)
    for line in authority:
        if not AUTHORITY.fullmatch(line):
            raise Refused(
                "bad_authority",
                f"Quyền hạn «{line}» phải bắt đầu bằng TM., KT., TL., TUQ. hoặc Q. "
                "Ví dụ: TM. ỦY BAN NHÂN DÂN; người ký nhân danh mình thì để trống.",
            )
    if not position:
        raise Refused("no_position", "Ghi chức vụ người ký, ví dụ: PHÓ CHỦ TỊCH.")
    if recipients and not KEPT.fullmatch(recipients[-1]):
        raise Refused(
            "not_kept", "Dòng cuối của Nơi nhận là «Lưu: VT, đơn vị soạn thảo». Thêm dòng đó."
        )
    return Foot(authority, position, recipients)


@transaction.atomic
def save_layout(*, paper: IssuedPaper, foot: Foot, first: date, actor: User) -> PaperLayout:
    """From that day on the kind, as this body issues it, ends with these lines; the draft is built
    anew. A row that began on the same day is answered by a later day only.

    Raises NotAllowed, Refused (as `check_foot`, "later_row", "wrong_state").
    """
    if not may_write(actor, paper):
        raise NotAllowed("not_allowed", "Chỉ người của cơ quan soạn sửa thể thức.")
    foot = check_foot(foot)
    issuer = issuer_of(document_of(paper.snapshot))
    valid = end_before(
        PaperLayout.objects.filter(kind=paper.kind, issuer=issuer), first, "thể thức"
    )
    made = PaperLayout.objects.create(
        kind=paper.kind,
        issuer=issuer,
        valid=valid,
        authority="\n".join(foot.authority),
        position="\n".join(foot.position),
        recipients="\n".join(foot.recipients),
        by=actor,
    )
    audit.record(
        actor=actor,
        action="paper.layout",
        subject=made,
        summary=f"Đặt thể thức cuối văn bản từ {format_date(first)}: {paper.title}"[:500],
    )
    refresh(paper=paper, actor=actor)
    return made
