"""Where and how far: units, people, criteria, periods, progress, recognition."""

from __future__ import annotations

from django.apps import AppConfig


class CommunesConfig(AppConfig):
    """Where and how far: units, people, criteria, periods, progress, recognition."""

    name = "communes"
    verbose_name = "Xã và tiến độ"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell core who holds which post, and what this app brings to its pages."""
        from communes import inbox, inbox_review, rules
        from communes.queries.people import post_label
        from communes.services import bulk_entries, imports, uploads
        from communes.services.evidence import OWNER_KIND, may_read_evidence
        from communes.services.minutes import MINUTES_KIND, may_read_minutes
        from communes.services.papers import PAPER_KIND, may_read_paper
        from communes.services.thresholds import JOB_KIND, judge_open_reports
        from kbang_ntm.core.navigation import NavItem, register
        from kbang_ntm.core.registry import registry

        registry.is_administrator = rules.is_administrator
        registry.role_codes = lambda user: rules.reach(user).roles
        registry.post_label = post_label
        for kind, label in NOTICE_KINDS.items():
            registry.add_notice_kind(kind, label)
        registry.add_file_rule(OWNER_KIND, may_read_evidence)
        registry.add_file_rule(PAPER_KIND, may_read_paper)
        registry.add_file_rule(MINUTES_KIND, may_read_minutes)
        registry.add_job_kind(JOB_KIND, judge_open_reports)
        registry.add_file_rule(uploads.OWNER_KIND, uploads.may_read_upload)
        registry.add_job_kind(uploads.JOB_KIND, uploads.read_figures)
        registry.add_job_kind(imports.JOB_KIND, imports.take_figures)
        registry.add_file_rule(bulk_entries.OWNER_KIND, bulk_entries.may_read_bulk)
        registry.add_job_kind(bulk_entries.JOB_KIND, bulk_entries.run_bulk)
        worker = rules.works_for_commune
        register(NavItem("Nhập số liệu", "communes:entry-home", order=15, visible=worker))
        office = rules.is_coordination
        register(
            NavItem(
                "Nhập từ tệp các xã",
                "communes:district-imports",
                order=70,
                visible=office,
                foot_only=True,
            )
        )
        register(
            NavItem(
                "Dữ liệu tham chiếu",
                "admin:index",
                order=75,
                visible=rules.may_manage_reference,
                foot_only=True,
            )
        )
        inbox.register()
        inbox_review.register()


# Kinds of notice people may switch off on their page of notices, with the words shown there.
NOTICE_KINDS = {
    "report.handed": "Công chức trình báo cáo để xem và gửi",
    "report.given_back": "Lãnh đạo UBND xã trả lại báo cáo",
    "report.submitted": "Xã gửi báo cáo",
    "report.extended": "Được gia hạn kỳ báo cáo",
    "report.reminded": "Văn phòng Điều phối đôn đốc báo cáo",
    "report.confirmed": "Báo cáo đã được xác nhận",
    "import.proposed": "Văn phòng Điều phối tải lên tệp số liệu của xã, chờ xã xác nhận",
    "entry.returned": "Cơ quan rà soát trả lại số liệu",
    "entry.settled": "Kết luận họp liên ngành",
    "entry.corrected": "Đính chính số liệu đã xác nhận",
    "post.changed": "Ủy quyền và bàn giao vai trò",
}
