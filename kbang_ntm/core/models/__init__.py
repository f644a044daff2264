"""Rows that name no domain noun: people, audit, jobs, files, notices."""

from kbang_ntm.core.models.audit import AuditDetail, AuditEvent, IdempotencyKey
from kbang_ntm.core.models.backups import BackupRun
from kbang_ntm.core.models.files import StoredFile
from kbang_ntm.core.models.jobs import Job, JobStep
from kbang_ntm.core.models.notices import NoticePreference, Notification
from kbang_ntm.core.models.people import AccountLink, PortalState, User
from kbang_ntm.core.models.seals import AuditDay, AuditSeal, AuditWaiting
from kbang_ntm.core.models.watching import Alert, Watch

__all__ = [
    "AccountLink",
    "Alert",
    "AuditDay",
    "AuditDetail",
    "AuditEvent",
    "AuditSeal",
    "AuditWaiting",
    "BackupRun",
    "IdempotencyKey",
    "Job",
    "JobStep",
    "NoticePreference",
    "Notification",
    "PortalState",
    "StoredFile",
    "User",
    "Watch",
]
