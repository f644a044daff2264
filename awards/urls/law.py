"""Addresses of the law of awards, of nominees and of past awards."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
