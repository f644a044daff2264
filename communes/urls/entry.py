"""Addresses of entering, handing over, sending, and dividing the work of a commune."""

from __future__ import annotations

from django.urls import path

from communes.views import assignment, entry, entry_cell, evidence, receipt, signoff

ONE = "nhap-so-lieu/<uuid:uid>/"

urlpatterns = [
    path("nhap-so-lieu/", entry.home, name="entry-home"),
    path("nhap-so-lieu/bat-dau/", entry.start, name="entry-start"),
    path(ONE, entry.page, name="entry"),
    path(f"{ONE}luu/", entry.save, name="entry-save"),
    path(f"{ONE}o/<int:indicator>/", entry_cell.save, name="cell-save"),
    path(f"{ONE}chon/<int:indicator>/", entry_cell.save, name="conflict-pick"),
    path(f"{ONE}giu-nguyen/", entry.carry, name="carry-over"),
    path(f"{ONE}con-thieu/", entry.gaps, name="gaps"),
    path(f"{ONE}minh-chung/<int:indicator>/", evidence.add, name="evidence-add"),
    path(f"{ONE}minh-chung/<int:indicator>/hen/", evidence.promise, name="evidence-promise"),
    path("nhap-so-lieu/minh-chung/<uuid:uid>/go/", evidence.remove, name="evidence-remove"),
    path(f"{ONE}tra-loi/<int:indicator>/", evidence.answer, name="answer"),
    path(f"{ONE}trinh/", signoff.hand, name="hand"),
    path("trinh-ky/<uuid:uid>/", signoff.sign_off, name="sign-off"),
    path("trinh-ky/<uuid:uid>/tra-lai/", signoff.return_to_officer, name="give-back"),
    path("trinh-ky/<uuid:uid>/gui/", signoff.send, name="submit"),
    path("trinh-ky/<uuid:uid>/bao-cao-giay/", signoff.paper, name="paper"),
    path("phieu-tiep-nhan/<uuid:uid>/", receipt.receipt, name="receipt"),
    path("phan-cong-chi-tieu/", assignment.assignments, name="assignments"),
]
