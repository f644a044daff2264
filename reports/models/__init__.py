"""What was printed, and what goes out: frozen documents, the signing round, signed files."""

from reports.models.documents import DocumentFile, DocumentSnapshot
from reports.models.issuing import IssuedPaper, SectionRemark, SignedCopy, SigningStep

__all__ = [
    "DocumentFile",
    "DocumentSnapshot",
    "IssuedPaper",
    "SectionRemark",
    "SignedCopy",
    "SigningStep",
]
