"""Fill a portal with invented figures of the whole country, to measure it."""

from __future__ import annotations

import os
import secrets
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from communes.scale.making import make_scale
from kbang_ntm.core.errors import Refused


class Command(BaseCommand):
    """`make_scale --communes 3321 --periods 20 [--audit-events N] [--drafts]`."""

    help = (
        "Nạp số liệu đặt ra ở quy mô cả nước vào cổng đã có số liệu tham chiếu, để đo. Không chạy "
        "ở bản chính thức và ở cổng có số liệu thật; chạy lần hai thì từ chối."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Arguments as in the help text."""
        parser.add_argument("--communes", type=int, default=3321, help="số xã")
        parser.add_argument("--periods", type=int, default=20, help="số kỳ, kể từ Quý II/2025 về")
        parser.add_argument("--audit-events", type=int, default=0, help="số sự kiện ít nhất")
        parser.add_argument(
            "--drafts", action="store_true", help="chưa xã nào trình báo cáo của kỳ đang mở"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it all, or nothing."""
        if settings.PRODUCTION:
            raise CommandError("Bản chính thức không nạp số liệu đặt ra.")
        if settings.DATABASE_ROLE != "owner":
            raise CommandError("Chạy bằng manage.py: lệnh này cần vai trò chủ cơ sở dữ liệu.")
        password = os.environ.get("PORTAL_DEMO_PASSWORD", "").strip() or secrets.token_urlsafe(12)
        start = time.monotonic()
        loud = options["verbosity"] > 0

        def say(words: str) -> None:
            if loud:
                self.stdout.write(f"{time.monotonic() - start:6.1f} s  {words}")

        try:
            made = make_scale(
                communes=options["communes"],
                periods=options["periods"],
                audit_events=options["audit_events"],
                drafts=options["drafts"],
                password=password,
                say=say,
            )
        except Refused as refused:
            raise CommandError(refused.message) from refused
        say(
            f"{made.units} đơn vị, {made.users} tài khoản, {made.reports} báo cáo, "
            f"{made.figures} số liệu, {made.events} sự kiện"
        )
        if loud:
            self.stdout.write(
                f"Mật khẩu chung: {password} (qm.xa0001, qm.ld0001, qm.dieuphoi001, qm.huyen001, "
                "qm.tinh01)"
            )
