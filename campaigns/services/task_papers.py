"""Files behind tasks, guidance, proposals, letters and boards: who sees the row opens its file."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from campaigns.models import Board, GuidanceDocument, IncomingLetter, MeetingNotice, PolicyProposal
from campaigns.queries.letters import visible_boards, visible_letters
from campaigns.queries.tasks import visible_tasks
from campaigns.rules import reads_campaigns
from communes.services.register_papers import Scan, keep_paper
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.registry import FileRule

TASK_KIND = "task_proof"
NOTICE_KIND = "meeting_notice"
GUIDANCE_KIND = "guidance"
PROPOSAL_KIND = "policy_proposal"
LETTER_KIND = "incoming_letter"
BOARD_KIND = "board_decision"


def keep(scan: Scan | None, kind: str, uid: UUID, actor: User) -> StoredFile | None:
    """Check and keep a scan, where there is one. Raises Refused with what is wrong with it."""
    if scan is None:
        return None
    return keep_paper(
        name=scan.name, stream=scan.stream, owner_kind=kind, owner_uid=uid, actor=actor
    )


def may_read_task_file(user: User, file: StoredFile) -> bool:
    """Whoever sees the task."""
    return visible_tasks(user).filter(uid=file.owner_uid).exists()


def may_read_notice(user: User, file: StoredFile) -> bool:
    """Whoever opens the pages of the movement: conclusions are for all who take part."""
    return reads_campaigns(user) and MeetingNotice.objects.filter(uid=file.owner_uid).exists()


def may_read_guidance(user: User, file: StoredFile) -> bool:
    """Guidance is for everybody who takes part."""
    return reads_campaigns(user) and GuidanceDocument.objects.filter(uid=file.owner_uid).exists()


def may_read_proposal(user: User, file: StoredFile) -> bool:
    """Whoever opens the list of proposals."""
    return reads_campaigns(user) and PolicyProposal.objects.filter(uid=file.owner_uid).exists()


def may_read_letter(user: User, file: StoredFile) -> bool:
    """Whoever sees the letter."""
    letters = IncomingLetter.objects.filter(Q(file=file) | Q(answer_file=file))
    return visible_letters(user).filter(pk__in=letters.values("pk")).exists()


def may_read_board(user: User, file: StoredFile) -> bool:
    """Whoever sees the board."""
    boards = Board.objects.filter(decision_file=file)
    return visible_boards(user).filter(pk__in=boards.values("pk")).exists()


FILE_RULES: dict[str, FileRule] = {
    TASK_KIND: may_read_task_file,
    NOTICE_KIND: may_read_notice,
    GUIDANCE_KIND: may_read_guidance,
    PROPOSAL_KIND: may_read_proposal,
    LETTER_KIND: may_read_letter,
    BOARD_KIND: may_read_board,
}
