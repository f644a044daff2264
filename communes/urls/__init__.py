"""Addresses of the communes app, one module a part of its pages."""

from __future__ import annotations

from communes.urls import cases, changes, entry, imports, registers, review

app_name = "communes"
urlpatterns = [
    *entry.urlpatterns,
    *review.urlpatterns,
    *cases.urlpatterns,
    *changes.urlpatterns,
    *imports.urlpatterns,
    *registers.urlpatterns,
]
