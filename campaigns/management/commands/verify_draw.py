"""Replay draws of units to inspect; the exit code says whether any differs."""

from __future__ import annotations

import sys
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from campaigns.models import Draw
from campaigns.services.draws import names_drawn, problem_of


class Command(BaseCommand):
    help = "Bốc lại từ đầu vào và hạt giống đã lưu; thoát với mã 1 khi có lần nào khác."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("uid", nargs="?", type=UUID, help="mã của lần bốc thăm")
        parser.add_argument("--all", action="store_true", help="mọi lần bốc thăm")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["uid"]) == options["all"]:
            raise CommandError("Ghi mã của một lần bốc thăm, hoặc --all.")
        rows = Draw.objects.order_by("id")
        if options["uid"]:
            rows = rows.filter(uid=options["uid"])
            if not rows.exists():
                raise CommandError("Không có lần bốc thăm mang mã đó.")
        wrong = 0
        for row in rows:
            problem = problem_of(row)
            wrong += bool(problem)
            drawn = ", ".join(names_drawn(row)) if row.drawn_at else "chưa bốc"
            verdict = f"khác: {problem}" if problem else f"khớp: {drawn}"
            self.stdout.write(f"{row.uid} {row.title}: {verdict}")
        self.stdout.write(f"Đã bốc lại {len(rows)} lần, khác {wrong}")
        if wrong:
            sys.exit(1)
