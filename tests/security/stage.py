"""The people and the things of the demonstration district that the tests of rights walk with."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from communes.enums import DutyRole, EntryReview, EvidenceState
from communes.models import (
    AdministrativeUnit,
    Evidence,
    ImportBatch,
    IndicatorEntry,
    Membership,
    ProgressReport,
    Receipt,
    ReviewDuty,
)
from communes.services.people import delegate
from kbang_ntm.core import clock, notify
from kbang_ntm.core.jobs import enqueue
from kbang_ntm.core.models import AccountLink, Job, Notification, User
from kbang_ntm.core.registry import registry
from kbang_ntm.core.services.accounts import issue_link
from kbang_ntm.core.services.files import store_bytes
from reports.documents.registry import Format
from reports.services.documents import Order, build_snapshot
from reports.services.snapshots import file_of
from tests.factories.communes import pdf
from tests.factories.workbooks import downloaded, filled, upload
from tests.security.award_papers import paper_things
from tests.security.awards_appraisal import appraisal_things
from tests.security.awards_council import council_things
from tests.security.awards_law import award_law_things
from tests.security.awards_nominations import nomination_things
from tests.security.campaigns_clusters import cluster_things
from tests.security.campaigns_support import support_things
from tests.security.campaigns_tasks import task_things
from tests.security.cases import case_addresses
from tests.security.changes import change_addresses, make_changes
from tests.security.contributions import contribution_things
from tests.security.decisions import decision_things
from tests.security.inspections import inspection_things
from tests.security.issuing import issuing_things
from tests.security.petitions import petition_things, story_things
from tests.security.plan import plan_things
from tests.security.registers import NOBODY as MISSING
from tests.security.registers import Things, register_things
from tests.security.reviews import review_things

ANONYMOUS = "anonymous"
ACCOUNTS = (
    ANONYMOUS,
    "xa.sonlang",
    "ld.sonlang",
    "xa.dakrong",
    "nnptnt",
    "dieuphoi",
    "noivu",
    "chutich",
    "tv1",
    "vanthu",
    "bientap",
    "mattran",
    "huyenuy",
    "quantri",
)
PERIOD = "2025-Q2"
# name of the object in the table -> commune whose report of the running quarter it is
REPORTS = {"draft": "son-lang", "returned": "dak-rong", "sent": "so-pai"}
# whose report an uploaded file is for -> who uploaded it
IMPORTERS = {"draft": "xa.sonlang", "returned": "xa.dakrong"}
NONE = "none"


# Each part of the portal names its own things.
PARTS: tuple[Callable[[], dict[str, Things]], ...] = (
    register_things,
    review_things,
    plan_things,
    support_things,
    cluster_things,
    task_things,
    contribution_things,
    inspection_things,
    issuing_things,
    petition_things,
    story_things,
    award_law_things,
    nomination_things,
    appraisal_things,
    council_things,
    decision_things,
    paper_things,
)


def url_names(resolver: URLResolver | None = None, prefix: str = "") -> dict[str, URLPattern]:
    """{name with namespace: pattern} of every named address."""
    found: dict[str, URLPattern] = {}
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            inner = f"{prefix}{one.namespace}:" if one.namespace else prefix
            found |= url_names(one, inner)
        elif one.name:
            found[f"{prefix}{one.name}"] = one
    return found


def person(username: str) -> User:
    """A demonstration account."""
    return User.objects.get(username=username)


def client_of(account: str) -> Client:
    """A browser in which the account has signed in; a failing page answers 500."""
    client = Client(raise_request_exception=False)
    if account != ANONYMOUS:
        client.force_login(person(account), settings.AUTHENTICATION_BACKENDS[-1])
    return client


def report(name: str) -> ProgressReport:
    """The report behind an object of the table."""
    return ProgressReport.objects.get(unit__key=REPORTS[name], period__key=PERIOD)


def entry(name: str) -> IndicatorEntry:
    """An entry with a stored file, of that report; nnptnt has to review the sent one."""
    rows = report(name).entries.filter(evidence__state=EvidenceState.STORED)
    duties = ReviewDuty.objects.filter(agency__code="nnptnt", role=DutyRole.LEAD)
    own = rows.filter(indicator__in=duties.values("indicator"))
    return (own if name == "sent" else rows).order_by("indicator__order")[0]


# Addresses whose words do not depend on rows of the stage.
PLAIN: dict[str, dict[str, dict[str, Any]]] = {
    "reports:unit": {"there": {"key": "son-lang"}, "missing": {"key": "khong-co"}},
    "reports:carried": {
        "there": {"key": "xa-son-lang-2025", "no": "11"},  # on no map unless one is asked for
        "missing": {"key": "khong-co", "no": "11"},
    },
}


class Stage:
    """{object name: values for the address} of every address, on the demonstration database.

    The demonstration holds no job, stand-in or printed paper; those are made here by services.
    """

    def __init__(self) -> None:
        self.reports = {name: report(name) for name in REPORTS}
        self.entries = {name: entry(name) for name in REPORTS}
        self.notice = self._notice()
        self.job = self._job()
        self.stand_in = self._stand_in()
        self.paper = build_snapshot(
            order=Order(kind="progress-report", period="2024-Q3", format="xlsx"),
            actor=person("dieuphoi"),
        )
        self.printed = file_of(snapshot=self.paper, format_=Format.XLSX, actor=person("dieuphoi"))
        self.imports = {key: self._import(key, who) for key, who in IMPORTERS.items()}
        self.link = issue_link(
            actor=person("quantri"),
            user=person("xa.dakrong"),
            purpose=AccountLink.Purpose.RESET,
        )
        self.changes = make_changes(person("quantri"))

    def _import(self, name: str, who: str) -> ImportBatch:
        """A preview of one new explanation, uploaded by the commune's officer."""
        row, actor = self.reports[name], person(who)
        entries = row.entries.select_related("indicator").order_by("indicator__order")
        wanted = entries.filter(review=EntryReview.RETURNED) if name == "returned" else entries
        code = wanted[0].indicator.code
        content = filled(downloaded(row, actor), {code: {(0, "Giải trình"): "Theo biên bản."}})
        return upload(row, content, actor)

    def _notice(self) -> Notification:
        notify.tell(
            recipients=[person("xa.sonlang")],
            kind="report.reminded",
            key="rights",
            text="Đôn đốc",
            url="/nhap-so-lieu/",
        )
        return Notification.objects.get(key="rights")

    def _job(self) -> Job:
        who = person("dieuphoi")
        job = enqueue(
            kind="reports.print", key="rights", title="In", parameters={}, requested_by=who
        )
        job.result_file = store_bytes(
            name="Báo cáo.pdf",
            content=b"%PDF-1.4",
            content_type="application/pdf",
            owner_kind="job",
            owner_uid=job.uid,
            user=who,
        )
        job.save(update_fields=["result_file"])
        return job

    def _stand_in(self) -> Membership:
        chair, today = person("chutich"), clock.today()
        post = Membership.objects.filter(user=chair).order_by("pk")[0]
        return delegate(post=post, stand_in=person("thuky"), first=today, last=today, actor=chair)

    def objects(self, name: str, pattern: URLPattern) -> dict[str, dict[str, Any]]:
        """{object name: keyword values of the address}; {"none": {}} for one without any."""
        words = pattern.pattern.converters
        if not words:
            return {NONE: {}}
        if name.startswith("communes:case"):
            return case_addresses(words)
        fixed = PLAIN.get(name) or self._fixed.get(name)
        if fixed is not None:
            return fixed
        sources: dict[str, dict[str, Any]] = {
            "entry": {key: row.uid for key, row in self.entries.items()},
            "evidence": self._evidence(),
            "import": {key: row.uid for key, row in self.imports.items()},
            "receipt": self._receipts(),
            "report": {key: row.uid for key, row in self.reports.items()},
        }
        uids = sources[KINDS.get(name, "report")] | {"missing": MISSING}
        found: dict[str, dict[str, Any]] = {}
        for key, uid in uids.items():
            rest: dict[str, Any] = {}
            if "indicator" in words:
                rest["indicator"] = self.entries["draft"].indicator_id
            if "no" in words:
                rest["no"] = "1"
            found[key] = {"uid": uid, **rest}
        return found

    def _evidence(self) -> dict[str, UUID]:
        rows = {key: row.evidence.order_by("pk").first() for key, row in self.entries.items()}
        return {key: row.uid for key, row in rows.items() if row is not None}

    def _receipts(self) -> dict[str, UUID]:
        found = {}
        for key, row in self.reports.items():
            slip = row.receipts.filter(kind=Receipt.Kind.SUBMIT).first()
            if slip is not None:
                found[key] = slip.uid
        return found

    def _files(self) -> dict[str, dict[str, Any]]:
        rows = {key: Evidence.objects.get(uid=uid) for key, uid in self._evidence().items()}
        found = {key: {"uid": row.file.uid} for key, row in rows.items() if row.file}
        found["job"] = {"uid": self.job.result_file.uid if self.job.result_file else MISSING}
        found["paper"] = {"uid": self.printed.uid}
        found["missing"] = {"uid": MISSING}
        return found

    @cached_property
    def _fixed(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Addresses that are about something else than a report of the running quarter."""
        job = {"dieuphoi": {"uid": self.job.uid}, "missing": {"uid": MISSING}}
        account = {"xa.dakrong": {"uid": person("xa.dakrong").uid}, "missing": {"uid": MISSING}}
        paper = {"paper": {"uid": self.paper.uid}, "missing": {"uid": MISSING}}
        return {
            **change_addresses(*self.changes),
            "core:notice": {
                "xa.sonlang": {"uid": self.notice.uid},
                "missing": {"uid": MISSING},
            },
            "core:job": job,
            "core:job_cancel": job,
            "core:job_retry": job,
            "core:file": self._files(),
            "core:help_page": {
                "there": {"slug": min(registry.help_pages, default="khong-co")},
                "missing": {"slug": "khong-co"},
            },
            "core:use_link": {
                "there": {"token": self.link.path.rstrip("/").rpartition("/")[2]},
                "missing": {"token": "x"},
            },
            **dict.fromkeys(
                (
                    "core:account",
                    "core:account_edit",
                    "core:account_sign_out",
                    "core:account_close",
                    "core:account_reopen",
                ),
                account,
            ),
            "core:account_link": {
                key: {**value, "purpose": "reset"} for key, value in account.items()
            },
            **self._uploads(),
            "communes:delegation-end": {
                "chutich": {"uid": self.stand_in.uid},
                "missing": {"uid": MISSING},
            },
            **{name: row for part in PARTS for name, row in part().items()},
            "reports:document": paper,
            "reports:document-file": {
                key: {**value, "format": "xlsx"} for key, value in paper.items()
            },
        }

    def _uploads(self) -> dict[str, dict[str, dict[str, Any]]]:
        whole = {"draft": {"uid": self.imports["draft"].upload}, "missing": {"uid": MISSING}}
        unit = AdministrativeUnit.objects.get(key="lo-ku").uid
        return {
            "communes:extend": {
                "lo-ku": {"period": PERIOD, "unit": unit},
                "missing": {"period": PERIOD, "unit": MISSING},
            },
            "communes:upload": whole,
            "communes:upload-confirm": whole,
            "communes:district-workbook": {
                "there": {"period": PERIOD},
                "missing": {"period": "1999-Q1"},
            },
        }

    def body(self, name: str, thing: str) -> dict[str, Any]:
        """What a person would send to an address that acts. Without it, the forms of other
        addresses still come filled with something, as a browser's always do."""
        row = self.entries.get(thing, self.entries["draft"])
        bodies: dict[str, dict[str, Any]] = {
            "communes:entry-start": {
                "period": row.report.period.uid,
                "unit": AdministrativeUnit.objects.get(key="lo-ku").uid,
            },
            "communes:cell-save": {f"i{self.entries['draft'].indicator_id}_v": "0"},
            "communes:evidence-add": {
                f"i{self.entries['draft'].indicator_id}_files": SimpleUploadedFile(
                    "bằng chứng.pdf", pdf(), "application/pdf"
                )
            },
            "communes:evidence-promise": {"name": "bằng chứng.pdf", "sha256": "0" * 64},
            "communes:answer": {"text": "Số đã đúng theo biên bản."},
            "communes:give-back": {"remark": "Xem lại chỉ tiêu 10."},
            "communes:paper": {
                "number": "12/BC-UBND",
                "day": "20/06/2025",
                "file": SimpleUploadedFile("bao-cao.pdf", pdf(), "application/pdf"),
            },
            "communes:review-decide": {
                "decision": "comment",
                "text": "Đề nghị bổ sung.",
                "seen_version": str(row.version),
            },
            "communes:delegation-end": {"reason": "Đã về."},
            "reports:remind": {"ky": PERIOD},
        }
        return bodies.get(name, {"x": "1"})


# What the uid of an address names, where it is not a report.
KINDS = {
    "communes:evidence-remove": "evidence",
    "communes:import": "import",
    "communes:import-confirm": "import",
    "communes:import-drop": "import",
    "communes:import-cancel": "import",
    "communes:receipt": "receipt",
    "reports:receipt-pdf": "receipt",
    "communes:review-entry": "entry",
    "communes:review-decide": "entry",
    "communes:settle": "entry",
    "communes:correct": "entry",
    "communes:entry-history": "entry",
    "communes:why": "entry",
}
