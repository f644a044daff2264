"""Addresses of what is shown and printed."""

from __future__ import annotations

from django.urls import path

from reports.views import documents

app_name = "reports"
urlpatterns = [
    path("in-bao-cao/", documents.print_page, name="print"),
    path("ban-in/", documents.document_list, name="documents"),
    path("ban-in/<uuid:uid>/", documents.document, name="document"),
    path("ban-in/<uuid:uid>/<slug:format>/", documents.document_file, name="document-file"),
    path("phieu-tiep-nhan/<uuid:uid>/pdf/", documents.receipt_pdf, name="receipt-pdf"),
]
