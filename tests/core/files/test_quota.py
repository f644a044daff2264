"""Room for uploads: by unit, up to the set amount, said in numbers."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.models import Evidence
from communes.services.evidence import add_evidence
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import StoredFile
from kbang_ntm.core.queries.room import rooms, used_by
from kbang_ntm.core.registry import registry
from kbang_ntm.core.services.files import store_bytes
from kbang_ntm.core.services.quota import charge
from tests.factories.communes import World, make_user, make_world, pdf

pytestmark = pytest.mark.django_db


def send(world: World, content: bytes, name: str = "a.pdf") -> Evidence:
    return add_evidence(
        report=world.report(),
        indicator_id=world.indicators["11"].pk,
        name=name,
        stream=io.BytesIO(content),
        actor=world.officer,
    )


def test_a_file_counts_for_the_commune_of_its_sender() -> None:
    world = make_world()
    evidence = send(world, pdf("x"))
    assert evidence.file is not None
    key = f"unit:{world.commune.uid}"
    assert evidence.file.charged_to == key
    assert used_by(key) == evidence.file.size
    assert [(one.key, one.files) for one in rooms()] == [(key, 1)]
    assert rooms()[0].name == registry.payer(world.officer)[1] != key


def test_what_the_portal_makes_counts_for_nobody() -> None:
    world = make_world()
    uid = world.commune.uid
    file = store_bytes(
        name="a.pdf", content=b"x", content_type="application/pdf", owner_kind="job",
        owner_uid=uid, user=world.officer,
    )  # fmt: skip
    assert file.charged_to == ""


def test_an_agency_and_a_person_without_a_post() -> None:
    world = make_world()
    assert registry.payer(world.reviewer)[0] == f"agency:{world.agency.uid}"
    assert registry.payer(make_user("khach")) == ("", "")
    assert charge(None, 10) == ""


def test_over_the_amount_it_is_refused_in_numbers_and_nothing_is_kept(settings: Any) -> None:
    world = make_world()
    first = send(world, pdf("x" * 3000)).file
    assert first is not None
    settings.UPLOAD_QUOTA_BYTES = first.size + 1000
    before = StoredFile.objects.count(), Evidence.objects.count()
    with pytest.raises(Refused, match=r"đã dùng \d\sKB trong \d\sKB, tệp này cần thêm") as refusal:
        send(world, pdf("y" * 3000), "b.pdf")
    assert refusal.value.code == "quota"
    assert (StoredFile.objects.count(), Evidence.objects.count()) == before


def test_exactly_full_is_allowed_and_others_have_their_own_room(settings: Any) -> None:
    world = make_world()
    settings.UPLOAD_QUOTA_BYTES = 1000
    assert charge(world.officer, 1000) != ""
    with pytest.raises(Refused):
        charge(world.officer, 1001)
    assert charge(world.neighbour_officer, 1000) != charge(world.officer, 1000)


def test_no_limit(settings: Any) -> None:
    world = make_world()
    settings.UPLOAD_QUOTA_BYTES = 0
    assert charge(world.officer, 10**12) == f"unit:{world.commune.uid}"


def test_the_questions_do_not_grow_with_the_files() -> None:
    world = make_world()
    for number in range(3):
        send(world, pdf(str(number)), f"{number}.pdf")
    officer = type(world.officer).objects.get(pk=world.officer.pk)
    with CaptureQueriesContext(connection) as captured:
        charge(officer, 10)
    assert len(captured) == 4  # posts, the first with its place, its name, the sum
    with CaptureQueriesContext(connection) as captured:
        charge(officer, 10)
    assert len(captured) == 1
