"""A large council votes in secret: seconds from closing to the result, double votes, papers.

    .venv/bin/python -m tests.bench.council [--items 100] [--window 10]

60 members vote on 100 items over HTTP, ten items a window of ten seconds, at random moments, from
threads with a connection of their own each; 1,000 of the votes are sent a second time at once, half
of them with the other choice. Then each item is closed by the secretary with both halves, and the
page with its result is opened. The chair signs, and the minutes are printed; then a decision with a
prize for as many, under the law as it is loaded. The database keeps fsync, as in use.
"""

from __future__ import annotations

import argparse
import random
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.bench.portal import BACKEND, Figure, demo_portal, show, timed

MEMBERS, TOGETHER, REPLAYS, THREADS = 60, 10, 1_000, 24
MOST = 1_000  # ms from closing to the result
PAPER = 10_000  # ms for a paper as PDF
TIMES = 3
CHOICES = ("yes",) * 14 + ("no",)  # so that nearly all reach their 80 %


def play(items: int, window: float) -> list[Figure]:
    """Hold the session and measure."""
    from awards.models import BallotMark, SecretBallot
    from awards.services import voting
    from tests.factories.awards_council import TITLE, make_halls

    halls = make_halls(MEMBERS)
    names = [halls.nomination(f"Ông Đo {number}", type_code=TITLE) for number in range(items)]
    session = halls.opened(*names)
    keys = halls.halves[session.pk]
    agenda = list(session.items.order_by("order"))
    voters = Voters([halls.person(place) for place in range(MEMBERS)])
    closing: list[float] = []
    for first in range(0, items, TOGETHER):
        batch = [
            voting.open_item(item=row, actor=halls.chair)
            for row in agenda[first : first + TOGETHER]
        ]
        voters.window(batch, window, REPLAYS * len(batch) // items)
        for item in batch:
            closing.append(timed(lambda item=item: voters.close(item, keys))[0])
    voters.end()
    marks, opened = BallotMark.objects.count(), SecretBallot.objects.count()
    right = marks == opened == items * MEMBERS
    double = float(opened - items * MEMBERS) + voters.wrong
    said = f"{opened} votes of {items * MEMBERS}, {voters.replayed} sent twice, {right=}"
    papers = [*minutes(halls, session, voters.clients[1]), *decision(items)]
    return [
        Figure("a vote, sent and answered", voters.samples),
        Figure("closing a vote until its result is on the page", closing, target=MOST),
        Figure("double or wrong votes", [double], unit="", target=0.0, note=said),
        *papers,
    ]


def minutes(halls: Any, session: Any, secretary: Any) -> list[Figure]:
    """Close and sign the session; its minutes as PDF."""
    from awards.services import minutes as service
    from awards.services import sessions

    sessions.write_proceedings(
        session=session, discussion="Không ý kiến khác.", conclusion="Nhất trí.",
        actor=halls.secretary,
    )  # fmt: skip
    closed = sessions.close_session(session=session, actor=halls.chair)
    signing, _cpu = timed(lambda: service.sign(session=closed, actor=halls.chair))
    printing = [printed(secretary, "session-minutes", session.uid) for _ in range(TIMES)]
    return [
        Figure("signing the minutes, every result written", [signing], target=PAPER),
        Figure("minutes as PDF", printing, target=PAPER),
    ]


def decision(lines: int) -> list[Figure]:
    """A decision of so many lines, each with its prize, as PDF."""
    from django.test import Client

    from tests import databases
    from tests.factories.awards_decisions import make_deciding

    databases.use("reference")
    level = make_deciding()
    level.fund(5_000_000_000)
    made = level.decided(lines)
    desk = Client(SERVER_NAME="localhost")
    desk.force_login(level.desk, BACKEND)
    printing = [printed(desk, "award-decision", made.uid) for _ in range(TIMES)]
    return [Figure("decision as PDF", printing, target=PAPER, note=f"{lines} lines")]


def printed(client: Any, kind: str, uid: Any) -> float:
    """ms until the page of the paper has given its PDF."""
    from django.urls import reverse

    def get() -> None:
        answer = client.get(reverse("reports:paper-file", args=[kind, uid, "pdf"]))
        assert answer.status_code == 200, answer.status_code
        assert answer.content.startswith(b"%PDF")

    return timed(get)[0]


class Voters:
    """Members with their browsers, and the threads they act from."""

    def __init__(self, people: list[Any]) -> None:
        from django.test import Client

        self.clients = []
        for person in people:
            client = Client(SERVER_NAME="localhost")
            client.force_login(person, BACKEND)
            self.clients.append(client)
        self.pool = ThreadPoolExecutor(THREADS)
        self.lock = threading.Lock()
        self.samples: list[float] = []
        self.replayed = 0
        self.wrong = 0
        self.chance = random.Random(20250620)

    def window(self, items: list[Any], seconds: float, replays: int) -> None:
        """Every member votes on every item within the window; some votes are sent twice."""
        votes = [(place, item) for item in items for place in range(len(self.clients))]
        twice = set(self.chance.sample(range(len(votes)), min(replays, len(votes))))
        moments = sorted(self.chance.uniform(0, seconds) for _ in votes)
        self.chance.shuffle(votes)
        start = time.perf_counter()
        acts = []
        for number, ((place, item), moment) in enumerate(zip(votes, moments, strict=True)):
            time.sleep(max(0.0, start + moment - time.perf_counter()))
            choice = self.chance.choice(CHOICES)
            acts.append(self.pool.submit(self.vote, place, item, choice))
            if number in twice:
                other = self.chance.choice(("yes", "no"))
                acts.append(self.pool.submit(self.vote, place, item, other))
                self.replayed += 1
        for act in acts:
            act.result()

    def vote(self, place: int, item: Any, choice: str) -> None:
        """One POST; anything but a redirect to the item is wrong."""
        from django.test import Client
        from django.urls import reverse

        # Two requests of one person at once must not share a client.
        client = Client(SERVER_NAME="localhost")
        client.cookies = self.clients[place].cookies
        start = time.perf_counter()
        answer = client.post(
            reverse("awards:agenda-item-cast", args=[item.uid]), {"choice": choice}
        )
        with self.lock:
            self.samples.append((time.perf_counter() - start) * 1000)
            self.wrong += answer.status_code != 302

    def close(self, item: Any, keys: Any) -> None:
        """Both halves in, the result on the page."""
        from django.urls import reverse

        secretary = self.clients[1]
        halves = {"chair_half": keys.chair, "secretary_half": keys.secretary}
        answer = secretary.post(reverse("awards:agenda-item-close", args=[item.uid]), halves)
        page = secretary.get(reverse("awards:agenda-item", args=[item.uid]))
        assert answer.status_code == 302, answer.content.decode()[:400]
        assert "Tổng số thành viên" in page.content.decode()

    def end(self) -> None:
        """Close the threads' connections."""
        self.pool.shutdown()


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=100)
    parser.add_argument("--window", type=float, default=10)
    given = parser.parse_args()
    with demo_portal("empty"):
        return show(play(given.items, given.window))


if __name__ == "__main__":
    sys.exit(main())
