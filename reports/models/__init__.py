"""What was printed, what goes out, and forms of others: frozen documents, the signing round."""

from reports.models.documents import DocumentFile, DocumentSnapshot
from reports.models.issuing import IssuedPaper, SectionRemark, SignedCopy, SigningStep
from reports.models.layouts import PaperLayout
from reports.models.office_forms import OfficeForm
from reports.models.report_forms import ReportForm

__all__ = [
    "DocumentFile",
    "DocumentSnapshot",
    "IssuedPaper",
    "OfficeForm",
    "PaperLayout",
    "ReportForm",
    "SectionRemark",
    "SignedCopy",
    "SigningStep",
]
