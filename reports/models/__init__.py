"""What was printed: frozen documents."""

from reports.models.documents import DocumentFile, DocumentSnapshot

__all__ = ["DocumentFile", "DocumentSnapshot"]
