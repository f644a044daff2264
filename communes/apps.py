"""Where and how far: units, people, criteria, periods, progress, recognition."""

from __future__ import annotations

from django.apps import AppConfig


class CommunesConfig(AppConfig):
    """Where and how far: units, people, criteria, periods, progress, recognition."""

    name = "communes"
    verbose_name = "Xã và tiến độ"
    default_auto_field = "django.db.models.BigAutoField"
