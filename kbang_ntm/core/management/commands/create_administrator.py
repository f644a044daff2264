"""`manage.py create_administrator`: the account that gives all other accounts."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kbang_ntm.core.errors import Refused
from kbang_ntm.core.services.accounts import create_administrator
from kbang_ntm.core.vietnamese import format_date


class Command(BaseCommand):
    """Makes the first administrator and prints a one-time link that sets the password."""

    help = "Tạo quản trị đầu tiên (hoặc cấp lại liên kết mật khẩu cho quản trị đã có)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", default="quantri", help="tên đăng nhập")
        parser.add_argument("--full-name", default="Quản trị cổng", help="họ và tên")
        parser.add_argument(
            "--site", default="http://127.0.0.1:8000", help="địa chỉ của cổng, để in liên kết"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            issued = create_administrator(
                username=options["username"], full_name=options["full_name"]
            )
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        until = format_date(issued.link.expires_at.date())
        self.stdout.write(
            f"Mở liên kết này để đặt mật khẩu cho {issued.link.user.username}, "
            f"dùng một lần, đến hết ngày {until}:\n{options['site'].rstrip('/')}{issued.path}"
        )
