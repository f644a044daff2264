"""Ids of a neighbour put into the forms of one's own pages: nothing of the neighbour is written.

Addresses with a neighbour's id stand in the walk of `test_rights`; here are the fields: hidden
ones, choices and buttons, each told to be about Xã Đăk Rong instead.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from communes.models import AdministrativeUnit, IndicatorEntry, Membership, ProgressReport
from tests.security.forms_found import Field, Form, forms_on
from tests.security.looks import is_page
from tests.security.stage import REPORTS, Stage, client_of
from tests.security.test_rights import cells_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.data("demo"),
    pytest.mark.usefixtures("quiet"),
    pytest.mark.one_server,
]
OTHER = "dak-rong"
UUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-")
Places = list[tuple[str, str]]


def places() -> Places:
    """(table, column) of every link of ours to a unit."""
    return [
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is AdministrativeUnit and not hasattr(model, "pgh_tracked_model")
    ]


def written_of(unit: int, where: Places) -> dict[str, tuple[Any, ...]]:
    """{table.column: (rows, newest writer)} of what belongs to that unit."""
    parts = [
        f"SELECT '{table}.{column}', count(*), coalesce(max(xmin::text::bigint), 0) "
        f'FROM "{table}" WHERE "{column}" = {unit}'
        for table, column in where
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {row[0]: row[1:] for row in cursor.fetchall()}


def strangers() -> dict[str, list[str]]:
    """Ids of the neighbour by their look: numbers, uids, keys."""
    unit = AdministrativeUnit.objects.get(key=OTHER)
    report = ProgressReport.objects.filter(responsible_unit=unit).latest("pk")
    entry = IndicatorEntry.objects.filter(report=report)[0]
    post = Membership.objects.filter(unit=unit)[0]
    rows = (unit, report, entry, post, post.user)
    return {
        "number": [str(row.pk) for row in rows],
        "uid": [str(row.uid) for row in rows if hasattr(row, "uid")],
        "key": [OTHER],
    }


def forged(form: Form, ids: dict[str, list[str]], turn: int) -> dict[str, str] | None:
    """The form filled as it stands, its ids replaced; None when it has none."""
    body, changed = {}, False
    for name, field in form.fields.items():
        value = field.value or next((one for one in field.choices if one), "")
        look = look_of(field, value)
        if look:
            value, changed = ids[look][turn % len(ids[look])], True
        body[name] = value or "x"
    return body if changed else None


def look_of(field: Field, value: str) -> str:
    """What kind of id stands in a field: "uid", "number", "key", or "" for none."""
    known = [value, *field.choices]
    if any(UUID.match(one) for one in known):
        return "uid"
    if field.kind not in ("hidden", "select", "radio", "checkbox", "submit"):
        return ""
    if any(one.isdigit() for one in known):
        return "number"
    return "key" if "son-lang" in known else ""


@pytest.mark.parametrize("account", ["xa.sonlang", "ld.sonlang"])
def test_a_neighbours_ids_write_nothing_of_the_neighbour(account: str) -> None:
    stage, client = Stage(), client_of(account)
    assert OTHER in REPORTS.values()
    ids, where = strangers(), places()
    unit = AdministrativeUnit.objects.get(key=OTHER).pk
    before, wrong, sent, seen = written_of(unit, where), [], 0, set()
    assert any(row[0] for row in before.values())
    for cell in list(cells_of(account, stage, ("GET",))):
        if cell.answer != 200 or cell.url in seen or cell.url.endswith(("-sheet", "-file")):
            continue
        seen.add(cell.url)
        page = client.get(cell.address)
        for form in forms_on(cell.address, page.content.decode()) if is_page(page) else []:
            if form.method != "post" or "thoat" in form.action:
                continue
            for turn in range(3):
                body = forged(form, ids, turn)
                if body is None:
                    break
                with transaction.atomic():
                    answer = client.post(form.action, body)
                    after = written_of(unit, where)
                    transaction.set_rollback(True)
                sent += 1
                if answer.status_code >= 500:
                    wrong.append(f"{form.action}: {answer.status_code} {body}")
                wrong += [
                    f"{form.action} wrote {t}: {body}" for t in after if after[t] != before[t]
                ]
    assert wrong == []
    assert sent > 40
