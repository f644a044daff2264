"""People of the signing round, a document in it, and files that were signed digitally."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, signers
from pyhanko.sign.fields import SigSeedSubFilter

from campaigns.models import ReviewEvent
from communes.enums import Role
from communes.models import Membership
from kbang_ntm.core.models import User
from reports.models import IssuedPaper
from reports.services import issuing
from reports.services.apart import apart
from tests.factories.campaigns_reviews import make_review
from tests.factories.communes import ALWAYS, World, make_agency, make_user

PASSWORD = b"mat-khau-thu"
SIGNER = "Đinh Văn Minh"


@dataclass(frozen=True)
class Round:
    """Who passes a district document on, and the review it reports of."""

    world: World
    event: ReviewEvent
    maker: User
    office: User
    chairman: User
    clerk: User

    def draft(self) -> IssuedPaper:
        return issuing.draft_about(kind="review-report", uid=self.event.uid, actor=self.maker)

    def moved(self, *acts: str) -> IssuedPaper:
        """A draft after these acts, each by who does it."""
        by = {"send": self.maker, "pass_head": self.maker, "pass_office": self.office,
              "approve": self.chairman}  # fmt: skip
        row = self.draft()
        for act in acts:
            row = issuing.move(paper=row, act=act, words="", actor=by[act])
        return row

    def approved(self) -> IssuedPaper:
        return self.moved("send", "pass_head", "pass_office", "approve")


def make_round(world: World) -> Round:
    office = make_agency("vpubnd", "Văn phòng HĐND và UBND", world.district)
    people = [make_user(name, full) for name, full in (
        ("vp", "Nguyễn Thị Bình"), ("ct", SIGNER), ("vt", "Lê Thị Cúc"))]  # fmt: skip
    posts = (
        (people[0], Role.AGENCY_OFFICER, office),
        (people[1], Role.DISTRICT_LEADER, None),
        (people[2], Role.CLERK, office),
    )
    for user, role, agency in posts:
        Membership.objects.create(
            user=user, role=role, unit=world.district, agency=agency, valid=ALWAYS
        )
    return Round(world, make_review(world), world.coordinator, *people)


def make_pkcs12(name: str = "UBND huyện Kbang (thử)") -> bytes:
    """An organisation's key with a certificate it has given itself."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(
            x509.KeyUsage(
                digital_signature=True, content_commitment=True, key_encipherment=False,
                data_encipherment=False, key_agreement=False, key_cert_sign=False,
                crl_sign=False, encipher_only=False, decipher_only=False,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    return pkcs12.serialize_key_and_certificates(
        b"thu", key, certificate, None, BestAvailableEncryption(PASSWORD)
    )


def signed(content: bytes, pkcs: bytes, field: str = "Chu-ky-1") -> bytes:
    """The PDF with a PAdES signature added."""
    signer = signers.SimpleSigner.load_pkcs12_data(pkcs, other_certs=[], passphrase=PASSWORD)
    assert signer is not None
    out = io.BytesIO()
    apart(
        lambda: signers.sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(content)),
            PdfSignatureMetadata(field_name=field, subfilter=SigSeedSubFilter.PADES),
            signer=signer,
            output=out,
        )
    )
    return out.getvalue()
