"""Nominees and past awards of the demonstration: things the tests of rights walk with."""

from __future__ import annotations

import io

from awards.models import Namesake, Nominee, NomineeFact, PastAward
from awards.services.award_imports import upload_old_awards
from communes.models import AdministrativeUnit
from kbang_ntm.core.models import User
from tests.factories.awards_law import line, old_list
from tests.security.registers import Things, _things


def award_law_things() -> dict[str, Things]:
    """{address: {object name: values}}: a nominee of Sơn Lang with an award, two namesakes of the
    district, a confirmation about somebody of Đak Rong, and a list Phòng Nội vụ uploaded."""
    firm = Nominee.objects.get(name__startswith="Hợp tác xã", unit__key="son-lang")
    nominee = _things(sonlang=firm)
    award = _things(sonlang=PastAward.objects.get(nominee=firm))
    said = NomineeFact.objects.filter(nominee__unit__key="dak-rong").order_by("pk")
    fact = _things(dakrong=said[0])
    pair = _things(district=Namesake.objects.order_by("pk")[0])
    batch = _things(
        noivu=upload_old_awards(
            unit_id=AdministrativeUnit.objects.get(key="huyen-kbang").pk,
            name="danh-sach.xlsx",
            stream=io.BytesIO(old_list([line(level="")])),
            actor=User.objects.get(username="noivu"),
        )
    )
    return {
        **dict.fromkeys(
            (
                "awards:nominee",
                "awards:fact-new",
                "awards:details",
                "awards:details-write",
                "awards:past-award-new",
            ),
            nominee,
        ),
        **dict.fromkeys(
            ("awards:past-award", "awards:past-award-verify", "awards:past-award-withdraw"), award
        ),
        "awards:fact-withdraw": fact,
        "awards:namesake": pair,
        **dict.fromkeys(
            ("awards:award-import", "awards:award-import-confirm", "awards:award-import-cancel"),
            batch,
        ),
    }
