"""Lists of tasks, guidance, proposals, letters, meetings and boards."""

from __future__ import annotations

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from campaigns.models import GuidanceDocument, MeetingNotice, PolicyProposal, Task
from campaigns.punctuality import LATE, OVERDUE
from campaigns.queries.letters import ANSWERED, BoardLine, LetterLine
from campaigns.queries.letters import OVERDUE as ANSWER_OVERDUE
from campaigns.queries.tasks import SECTION_WORDS, STATE_WORDS, TaskLine
from campaigns.task_enums import BoardKind, ProposalState, TaskState
from communes.tables.registers import link
from kbang_ntm.core.tables import NumberColumn, PortalTable
from kbang_ntm.core.templatetags.portal import mark, state, vn_date

BADGES = {
    TaskState.ASSIGNED: "draft",
    TaskState.ACCEPTED: "moving",
    TaskState.DOING: "moving",
    TaskState.WAITING: "moving",
    TaskState.DONE: "done",
    TaskState.WITHDRAWN: "draft",
}


def task_badge(task: Task) -> SafeString:
    """The square badge of a task."""
    return state(STATE_WORDS[task.state], BADGES[TaskState(task.state)])


def task_mark(line: TaskLine) -> SafeString:
    """Overdue, or handed in late; nothing for what is in order."""
    if line.standing == OVERDUE:
        return mark("late", f"quá hạn {line.days_over} ngày")
    return mark("late", "xong chậm") if line.standing == LATE else SafeString("")


class TaskTable(PortalTable):
    """Tasks."""

    caption = "Nhiệm vụ của phong trào"
    noun = "nhiệm vụ"
    empty_title = "Không có nhiệm vụ nào khớp"
    empty_hint = "Bỏ bớt điều kiện lọc. Cơ quan chỉ đạo giao nhiệm vụ bằng nút Giao nhiệm vụ."

    title = tables.Column(verbose_name="Nhiệm vụ", accessor="task__title")
    holder_name = tables.Column(verbose_name="Chủ trì")
    section = tables.Column(verbose_name="Mục kế hoạch", accessor="task__section")
    due = tables.Column(verbose_name="Hạn", accessor="task__due")
    state = tables.Column(verbose_name="Trạng thái", accessor="task__state")
    standing = tables.Column(verbose_name="Thời hạn", order_by=("task__due",))

    class Meta(PortalTable.Meta):
        pass

    def render_title(self, record: TaskLine) -> SafeString:
        return link(reverse("campaigns:task", args=[record.task.uid]), record.task.title)

    def render_holder_name(self, record: TaskLine) -> SafeString | str:
        if not record.passed:
            return record.holder_name
        return format_html(
            '<span>{} <span class="small muted">giao {}</span></span>',
            record.holder_name,
            record.lead_name,
        )

    def render_section(self, value: str) -> str:
        return SECTION_WORDS.get(value, value)

    def render_due(self, record: TaskLine) -> str:
        return vn_date(record.task.due)

    def render_state(self, record: TaskLine) -> SafeString:
        return task_badge(record.task)

    def render_standing(self, record: TaskLine) -> SafeString | str:
        if record.standing in (OVERDUE, LATE):
            return task_mark(record)
        return {"on_time": "đúng hạn", "in_time": "còn hạn"}.get(record.standing, "đã rút")


