"""Evidence: good files are kept with their entry, bad ones leave nothing behind."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from communes.enums import EvidenceState
from communes.models import Evidence, IndicatorEntry
from communes.queries.gaps import find_gaps
from communes.services.evidence import (
    MOST_PER_ENTRY,
    add_evidence,
    may_read_evidence,
    promise_evidence,
    remove_evidence,
)
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import StoredFile
from kbang_ntm.core.storage import read_stored
from tests.factories.communes import World, make_world, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def report(world: World):
    return world.report()


def add(world: World, report, name: str, content: bytes, *, code: str = "11", actor=None):
    return add_evidence(
        report=report,
        indicator_id=world.indicators[code].pk,
        name=name,
        stream=io.BytesIO(content),
        actor=actor or world.officer,
    )


def test_a_file_is_stored_with_hash_type_and_composed_name(world, report):
    evidence = add(world, report, "Biên bản họp dân.pdf", pdf())  # decomposed
    assert evidence.name == "Biên bản họp dân.pdf"
    assert evidence.file.sha256 == hashlib.sha256(pdf()).hexdigest()
    assert evidence.file.content_type == "application/pdf"
    assert read_stored(evidence.file) == pdf()


def test_several_files_and_the_gap_is_closed(world, report):
    world.save(report, world.edit("11"))
    assert "evidence" in {gap.code for gap in find_gaps(report)}
    for words in "ab":
        add(world, report, f"{words}.pdf", pdf(words))
    assert world.entry(report, "11").evidence.count() == 2
    assert "evidence" not in {gap.code for gap in find_gaps(report)}


BAD = [
    ("trang.pdf", b"<html><script>alert(1)</script></html>", "wrong_type"),
    ("trống.pdf", b"", "empty"),
    ("../../etc/passwd.pdf", pdf(), "bad_name"),
    ("a\u202efdp.pdf", pdf(), "bad_name"),
    ("may.exe", b"MZ" + b"\0" * 200, "not_accepted"),
    ("to.pdf", b"%PDF-1.7\n" + b"0" * (20 * 1024 * 1024), "too_large"),
]


@pytest.mark.parametrize(("name", "content", "code"), BAD, ids=[code for *_, code in BAD])
def test_a_refused_file_leaves_nothing(world, report, own_files: Path, name, content, code):
    with pytest.raises(Refused) as refusal:
        add(world, report, name, content)
    assert refusal.value.code == code
    assert not Evidence.objects.exists()
    assert not StoredFile.objects.exists()
    assert not IndicatorEntry.objects.exists()
    assert not any(path.is_file() for path in own_files.rglob("*"))
    add(world, report, "được.pdf", pdf())
    assert any(path.is_file() for path in own_files.rglob("*")), "the folder looked at is in use"


def test_the_same_file_twice_is_said_so(world, report):
    add(world, report, "a.pdf", pdf())
    with pytest.raises(Refused) as refusal:
        add(world, report, "b.pdf", pdf())
    assert refusal.value.code == "same_file"
    assert Evidence.objects.count() == 1


def test_there_is_an_end_to_files(world, report):
    entry = IndicatorEntry.objects.create(report=report, indicator=world.indicators["11"])
    Evidence.objects.bulk_create(
        Evidence(entry=entry, state="promised", name=f"{n}.pdf", added_by=world.officer)
        for n in range(MOST_PER_ENTRY)
    )
    with pytest.raises(Refused) as refusal:
        add(world, report, "a.pdf", pdf())
    assert refusal.value.code == "too_many"


class TestPromise:
    def promise(self, world: World, report, content: bytes):
        return promise_evidence(
            report=report,
            indicator_id=world.indicators["11"].pk,
            name="a.pdf",
            sha256=hashlib.sha256(content).hexdigest(),
            actor=world.officer,
        )

    def test_what_never_arrives_keeps_the_report_from_being_sent(self, world, report):
        world.save(report, world.edit("11"))
        self.promise(world, report, pdf())
        assert "promised" in {gap.code for gap in find_gaps(report)}

    def test_the_file_fulfils_its_promise(self, world, report):
        promised = self.promise(world, report, pdf())
        assert self.promise(world, report, pdf()) == promised  # asked twice
        stored = add(world, report, "a.pdf", pdf())
        assert (stored.pk, stored.state) == (promised.pk, EvidenceState.STORED)
        assert stored.file is not None

    def test_a_broken_hash_is_refused(self, world, report):
        with pytest.raises(Refused):
            promise_evidence(
                report=report,
                indicator_id=world.indicators["11"].pk,
                name="a.pdf",
                sha256="xyz",
                actor=world.officer,
            )


class TestRemoval:
    def test_it_leaves_the_file_and_a_trace(self, world, report):
        evidence = remove_evidence(evidence=add(world, report, "a.pdf", pdf()), actor=world.officer)
        assert (evidence.state, evidence.removed_by) == (EvidenceState.REMOVED, world.officer)
        assert read_stored(evidence.file) == pdf()

    def test_the_same_file_may_come_back(self, world, report):
        remove_evidence(evidence=add(world, report, "a.pdf", pdf()), actor=world.officer)
        assert add(world, report, "a.pdf", pdf()).state == EvidenceState.STORED

    def test_not_by_others_and_not_when_sent(self, world, report):
        evidence = add(world, report, "a.pdf", pdf())
        with pytest.raises(NotAllowed):
            remove_evidence(evidence=evidence, actor=world.neighbour_officer)
        report.state = "submitted"
        report.save(update_fields=["state"])
        with pytest.raises(Refused) as refusal:
            remove_evidence(evidence=evidence, actor=world.officer)
        assert refusal.value.code == "sent"
        evidence.refresh_from_db()
        assert evidence.state == EvidenceState.STORED


@pytest.mark.parametrize("person", ["neighbour_officer", "leader", "reviewer", "coordinator"])
def test_only_the_communes_officers_add(world, report, person):
    with pytest.raises(NotAllowed):
        add(world, report, "a.pdf", pdf(), actor=getattr(world, person))
    assert not StoredFile.objects.exists()


def test_a_drafts_evidence_is_not_read_by_others(world, report):
    file = add(world, report, "a.pdf", pdf()).file
    assert may_read_evidence(world.officer, file)
    assert may_read_evidence(world.leader, file)
    assert not may_read_evidence(world.neighbour_officer, file)
    assert not may_read_evidence(world.reviewer, file)


def test_sent_evidence_is_read_by_the_district(world):
    report = world.sent_report()
    file = world.entry(report, "11").evidence.get().file
    assert may_read_evidence(world.reviewer, file)
    assert may_read_evidence(world.reader, file)
    assert not may_read_evidence(world.neighbour_officer, file)
