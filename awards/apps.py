"""Who is honoured: nominations, dossiers, council, decisions, fund."""

from __future__ import annotations

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    """Who is honoured: nominations, dossiers, council, decisions, fund."""

    name = "awards"
    verbose_name = "Thi đua, khen thưởng"
    default_auto_field = "django.db.models.BigAutoField"
