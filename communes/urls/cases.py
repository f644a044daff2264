"""Addresses of recognition cases."""

from __future__ import annotations

from django.urls import path

from communes.views import cases

urlpatterns = [
    path("ho-so-cong-nhan/mo/", cases.new, name="case-new"),
    path("ho-so-cong-nhan/<uuid:uid>/", cases.case, name="case"),
    path("ho-so-cong-nhan/<uuid:uid>/tham-tra/", cases.judge, name="case-judge"),
    path("ho-so-cong-nhan/<uuid:uid>/kiem-tra-lai/", cases.recheck, name="case-recheck"),
    path("ho-so-cong-nhan/<uuid:uid>/viec/<slug:slug>/", cases.act, name="case-act"),
    path(
        "ho-so-cong-nhan/<uuid:uid>/giay-to/<slug:act>/<slug:code>/",
        cases.add_paper,
        name="case-paper",
    ),
    path(
        "ho-so-cong-nhan/<uuid:uid>/rut-giay-to/<uuid:paper>/",
        cases.withdraw_paper,
        name="case-paper-withdraw",
    ),
    path(
        "ho-so-cong-nhan/<uuid:uid>/rut-bieu-quyet/<uuid:vote>/",
        cases.withdraw_vote,
        name="case-vote-withdraw",
    ),
    path(
        "ho-so-cong-nhan/<uuid:uid>/xac-nhan-muon/<uuid:late>/",
        cases.confirm_late,
        name="case-late-confirm",
    ),
]
