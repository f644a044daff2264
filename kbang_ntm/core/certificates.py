"""How long the portal's certificates are good for: that of TLS, and the one that seals papers."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from django.conf import settings

CONNECT_SECONDS = 3


@dataclass(frozen=True)
class Certificate:
    """One that is set; `until` is None where it cannot be read, and `problem` says why."""

    key: str
    label: str
    until: datetime | None
    problem: str = ""

    @property
    def days(self) -> int | None:
        """Whole days it is still good for, negative when it has run out."""
        return None if self.until is None else (self.until - datetime.now(UTC)).days


def certificates() -> list[Certificate]:
    """Those that are set, each read anew."""
    found = []
    if settings.TLS_WATCH is not None:
        found.append(_read("tls", "Chứng chỉ TLS của địa chỉ cổng", _tls))
    if settings.SEAL_FILE:
        found.append(_read("seal-file", "Chứng chỉ đóng dấu bản PDF", _seal))
    return found


def _read(key: str, label: str, read: Callable[[], x509.Certificate]) -> Certificate:
    try:
        certificate = read()
    except (OSError, ValueError) as error:  # away, closed to us, cut, another password
        return Certificate(key, label, None, str(error)[:200] or type(error).__name__)
    return Certificate(key, label, certificate.not_valid_after_utc)


def _tls() -> x509.Certificate:
    place = settings.TLS_WATCH
    assert place is not None, "asked only where one is set"
    if isinstance(place, Path):
        return x509.load_pem_x509_certificate(place.read_bytes())
    # Not verified on purpose: one that has run out is what is looked for.
    pem = ssl.get_server_certificate(place, timeout=CONNECT_SECONDS)
    return x509.load_pem_x509_certificate(pem.encode())


def _seal() -> x509.Certificate:
    content = Path(settings.SEAL_FILE).read_bytes()
    kept = pkcs12.load_pkcs12(content, settings.SEAL_PASSWORD.encode() or None)
    if kept.cert is None:
        raise ValueError("no certificate in the file")
    return kept.cert.certificate
