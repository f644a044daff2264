"""What is shown and printed: dashboards, documents, charts, maps."""

from __future__ import annotations

from django.apps import AppConfig

# One page a role; the template tells the title.
HELP_PAGES = (
    "cong-chuc-xa",
    "lanh-dao-xa",
    "co-quan-ra-soat",
    "van-phong-dieu-phoi",
    "lanh-dao-huyen",
    "quan-tri",
)


DISTRICT_PAGES = (
    ("Các làng", "reports:villages"),
    ("Bản đồ", "reports:map"),
    ("Các xã qua thời gian", "reports:units"),
    ("Mức đạt chuẩn", "reports:thresholds"),
)


class ReportsConfig(AppConfig):
    """What is shown and printed: dashboards, documents, charts, maps."""

    name = "reports"
    verbose_name = "Báo cáo, văn bản"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register kinds of documents, the printing job, file rights and navigation."""
        from communes.apps import FIGURES
        from communes.demo import loading
        from communes.signals import change_carried_out
        from kbang_ntm.core.navigation import name_group
        from kbang_ntm.core.registry import registry, sees_owner
        from reports import demo, inbox, packing, papers
        from reports.builders import handover_list, progress_report, submission_receipt
        from reports.builders.communes import matrix
        from reports.models import IssuedPaper
        from reports.queries.issuing import reads_document_file
        from reports.services import (
            issuing,
            issuing_notices,
            long_files,
            packages,
            rehearsal,
            report_forms,
        )
        from reports.services.documents import JOB_KIND, run_print
        from reports.services.snapshots import OWNER_KIND, PAPER_KIND

        # Importing a builder registers its kind.
        assert all((handover_list.KIND, matrix.KIND, progress_report.KIND, submission_receipt.KIND))
        papers.register()
        registry.add_job_kind(JOB_KIND, run_print)
        registry.add_job_kind(long_files.JOB_KIND, long_files.run_file)
        registry.add_job_kind(packages.JOB_KIND, packing.run_packages)
        registry.add_file_rule(packages.OWNER_KIND, packages.may_read_package)
        registry.add_file_rule(report_forms.OWNER_KIND, report_forms.may_read_template)
        registry.add_notice_kind(packages.NOTICE_KIND, "Gói bàn giao của xã đã lập")
        change_carried_out.connect(packages.after_change, dispatch_uid=packages.JOB_KIND)
        inbox.register()
        registry.open_report = rehearsal.open_report
        loading.register("reports", demo.load)
        name_group("reports", FIGURES)
        registry.help_pages |= {slug: f"communes/help/{slug}.html" for slug in HELP_PAGES}
        registry.add_file_rule(OWNER_KIND, reads_document_file)
        registry.add_file_rule(PAPER_KIND, reads_document_file)
        registry.add_file_rule(issuing.FILE_KIND, sees_owner(IssuedPaper))
        registry.add_notice_kind(issuing_notices.NOTICE, "Văn bản trình ký có kết quả")
        registry.dashboards |= {f"reports:{name}" for name in DASHBOARDS}
        registry.papers |= {f"reports:{name}" for name in PAPERS}
        _register_pages()


# Answered from the copy last shown when all places are taken.
DASHBOARDS = ("public-home", "matrix", "national", "villages", "map", "targets", "late", "units",
              "unit", "carried")  # fmt: skip
# Laid out while somebody waits.
PAPERS = ("document-file", "issued-file", "receipt-pdf", "paper-file", "certificates",
          "certificate-test", "matrix-sheet")  # fmt: skip


def _register_pages() -> None:
    """Navigation."""
    from kbang_ntm.core.navigation import NavItem, register
    from reports.issuing_rules import may_follow
    from reports.rules import may_print, may_see_district, may_see_packages, reads_district

    register(NavItem("In báo cáo", "reports:print", order=50, visible=may_print, foot_only=True))
    register(
        NavItem("Trình ký, văn bản đi", "reports:papers", order=51, visible=may_follow,
                foot_only=True)
    )  # fmt: skip
    register(NavItem("Tổng hợp", "reports:matrix", order=20, visible=may_see_district))
    register(NavItem("Mục tiêu", "reports:targets", order=40, visible=may_see_district))
    for label, name in DISTRICT_PAGES:
        register(NavItem(label, name, order=60, visible=may_see_district, foot_only=True))
    register(
        NavItem("Chưa báo cáo", "reports:late", order=61, visible=reads_district, foot_only=True)
    )
    register(NavItem("Gói bàn giao", "reports:packages", order=77, visible=may_see_packages,
                     foot_only=True))  # fmt: skip
    register(NavItem("Dấu nhật ký", "core:trail-roots", order=94, public=True, foot_only=True))
    register(NavItem("Kiểm tra bản in", "reports:print-check", order=93, public=True,
                     foot_only=True))  # fmt: skip
    register(NavItem("Trang công khai", "reports:public-home", order=90, public=True,
                     foot_only=True))  # fmt: skip
