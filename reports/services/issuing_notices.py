"""Who is told what of a document on its way out."""

from __future__ import annotations

from django.urls import reverse

from kbang_ntm.core import notify
from kbang_ntm.core.models import User
from reports.issuing_workflow import PAPER
from reports.models import IssuedPaper

NOTICE = "paper.moved"
TOLD = frozenset({"return", "approve", "register", "revoke", "replace"})


def tell_maker(paper: IssuedPaper, act: str, remark: str, actor: User) -> None:
    """Tell who drafted it what became of it; not of one's own acts."""
    if act not in TOLD or paper.made_by_id == actor.pk:
        return
    words = f"{PAPER.named(act).done}: {paper.title}."
    notify.tell(
        recipients=[paper.made_by],
        kind=NOTICE,
        key=f"{paper.uid}.{act}.{paper.steps.count()}",
        text=f"{words} {remark}".strip(),
        url=reverse("reports:issued", args=[paper.uid]),
    )
