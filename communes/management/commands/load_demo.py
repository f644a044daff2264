"""Fill an empty portal with invented figures and accounts to try it out."""

from __future__ import annotations

import os
import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from communes.demo.accounts import Accounts
from communes.demo.loading import load_demo
from kbang_ntm.core.errors import Refused

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike on paper


class Command(BaseCommand):
    help = "Nạp tài khoản và số liệu minh họa vào cổng chạy thử; chạy lại không thêm gì."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Bản chính thức không nạp số liệu minh họa.")
        given = os.environ.get("PORTAL_DEMO_PASSWORD", "").strip()
        password = given or "".join(secrets.choice(LETTERS) for _ in range(12))
        try:
            loaded = load_demo(password=password)
        except Refused as refused:
            raise CommandError(refused.message) from refused
        if not options["verbosity"]:
            return
        self._table(loaded.accounts)
        shown = password if loaded.accounts.made else "như lần nạp đầu"
        self.stdout.write(f"Mật khẩu chung: {shown}")
        self.stdout.write(
            f"Thêm {loaded.accounts.made} tài khoản, {loaded.reports} báo cáo, "
            f"{loaded.thresholds} mức minh họa, {loaded.files} tệp."
        )

    def _table(self, accounts: Accounts) -> None:
        width = max(len(name) for name in accounts.by_name)
        for name, user in accounts.by_name.items():
            self.stdout.write(f"  {name:<{width}}  {user.full_name}, {user.position}")
