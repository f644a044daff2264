"""Seal what has been recorded, once or as a process of its own."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, connection

from kbang_ntm.core.jobs import sweep_overdue
from kbang_ntm.core.services.seals import close_days, seal_all, seal_waiting

PAUSE = 1.0  # seconds between looks: an event is sealed two seconds after its commit at most
CALM = 60  # looks between two searches for days that are over
SWEEP = 10  # looks between two searches for jobs that nobody has taken up
log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Niêm phong các sự kiện mới của nhật ký; --forever chạy mãi, mỗi giây một lần."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--forever", action="store_true", help="chạy đến khi được dừng")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["forever"]:
            self.stdout.write(f"Đã niêm phong {seal_all()} sự kiện.")
            return
        over = threading.Event()

        def stop(number: int, frame: FrameType | None) -> None:
            over.set()

        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, stop)
        looks = 0
        while not over.is_set():
            try:
                while seal_waiting() and not over.is_set():
                    pass
                if looks % CALM == 0:
                    close_days()
                if looks % SWEEP == 0:
                    sweep_overdue()
                looks += 1
            except (OperationalError, InterfaceError) as error:
                # The database is away: what is recorded when it is back waits for us.
                log.warning("sealer_without_database", reason=str(error)[:200])
                connection.close()
            over.wait(PAUSE)
