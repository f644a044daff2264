"""Invented councils; one session of 2023 with secret votes, where nominations are ready for it."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

from awards.enums import BallotMode, NominationState, Presence
from awards.models import AgendaItem, AwardRound, Council, Nomination, Session
from awards.services import agenda, councils, counting, keys, minutes, sessions, voting
from campaigns.demo.days import on_day
from communes.demo.accounts import Accounts
from communes.models import AdministrativeUnit, Agency
from communes.reference.files import Row, read
from kbang_ntm.core import clock
from kbang_ntm.core.models import User

FILE = Path(__file__).resolve().parent.parent / "data" / "demo" / "council.json"
DISTRICT = "huyen-kbang"
BEGINS = time(8)  # of sessions: what happened in them happened then, whenever this is loaded


def load(accounts: Accounts) -> None:
    """Fill an empty portal; called once, on the day before the one shown."""
    if Council.objects.exists():
        return
    content = read(FILE)
    for row in content["councils"]:
        _council(accounts, row)
    _session(accounts, content["session"])


def _council(accounts: Accounts, row: Row) -> None:
    desk = accounts.by_name["noivu"] if row["unit"] == DISTRICT else accounts.officer(row["unit"])
    first = date.fromisoformat(row["first"])
    with on_day(row["first"]):
        made = councils.make_council(
            unit=AdministrativeUnit.objects.get(key=row["unit"]),
            text=councils.CouncilText(
                name=row["name"],
                first=first,
                last=date.fromisoformat(row["last"]),
                decision_number=row["number"],
                decision_date=date.fromisoformat(row["date"]),
                illustrative=True,
            ),
            actor=desk,
        )
        agencies = dict(Agency.objects.values_list("code", "pk"))
        for seat in row["seats"]:
            user = accounts.by_name[seat["user"]] if "user" in seat else None
            text = councils.SeatText(
                name=seat.get("name", user.full_name if user else ""),
                position=seat["position"],
                role=seat["role"],
                first=first,
                user=user,
                agency_id=agencies.get(seat.get("agency", "")),
            )
            councils.add_seat(council=made, text=text, actor=desk)


def _session(accounts: Accounts, row: Row) -> None:
    """The whole of a session, when the round has nominations that passed their appraisal."""
    ready = NominationState.ELIGIBLE
    rounds = AwardRound.objects.filter(name=row["round"], unit__key=row["unit"])
    found = list(Nomination.objects.filter(round__in=rounds, state=ready).order_by("pk"))
    if not found:
        return
    council = Council.objects.get(unit__key=row["unit"])
    desk = accounts.by_name["noivu"]
    with on_day(row["planned"]):
        session = _invited(council, rounds[0], row, found, desk)
    with on_day(row["held"], BEGINS):
        _held(session, row)


def _invited(
    council: Council, award_round: AwardRound, row: Row, found: list[Nomination], desk: User
) -> Session:
    by_role = {seat.role: seat for seat in council.seats.all()}
    session = sessions.plan_session(
        council=council,
        text=sessions.SessionText(
            award_round=award_round,
            title=row["title"],
            held_at=datetime.combine(date.fromisoformat(row["held"]), BEGINS, tzinfo=clock.LOCAL),
            place=row["place"],
            chair=by_role["chair"],
            secretary=by_role["secretary"],
            illustrative=True,
        ),
        actor=desk,
    )
    agenda.add_items(session=session, nominations=found, heading=row["heading"], actor=desk)
    return sessions.invite(session=session, actor=desk)


def _held(session: Session, row: Row) -> None:
    assert session.chair is not None
    assert session.secretary is not None
    chair, secretary = session.chair.user, session.secretary.user
    assert chair is not None
    assert secretary is not None
    marks = []
    for seat in session.seats.select_related("user"):
        wrote = seat.user is not None and seat.user.username == row["written"]
        presence = Presence.WRITTEN if wrote else Presence.PRESENT
        paper = "phiếu niêm phong gửi trước (minh họa)" if wrote else ""
        marks.append(sessions.Mark(seat.pk, presence, paper=paper))
    sessions.mark_attendance(session=session, marks=marks, actor=secretary)
    halves = counting.Keys(
        keys.take_half(session=session, actor=chair),
        keys.take_half(session=session, actor=secretary),
    )
    session = sessions.open_session(session=session, actor=chair)
    for number, item in enumerate(session.items.order_by("order")):
        _vote(item, row["votes"][number % len(row["votes"])], chair, halves)
    sessions.write_proceedings(
        session=session,
        discussion=row["discussion"],
        conclusion=row["conclusion"],
        actor=secretary,
    )
    closed = sessions.close_session(session=session, actor=chair)
    minutes.sign(session=closed, actor=chair)


def _vote(waiting: AgendaItem, choices: str, chair: User, halves: counting.Keys) -> None:
    """Those present vote in the order of the letters; a sealed paper says yes."""
    item = voting.open_item(item=waiting, actor=chair)
    secret = item.mode == BallotMode.SECRET
    cast = voting.cast_secret if secret else voting.cast_open
    there = [one for one in voting.voting_seats(item) if one.presence == Presence.PRESENT]
    for seat, letter in zip(there, choices, strict=False):
        assert seat.user is not None
        cast(item=item, choice="yes" if letter == "y" else "no", actor=seat.user)
    wrote = len(voting.voting_seats(item)) - len(there)
    paper = counting.Paper(wrote, wrote, wrote, 0, 0, "Tổ kiểm phiếu (minh họa)")
    counting.close_item(
        item=item, actor=chair, keys=halves, paper=paper if secret and wrote else None
    )
