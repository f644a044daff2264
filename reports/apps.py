"""What is shown and printed: dashboards, documents, charts, maps."""

from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """What is shown and printed: dashboards, documents, charts, maps."""

    name = "reports"
    verbose_name = "Báo cáo, văn bản"
    default_auto_field = "django.db.models.BigAutoField"
