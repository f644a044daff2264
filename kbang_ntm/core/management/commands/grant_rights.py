"""Give the application's database role its rights; run by the owner after every migration."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection, transaction

from kbang_ntm.core.grants import grant


class Command(BaseCommand):
    help = "Cấp quyền trên các bảng cho vai trò cơ sở dữ liệu của ứng dụng."

    def handle(self, *args: Any, **options: Any) -> None:
        role = settings.DATABASE_APP_ROLE
        if role == connection.settings_dict["USER"]:
            self.stdout.write("Ứng dụng dùng chung vai trò với chủ sở hữu: không có gì để cấp.")
            return
        with transaction.atomic():
            count = grant(role)
        if options["verbosity"]:
            self.stdout.write(f"Đã cấp quyền cho {role} trên {count} bảng.")
