"""The chain over the trail: what is sealed, and that every change of it is named."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from kbang_ntm.core import audit, audit_chain, clock
from kbang_ntm.core.audit_chain import BEGINNING, SIZE, Sealed, Tree, Walk, leaf_of, link_of, walk
from kbang_ntm.core.models import AuditDay, AuditEvent, AuditSeal, AuditWaiting, User
from kbang_ntm.core.queries.seals import root_before
from kbang_ntm.core.services.seals import close_days, seal_all, seal_waiting

pytestmark = pytest.mark.django_db
TABLES = ("core_auditevent", "core_auditdetail", "core_auditseal", "core_auditday")
Spoil = Callable[[list[AuditEvent]], object]


@pytest.fixture
def person() -> User:
    return User.objects.create(username="ai", full_name="Đinh Ơng")


def act(person: User, times: int = 1) -> list[AuditEvent]:
    with transaction.atomic():
        return audit.record_many(
            actor=person,
            action="thu.nghiem",
            acts=[audit.Act(person, f"Việc {number}", {}) for number in range(times)],
        )


def verify(**options: object) -> None:
    call_command("verify_audit", verbosity=0, **options)


def as_owner(statement: str, parameters: list[object]) -> None:
    """What somebody with the owner's role could do: the triggers set aside."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for act, done in (("DISABLE", False), ("ENABLE", True)):
            if done:
                cursor.execute(statement, parameters)
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} {act} TRIGGER USER")


def test_each_act_waits_and_is_sealed_once(person: User) -> None:
    events = act(person, 5)
    assert AuditWaiting.objects.count() == 5
    assert seal_waiting(3) == 3
    assert seal_waiting(3) == 2
    assert seal_waiting(3) == 0
    first, second = AuditSeal.objects.order_by("number")
    assert first.events + second.events == [event.pk for event in events]
    assert (first.number, second.number) == (1, 2)
    verify()


def test_what_is_rolled_back_never_waits(person: User) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        act(person)
        raise RuntimeError("changed my mind")
    assert not AuditWaiting.objects.exists()


def alter(events: list[AuditEvent]) -> None:
    as_owner("UPDATE core_auditevent SET action = 'khac' WHERE id = %s", [events[3].pk])


def backdate(events: list[AuditEvent]) -> None:
    as_owner("UPDATE core_auditevent SET at = at - interval '1 day' WHERE id=%s", [events[3].pk])


def blame(events: list[AuditEvent]) -> None:
    as_owner("UPDATE core_auditevent SET actor_uid = NULL WHERE id = %s", [events[3].pk])


def remove(events: list[AuditEvent]) -> None:
    as_owner("DELETE FROM core_auditdetail WHERE event_id = %s", [events[3].pk])
    as_owner("DELETE FROM core_auditevent WHERE id = %s", [events[3].pk])


def remove_with_its_place(events: list[AuditEvent]) -> None:
    as_owner("DELETE FROM core_auditdetail WHERE event_id = %s", [events[3].pk])
    as_owner("DELETE FROM core_auditevent WHERE id = %s", [events[3].pk])
    as_owner(
        "UPDATE core_auditseal SET events = array_remove(events, %s), "
        "links = substring(links FOR 96) || substring(links FROM 129)",
        [events[3].pk],
    )


def swap(events: list[AuditEvent]) -> None:
    ids = [event.pk for event in events]
    ids[3], ids[5] = ids[5], ids[3]
    as_owner("UPDATE core_auditseal SET events = %s", [ids])


def insert(events: list[AuditEvent]) -> None:
    as_owner(
        "INSERT INTO core_auditevent (uid, at, actor_uid, action, subject_type, subject_uid, "
        "request_id, commitment) SELECT gen_random_uuid(), at, actor_uid, action, subject_type, "
        "subject_uid, request_id, commitment FROM core_auditevent WHERE id = %s",
        [events[3].pk],
    )


