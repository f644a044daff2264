"""Addresses of stories and the registers honours are judged by."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
