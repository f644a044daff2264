"""Two people at the same moment, a thousand times: one succeeds, the other reads a sentence.

On the services over two real connections, started by a barrier; on a database of its own with
fsync on. Sends, confirmations, votes and decisions, 250 tries each.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from tests.bench.portal import demo_portal
from tests.drill.outcome import Outcome
from tests.drill.portal import Prepared

if TYPE_CHECKING:  # models want Django, which is up only inside demo_portal()
    from communes.models import AdministrativeUnit
    from kbang_ntm.core.models import User
    from tests.factories.communes import World

EACH = 250
MEMBERS = 13
Act = Callable[[], object]
Pair = tuple[str, Act, Act, Callable[[], int]]
"""What is tried, by whom twice, and how many rows must be one afterwards."""


def services(prepared: Prepared) -> Outcome:
    outcome = Outcome("at-once", "two people send, confirm, vote, decide at the same moment")
    counts: Counter[str] = Counter()
    with demo_portal("empty"):
        for pair in _small_district():
            _try(pair, outcome, counts)
        from tests import databases

        databases.use("reference")
        for pair in islice(_decisions(), EACH):
            _try(pair, outcome, counts)
    outcome.notes.append(", ".join(f"{name} {n}" for name, n in sorted(counts.items())))
    outcome.sentences.sort()
    return outcome


def _try(pair: Pair, outcome: Outcome, counts: Counter[str]) -> None:
    name, first, second, rows = pair
    found = at_once(first, second)
    outcome.tries += 1
    counts[name] += 1
    sentences = [words for words in found if words]
    for words in sentences:
        if words not in outcome.sentences and len(outcome.sentences) < 12:
            outcome.sentences.append(words)
    written = rows()
    if len(sentences) != 1 or written != 1:
        outcome.wrong.append(f"{name}: {len(sentences)} refused, {written} rows; {found}")
    outcome.lost += written < 1
    outcome.twice += written > 1


def at_once(*acts: Act) -> list[str]:
    """What came of each: "" for done, else the sentence of the refusal. A vote that is there
    already answers False; its page says the sentence."""
    from django.db import connection

    from kbang_ntm.core.errors import Refused

    barrier, found = threading.Barrier(len(acts)), ["no answer"] * len(acts)

    def run(at: int, act: Act) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(10)
            found[at] = "Phiếu đã có, phiếu đầu tiên được giữ." if act() is False else ""
        except Refused as refusal:
            found[at] = refusal.message
        except Exception as error:  # noqa: BLE001 - a thread's fault is the drill's finding
            found[at] = f"!{type(error).__name__}: {error}"
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return [f"!{words}" if words == "no answer" else words for words in found]


def _small_district() -> Iterator[Pair]:
    """Sends and confirmations of many communes' reports, then votes."""
    from communes.enums import Role
    from kbang_ntm.core.models import User
    from tests.factories.communes import make_post, make_unit, make_user, make_world

    world = make_world()
    deputy, colleague = make_user("pho", "Đinh Văn Phó"), make_user("tam", "Lê Văn Tâm")
    make_post(colleague, Role.COORDINATION, world.district, agency=world.coordination)
    units = [
        make_unit(f"xa-{n}", f"Xã Thử {n}", parent=world.district, order=n + 3) for n in range(EACH)
    ]
    for unit in units:
        make_post(world.officer, Role.COMMUNE_OFFICER, unit)
        make_post(world.leader, Role.COMMUNE_LEADER, unit)
        make_post(deputy, Role.COMMUNE_LEADER, unit)
    # Where a person reaches is kept on the person once asked.
    world.officer, world.leader = (User.objects.get(pk=p.pk) for p in (world.officer, world.leader))
    for unit in units:
        yield from _report(world, unit, deputy, colleague)
    yield from _votes(world)


def _report(
    world: World, unit: AdministrativeUnit, deputy: User, colleague: User
) -> Iterator[Pair]:
    from communes.models import Receipt, Snapshot
    from communes.services import reports, reviews

    report = reports.start_report(unit_id=unit.pk, period=world.period, actor=world.officer)
    world.fill(report)
    reports.hand_to_leader(report=report, actor=world.officer)
    report.refresh_from_db()
    slips = Receipt.objects.filter(report=report, kind=Receipt.Kind.SUBMIT)
    yield (
        "sent",
        lambda: reports.submit(report=report, actor=world.leader),
        lambda: reports.submit(report=report, actor=deputy),
        slips.count,
    )
    report.refresh_from_db()
    seen = dict(report.entries.values_list("pk", "version"))
    reviews.accept_many(report=report, seen=seen, actor=world.reviewer)
    frozen = Snapshot.objects.filter(report=report)
    yield (
        "confirmed",
        lambda: reviews.confirm(report=report, actor=world.coordinator),
        lambda: reviews.confirm(report=report, actor=colleague),
        frozen.count,
    )


def _votes(world: World) -> Iterator[Pair]:
    """Each member with two devices, in the open and in secret, another word on each."""
    from awards.models import BallotMark, OpenBallot
    from awards.services import voting
    from tests.factories.awards_council import FORM, TITLE, make_halls

    halls = make_halls(MEMBERS, world)
    left = EACH
    while left:
        kind, cast, table = (
            (FORM, voting.cast_open, OpenBallot)
            if left % 2
            else (TITLE, voting.cast_secret, BallotMark)
        )
        item = halls.voting(halls.opened(halls.nomination(type_code=kind)))
        for place in range(min(MEMBERS, left)):
            member = halls.person(place)
            mine = table._base_manager.filter(item=item, seat__user=member)
            act = partial(cast, item=item, actor=member)
            yield "voted", partial(act, choice="yes"), partial(act, choice="no"), mine.count
            left -= 1


def _decisions() -> Iterator[Pair]:
    from awards.models import FundLine
    from awards.services import decisions
    from tests.factories.awards_decisions import make_deciding

    level = make_deciding()
    level.fund(2_000_000_000)
    while True:
        draft = level.draft(1)
        held = FundLine.objects.filter(kind="commitment", decision=draft)
        act = partial(decisions.decide, decision=draft, decided_on=level.day, actor=level.leader)
        yield "decided", act, act, held.count
