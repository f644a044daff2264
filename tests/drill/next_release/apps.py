"""The app that brings the migration."""

from __future__ import annotations

from django.apps import AppConfig


class NextReleaseConfig(AppConfig):
    name = "tests.drill.next_release"
    label = "next_release"
