"""What a PDF says of its digital signatures (PAdES, ETSI EN 319 142-1), read and never vouched for.

Without a list of trusted issuers nobody can say "valid": what is shown is who the file says signed
it, when by the signer's own clock, whether the signed bytes are unchanged, and whether anything was
added after signing.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import CMSStructuralError, SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from kbang_ntm.core.vietnamese import nfc
from reports.services.apart import apart

MAX_SIGNATURES = 20
# What the readers of damaged or hostile files raise; none of it says anything about us.
UNREADABLE = (
    PdfError, CMSStructuralError, SigningError, SignatureValidationError, ValueError, TypeError,
    KeyError, IndexError, OSError, RecursionError,
)  # fmt: skip
DAMAGED = "Không đọc được chữ ký trong tệp. Mở tệp bằng phần mềm ký số để xem."


@dataclass(frozen=True)
class Signature:
    """One signature as the file has it. `at`: by the signer's own clock, None when not told;
    `intact`: the signed bytes are as they were; `whole`: nothing was added after it."""

    signer: str
    issuer: str
    at: datetime | None
    intact: bool
    whole: bool

    def as_json(self) -> dict[str, object]:
        """For keeping."""
        return {
            "signer": self.signer,
            "issuer": self.issuer,
            "at": self.at.isoformat() if self.at else "",
            "intact": self.intact,
            "whole": self.whole,
        }


@dataclass(frozen=True)
class Signatures:
    """All signatures of a file; `problem` is the sentence when they could not be read."""

    signatures: tuple[Signature, ...] = ()
    problem: str = ""


def read_signatures(content: bytes) -> Signatures:
    """The signatures of a file; none of a picture, a scan or an office file. Asks no network."""
    if not content.startswith(b"%PDF-"):
        return Signatures()
    return apart(lambda: _read_all(content))


def _read_all(content: bytes) -> Signatures:
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        found = list(reader.embedded_regular_signatures)[:MAX_SIGNATURES]
        return Signatures(tuple(_read(one) for one in found))
    except UNREADABLE:
        return Signatures(problem=DAMAGED)


def _read(one: EmbeddedPdfSignature) -> Signature:
    # Nobody is trusted, so the answer on trust is always "no" and is not shown.
    nobody = ValidationContext(trust_roots=[], allow_fetching=False)
    status = validate_pdf_signature(one, signer_validation_context=nobody)
    certificate = one.signer_cert
    return Signature(
        signer=_name(certificate.subject.native),
        issuer=_name(certificate.issuer.native),
        at=status.signer_reported_dt,
        intact=bool(status.intact and status.valid),
        whole=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
    )


def _name(parts: dict[str, object]) -> str:
    for key in ("common_name", "organization_name"):
        if value := parts.get(key):
            return nfc(str(value))[:200]
    return "không rõ tên"
