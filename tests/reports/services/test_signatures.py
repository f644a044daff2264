"""What a file says of its digital signatures is read, and nothing more is claimed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kbang_ntm.core.errors import Refused
from reports.documents.renderers.pdf import render_pdf
from reports.services.sealing import seal
from reports.services.signatures import DAMAGED, read_signatures
from tests.factories.issuing import PASSWORD, make_pkcs12, signed
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


@pytest.fixture
def certificate(tmp_path: Path, key: bytes, settings: Any) -> Path:
    file = tmp_path / "co-quan.p12"
    file.write_bytes(key)
    settings.SEAL_FILE, settings.SEAL_PASSWORD = str(file), PASSWORD.decode()
    return file


@pytest.mark.usefixtures("certificate")
def test_the_seal_shows_a_change_on_the_way(paper: bytes) -> None:
    sealed = seal(paper)
    (found,) = read_signatures(sealed).signatures
    assert (found.signer, found.intact, found.whole) == (
        "Ủy ban nhân dân huyện Kbang", True, True,
    )  # fmt: skip
    changed = sealed[:200] + bytes([sealed[200] ^ 1]) + sealed[201:]
    told = read_signatures(changed)
    assert told.problem or not told.signatures[0].intact


def test_without_a_certificate_nothing_is_sealed(paper: bytes, settings: Any) -> None:
    settings.SEAL_FILE = ""
    assert seal(paper) is paper


@pytest.mark.parametrize("what", ["missing", "password", "garbage"])
def test_a_certificate_that_cannot_be_opened(
    paper: bytes, certificate: Path, settings: Any, what: str
) -> None:
    if what == "missing":
        settings.SEAL_FILE = str(certificate.with_name("khong-co.p12"))
    elif what == "password":
        settings.SEAL_PASSWORD = "sai"
    else:
        certificate.write_bytes(b"garbage")
    with pytest.raises(Refused, match="PORTAL_SEAL_FILE"):
        seal(paper)
