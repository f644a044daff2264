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
        from communes.queries import payers
        from communes.queries.case_facts import case_facts
        from communes.queries.people import (
            LABEL_PART,
            administrators,
            label_of_account,
            post_label,
        )
        from communes.queries.timeline import register_facts
        from communes.services import passing_posts, passing_reports
        from kbang_ntm.core.registry import registry

        registry.is_administrator = rules.is_administrator
        registry.role_codes = lambda user: rules.reach(user).roles
        registry.post_label = post_label
        registry.add_person_part(rules.PERSON_PART, rules.posts_of_account)
        registry.add_person_part(LABEL_PART, label_of_account)
        registry.administrators = administrators
        registry.payer, registry.payer_names = payers.payer, payers.payer_names
        for kind, label in NOTICE_KINDS.items():
            registry.add_notice_kind(kind, label)
        register_files_and_jobs()
        register_navigation()
        register_facts("cases", case_facts)
        passing_posts.register_kinds()
        passing_reports.register_kinds()
        inbox.register()
        inbox_review.register()
        inbox_cases.register()
        inbox_registers.register()


def register_files_and_jobs() -> None:
    """Who may read which kind of file, and which work runs behind the pages."""
    from communes.services import (
        bulk_entries,
        evidence,
        imports,
        minutes,
        papers,
        thresholds,
        uploads,
    )
    from communes.services.register_papers import FILE_RULES
    from kbang_ntm.core.registry import registry

    registry.add_file_rule(evidence.OWNER_KIND, evidence.may_read_evidence)
    registry.add_file_rule(papers.PAPER_KIND, papers.may_read_paper)
    registry.add_file_rule(minutes.MINUTES_KIND, minutes.may_read_minutes)
    registry.add_file_rule(bulk_entries.OWNER_KIND, bulk_entries.may_read_bulk)
    registry.add_file_rule(uploads.OWNER_KIND, uploads.may_read_upload)
    for kind, rule in FILE_RULES.items():
        registry.add_file_rule(kind, rule)
    registry.add_job_kind(thresholds.JOB_KIND, thresholds.judge_open_reports)
    registry.add_job_kind(bulk_entries.JOB_KIND, bulk_entries.run_bulk)
    registry.add_job_kind(uploads.JOB_KIND, uploads.read_figures)
    registry.add_job_kind(imports.JOB_KIND, imports.take_figures)


FIGURES = "Số liệu"  # under which the foot lists the pages of this app and of the one of reports


def register_navigation() -> None:
    """Pages of this app in the head and the foot; others register theirs beside their lines."""
    from communes import rules
    from kbang_ntm.core.navigation import NavItem, name_group, register

    name_group("communes", FIGURES)
    worker, keeper = rules.works_for_commune, rules.may_manage_reference
    register(NavItem("Nhập số liệu", "communes:entry-home", order=15, visible=worker))
    for order, label, address, visible in (
        (70, "Nhập từ tệp các xã", "communes:district-imports", rules.is_coordination),
        (75, "Dữ liệu tham chiếu", "admin:index", keeper),
        (76, "Sắp xếp đơn vị", "communes:changes", rules.is_administrator),
    ):
        register(NavItem(label, address, order=order, visible=visible, foot_only=True))


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
    "registration.drafted": "Công chức soạn đăng ký năm để xem và gửi",
    "registration.sent": "Xã gửi đăng ký năm",
    "survey.closed": "Mặt trận chốt kết quả khảo sát sự hài lòng",
    "post.changed": "Ủy quyền và bàn giao vai trò",
    "case.sent": "Xã gửi hồ sơ xét công nhận",
    "case.returned": "Hồ sơ xét công nhận bị trả lại",
    "case.recognised": "Có quyết định công nhận",
}
