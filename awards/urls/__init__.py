"""Addresses of the pages of awards, one module a part of the app."""

from __future__ import annotations

from awards.urls import (
    decisions,
    law,
)

app_name = "awards"
urlpatterns = [
    *law.urlpatterns,
    *decisions.urlpatterns,
]
