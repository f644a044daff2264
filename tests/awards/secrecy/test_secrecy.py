"""No copy of the database, nor all of them together, tell who voted how in secret.

Many random votes over HTTP; copies in the middle and at the end; every channel may be right as
often as chance, not more. The same guesser finds the votes at once in a variant built here that
writes them in the order of the seats, so the test can fail.
"""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from awards.models import AgendaItem, SealedBallot, SecretBallot
from awards.sealing import read_half, unseal
from awards.services import counting, voting
from tests.awards.secrecy.attack import Dump, Score, channels, dump
from tests.factories.awards_council import TITLE, Halls, make_halls

pytestmark = pytest.mark.django_db(transaction=True)
MEMBERS, ITEMS = 11, 24
LIMIT = 4.5  # standard deviations: of some ninety channels none passes it by chance
VOTES = {"awards_ballotmark", "awards_sealedballot"}
CLOSING = {"awards_agendaitem", "awards_secretballot", "core_auditevent", "core_auditdetail",
           "core_auditwaiting"}  # fmt: skip


class Lines(logging.Handler):
    """Everything any logger says."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.getMessage()} {record.__dict__!r}")


@pytest.fixture
def lines() -> Iterator[Lines]:
    handler = Lines()
    loggers = [logging.getLogger(name) for name in ("", "django_structlog", "awards", "kbang_ntm")]
    before = [(one, one.level) for one in loggers]
    for one in loggers:
        one.setLevel(logging.INFO)
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)
    for one, level in before:
        one.setLevel(level)


@dataclass
class Vote:
    """One item: the truth, and the copies taken."""

    item: AgendaItem
    truth: dict[int, str]
    during: Dump
    after: Dump | None = None


Cast = Callable[["Play", int, AgendaItem, str], None]


@dataclass
class Play:
    """A session with members in their browsers."""

    halls: Halls
    clients: list[Client] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(20250620))

    def vote(self, item: AgendaItem, seats: dict[int, int], cast: Cast) -> Vote:
        """All members vote in a random order, at random; a copy is taken before the last."""
        truth, during = {}, None
        order = list(range(MEMBERS))
        self.chance.shuffle(order)
        for number, place in enumerate(order):
            choice = self.chance.choice(["yes", "no"])
            cast(self, place, item, choice)
            truth[seats[place]] = choice
            if number == MEMBERS - 1:
                during = dump(VOTES)  # of the copies in the middle the channels read no more
        assert during is not None
        return Vote(item, truth, during)


def make_play() -> tuple[Play, Any, list[AgendaItem], dict[int, int]]:
    halls = make_halls(MEMBERS)
    rows = [halls.nomination(f"Ông Đinh {n}", type_code=TITLE) for n in range(ITEMS)]
    session = halls.opened(*rows)
    play = Play(halls)
    for place in range(MEMBERS):
        client = Client()
        client.force_login(halls.person(place), settings.AUTHENTICATION_BACKENDS[-1])
        client.get(reverse("core:home"))  # what a first page writes is written before
        play.clients.append(client)
    seats = {place: halls.seat(session, place).pk for place in range(MEMBERS)}
    return play, session, list(session.items.order_by("order")), seats


def linked(halls: Halls, item: AgendaItem) -> None:
    """A closing that betrays: votes written in the order of the seats."""
    keys = halls.halves[item.session_id]
    chair, secretary = read_half(keys.chair), read_half(keys.secretary)
    assert chair is not None
    assert secretary is not None
    rows = SealedBallot.objects.filter(item=item).order_by("seat_id")
    SecretBallot.objects.bulk_create(
        SecretBallot(
            item=item,
            place=place,
            choice=unseal(bytes(row.sealed), chair=chair, secretary=secretary),
        )
        for place, row in enumerate(rows, 1)
    )


def in_browser(play: Play, place: int, item: AgendaItem, choice: str) -> None:
    """As members do it."""
    address = reverse("awards:agenda-item-cast", args=[item.uid])
    assert play.clients[place].post(address, {"choice": choice}).status_code == 302


def by_service(play: Play, place: int, item: AgendaItem, choice: str) -> None:
    """The same rows without a page, where it is the guesser that is tried."""
    assert voting.cast_secret(item=item, choice=choice, actor=play.halls.person(place))


def scores(votes: list[Vote]) -> dict[str, Score]:
    found: dict[str, Score] = {}
    for vote in votes:
        assert vote.after is not None
        for name, guesses in channels(vote.during, vote.after, vote.item.pk):
            found.setdefault(name, Score()).add(guesses, vote.truth)
    return found


def held(
    close: Callable[[Halls, AgendaItem], Any], cast: Cast = in_browser
) -> tuple[list[Vote], Halls]:
    play, _session, items, seats = make_play()
    votes = []
    for row in items:
        item = voting.open_item(item=row, actor=play.halls.chair)
        vote = play.vote(item, seats, cast)
        close(play.halls, item)
        votes.append(vote)
    after = dump()
    for vote in votes:
        vote.after = after
    return votes, play.halls


def test_no_channel_is_better_than_chance() -> None:
    votes, _halls = held(
        lambda halls, item: counting.close_item(
            item=item, actor=halls.chair, keys=halls.halves[item.session_id]
        )
    )
    found = scores(votes)
    assert len(found) > 50
    told = {name: one.sigmas for name, one in found.items() if abs(one.sigmas) > LIMIT}
    assert told == {}
    after = votes[0].after
    assert after is not None
    assert after.tables["awards_sealedballot"] == []
    sealed = [
        row["sealed"]
        for vote in votes
        for row in vote.during.of_item("awards_sealedballot", vote.item.pk)
    ]
    assert len({len(one) for one in sealed}) == 1
    assert len(set(sealed)) == len(sealed) == ITEMS * MEMBERS


def test_the_guesser_finds_votes_written_in_the_order_of_seats() -> None:
    votes, _halls = held(linked, by_service)
    found = scores(votes)
    sure = found["mark by seat, opened by place"]
    assert sure.right == ITEMS * MEMBERS
    assert sure.sigmas > 3 * LIMIT


def test_a_vote_writes_mark_and_seal_and_nothing_else(lines: Lines) -> None:
    """Between two copies around a vote only two tables differ, no counter moves, and what the
    logs say of a yes is what they say of a no."""
    play, _session, items, seats = make_play()
    item = voting.open_item(item=items[0], actor=play.halls.chair)
    said: dict[str, list[str]] = {"yes": [], "no": []}
    for place, client in enumerate(play.clients):
        choice = "yes" if place % 2 else "no"
        before = dump()
        lines.lines.clear()
        client.post(reverse("awards:agenda-item-cast", args=[item.uid]), {"choice": choice})
        after = dump()
        changed = before.changed(after)
        assert set(changed) == VOTES
        (mark,), (seal,) = changed["awards_ballotmark"], changed["awards_sealedballot"]
        assert set(mark) == {"_xmin", "_ctid", "id", "item_id", "seat_id"}
        assert set(seal) == {*mark, "sealed"}
        assert mark["seat_id"] == seats[place]
        assert before.sequences == after.sequences
        said[choice].append(len(lines.lines))  # type: ignore[arg-type]  # counted, not read
        heard = [one for one in lines.lines if re.search(r"choice|['\"=: ](yes|no)['\", ]", one)]
        assert heard == []
    assert set(said["yes"]) == set(said["no"])


def test_closing_writes_the_result_and_no_half_of_the_key(lines: Lines) -> None:
    play, session, items, seats = make_play()
    item = voting.open_item(item=items[0], actor=play.halls.chair)
    play.vote(item, seats, in_browser)
    before, keys = dump(), play.halls.halves[session.pk]
    lines.lines.clear()
    data = {"chair_half": keys.chair, "secretary_half": keys.secretary}
    answer = play.clients[1].post(reverse("awards:agenda-item-close", args=[item.uid]), data)
    assert answer.status_code == 302
    after = dump()
    assert set(before.changed(after)) - {"core_notification"} == CLOSING
    everything = repr(after.tables) + repr(lines.lines)
    for half in (keys.chair, keys.secretary):
        assert half not in everything
        assert half.replace(" ", "") not in everything
        assert repr(bytes.fromhex(half.replace(" ", "")))[2:-1] not in everything
    assert {row["_xmin"] for row in after.of_item("awards_secretballot", item.pk)} != set()
    assert len({row["_xmin"] for row in after.of_item("awards_secretballot", item.pk)}) == 1


def test_a_half_is_shown_once_and_a_wrong_one_comes_not_back_in_the_page() -> None:
    play, session, items, _seats = make_play()
    address = reverse("awards:session-key", args=[session.uid])
    shown = play.clients[0].post(address, {"page": ""})
    assert shown.headers["Cache-Control"].find("no-store") >= 0
    words = re.search(r"(?:[0-9a-f]{4} ){15}[0-9a-f]{4}", shown.content.decode())
    assert words is not None
    assert words.group() not in play.clients[0].get(address).content.decode()
    saved = play.clients[1].post(address, {"file": ""})
    assert read_half(saved.content.decode()) is not None
    item = voting.open_item(item=items[0], actor=play.halls.chair)
    wrong = {"chair_half": "12ab " * 16, "secretary_half": words.group()}
    page = play.clients[0].post(reverse("awards:agenda-item-close", args=[item.uid]), wrong)
    assert page.status_code == 422
    assert "Đây không phải nửa khóa" in page.content.decode()
    assert words.group() not in page.content.decode()
    assert "12ab 12ab" not in page.content.decode()
