"""Tables of awards on which the first page rests; see `core.kept`."""

from __future__ import annotations

from awards.models import (
    AgendaItem,
    Award,
    AwardRound,
    AwardType,
    BallotMark,
    CheckOverride,
    Complaint,
    Consultation,
    Council,
    CouncilSeat,
    Decision,
    FundLine,
    Nomination,
    Nominee,
    Notice,
    OpenBallot,
    PostingComment,
    PublicPosting,
    Recusal,
    Session,
    SessionSeat,
    UpwardCase,
)
from kbang_ntm.core.kept import table_of, total_of
from kbang_ntm.core.registry import HomeGround

_WAITING = (
    AgendaItem,
    Award,
    AwardRound,
    AwardType,
    BallotMark,
    CheckOverride,
    Complaint,
    Consultation,
    Council,
    CouncilSeat,
    Decision,
    FundLine,
    Nomination,
    Nominee,
    Notice,
    OpenBallot,
    PostingComment,
    PublicPosting,
    Recusal,
    Session,
    SessionSeat,
    UpwardCase,
)

HOME = HomeGround(tuple(total_of(table_of(model)) for model in _WAITING))
