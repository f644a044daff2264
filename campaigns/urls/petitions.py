"""Addresses of petitions and the people's voice."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
