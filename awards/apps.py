"""Who is honoured: nominations, dossiers, council, decisions, fund."""

from __future__ import annotations

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    """Who is honoured: nominations, dossiers, council, decisions, fund."""

    name = "awards"
    verbose_name = "Thi đua, khen thưởng"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from awards import demo, fronts
        from awards.reference import load_law
        from awards.reference_cases import load_cases
        from communes.demo import loading
        from communes.reference.loading import register
        from kbang_ntm.core.navigation import name_group
        from kbang_ntm.core.registry import registry

        register("awards.law", load_law)
        register("awards.cases", load_cases)
        loading.register("awards", demo.load)
        fronts.register()
        name_group("awards", "Khen thưởng")
        registry.help_pages["khen-thuong"] = "awards/help/khen-thuong.html"
