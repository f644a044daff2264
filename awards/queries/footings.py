"""Tables of awards on which the first page rests; see `core.kept`."""

from __future__ import annotations

from awards import models
from kbang_ntm.core.kept import table_of, total_of
from kbang_ntm.core.registry import HomeGround

_WAITING = (
    models.AgendaItem,
    models.Award,
    models.AwardRound,
    models.AwardType,
    models.BallotMark,
    models.CheckOverride,
    models.Complaint,
    models.Consultation,
    models.Council,
    models.CouncilSeat,
    models.Decision,
    models.FundLine,
    models.Nomination,
    models.Nominee,
    models.Notice,
    models.OpenBallot,
    models.PostingComment,
    models.PublicPosting,
    models.Recusal,
    models.Session,
    models.SessionSeat,
    models.UpwardCase,
)

HOME = HomeGround(tuple(total_of(table_of(model)) for model in _WAITING))
