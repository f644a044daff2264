"""What a file says of its digital signatures is read, and nothing more is claimed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from reports.documents.renderers.pdf import render_pdf
from reports.services.signatures import DAMAGED, read_signatures
from tests.factories.issuing import make_pkcs12, signed
from tests.reports.documents.samples import issued

PLAIN = b"%PDF-1.7\n%%EOF"


@pytest.fixture(scope="module")
def paper() -> bytes:
    return render_pdf(issued())


@pytest.fixture(scope="module")
def key() -> bytes:
    return make_pkcs12("Ủy ban nhân dân huyện Kbang")


def test_a_file_without_signatures_has_none(paper: bytes) -> None:
    assert read_signatures(paper).signatures == ()
    assert read_signatures(paper).problem == ""
    assert read_signatures(b"\xff\xd8\xff a picture") == read_signatures(paper)


def test_signer_time_and_integrity_are_read(paper: bytes, key: bytes) -> None:
    (found,) = read_signatures(signed(paper, key)).signatures
    assert (found.signer, found.issuer) == ("Ủy ban nhân dân huyện Kbang",) * 2
    assert found.at is not None
    assert abs(found.at - datetime.now(UTC)) < timedelta(minutes=5)
    assert (found.intact, found.whole) == (True, True)


def test_two_signatures_and_what_each_covers(paper: bytes, key: bytes) -> None:
    other = make_pkcs12("Văn thư")
    first, second = read_signatures(signed(signed(paper, key), other, field="Chu-ky-2")).signatures
    assert (first.signer, second.signer) == ("Ủy ban nhân dân huyện Kbang", "Văn thư")
    assert (first.intact, second.intact) == (True, True)
    assert (first.whole, second.whole) == (False, True)


def test_a_changed_byte_is_told(paper: bytes, key: bytes) -> None:
    content = bytearray(signed(paper, key))
    place = content.index(b"/CreationDate") + 20
    content[place] = content[place] ^ 1
    (found,) = read_signatures(bytes(content)).signatures
    assert found.intact is False


@pytest.mark.parametrize(
    "content",
    [PLAIN, b"%PDF-1.7\nxref\n0 99999999\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF", b"%PDF-"],
)
def test_damage_is_a_sentence(content: bytes) -> None:
    assert read_signatures(content).problem == DAMAGED


def test_a_cut_file_never_raises(paper: bytes, key: bytes) -> None:
    whole = signed(paper, key)
    for size in range(10, len(whole), len(whole) // 23):
        found = read_signatures(whole[:size])
        assert found.problem or not any(one.whole and one.intact for one in found.signatures)
