"""Every address of the portal, asked by every kind of account: as rights.csv says, never a 500;
every page strict, and its list answered as files of both kinds where it offers them; nothing of a
commune's draft on any page of people who may not open it.

Before the walk marks are put into every text of the draft of Xã Sơn Lang; what others can reach
is searched for the marks and for the identifiers of the draft.

The table is written by hand. `*` stands for all signed-in accounts, all objects, both methods;
the row that names most of its columns wins. An address that the table does not name fails.
Objects are reports of the running quarter by their state (see `stage.REPORTS`) and what hangs on
them, or are called after whom they belong to.
"""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, reverse

from tests.security.list_files import EXPECTED, files_answer
from tests.security.looks import (
    OUTSIDERS,
    is_page,
    mark_the_draft,
    problems_of,
    secret_place,
    text_of,
)
from tests.security.stage import ACCOUNTS, ANONYMOUS, Stage, client_of, url_names

TABLE = Path(__file__).with_name("rights.csv")
METHODS = ("GET", "POST")
LISTS_OF_EACH = 2  # files of a page's list that are opened, by account
STAFF = ("dieuphoi", "quantri")  # keep reference data on the screens of the administration
# Written at any request of anybody.
ALWAYS_WRITTEN = ("django_session", "usersessions_usersession", "axes_accessattempt")


@dataclass(frozen=True)
class Line:
    """A row of the table: each column holds names with blanks between them, or "*"."""

    number: int
    columns: tuple[tuple[str, ...], ...]  # accounts, addresses, objects, methods
    answer: int

    def fits(self, account: str, url: str, thing: str, method: str) -> bool:
        if account == ANONYMOUS and ANONYMOUS not in self.columns[0]:
            return False  # "*" is everybody who has signed in
        asked = (account, url, thing, method)
        return all(c == ("*",) or one in c for c, one in zip(self.columns, asked, strict=True))

    @property
    def rank(self) -> tuple[int, bool]:
        """How many columns name something; of equal ones the row that names the account wins."""
        named = [column != ("*",) for column in self.columns]
        return sum(named), named[0]


def read_table() -> list[Line]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return [
        Line(number, tuple(tuple(text.split()) for text in columns), int(answer))
        for number, (*columns, answer) in enumerate(rows, start=2)
    ]


LINES = read_table()
NAMED = {url for line in LINES for url in line.columns[1]}
# {address: the lines that may speak of it}: most of the table is about others.
ABOUT = {url: [line for line in LINES if {url, "*"} & {*line.columns[1]}] for url in NAMED}


def expected(account: str, url: str, thing: str, method: str) -> int | str:
    """The answer the table gives, or what is wrong with the table."""
    fitting = [
        line for line in ABOUT.get(url, ABOUT["*"]) if line.fits(account, url, thing, method)
    ]
    best = max((line.rank for line in fitting), default=None)
    chosen = [line for line in fitting if line.rank == best]
    if len({line.answer for line in chosen}) != 1:
        return f"no single answer, lines {[line.number for line in chosen]}"
    return chosen[0].answer


def portal_names() -> dict[str, URLPattern]:
    """Every address but those of the administration screens, which stand one a list of rows."""
    return {
        name: pattern
        for name, pattern in url_names().items()
        if not name.startswith("admin:") or name.endswith(("_changelist", ":index"))
    }


def test_every_address_stands_in_the_table() -> None:
    assert sorted(set(portal_names()) - NAMED) == []


def test_the_table_holds_nothing_else() -> None:
    assert sorted(NAMED - set(portal_names()) - {"*"}) == []
    assert {name for line in LINES for name in line.columns[0]} <= {*ACCOUNTS, "*"}
    assert {name for line in LINES for name in line.columns[3]} == {*METHODS, "*"}


