"""Addresses of the communes app: entering figures and reviewing them."""

from __future__ import annotations

from communes.urls import entry, imports, review

app_name = "communes"
urlpatterns = [*entry.urlpatterns, *review.urlpatterns, *imports.urlpatterns]
