"""Days that certificates are good for, read from a file, a server and the organisation's seal."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from kbang_ntm.core.certificates import certificates
from kbang_ntm.core.queries.condition import Fact, _certificates

PASSWORD = b"mat-khau"


def made(days: float) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """A certificate for this machine that is good for so many days, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=400))
    return builder.not_valid_after(now + timedelta(days=days)).sign(key, hashes.SHA256()), key


def written(folder: Path, days: float) -> Path:
    """PEM file of a certificate and its key."""
    certificate, key = made(days)
    path = folder / f"{days}.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@contextmanager
def served(path: Path) -> Iterator[tuple[str, int]]:
    """A server that shakes hands with that certificate, once."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def shake() -> None:
            line, _ = server.accept()
            with context.wrap_socket(line, server_side=True) as talk:
                talk.recv(1)

        thread = threading.Thread(target=shake, daemon=True)
        thread.start()
        yield server.getsockname()
        thread.join(5)


def facts() -> dict[str, Fact]:
    return {fact.key: fact for fact in _certificates()}


@pytest.mark.parametrize(("days", "good"), [(21.5, True), (20.5, False), (-0.5, False)])
def test_a_file(settings: Any, tmp_path: Path, days: float, good: bool) -> None:
    settings.TLS_WATCH = written(tmp_path, days)
    found = facts()["certificate-tls"]
    assert found.good is good
    assert found.words.startswith("hết hạn" if days > 0 else "đã hết hạn")
    assert found.number == days // 1


def test_a_server_whose_certificate_has_run_out_is_read_all_the_same(
    settings: Any, tmp_path: Path
) -> None:
    with served(written(tmp_path, -3.5)) as settings.TLS_WATCH:
        assert [one.days for one in certificates()] == [-4]


def test_the_seal_of_the_organisation(settings: Any, tmp_path: Path) -> None:
    certificate, key = made(100.5)
    path = tmp_path / "seal.p12"
    locked = serialization.BestAvailableEncryption(PASSWORD)
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"dau", key, certificate, None, locked))
    settings.SEAL_FILE, settings.SEAL_PASSWORD = str(path), PASSWORD.decode()
    assert facts()["certificate-seal-file"].number == 100
    settings.SEAL_PASSWORD = "sai"
    wrong = facts()["certificate-seal-file"]
    assert wrong.good is False
    assert wrong.words.startswith("không đọc được")


def test_nothing_set_is_said(settings: Any) -> None:
    assert certificates() == []
    assert facts()["certificate-tls"].good is None


def test_what_cannot_be_reached_is_wrong(settings: Any, tmp_path: Path) -> None:
    settings.TLS_WATCH = tmp_path / "khong-co.pem"
    assert facts()["certificate-tls"].good is False
