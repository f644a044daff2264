"""Addresses of what is shown and printed."""

from __future__ import annotations

from django.urls import path

from reports.views import (
    awards,
    carried,
    cases,
    documents,
    handover,
    late,
    mapping,
    matrix,
    papers,
    public,
    recognition,
    report_forms,
    targets,
    thresholds,
    unit,
    villages,
)

app_name = "reports"
urlpatterns = [
    path("cong-khai/", public.public, name="public-home"),
    path("cong-khai/cong-nhan/", cases.recognitions, name="recognitions"),
    path("ho-so-cong-nhan/", cases.cases, name="cases"),
    path("tong-hop/", matrix.matrix, name="matrix"),
    path("tong-hop/xlsx/", matrix.matrix_sheet, name="matrix-sheet"),
    path("tong-hop/lang/", villages.villages, name="villages"),
    path("tong-hop/tinh-chuyen/<slug:key>/<str:no>/", carried.carried_criterion, name="carried"),
    path("ban-do/", mapping.period_map, name="map"),
    path("muc-tieu/", targets.targets, name="targets"),
    path("chua-bao-cao/", late.late, name="late"),
    path("chua-bao-cao/xlsx/", late.late_xlsx, name="late-sheet"),
    path("chua-bao-cao/don-doc/", late.remind_units, name="remind"),
    path("muc-dat-chuan/", thresholds.thresholds, name="thresholds"),
    path("muc-dat-chuan/xlsx/", thresholds.thresholds_sheet, name="thresholds-sheet"),
    path("don-vi/", unit.units, name="units"),
    path("don-vi/xlsx/", unit.units_sheet, name="units-sheet"),
    path("don-vi/<slug:key>/", unit.unit, name="unit"),
    path("in-bao-cao/", documents.print_page, name="print"),
    path("bieu-mau/", report_forms.forms, name="forms"),
    path("bieu-mau/moi/", report_forms.new, name="form-new"),
    path("bieu-mau/<uuid:uid>/", report_forms.one, name="form"),
    path("bieu-mau/<uuid:uid>/tep/", report_forms.filled, name="form-filled"),
    path("bieu-mau/<uuid:uid>/rut/", report_forms.withdraw, name="form-withdraw"),
    path("ban-in/", documents.document_list, name="documents"),
    path("ban-in/<uuid:uid>/", documents.document, name="document"),
    path("ban-in/<uuid:uid>/<slug:format>/", documents.document_file, name="document-file"),
    path("phieu-tiep-nhan/<uuid:uid>/pdf/", documents.receipt_pdf, name="receipt-pdf"),
    path("van-ban/<slug:kind>/<uuid:uid>/", papers.paper, name="paper"),
    path("van-ban/<slug:kind>/<uuid:uid>/<slug:format>/", papers.paper_file, name="paper-file"),
    path(
        "giay-cong-nhan/<uuid:uid>/pdf/",
        recognition.village_certificate,
        name="village-certificate",
    ),
    path("khen-thuong/giay-khen/<uuid:uid>/pdf/", awards.certificates, name="certificates"),
    path("khen-thuong/in-thu/<uuid:uid>/pdf/", awards.certificate_test, name="certificate-test"),
    path("goi-ban-giao/", handover.packages, name="packages"),
    path("goi-ban-giao/<uuid:uid>/", handover.make_packages, name="packages-make"),
    path("danh-muc-ban-giao/<uuid:uid>/<slug:format>/", handover.handover, name="handover-list"),
]
