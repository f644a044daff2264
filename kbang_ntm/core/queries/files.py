"""Who may read a stored file: the rule of the app that owns it, and nothing else."""

from __future__ import annotations

import uuid

from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.queries.jobs import visible_to
from kbang_ntm.core.registry import registry

JOB = "job"  # owner kind of files that jobs produce; owner_uid is the uid of the job


def readable_file(user: User, uid: uuid.UUID) -> StoredFile | None:
    """The file if its owner's rule lets this person read it. A kind nobody registered has no
    readers."""
    file = StoredFile.objects.filter(uid=uid).first()
    if file is None:
        return None
    rule = registry.file_rules.get(file.owner_kind)
    return file if rule is not None and rule(user, file) else None


def job_file_rule(user: User, file: StoredFile) -> bool:
    """What a job produced belongs to who asked for it."""
    return visible_to(user).filter(uid=file.owner_uid).exists()