def insert_into_the_seal(events: list[AuditEvent]) -> None:
    insert(events)
    new = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True)[0]
    as_owner(
        "UPDATE core_auditseal SET events = events[:3] || ARRAY[%s::bigint] || events[4:], "
        "links = substring(links FOR 96) || sha256('x') || substring(links FROM 97)",
        [new],
    )


def drop_a_seal(events: list[AuditEvent]) -> None:
    act(User.objects.get(), 2)
    seal_all()
    as_owner("DELETE FROM core_auditseal WHERE number = 1", [])


@pytest.mark.parametrize(
    ("spoil", "place", "words"),
    [
        (alter, 3, "không còn như lúc niêm phong"),
        (backdate, 3, "không còn như lúc niêm phong"),
        (blame, 3, "không còn như lúc niêm phong"),
        (remove, 3, "đã niêm phong nhưng không còn"),
        (remove_with_its_place, 4, "không còn như lúc niêm phong"),
        (swap, 3, "bị đổi chỗ: phải đứng chỗ của"),
        (insert, None, "không qua niêm phong"),
        (insert_into_the_seal, None, "không còn như lúc niêm phong"),
        (drop_a_seal, None, "Thiếu lần niêm phong 1"),
    ],
)
def test_a_change_is_named(person: User, spoil: Spoil, place: int | None, words: str) -> None:
    events = act(person, 8)
    seal_all()
    verify()
    spoil(events)
    named = "" if place is None else f"{events[place].pk} "
    with pytest.raises(CommandError, match=f"{named}.*{words}|{words}.*{named}") as caught:
        verify()
    if place is not None:
        assert str(events[place].pk) in str(caught.value)


def test_an_act_taken_off_the_queue_is_named(person: User) -> None:
    events = act(person, 2)
    AuditWaiting.objects.filter(pk=events[1].pk).delete()
    seal_all()
    with pytest.raises(CommandError, match=f"Sự kiện {events[1].pk} không qua niêm phong"):
        verify()


def test_an_act_gone_before_its_seal_stops_no_other_and_is_named(person: User) -> None:
    events = act(person, 3)
    as_owner("DELETE FROM core_auditdetail WHERE event_id = %s", [events[1].pk])
    as_owner("DELETE FROM core_auditevent WHERE id = %s", [events[1].pk])
    assert seal_all() == 2
    with pytest.raises(CommandError, match=f"Sự kiện {events[1].pk} mất trước khi"):
        verify()


def test_erasing_a_name_leaves_the_chain(person: User) -> None:
    events = act(person, 2)
    seal_all()
    as_owner("DELETE FROM core_auditdetail WHERE event_id = %s", [events[0].pk])
    verify()


def test_a_day_that_is_over_has_a_root_which_nobody_can_change(
    person: User, client: Client
) -> None:
    with clock.standing_on(date(2025, 6, 18)):
        act(person, 3)
        seal_all()
        assert not AuditDay.objects.exists()  # the day is not over
        act(person, 2)
        seal_all()
        seen = clock.now()
    with clock.standing_on(date(2025, 6, 19)):
        act(person, 4)
        seal_all()
        assert root_before(seen) is None
        row = AuditDay.objects.get()
        assert root_before(clock.now()) == row
        assert close_days() == []
        verify(root=[f"2025-06-18={row.short}"])
    assert (row.day, row.events, row.last_seal) == (date(2025, 6, 18), 5, 2)
    page = client.get(reverse("core:trail-roots"))
    assert row.root in page.content.decode()
    with pytest.raises(CommandError, match="Dấu nhật ký ngày 2025-06-18 tính lại là"):
        verify(root=["2025-06-18=0000"])
    as_owner("UPDATE core_auditday SET root = %s", ["0" * 64])
    with pytest.raises(CommandError, match="Dấu nhật ký ngày 2025-06-18 tính lại là"):
        verify()


