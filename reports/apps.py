"""What is shown and printed: dashboards, documents, charts, maps."""

from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """What is shown and printed: dashboards, documents, charts, maps."""

    name = "reports"
    verbose_name = "Báo cáo, văn bản"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register kinds of documents, the printing job, file rights and navigation."""
        from kbang_ntm.core.navigation import NavItem, register
        from kbang_ntm.core.registry import registry
        from reports.builders import progress_report, submission_receipt
        from reports.rules import may_print
        from reports.services.documents import JOB_KIND, OWNER_KIND, run_print

        # Importing a builder registers its kind.
        assert progress_report.KIND and submission_receipt.KIND
        registry.add_job_kind(JOB_KIND, run_print)
        registry.add_file_rule(OWNER_KIND, lambda user, file: may_print(user))
        register(NavItem("In báo cáo", "reports:print", order=50, visible=may_print))
