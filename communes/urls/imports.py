"""Addresses of figures brought in a file."""

from __future__ import annotations

from django.urls import path

from communes.views import imports, uploads

urlpatterns = [
    path("nhap-so-lieu/<uuid:uid>/tep/", imports.imports, name="imports"),
    path("nhap-so-lieu/<uuid:uid>/bang-nhap/xlsx/", imports.workbook, name="workbook"),
    path("lan-nhap/<uuid:uid>/", imports.one, name="import"),
    path("lan-nhap/<uuid:uid>/xac-nhan/", imports.confirm, name="import-confirm"),
    path("lan-nhap/<uuid:uid>/bo/", imports.drop, name="import-drop"),
    path("lan-nhap/<uuid:uid>/huy/", imports.cancel, name="import-cancel"),
    path("nhap-cac-xa/", uploads.district, name="district-imports"),
    path("nhap-cac-xa/nhieu-ky/", uploads.long_file, name="long-file"),
    path("nhap-cac-xa/ky/<str:period>/xlsx/", uploads.workbook, name="district-workbook"),
    path("nhap-cac-xa/tep/<uuid:uid>/", uploads.upload, name="upload"),
    path("nhap-cac-xa/tep/<uuid:uid>/xac-nhan/", uploads.confirm, name="upload-confirm"),
]
