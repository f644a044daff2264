"""Decisions, upward cases and the fund of 2025: things the tests of rights walk with.

All belong to the district; xã Sơn Lang has proposed. Made without a session (simplified
procedure), so that they stand beside whatever the demonstration holds.
"""

from __future__ import annotations

from typing import Any

from awards.models import CertificateLayout, FundLine, Nomination, Notice
from awards.queries.law import award_type, regime_on
from awards.services import decisions, issuing, taken_in, upward
from communes.models import AdministrativeUnit
from communes.services.register_papers import Scan
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from tests.factories.awards_decisions import ABOVE, FORM, Deciding
from tests.factories.registers import scan
from tests.security.registers import MISSING, Things

DRAFTED = (
    "decision-edit", "decision-add", "decision-drop", "decision-decide",
)  # fmt: skip
ISSUED = (
    "decision-scan", "decision-correct", "decision-revoke", "decision-deliver", "decision-pay",
    "decision-pay-list", "decision-certificates",
)  # fmt: skip


def _level() -> Deciding:
    person = {user.username: user for user in User.objects.all()}
    return Deciding(
        unit=AdministrativeUnit.objects.get(key="huyen-kbang"),
        commune=AdministrativeUnit.objects.get(key="son-lang"),
        desk=person["noivu"],
        second=person["noivu"],
        leader=person["chutich"],
        clerk=person["vanthu"],
        chair=person["chutich"],
        proposer=person["ld.sonlang"],
        neighbour=person["ld.dakrong"],
        day=clock.today(),
        form=FORM,
    )


def _simplified(level: Deciding, name: str) -> Nomination:
    return level.nomination(
        level.round(f"Đợt thử {name}"),
        level.nominee(name=f"Người thử {name}"),
        simplified=True,
        simplified_reason="Thành tích đột xuất",
    )


def _draft(level: Deciding, name: str) -> Any:
    row = _simplified(level, name)
    return decisions.draft(
        award_round=row.round,
        session=None,
        nominations=[row],
        text=level.text(title=f"Khen thưởng {name}"),
        actor=level.desk,
    )


def _decided(level: Deciding, name: str) -> Any:
    return decisions.decide(decision=_draft(level, name), decided_on=level.day, actor=level.leader)


def decision_things() -> dict[str, Things]:
    """{address: {object name: values}} of this part."""
    level = _level()
    fund = level.fund()
    draft, decided = _draft(level, "dự thảo"), _decided(level, "đã ký")
    issued = issuing.issue(
        decision=_decided(level, "đã phát hành"),
        number="thử/QĐ-UBND",
        number_date=level.day,
        scan=None,
        actor=level.clerk,
    )
    old = taken_in.take_in(
        unit=level.unit,
        paper=taken_in.OldPaper("thử cũ/QĐ-UBND", level.day, "Khen thưởng cũ"),
        scan=Scan("cu.pdf", scan()),
        actor=level.desk,
    )
    form = award_type(FORM, regime_on(level.day), level.day)
    taken_in.add_line(
        decision=old, line=taken_in.OldLine(level.nominee(name="Cũ"), form), actor=level.desk
    )
    case = upward.send_up(
        nominations=[level.nomination(level.round("Đợt thử trình"), code=ABOVE)],
        memo=upward.Memo("UBND tỉnh", "thử/TTr-UBND", level.day, level.day),
        actor=level.desk,
    )[0]
    layout = CertificateLayout.objects.create(unit=level.unit, name="Mẫu thử")
    line, own = draft.awards.get(), issued.awards.get()
    found = {
        "decision": _things(issued=issued, draft=draft),
        "decision-new": _things(there=_simplified(level, "chờ").round),
        **dict.fromkeys(DRAFTED, _things(draft=draft)),
        **dict.fromkeys(ISSUED, _things(issued=issued)),
        **dict.fromkeys(
            ("decision-line-up", "decision-line-down", "decision-line-remove"), _things(draft=line)
        ),
        "decision-line-return": _things(issued=own),
        "decision-register": _things(decided=decided),
        **dict.fromkeys(("decision-old-line", "decision-verify"), _things(old=old)),
        "award-notice": _things(issued=Notice.objects.get(nomination=own.nomination)),
        **dict.fromkeys(("layout", "layout-test"), _things(there=layout)),
        **dict.fromkeys(("upward-case", "upward-answer"), _things(sent=case)),
        **dict.fromkeys(
            ("fund", "fund-income", "fund-organising", "fund-overdraft"), _things(there=fund)
        ),
        "fund-counter": _things(there=FundLine.objects.get(fund=fund, kind="income")),
    }
    return {f"awards:{name}": things for name, things in found.items()}


def _things(**rows: Any) -> Things:
    return {name: {"uid": row.uid} for name, row in rows.items()} | {"missing": MISSING}
