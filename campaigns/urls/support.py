"""Addresses of support assignments and visits."""

from __future__ import annotations

from django.urls import URLPattern, path

from campaigns.views import support, support_visits

urlpatterns: list[URLPattern] = [
    path("giup-do/", support.support, name="support"),
    path("giup-do/bang-phan-cong/", support.grid, name="support-grid"),
    path("giup-do/phan-cong/", support.new, name="support-new"),
    path("giup-do/phan-cong/<uuid:uid>/ket-thuc/", support.end, name="support-end"),
    path("giup-do/phan-cong/<uuid:uid>/rut/", support.withdraw, name="support-withdraw"),
    path("giup-do/co-quan/<uuid:uid>/", support.agency, name="support-agency"),
    path("giup-do/don-vi/<uuid:uid>/", support.unit, name="support-unit"),
    path("giup-do/chuyen-di/", support_visits.visits, name="support-visits"),
    path("giup-do/chuyen-di/ghi/", support_visits.record, name="support-visit-new"),
    path("giup-do/chuyen-di/<uuid:uid>/", support_visits.visit, name="support-visit"),
    path(
        "giup-do/chuyen-di/<uuid:uid>/rut/",
        support_visits.withdraw,
        name="support-visit-withdraw",
    ),
]
