"""Addresses of the ledger of contributions."""

from __future__ import annotations

from django.urls import URLPattern, path

from campaigns.views import contributions as views

urlpatterns: list[URLPattern] = [
    path("huy-dong/", views.contributions, name="contributions"),
    path("huy-dong/tong-hop/", views.contribution_totals, name="contribution-totals"),
    path("huy-dong/moi/", views.add, name="contribution-new"),
    path("huy-dong/ke-hoach/<int:year>/<uuid:uid>/", views.plan, name="contribution-plan"),
    path("huy-dong/<uuid:uid>/", views.contribution, name="contribution"),
    path("huy-dong/<uuid:uid>/dao/", views.take_back, name="contribution-back"),
]
