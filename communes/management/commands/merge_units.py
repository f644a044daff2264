"""Plan, rehearse and apply a change of units or agencies from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from communes.changes import Definition, read_definition
from communes.changes.files import read_answers, read_plan
from communes.changes.plan import Answers, Plan
from communes.models import UnitChange
from communes.services.handovers import carry_out_due
from communes.services.mergers import apply_change, plan_change
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_date


class Command(BaseCommand):
    """`merge_units --file PLAN [--answers FILE] [--dry-run] [--actor USER]`, or `--due`."""

    help = (
        "Lập phương án sáp nhập, chia tách, đổi tên, kết thúc đơn vị và cơ quan từ một tệp, in ra "
        "việc sẽ chuyển rồi áp dụng. Câu hỏi chưa trả lời thì liệt kê và dừng với mã 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Arguments as in the help text."""
        parser.add_argument("--file", help="tệp phương án: JSON, CSV, XLSX, XLS hoặc ODS")
        parser.add_argument("--answers", help="tệp trả lời câu hỏi: JSON, CSV, XLSX, XLS hoặc ODS")
        parser.add_argument("--dry-run", action="store_true", help="làm thử rồi trả lại nguyên cũ")
        parser.add_argument("--actor", help="tên đăng nhập của người quản trị áp dụng")
        parser.add_argument(
            "--due", action="store_true", help="chuyển các việc của phương án đã đến ngày"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the plan; apply it when nothing is open."""
        if options["due"]:
            count = carry_out_due(today=clock.today())
            self.stdout.write(f"Đã chuyển việc của {count} lần sắp xếp đến ngày.")
            return
        try:
            definition, answers = self._read(options)
            plan = plan_change(definition, answers)
            self._print(plan, standing=UnitChange.objects.filter(uid=definition.uid).first())
            if options["dry_run"]:
                self._rehearse(definition, answers, plan, options["actor"])
            else:
                self._apply(definition, answers, plan, options["actor"])
        except Refused as refused:
            raise CommandError(refused.message) from refused

    def _read(self, options: dict[str, Any]) -> tuple[Definition, Answers]:
        if not options["file"]:
            raise CommandError("Thiếu --file: tệp phương án.")
        body = read_plan(*_file(options["file"]))
        answers = dict(body.get("answers") or {})
        if options["answers"]:
            answers |= read_answers(*_file(options["answers"]))
        return read_definition(body), {str(key): str(value) for key, value in answers.items()}

    def _print(self, plan: Plan, *, standing: UnitChange | None) -> None:
        write = self.stdout.write
        one = plan.definition
        write(f"{one.title}, hiệu lực {format_date(one.date)}. Căn cứ: {one.legal_basis}")
        if standing is not None:
            write(f"Đã áp dụng lúc {standing.applied_at.astimezone(clock.LOCAL):%H:%M %d/%m/%Y}.")
        write("\nĐơn vị, cơ quan")
        for effect in plan.effects:
            write(f"- {effect.text} [{'đã có' if effect.present else 'sẽ ghi'}]")
        for label, moves in plan.moves_by_kind():
            write(f"\n{label}: {len(moves)}")
            for move in moves:
                to = move.to.name if move.to else f"khép lại{_because(move.reason)}"
                write(f"- {move.place.name}: {move.holding.title} -> {to}")
        for problem in plan.problems:
            write(f"\nLỗi: {problem.text}")
        if plan.unanswered:
            write(f"\nCâu hỏi chưa trả lời: {len(plan.unanswered)}")
            for question in plan.unanswered:
                choices = " | ".join(value for value, _words in question.options)
                write(f"- {question.heading}: {question.text}")
                write(f'  "{question.name}": "{choices}"')
            groups = sorted({question.group for question in plan.unanswered})
            write("  Trả lời chung một nhóm: " + ", ".join(f'"{group}"' for group in groups))

    def _rehearse(
        self, definition: Definition, answers: Answers, plan: Plan, actor: str | None
    ) -> None:
        """Apply inside a transaction and take it back."""
        self._stop_when_open(plan)
        with transaction.atomic():
            change = apply_change(
                definition=definition, answers=answers, actor=_person(actor), seen=plan.sha256
            )
            self._print_items(change)
            transaction.set_rollback(True)
        self.stdout.write("\nLàm thử xong, chưa ghi gì. Bỏ --dry-run để áp dụng.")

    def _apply(
        self, definition: Definition, answers: Answers, plan: Plan, actor: str | None
    ) -> None:
        if not UnitChange.objects.filter(uid=definition.uid).exists():
            self._stop_when_open(plan)
        change = apply_change(
            definition=definition, answers=answers, actor=_person(actor), seen=plan.sha256
        )
        self._print_items(change)
        self.stdout.write(f"\nĐã áp dụng, mã {change.uid}.")

    def _stop_when_open(self, plan: Plan) -> None:
        if not plan.ready:
            raise CommandError(
                f"Chưa áp dụng được: {len(plan.problems)} lỗi, "
                f"{len(plan.unanswered)} câu hỏi chưa trả lời. Không có gì được ghi."
            )

    def _print_items(self, change: UnitChange) -> None:
        counts: dict[str, int] = {}
        for item in change.items.all():
            label = item.get_state_display()
            counts[label] = counts.get(label, 0) + 1
        self.stdout.write("\nDanh mục bàn giao: " + ", ".join(
            f"{label} {count}" for label, count in counts.items()
        ) + ("" if counts else "không có mục nào"))  # fmt: skip


def _because(reason: str) -> str:
    return f" ({reason})" if reason else ""


def _file(name: str) -> tuple[str, bytes]:
    path = Path(name)
    if not path.is_file():
        raise CommandError(f"Không có tệp {name}.")
    return path.name, path.read_bytes()


def _person(username: str | None) -> User:
    if not username:
        raise CommandError("Thiếu --actor: tên đăng nhập của người quản trị áp dụng.")
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise CommandError(f"Không có tài khoản đang dùng tên {username}.")
    return found
