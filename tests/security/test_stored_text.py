"""Whatever a person once typed is text on every page: each free text of the demonstration's
database gets a mark that would be an element, and every page is opened."""

from __future__ import annotations

import pytest

from tests.security.looks import is_page
from tests.security.poison import BREAKS, ESCAPED, Poison
from tests.security.stage import ACCOUNTS, Stage, client_of
from tests.security.test_rights import STAFF, cells_of, screens

OF_EACH = 2  # objects of an address: another one stands on the same template
SEEN = 300  # columns of text that some page shows


@pytest.mark.one_server
@pytest.mark.django_db
@pytest.mark.data("demo")
@pytest.mark.usefixtures("quiet")
def test_no_text_becomes_markup() -> None:
    stage, poison = Stage(), Poison()
    cells = [
        (account, cell.url, cell.thing, cell.address)
        for account in ACCOUNTS
        for cell in cells_of(account, stage, ("GET",))
        if cell.answer == 200 and not cell.url.endswith(("logout", "-sheet", "-file"))
    ]
    cells += [
        (account, name, account, address)
        for account in STAFF
        for name, address in screens()
        if name.endswith(("_change", "_history"))
    ]
    poison.everywhere()
    asked: dict[str, set[str]] = {}
    raw, broken, seen = set(), [], set()
    for account, name, thing, address in cells:
        known = asked.setdefault(name, set())
        if thing in known or len(known) >= OF_EACH:
            continue
        known.add(thing)
        answer = client_of(account).get(address)
        if answer.status_code >= 500:
            broken.append(f"{account} {name} [{thing}]")
        if not is_page(answer):
            continue
        text = answer.content.decode()
        raw |= {f"{name}: {poison.names.get(int(n))}" for n in BREAKS.findall(text)}
        seen |= {poison.names[int(n)] for n in ESCAPED.findall(text)}
    assert sorted(raw) == []
    assert broken == [], "a column that programs read got a mark: name it in poison.py"
    assert poison.refused == []
    unseen = sorted(set(poison.names.values()) - seen)
    assert len(seen) >= SEEN, unseen