def test_a_chain_written_anew_differs_from_the_printed_root(person: User) -> None:
    """Who holds the database can chain other events anew; not what was printed and published."""
    with clock.standing_on(date(2025, 6, 18)):
        events = act(person, 3)
        seal_all()
    with clock.standing_on(date(2025, 6, 19)):
        [row] = close_days()
        alter([*events, events[0]])
        as_owner("DELETE FROM core_auditday", [])
        as_owner("DELETE FROM core_auditseal", [])
        AuditWaiting.objects.bulk_create(AuditWaiting(event=event) for event in events)
    with clock.standing_on(date(2025, 6, 18)):
        seal_all()
    verify()
    with pytest.raises(CommandError, match="tính lại là"):
        verify(root=[f"2025-06-18={row.short}"])


@pytest.mark.parametrize("spoil", [None, alter, remove, swap, insert])
def test_the_script_alone_says_the_same(person: User, tmp_path: Path, spoil: Spoil | None) -> None:
    events = act(person, 8)
    seal_all()
    if spoil is not None:
        spoil(events)
    written = tmp_path / "nhat-ky.jsonl"
    try:
        verify(write=str(written))
    except CommandError as error:
        assert spoil is not None
        said = str(error)
    else:
        assert spoil is None
        said = ""
    found = subprocess.run(
        [sys.executable, "-I", "-S", audit_chain.__file__, str(written)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.returncode == (0 if spoil is None else 1), found.stderr
    if said:
        assert found.stdout.strip().removeprefix("HỎNG: ") in said
    assert person.full_name not in written.read_text("utf-8")


def test_two_sealers_make_one_chain(person: User) -> None:
    act(person, 3)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [0x5EA1])
    busy: list[int] = []

    def other() -> None:
        busy.append(seal_waiting())
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [0x5EA1])
    assert busy == [0]
    assert seal_waiting() == 3


def test_the_application_cannot_rewrite_seals(person: User) -> None:
    act(person)
    seal_all()
    with pytest.raises(Exception, match="Cannot update or delete rows"), transaction.atomic():
        AuditSeal.objects.update(events=[1])
    from kbang_ntm.core.grants import rights

    assert rights()["core_auditseal"] == ("SELECT", "INSERT")
    assert rights()["core_auditday"] == ("SELECT", "INSERT")


def test_roots_are_those_of_rfc_6962() -> None:
    """Vectors of the reference: roots over the leaves "", 00, 10, 2021, 3031, 40414243."""
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
    roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    tree = Tree()
    for data, root in zip(inputs, roots, strict=False):
        import hashlib

        tree.add(hashlib.sha256(b"\x00" + bytes.fromhex(data)).digest())
        assert tree.root() == root


@given(st.lists(st.text(max_size=8), min_size=1, max_size=20), st.data())
def test_any_change_of_any_event_is_found(texts: list[str], data: st.DataObject) -> None:
    def seal(found: list[str], links: bytes) -> Sealed:
        return Sealed(1, "2025-06-18", [str(key) for key in range(len(found))], found, links)

    head, links = BEGINNING, b""
    for text in texts:
        head = link_of(head, leaf_of(text))
        links += head
    seen = Walk()
    assert walk([seal(texts, links)], seen) is None
    assert (seen.events, seen.head) == (len(texts), links[-SIZE:])
    place = data.draw(st.integers(0, len(texts) - 1))
    changed = [*texts]
    changed[place] += "x"
    fault = walk([seal(changed, links)], Walk())
    assert fault is not None
    assert fault.key == str(place)


def test_every_line_of_the_export_is_json(person: User, tmp_path: Path) -> None:
    act(person, 2)
    seal_all()
    written = tmp_path / "nhat-ky.jsonl"
    verify(write=str(written))
    first, *rest = [json.loads(line) for line in written.read_text("utf-8").splitlines()]
    assert [len(event[1]) for event in first["events"]] == [len(audit_chain.FIELDS)] * 2
    assert rest == [{"days": {}}, {"unsealed": []}]
    assert Path(settings.BASE_DIR) in Path(audit_chain.__file__).parents
