"""Recompute every stored verdict from stored inputs; the exit code says whether any differs."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from communes.queries.verification import verify_verdicts


class Command(BaseCommand):
    help = "Tính lại mọi kết quả đã lưu từ số liệu đã lưu; thoát với mã 1 khi có chỗ khác."

    def handle(self, *args: Any, **options: Any) -> None:
        found = verify_verdicts()
        for row in found.differences:
            self.stdout.write(
                f"{row.unit} {row.period} {row.subject}: đang lưu {row.stored}, "
                f"tính lại {row.computed}"
            )
        total = found.entries + found.criteria
        self.stdout.write(
            f"Đã tính lại {total} kết quả ({found.entries} chỉ tiêu, {found.criteria} tiêu chí), "
            f"khác {len(found.differences)}"
        )
        if found.differences:
            sys.exit(1)
