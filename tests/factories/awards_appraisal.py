"""What an appraiser needs besides: words that clear a nominee, past awards, posted lists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from psycopg2.extras import DateRange

from awards.enums import FactKind
from awards.models import Nomination, Nominee, NomineeFact, PastAward, PublicPosting
from awards.services import appraisal, postings
from awards.services.appraisal import SheetText
from awards.services.postings import PostingText
from kbang_ntm.core import clock
from tests.factories.awards_nominations import Awards

ALL = tuple(FactKind)


def clear(nominee: Nominee, actor: Any, kinds: Iterable[str] = ALL) -> None:
    """Every kind of fact is known not to stand against the nominee."""
    for kind in kinds:
        NomineeFact.objects.create(
            nominee=nominee,
            kind=kind,
            state="no",
            on=clock.today(),
            body="Công an huyện",
            by=actor,
        )


def fact(nominee: Nominee, actor: Any, kind: str, **fields: Any) -> NomineeFact:
    values: dict[str, Any] = {"state": "yes", "on": clock.today(), "body": "Công an huyện"}
    return NomineeFact.objects.create(nominee=nominee, kind=kind, by=actor, **{**values, **fields})


def past_award(nominee: Nominee, world: Awards, **fields: Any) -> PastAward:
    values: dict[str, Any] = {
        "unit": world.district,
        "type_code": "GIAY_KHEN_XA",
        "type_name": "Giấy khen của Chủ tịch UBND xã",
        "level": "commune",
        "merit_kind": "movement",
        "achievement": DateRange(date(2024, 1, 1), date(2025, 1, 1)),
        "achievement_text": "Hiến 500 m2 đất mở đường liên thôn",
        "decision_number": "12/QĐ-UBND",
        "decision_date": date(2024, 6, 1),
        "decider": "Chủ tịch UBND xã Sơn Lang",
        "verified": True,
        "source": "sổ của xã",
    }
    return PastAward.objects.create(nominee=nominee, by=world.clerk, **{**values, **fields})


def sheet(**fields: Any) -> SheetText:
    values: dict[str, Any] = {
        "dossier_complete": True,
        "conditions_met": True,
        "opinion": "Thành tích rõ, hồ sơ đủ.",
        "conclusion": "eligible",
    }
    return SheetText(**{**values, **fields})


def eligible(world: Awards, row: Nomination) -> Nomination:
    """A received nomination, cleared and found eligible."""
    clear(row.nominee, world.clerk)
    appraisal.appraise(nomination=row, text=sheet(), actor=world.clerk)
    return Nomination.objects.get(pk=row.pk)


def posted(world: Awards, *rows: Nomination, **fields: Any) -> PublicPosting:
    values: dict[str, Any] = {
        "title": "Danh sách đề nghị khen thưởng",
        "where": "Trụ sở UBND xã",
        "starts_on": clock.today(),
    }
    return postings.post(
        award_round=rows[0].round,
        nominations=rows,
        text=PostingText(**{**values, **fields}),
        actor=world.clerk,
    )
