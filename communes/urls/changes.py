"""Addresses of changes of units and agencies."""

from __future__ import annotations

from django.urls import path

from communes.views import changes

urlpatterns = [
    path("sap-xep/", changes.changes, name="changes"),
    path("sap-xep/tep/", changes.upload, name="change-upload"),
    path("sap-xep/nhap/", changes.new, name="change-new"),
    path("sap-xep/phuong-an/<uuid:uid>/", changes.plan, name="change-plan"),
    path("sap-xep/phuong-an/<uuid:uid>/ap-dung/", changes.confirm, name="change-confirm"),
    path("sap-xep/ban-giao/<uuid:uid>/", changes.settle_item, name="change-item"),
    path("sap-xep/<uuid:uid>/", changes.change, name="change"),
]