def fingerprint() -> dict[str, tuple[Any, ...]]:
    """{table: (rows, newest writer)}: differs after any insert, update or delete that stands."""
    names = [name for name in connection.introspection.table_names() if name not in ALWAYS_WRITTEN]
    parts = [
        f"SELECT '{name}', count(*), coalesce(max(xmin::text::bigint), 0) FROM \"{name}\""
        for name in names
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {row[0]: row[1:] for row in cursor.fetchall()}


@dataclass(frozen=True)
class Cell:
    """One question: who asks what, how, and what the table answers."""

    account: str
    url: str
    thing: str
    method: str
    address: str
    body: dict[str, Any]
    answer: int | str

    def __str__(self) -> str:
        return f"{self.account} {self.method} {self.url} [{self.thing}]"


def cells_of(account: str, stage: Stage, methods: tuple[str, ...] = METHODS) -> Iterator[Cell]:
    for (name, pattern), method in itertools.product(portal_names().items(), methods):
        for thing, values in stage.objects(name, pattern).items():
            answer = expected(account, name, thing, method)
            address = reverse(name, kwargs=values)
            body = stage.body(name, thing) if method == "POST" else {}
            yield Cell(account, name, thing, method, address, body, answer)


@dataclass
class Walk:
    """One account's way through all addresses, and everything that was wrong on it."""

    account: str
    secrets: set[str]
    with_lists: bool = False
    wrong: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    # Pages that offered their list as files, and how often: another object's list comes from the
    # same columns.
    lists: Counter[str] = field(default_factory=Counter)
    pages: int = 0

    def ask(self, client: Client, cell: Cell) -> None:
        """Ask, and look at what came."""
        if cell.method == "GET":
            answer = client.get(cell.address)
            self.look(cell, answer, client)
        else:
            answer = client.post(cell.address, cell.body)
            for part in answer if answer.streaming else ():
                del part
        if answer.status_code != cell.answer:
            self.wrong.append(f"{cell}: {answer.status_code}, the table says {cell.answer}")

    def ask_and_undo(self, client: Client, cell: Cell) -> None:
        """Ask what may be done; what it does is taken back."""
        with transaction.atomic():
            self.ask(client, cell)
            transaction.set_rollback(True)

    def look(self, cell: Cell, answer: HttpResponseBase, client: Client) -> None:
        """Read a page or a file that was opened, and the files of its list."""
        page, text = is_page(answer), text_of(answer)
        if page:
            self.pages += 1
            ours = not cell.url.startswith("admin:")
            self.loose += [f"{cell}: {one}" for one in problems_of(answer, text, ours=ours)]
            new = self.lists[cell.url] < LISTS_OF_EACH
            if self.with_lists and ours and answer.status_code == 200 and new:
                self.lists[cell.url] += files_answer(client, cell.url, text)
        if not secret_place(self.account, cell.url, cell.thing):
            self.leaks += [f"{cell}: {one}" for one in self.secrets if one in text]


def refused(cell: Cell) -> bool:
    return isinstance(cell.answer, int) and cell.answer in (401, 403, 404, 405)


@pytest.mark.one_server
@pytest.mark.django_db
@pytest.mark.data("demo")
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("account", ACCOUNTS)
def test_answers(account: str) -> None:
    stage = Stage()
    secrets = mark_the_draft(stage) if account in OUTSIDERS else set()
    walk = Walk(account, secrets, with_lists=account in EXPECTED)
    cells = list(cells_of(account, stage))
    client = client_of(account)
    before = fingerprint()
    for cell in [cell for cell in cells if refused(cell)]:
        walk.ask(client, cell)
    after = fingerprint()
    changed = sorted(name for name in after if after[name] != before.get(name))
    for cell in [cell for cell in cells if not refused(cell)]:
        walk.ask_and_undo(client_of(account) if "logout" in cell.url else client, cell)
    assert "\n".join(walk.wrong) == ""
    assert changed == [], "a refused request has written"
    assert "\n".join(walk.loose) == ""
    assert walk.leaks == []
    assert EXPECTED.get(account, set()) - set(+walk.lists) == set()
    assert walk.pages >= 10


@pytest.mark.django_db
@pytest.mark.data("demo")
@pytest.mark.usefixtures("quiet")
def test_each_page_and_each_act_works_for_one_who_may() -> None:
    """What all accounts together ask of the database, each address and method once."""
    stage, done = Stage(), set[tuple[str, str]]()
    for account in ACCOUNTS:
        walk, client = Walk(account, set()), client_of(account)
        for cell in cells_of(account, stage):
            asks_to_sign_in = account == ANONYMOUS and cell.answer != 200
            if refused(cell) or asks_to_sign_in or (cell.url, cell.method) in done:
                continue
            done.add((cell.url, cell.method))
            walk.ask_and_undo(client_of(account) if "logout" in cell.url else client, cell)
        assert "\n".join(walk.wrong + walk.loose) == ""
    assert len(done) > 900


def screens() -> Iterator[tuple[str, str]]:
    """(name, address) of every screen of the administration, about the first row of its table."""
    first = {
        f"{model._meta.app_label}_{model._meta.model_name}": model._default_manager.order_by("pk")
        for model in apps.get_models()
    }
    for name, pattern in url_names().items():
        words = pattern.pattern.converters
        if not name.startswith("admin:") or "app_label" in pattern.pattern.regex.groupindex:
            continue
        row = first.get(name.removeprefix("admin:").rpartition("_")[0])
        pk = row.values_list("pk", flat=True).first() if row is not None else 0
        values = {word: 0 if word == "content_type_id" else pk or 0 for word in words}
        yield name, reverse(name, kwargs=values)


OPEN_SCREENS = {"admin:login", "admin:logout", "admin:jsi18n"}


@pytest.mark.one_server
@pytest.mark.django_db
@pytest.mark.data("demo")
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("account", [name for name in ACCOUNTS if name not in STAFF])
def test_screens_of_the_administration_are_closed(account: str) -> None:
    client, wrong = client_of(account), []
    for name, address in screens():
        for method in METHODS:
            answer = client.get(address) if method == "GET" else client.post(address, {"x": "1"})
            if answer.status_code not in (302, 401, 403, 404) and name not in OPEN_SCREENS:
                wrong.append(f"{method} {name}: {answer.status_code}")
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.data("demo")
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("account", STAFF)
def test_screens_of_the_administration_never_break(account: str) -> None:
    client, wrong, opened = client_of(account), [], 0
    for name, address in screens():
        with transaction.atomic():
            answer = (client_of(account) if "logout" in name else client).get(address)
            transaction.set_rollback(True)
        opened += answer.status_code == 200
        if answer.status_code >= 500:
            wrong.append(f"{name}: {answer.status_code}")
        if is_page(answer):
            body = answer.content.decode()
            wrong += [f"{name}: {one}" for one in problems_of(answer, body, ours=False)]
    assert wrong == []
    assert opened > 40
