"""Addresses of the campaign, its plan and everybody's part in it."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
