"""The movement: plan, objectives, targets, tasks, contributions."""

from __future__ import annotations

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """The movement: plan, objectives, targets, tasks, contributions."""

    name = "campaigns"
    verbose_name = "Phong trào thi đua"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from campaigns import demo, fronts
        from campaigns.promises import promised
        from campaigns.reference import load_campaign, load_plan
        from communes.demo import loading
        from communes.queries.villages import register_promises
        from communes.reference.loading import register
        from kbang_ntm.core.navigation import name_group

        register("campaigns", load_campaign)
        register("campaigns.plan", load_plan)
        register_promises("campaigns", promised)
        loading.register("campaigns", demo.load)
        fronts.register()
        name_group("campaigns", "Phong trào")