class GuidanceTable(PortalTable):
    """Documents of guidance."""

    caption = "Văn bản hướng dẫn của các cơ quan"
    noun = "văn bản"
    empty_title = "Sổ chưa có văn bản nào khớp"
    empty_hint = "Bỏ bớt điều kiện lọc, hoặc cơ quan ban hành vào sổ văn bản của mình."
    keeps: frozenset[int] = frozenset()  # agencies whose rows the reader may take out

    title = tables.Column(verbose_name="Trích yếu", orderable=False)
    number = tables.Column(verbose_name="Số, ký hiệu")
    issued_on = tables.Column(verbose_name="Ngày")
    agency = tables.Column(verbose_name="Cơ quan", accessor="agency__short_name")
    criterion = tables.Column(verbose_name="Tiêu chí", empty_values=(), orderable=False)
    due = tables.Column(verbose_name="Thời hạn", empty_values=())
    act = tables.Column(verbose_name="Việc", empty_values=(), orderable=False)

    class Meta(PortalTable.Meta):
        pass

    def render_title(self, record: GuidanceDocument) -> SafeString | str:
        if record.file is None:
            return record.title
        return link(reverse("core:file", args=[record.file.uid]), record.title)

    def render_issued_on(self, record: GuidanceDocument) -> str:
        return vn_date(record.issued_on)

    def render_criterion(self, record: GuidanceDocument) -> str:
        return f"Tiêu chí {record.criterion.no}" if record.criterion else "chung"

    def render_due(self, record: GuidanceDocument) -> SafeString | str:
        if record.late is None:
            return "không đặt hạn"
        if record.late:
            assert record.due is not None, "late without a day"
            return mark("late", f"chậm {(record.issued_on - record.due).days} ngày")
        return "đúng hạn"

    def render_act(self, record: GuidanceDocument) -> SafeString:
        letter = link(reverse("reports:paper", args=["guidance-letter", record.uid]), "Công văn")
        if record.agency_id not in self.keeps:
            return letter
        away = link(reverse("campaigns:guidance-withdraw", args=[record.uid]), "Rút khỏi sổ")
        return format_html("{} {}", letter, away)


class ProposalTable(PortalTable):
    """Proposals of policy."""

    caption = "Đề xuất chính sách của các cơ quan"
    noun = "đề xuất"
    empty_title = "Chưa có đề xuất nào khớp"
    empty_hint = "Bỏ bớt điều kiện lọc, hoặc cơ quan nêu đề xuất khi gặp vướng mắc."

    title = tables.Column(verbose_name="Đề xuất", orderable=False)
    agency = tables.Column(verbose_name="Cơ quan", accessor="agency__short_name")
    raised_on = tables.Column(verbose_name="Ngày đề xuất")
    state = tables.Column(verbose_name="Trạng thái")
    answer = tables.Column(verbose_name="Văn bản trả lời", empty_values=(), orderable=False)

    class Meta(PortalTable.Meta):
        pass

    def render_title(self, record: PolicyProposal) -> SafeString:
        return link(reverse("campaigns:proposal", args=[record.uid]), record.title)

    def render_raised_on(self, record: PolicyProposal) -> str:
        return vn_date(record.raised_on)

    def render_state(self, record: PolicyProposal) -> SafeString:
        return proposal_badge(record)

    def render_answer(self, record: PolicyProposal) -> str:
        if not record.answer_number:
            return "chưa có"
        return f"{record.answer_number}, {vn_date(record.answered_on)}"


def proposal_badge(row: PolicyProposal) -> SafeString:
    """The square badge of a proposal."""
    kinds = {
        ProposalState.RAISED: "moving",
        ProposalState.ACCEPTED: "done",
        ProposalState.REFUSED: "back",
        ProposalState.WITHDRAWN: "draft",
    }
    return state(str(row.get_state_display()).capitalize(), kinds[ProposalState(row.state)])


class LetterTable(PortalTable):
    """The register of incoming letters."""

    caption = "Sổ văn bản đến"
    noun = "văn bản"
    empty_title = "Sổ chưa có văn bản nào khớp"
    empty_hint = "Bỏ bớt điều kiện lọc, hoặc bấm Vào sổ văn bản đến."
    many = False  # whether rows of several registers are shown

    arrival = tables.Column(
        verbose_name="Số đến", accessor="letter__arrival_no",
        order_by=("letter__year", "letter__arrival_no"),
    )  # fmt: skip
    arrived_on = tables.Column(verbose_name="Ngày đến", accessor="letter__arrived_on")
    number = tables.Column(verbose_name="Số, ngày văn bản", accessor="letter__number")
    sender = tables.Column(verbose_name="Nơi gửi", accessor="letter__sender")
    abstract = tables.Column(verbose_name="Trích yếu", accessor="letter__abstract", orderable=False)
    handler = tables.Column(verbose_name="Xử lý", orderable=False, empty_values=())
    answer = tables.Column(verbose_name="Trả lời", empty_values=(), orderable=False)

    class Meta(PortalTable.Meta):
        pass

    def render_arrival(self, record: LetterLine) -> SafeString:
        words = f"{record.letter.arrival_no}/{record.letter.year}"
        if self.many:
            words = f"{words}, {record.unit_name}"
        return link(reverse("campaigns:letter", args=[record.letter.uid]), words)

    def render_arrived_on(self, record: LetterLine) -> str:
        return vn_date(record.letter.arrived_on)

    def render_number(self, record: LetterLine) -> str:
        parts = [record.letter.number, vn_date(record.letter.letter_date)]
        return ", ".join(part for part in parts if part)

    def render_handler(self, record: LetterLine) -> str:
        return record.handler or "chưa giao"

    def render_answer(self, record: LetterLine) -> SafeString | str:
        return answer_words(record)


