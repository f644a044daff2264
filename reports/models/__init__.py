"""Models of the reports app."""

from reports.models.documents import DocumentFile, DocumentSnapshot
from reports.models.report_forms import ReportForm

__all__ = ["DocumentFile", "DocumentSnapshot", "ReportForm"]
