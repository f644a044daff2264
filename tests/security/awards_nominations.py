"""Rounds and nominations of the demonstration: things the tests of rights walk with."""

from __future__ import annotations

from awards.models import (
    AwardRound,
    DossierItem,
    LateAllowance,
    Nomination,
    Quota,
    TitleRegistration,
)
from tests.security.registers import Things, _things

ROUND = ("", "-edit", "-open", "-close", "-quota", "-senders", "-remind", "-late")
CHOOSE = ("nomination-choose", "nomination-nominee", "nomination-new")
ONE = (
    "", "-edit", "-send", "-withdraw", "-receive", "-ask", "-supplement", "-suspend", "-resume",
    "-regime", "-meeting", "-item",
)  # fmt: skip


def nomination_things() -> dict[str, Things]:
    """{address: {object name: values}}: the district's open round and one not open yet, the round
    of Sơn Lang; nominations of Sơn Lang (draft), Đak Rong (sent), Sơ Pai (to supplement) and, of
    the year before, of Phòng Nông nghiệp (appraised)."""
    of = AwardRound.objects.get
    rounds = _things(
        final=of(kind="final"),
        plan=of(kind="sudden"),
        sonlang=of(unit__key="son-lang"),
    )
    final = Nomination.objects.filter(round__kind="final").get
    office = Nomination.objects.filter(round__name__endswith="2024", agency__code="nnptnt")
    rows = _things(
        draft=final(unit__key="son-lang"),
        sent=final(unit__key="dak-rong"),
        supplement=final(unit__key="so-pai"),
        office=office.order_by("pk")[0],
    )
    found: dict[str, Things] = {f"round{act}": rounds for act in ROUND}
    found |= dict.fromkeys(CHOOSE, rounds)
    found |= {f"nomination{act}": rows for act in ONE}
    found["nomination-criterion"] = {name: {**row, "order": 1} for name, row in rows.items()}
    item = DossierItem.objects.filter(nomination__uid=rows["sent"]["uid"]).order_by("pk")[0]
    found["item-withdraw"] = _things(dakrong=item)
    quota = Quota.objects.filter(round__unit__key="huyen-kbang").order_by("pk")[0]
    found["quota-drop"] = _things(district=quota)
    found["late-withdraw"] = _things(district=LateAllowance.objects.order_by("pk")[0])
    found["title-withdraw"] = _things(nnptnt=TitleRegistration.objects.order_by("pk")[0])
    return {f"awards:{name}": things for name, things in found.items()}
