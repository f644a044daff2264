"""Addresses of inspections, findings and draws."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
