"""Addresses of the communes app: entering figures and reviewing them."""

from __future__ import annotations

from communes.urls import cases, changes, entry, registers, review

app_name = "communes"
urlpatterns = [
    *entry.urlpatterns,
    *review.urlpatterns,
    *registers.urlpatterns,
    *cases.urlpatterns,
    *changes.urlpatterns,
]
