"""Where apps tell core what they bring, so that core names no domain noun."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from kbang_ntm.core.jobs import JobContext
    from kbang_ntm.core.models import StoredFile, User


@dataclass(frozen=True)
class InboxItem:
    """One line of "Việc của tôi": one act, one link.

    `group` heads the lines, `due` sorts them, `hint` says who waits for what; `done` puts the
    line under "Vừa xong".
    """

    title: str
    url: str
    group: str
    hint: str = ""
    due: date | None = None
    done: bool = False
    order: int = 0


InboxSource = Callable[["User"], Iterable[InboxItem]]
InboxRows = Callable[["User"], "QuerySet[Any] | None"]
SideCard = Callable[["User"], dict[str, Any] | None]
PersonPart = Callable[[date], Any]
FileRule = Callable[["User", "StoredFile"], bool]


def sees_owner(model: Any) -> FileRule:
    """The rule of most files: whoever may know of the row that the file belongs to."""

    def rule(user: User, file: StoredFile) -> bool:
        return bool(model.objects.visible_to(user).filter(uid=file.owner_uid).exists())

    return rule


@dataclass(frozen=True)
class HomeGround:
    """What an app's part of the first page rests on.

    `totals` are SQL of `kept.total_of` with named places, `values(user)` what goes there, and
    `facts(user)` what no row tells: windows that have opened by now. Every table that a source, a
    side card or an item of the navigation reads is in one of them, with all rows that may show.
    `concerns(user)` tells whom they are for; `one_plan` that the database may read them the same
    way whatever the values are.
    """

    totals: tuple[str, ...]
    values: Callable[[User], dict[str, Any]] = lambda user: {}
    facts: Callable[[User], Any] = lambda user: None
    concerns: Callable[[User], bool] = lambda user: True
    one_plan: bool = True


def _superusers() -> QuerySet[User]:
    from kbang_ntm.core.models import User

    return User.objects.filter(is_superuser=True, is_active=True)


JobRunner = Callable[["JobContext"], None]


@dataclass
class Registry:
    """All that apps have registered; filled in AppConfig.ready()."""

    inbox: dict[str, InboxSource] = field(default_factory=dict)
    inbox_rows: dict[str, InboxRows] = field(default_factory=dict)
    side_cards: dict[str, SideCard] = field(default_factory=dict)
    file_rules: dict[str, FileRule] = field(default_factory=dict)
    job_kinds: dict[str, JobRunner] = field(default_factory=dict)
    # Names of views: dashboards may be answered from a kept copy, papers are dear to make.
    dashboards: set[str] = field(default_factory=set)
    papers: set[str] = field(default_factory=set)
    notice_kinds: dict[str, str] = field(default_factory=dict)
    help_pages: dict[str, str] = field(default_factory=dict)
    account_panels: dict[str, SideCard] = field(default_factory=dict)
    person_parts: dict[str, PersonPart] = field(default_factory=dict)
    home_grounds: dict[str, HomeGround] = field(default_factory=dict)
    is_administrator: Callable[[User], bool] = lambda user: user.is_superuser
    role_codes: Callable[[User], frozenset[str]] = lambda user: frozenset()
    open_report: Callable[[], str] = lambda: "không có báo cáo nào để mở"
    post_label: Callable[[User], str] = lambda user: ""
    administrators: Callable[[], QuerySet[User]] = lambda: _superusers()
    payer: Callable[[User], tuple[str, str]] = lambda user: ("", "")
    payer_names: Callable[[Iterable[str]], dict[str, str]] = lambda keys: {}

    def add_inbox(self, name: str, source: InboxSource, rows: InboxRows | None = None) -> None:
        """`source(user)` gives that person's lines; called once per opening of the page.

        `rows(user)` are the rows without which the source has nothing to say (None: whoever this
        is, it has nothing). One query looks into the rows of all sources at once, and only sources
        whose rows are there are called.
        """
        self.inbox[name] = source
        if rows is not None:
            self.inbox_rows[name] = rows

    def add_side_card(self, name: str, source: SideCard) -> None:
        """`source(user)` gives {"template": ..., context} for the side of the page, or None."""
        self.side_cards[name] = source

    def add_home_ground(self, name: str, ground: HomeGround) -> None:
        """What the app's lines and cards rest on, so that an unchanged page is not made anew."""
        self.home_grounds[name] = ground

    def add_account_panel(self, name: str, source: SideCard) -> None:
        """`source(person)` gives {"template": ..., context} for the administrator's page of that
        person, or None."""
        self.account_panels[name] = source

    def add_person_part(self, name: str, part: PersonPart) -> None:
        """`part(day)` is an expression over the row of an account that gives a text, or a list of
        texts or numbers; `who.known` has it for whoever a request has read."""
        self.person_parts[name] = part

    def add_file_rule(self, owner_kind: str, rule: FileRule) -> None:
        """`rule(user, file)` says whether that person may read a file of that owner kind."""
        self.file_rules[owner_kind] = rule

    def add_job_kind(self, kind: str, runner: JobRunner) -> None:
        """`runner(context)` does the work; it may run twice and may die at any line."""
        self.job_kinds[kind] = runner

    def add_notice_kind(self, kind: str, label: str) -> None:
        """A kind of notice people can switch off, with its Vietnamese label."""
        self.notice_kinds[kind] = label


registry = Registry()
