"""Addresses of the pages of awards, one module a part of the app."""

from __future__ import annotations

from awards.urls import (
    appraisal,
    council,
    decisions,
    law,
    nominations,
)

app_name = "awards"
urlpatterns = [
    *appraisal.urlpatterns,
    *council.urlpatterns,
    *decisions.urlpatterns,
    *law.urlpatterns,
    *nominations.urlpatterns,
]
