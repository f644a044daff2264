"""The organisation's seal under the PDF that goes to the signer, where a certificate is given.

It is not the signature of the document: it shows whether the file was changed on its way (PAdES
B-B, ETSI EN 319 142-1). Without a certificate the file goes as it is.
"""

from __future__ import annotations

import functools
import io

from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, signers
from pyhanko.sign.fields import SigSeedSubFilter

from kbang_ntm.core.errors import Refused
from reports.services.apart import apart

FIELD = "Dau-kiem-tra-cua-cong"
REASON = "Bản chưa ký, đóng dấu để nhận ra thay đổi"


def seal(content: bytes) -> bytes:
    """The PDF with the organisation's seal, unchanged where none is set.

    Raises Refused ("seal_unreadable") when the certificate cannot be opened.
    """
    if not settings.SEAL_FILE:
        return content
    signer = _signer(settings.SEAL_FILE, settings.SEAL_PASSWORD)
    return apart(lambda: _sealed(content, signer))


def _sealed(content: bytes, signer: signers.SimpleSigner) -> bytes:
    out = io.BytesIO()
    signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(content)),
        PdfSignatureMetadata(field_name=FIELD, subfilter=SigSeedSubFilter.PADES, reason=REASON),
        signer=signer,
        output=out,
    )
    return out.getvalue()


@functools.lru_cache(maxsize=2)
def _signer(path: str, password: str) -> signers.SimpleSigner:
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError as error:
        raise _unreadable() from error
    try:
        found: signers.SimpleSigner | None = signers.SimpleSigner.load_pkcs12_data(
            content, other_certs=[], passphrase=password.encode()
        )
    except ValueError as error:
        raise _unreadable() from error
    if found is None:
        raise _unreadable()
    return found


def _unreadable() -> Refused:
    return Refused(
        "seal_unreadable",
        "Không mở được chứng thư của cơ quan nên chưa lập được bản để ký. "
        "Báo quản trị xem PORTAL_SEAL_FILE và mật khẩu.",
    )
