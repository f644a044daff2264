"""Two requests at the same moment over HTTP: one key twice, one cell by two, a report twice."""

from __future__ import annotations

import re
import threading
import uuid
from collections.abc import Callable

import requests

from tests.drill.outcome import Outcome
from tests.drill.people import PATIENCE, Crowd, Person
from tests.drill.portal import Portal, Prepared

TIMES = 60  # tries of each kind of save
Post = Callable[[], requests.Response]


def pages(prepared: Prepared) -> Outcome:
    """The double press and the colleague at the same cell, as the web server meets them."""
    outcome = Outcome("at-once-http", "two requests at the same moment: same key, same cell, send")
    with prepared.portal(outcome.name) as portal:
        crowd = Crowd(portal.url, prepared.cast)
        desk = prepared.cast["savers"][0]
        first, second = (_signed_in(crowd, desk["login"]) for _ in range(2))
        cell = dict(desk["cells"][0])
        for turn in range(TIMES):
            _same_key(portal, outcome, (first, second), desk["report"], cell, turn)
            _same_cell(portal, outcome, (first, second), desk["report"], cell, turn)
        for one in prepared.cast["sendable"]:
            _send(portal, outcome, crowd, one)
    return outcome


def _signed_in(crowd: Crowd, login: str) -> Person:
    person = Person(crowd, login, lambda _: False)
    person.sign_in()
    return person


def together(*posts: Post) -> list[requests.Response]:
    """The answers to requests that leave at the same moment."""
    barrier = threading.Barrier(len(posts))
    found: dict[int, requests.Response] = {}

    def run(at: int, post: Post) -> None:
        barrier.wait(10)
        found[at] = post()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(posts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [found[at] for at in range(len(posts))]


def _post(person: Person, path: str, body: dict[str, str]) -> Post:
    return lambda: person.http.post(
        person.url + path, data={**body, **person.mark()}, timeout=PATIENCE, allow_redirects=False
    )


def _version(portal: Portal, report: str, indicator: int) -> int:
    rows = portal.rows(
        "SELECT e.version, (SELECT count(*) FROM communes_entryrevision r WHERE r.entry_id = e.id)"
        " FROM communes_indicatorentry e JOIN communes_progressreport p ON p.id = e.report_id"
        " WHERE p.uid = %s AND e.indicator_id = %s",
        [report, indicator],
    )
    version, revisions = rows[0] if rows else (0, 0)
    if version != revisions:
        raise RuntimeError(f"{revisions} revisions of version {version}")
    return int(version)


def _cell(report: str, cell: dict[str, object], key: str, value: str) -> tuple[str, dict[str, str]]:
    path = f"/nhap-so-lieu/{report}/o/{cell['id']}/"
    return path, {"key": key, f"i{cell['id']}_v": str(cell["version"]), str(cell["field"]): value}


def _same_key(
    portal: Portal, outcome: Outcome, people: tuple[Person, Person], report: str,
    cell: dict[str, object], turn: int,
) -> None:  # fmt: skip
    """A repeat that overtakes its first: both are told it is saved, it is saved once."""
    path, body = _cell(report, cell, uuid.uuid4().hex, f"{turn % 90},11")
    answers = together(*(_post(person, path, body) for person in people))
    _count(portal, outcome, report, cell, [a.status_code for a in answers], [200, 200])


def _same_cell(
    portal: Portal, outcome: Outcome, people: tuple[Person, Person], report: str,
    cell: dict[str, object], turn: int,
) -> None:  # fmt: skip
    """Two figures for one cell: one is saved, the other is shown beside it."""
    posts = []
    for person, value in zip(people, (f"{turn % 90},22", f"{turn % 90},33"), strict=True):
        path, body = _cell(report, cell, uuid.uuid4().hex, value)
        posts.append(_post(person, path, body))
    answers = together(*posts)
    _count(portal, outcome, report, cell, sorted(a.status_code for a in answers), [200, 409])
    for answer in answers:
        if answer.status_code == 409:
            said = re.findall(r"Không số nào bị ghi đè[^<]*", answer.text)
            if not said:
                outcome.wrong.append("a conflict without its sentence")
            elif said[0] not in outcome.sentences:
                outcome.sentences.append(said[0])


def _count(
    portal: Portal, outcome: Outcome, report: str, cell: dict[str, object], got: list[int],
    wanted: list[int],
) -> None:  # fmt: skip
    outcome.tries += 1
    before, after = int(str(cell["version"])), _version(portal, report, int(str(cell["id"])))
    cell["version"] = after
    outcome.lost += after == before
    outcome.twice += after > before + 1
    if got != wanted or after != before + 1:
        outcome.wrong.append(f"answers {got} instead of {wanted}, {after - before} revisions")


def _send(portal: Portal, outcome: Outcome, crowd: Crowd, one: dict[str, str]) -> None:
    """A leader presses twice: both come to the slip, there is one."""
    people = [_signed_in(crowd, one["login"]) for _ in range(2)]
    path = f"/trinh-ky/{one['report']}/gui/"
    answers = together(*(_post(person, path, {}) for person in people))
    slips = portal.rows(
        "SELECT count(*) FROM communes_receipt c JOIN communes_progressreport p"
        " ON p.id = c.report_id WHERE c.kind = 'submit' AND p.uid = %s",
        [one["report"]],
    )[0][0]
    to = {answer.headers.get("Location", "") for answer in answers}
    outcome.tries += 1
    outcome.lost += slips < 1
    outcome.twice += slips > 1
    if slips != 1 or len(to) != 1 or "/phieu-tiep-nhan/" not in next(iter(to)):
        outcome.wrong.append(f"{slips} slips, answers lead to {sorted(to)}")
