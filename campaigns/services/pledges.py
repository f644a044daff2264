"""Pledges of the members of a cluster: written, signed on paper, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from campaigns.cluster_enums import PledgeState
from campaigns.cluster_rules import may_sign, speaks_for_member
from campaigns.cluster_workflow import PLEDGE
from campaigns.models import ClusterMember, Pledge, PledgeResult, PledgeTarget
from campaigns.queries.clusters import whole_year
from campaigns.services.clusters import check_year
from communes.services.register_papers import Scan, check_past, clean_text, keep_paper
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.workflow import advance

PLEDGE_KIND = "pledge_paper"
MOST_TARGETS = 12
MOST = Decimal(10) ** 11
OWN_ONLY = "Chỉ người của đơn vị soạn và chốt giao ước của đơn vị mình."


@dataclass(frozen=True)
class TargetText:
    """One target: words, and a number with its unit where there is one."""

    content: str
    number: Decimal | None = None
    unit_word: str = ""


@transaction.atomic
def write_pledge(
    *,
    member: ClusterMember,
    year: int,
    text: str,
    targets: Sequence[TargetText],
    actor: User,
) -> Pledge:
    """Begin or mend the draft of a year with all its targets.

    Raises NotAllowed, Refused (`year`, `not_member`, `signed`, `no_text`, `targets`, `number`).
    """
    if not speaks_for_member(actor, member):
        raise NotAllowed("not_allowed", OWN_ONLY)
    check_year(year)
    if not ClusterMember.objects.filter(pk=member.pk, valid__overlap=whole_year(year)).exists():
        raise Refused("not_member", f"Đơn vị không là thành viên cụm, khối trong năm {year}.")
    words, rows = clean_text(text, 8000), _targets(targets)
    if not words:
        raise Refused("no_text", "Ghi nội dung đăng ký, giao ước.")
    pledge = Pledge.objects.select_for_update(of=("self",)).filter(member=member, year=year).first()
    if pledge is None:
        pledge = Pledge.objects.create(member=member, year=year, text=words, entered_by=actor)
    elif pledge.state == PledgeState.SIGNED:
        raise Refused("signed", "Giao ước đã ký nên không sửa được nội dung.")
    else:
        pledge.text = words
        pledge.save(update_fields=["text"])
        pledge.targets.all().delete()
    PledgeTarget.objects.bulk_create(
        PledgeTarget(
            pledge=pledge,
            order=number,
            content=row.content,
            number=row.number,
            unit_word=row.unit_word,
        )
        for number, row in enumerate(rows, 1)
    )
    _tell(actor, pledge, "write", f"Soạn giao ước thi đua năm {year}, {len(rows)} chỉ tiêu")
    return pledge


@transaction.atomic
def sign_pledge(*, pledge: Pledge, signed_on: date, number: str, scan: Scan, actor: User) -> Pledge:
    """Keep the signed paper; text and targets stay as they are from then on.

    Raises NotAllowed, Refused (`future`, `no_targets`, `wrong_state`, and what is wrong with the
    file).
    """
    if not may_sign(actor, pledge):
        raise NotAllowed("not_allowed", OWN_ONLY)
    check_past(signed_on, "Ngày ký")
    if not pledge.targets.exists():
        raise Refused("no_targets", "Ghi ít nhất một chỉ tiêu trước khi chốt giao ước.")
    file = keep_paper(
        name=scan.name,
        stream=scan.stream,
        owner_kind=PLEDGE_KIND,
        owner_uid=pledge.uid,
        actor=actor,
    )
    return advance(
        PLEDGE,
        obj=pledge,
        act="sign",
        actor=actor,
        changes={
            "signed_on": signed_on,
            "paper_number": clean_text(number, 60),
            "paper_file": file,
            "signed_by": actor,
            "signed_at": clock.now(),
        },
        data={"sha256": file.sha256},
    )


@transaction.atomic
def record_result(
    *,
    target: PledgeTarget,
    reached: bool,
    number: Decimal | None,
    note: str,
    actor: User,
) -> PledgeResult:
    """Say what became of a target of a signed pledge; the newest word counts.

    Raises NotAllowed, Refused (`not_signed`, `number`).
    """
    pledge = Pledge.objects.select_related("member__unit", "member__cluster").get(
        pk=target.pledge_id
    )
    if not may_sign(actor, pledge):
        raise NotAllowed("not_allowed", OWN_ONLY)
    if pledge.state != PledgeState.SIGNED:
        raise Refused("not_signed", "Chốt giao ước đã ký trước khi ghi kết quả.")
    if number is not None:
        _check_number(number)
    row = PledgeResult.objects.create(
        target=target, reached=reached, number=number, note=clean_text(note, 500), by=actor
    )
    word = "đạt" if reached else "chưa đạt"
    _tell(actor, pledge, "result", f"Kết quả chỉ tiêu {target.order}: {word}")
    return row


def _targets(rows: Sequence[TargetText]) -> list[TargetText]:
    found = []
    for row in rows:
        content = clean_text(row.content, 300)
        if not content:
            if row.number is not None or row.unit_word:
                raise Refused("targets", "Ghi nội dung cho chỉ tiêu đã có số.")
            continue
        if row.number is not None:
            _check_number(row.number)
        found.append(TargetText(content, row.number, clean_text(row.unit_word, 40)))
    if len(found) > MOST_TARGETS:
        raise Refused("targets", f"Nhiều nhất {MOST_TARGETS} chỉ tiêu.")
    return found


def _check_number(number: Decimal) -> None:
    if number < 0:
        raise Refused("number", "Số của chỉ tiêu không thể nhỏ hơn 0.")
    if number >= MOST:
        raise Refused("number", "Số lớn quá. Xem lại số vừa nhập.")


def _tell(actor: User, row: Pledge, act: str, summary: str) -> None:
    audit.record(actor=actor, action=f"pledge.{act}", subject=row, summary=summary[:500])