def answer_words(line: LetterLine) -> SafeString | str:
    """How a letter stands with its answer."""
    letter = line.letter
    if line.standing == ANSWERED:
        words = f"{letter.answer_number}, {vn_date(letter.answer_date)}"
        if not line.answered_late:
            return words
        return format_html("<span>{} {}</span>", words, mark("late", "chậm"))
    if line.standing == ANSWER_OVERDUE:
        return mark("late", f"quá hạn {vn_date(letter.answer_due)}")
    return f"hạn {vn_date(letter.answer_due)}" if letter.answer_due else "không yêu cầu"


class MeetingTable(PortalTable):
    """Notices of conclusions."""

    caption = "Thông báo kết luận cuộc họp"
    noun = "cuộc họp"
    empty_title = "Chưa ghi kết luận cuộc họp nào"
    empty_hint = "Cơ quan chỉ đạo ghi kết luận; mỗi việc trong đó thành một nhiệm vụ."

    title = tables.Column(verbose_name="Cuộc họp", orderable=False)
    held_on = tables.Column(verbose_name="Ngày họp")
    chair = tables.Column(verbose_name="Chủ trì", orderable=False)
    number = tables.Column(verbose_name="Thông báo", empty_values=(), orderable=False)
    given = NumberColumn(verbose_name="Nhiệm vụ")
    done = NumberColumn(verbose_name="Hoàn thành")

    class Meta(PortalTable.Meta):
        pass

    def render_title(self, record: MeetingNotice) -> SafeString:
        return link(reverse("campaigns:meeting", args=[record.uid]), record.title)

    def render_held_on(self, record: MeetingNotice) -> str:
        return vn_date(record.held_on)

    def render_number(self, record: MeetingNotice) -> SafeString | str:
        if record.number:
            return f"{record.number}, {vn_date(record.signed_on)}"
        return mark("soon", "chưa có số", "")


class BoardTable(PortalTable):
    """Steering boards."""

    caption = "Ban chỉ đạo, ban quản lý, ban phát triển"
    noun = "ban"
    empty_title = "Chưa ghi ban nào"
    empty_hint = "Bỏ bớt điều kiện lọc, hoặc nơi lập ban bấm Thêm ban."

    name = tables.Column(verbose_name="Tên ban", accessor="board__name", orderable=False)
    unit_name = tables.Column(verbose_name="Của", orderable=False)
    kind = tables.Column(verbose_name="Loại", accessor="board__kind")
    decision = tables.Column(verbose_name="Quyết định", empty_values=(), orderable=False)
    head = tables.Column(verbose_name="Trưởng ban", orderable=False, empty_values=())
    members = NumberColumn(verbose_name="Thành viên", orderable=False)
    state = tables.Column(verbose_name="Tình trạng", empty_values=(), orderable=False)

    class Meta(PortalTable.Meta):
        pass

    def render_name(self, record: BoardLine) -> SafeString:
        return link(reverse("campaigns:board", args=[record.board.uid]), record.board.name)

    def render_kind(self, value: str) -> str:
        return str(BoardKind(value).label)

    def render_decision(self, record: BoardLine) -> str:
        return decision_words(record)

    def render_head(self, record: BoardLine) -> str:
        return record.head or "chưa ghi"

    def render_state(self, record: BoardLine) -> SafeString:
        return state("Đã kết thúc", "draft") if record.ended else state("Đang hoạt động", "moving")


def decision_words(line: BoardLine) -> str:
    """Number and day of the decision, as far as known."""
    parts = [line.board.decision_number, vn_date(line.board.decision_date)]
    return ", ".join(part for part in parts if part) or "chưa rõ số"
