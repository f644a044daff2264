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
        from communes import inbox, inbox_cases, inbox_registers, inbox_review, rules
        from communes.queries.people import post_label
        from communes.services import passing_posts, passing_reports
        from communes.services.evidence import OWNER_KIND, may_read_evidence
        from communes.services.minutes import MINUTES_KIND, may_read_minutes
        from communes.services.papers import PAPER_KIND, may_read_paper
        from communes.services.register_papers import FILE_RULES
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
        for kind, rule in FILE_RULES.items():
            registry.add_file_rule(kind, rule)
        registry.add_job_kind(JOB_KIND, judge_open_reports)
        worker = rules.works_for_commune
        register(NavItem("Nhập số liệu", "communes:entry-home", order=15, visible=worker))
        register(
            NavItem(
                "Dữ liệu tham chiếu",
                "admin:index",
                order=75,
                visible=rules.may_manage_reference,
                foot_only=True,
            )
        )
        register(
            NavItem(
                "Sắp xếp đơn vị",
                "communes:changes",
                order=76,
                visible=rules.is_administrator,
                foot_only=True,
            )
        )
        passing_posts.register_kinds()
        passing_reports.register_kinds()
        inbox.register()
        inbox_review.register()
        inbox_cases.register()
        inbox_registers.register()


# Kinds of notice people may switch off on their page of notices, with the words shown there.
NOTICE_KINDS = {
    "report.handed": "Công chức trình báo cáo để xem và gửi",
    "report.given_back": "Lãnh đạo UBND xã trả lại báo cáo",
    "report.submitted": "Xã gửi báo cáo",
    "report.extended": "Được gia hạn kỳ báo cáo",
    "report.reminded": "Văn phòng Điều phối đôn đốc báo cáo",
    "report.confirmed": "Báo cáo đã được xác nhận",
    "entry.returned": "Cơ quan rà soát trả lại số liệu",
    "entry.settled": "Kết luận họp liên ngành",
    "entry.corrected": "Đính chính số liệu đã xác nhận",
    "registration.drafted": "Công chức soạn đăng ký năm để xem và gửi",
    "registration.sent": "Xã gửi đăng ký năm",
    "survey.closed": "Mặt trận chốt kết quả khảo sát sự hài lòng",
    "post.changed": "Ủy quyền và bàn giao vai trò",
    "case.sent": "Xã gửi hồ sơ xét công nhận",
    "case.returned": "Hồ sơ xét công nhận bị trả lại",
    "case.recognised": "Có quyết định công nhận",
}
