"""The registers beside the stories: one set of pages for all of them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.books import BY_SLUG, Book
from campaigns.forms.books import BookFilterForm, BookForm, UseForm
from campaigns.models import BookRow, Initiative
from campaigns.queries.books import (
    book_lines,
    counts,
    kept_parties,
    line_of,
    names_for,
    owners_seen,
    words_for,
)
from campaigns.queries.parties import read_party
from campaigns.rules import reads_campaigns
from campaigns.services import books as service
from campaigns.story_rules import may_keep_row
from campaigns.tables.books import BookTable
from communes.forms.registers import WhyForm, filled
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core.access import member, requires
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of

NOT_KEEPER = "Chỉ người của xã, cơ quan giữ dòng này sửa được."
MISSING = "Không tìm thấy, hoặc bạn không được xem mục này."
readers = requires(
    reads_campaigns, "Trang này dành cho người có nhiệm vụ trong phong trào. Hỏi quản trị."
)


@readers
@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """All registers, with how many rows each has."""
    return render(request, "campaigns/books/books.html", {"counts": counts(member(request))})


@readers
@require_safe
def book(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One register."""
    user, found = member(request), _book(slug)
    form = BookFilterForm(request.GET or None, book=found, owners=owners_seen(user, found))
    table = BookTable(book_lines(user, found, form.asked()), book=found)
    context = {"book": found, "form": form, "keeps": bool(kept_parties(user))}
    return show_list(request, "campaigns/books/book.html", table, context, name=found.slug)


@readers
@require_safe
def row(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    """One row with all its columns and its history."""
    user, found = member(request), _book(slug)
    one = _row(user, found, uid)
    more = ("used_for", "used_on") if isinstance(one, Initiative) else ()
    context = {
        "book": found,
        "row": one,
        "line": line_of(one, names_for([one])),
        "facts": [
            (found.label(name), words_for(one, name)) for name in (*found.fields, *more, "note")
        ],
        "keeps": may_keep_row(user, one) and one.withdrawn_at is None,
        "unused": isinstance(one, Initiative) and not one.used_for,
        "history": history_of(one.uid),
    }
    return render(request, "campaigns/books/row.html", context)


@acts
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter a row."""
    user, found = member(request), _book(slug)
    parties = kept_parties(user)
    need(bool(parties), "Chỉ người của xã, cơ quan ghi sổ của mình.")
    form = BookForm(request.POST or None, book=found, parties=parties)

    def do() -> BookRow:
        unit_id, agency_id = read_party(form.cleaned_data["party"])
        return service.add_row(
            book=found, unit_id=unit_id, agency_id=agency_id, values=form.values(), actor=user
        )

    return act_page(
        request,
        form=form,
        words=Act(
            f"Thêm {found.noun}",
            "Thêm vào sổ",
            reverse("campaigns:book", args=[slug]),
            found.title,
            lead=found.lead,
        ),
        do=do,
        done="Đã thêm vào sổ.",
        to=lambda made: reverse("campaigns:book-row", args=[slug, made.uid]),
    )


@acts
def edit(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    """Mend a row."""
    user, found = member(request), _book(slug)
    one = _kept(user, found, uid)
    form = BookForm(
        request.POST or None,
        book=found,
        parties=None,
        initial=filled(BookForm.initial_of(found, one)),
    )
    return act_page(
        request,
        form=form,
        words=_words(found, one, f"Sửa {found.noun}", "Lưu"),
        do=lambda: service.change_row(book=found, row=one, values=form.values(), actor=user),
        done="Đã lưu.",
    )


@acts
def withdraw(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    """Take a row out of the register."""
    user, found = member(request), _book(slug)
    one = _kept(user, found, uid)
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(
            found,
            one,
            f"Rút {found.noun} khỏi sổ?",
            "Rút khỏi sổ",
            "Chỉ dùng khi nhập nhầm, nhập trùng. Dòng đã rút vẫn còn trong nhật ký.",
        ),
        do=lambda: service.withdraw_row(row=one, reason=form.cleaned_data["reason"], actor=user),
        done="Đã rút khỏi sổ.",
    )


@acts
def use(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The one use of an initiative."""
    user, found = member(request), BY_SLUG["sang-kien"]
    one = _kept(user, found, uid)
    assert isinstance(one, Initiative), "rows of this register are initiatives"
    form = UseForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(
            found, one, "Ghi việc dùng sáng kiến", "Ghi lại", "Mỗi sáng kiến chỉ dùng một lần; ghi "
            "rồi thì không sửa được.",
        ),
        do=lambda: service.use_initiative(
            initiative=one,
            used_for=form.cleaned_data["used_for"],
            on=form.cleaned_data["on"],
            actor=user,
        ),
        done="Đã ghi việc dùng sáng kiến.",
    )  # fmt: skip


def _book(slug: str) -> Book:
    if slug not in BY_SLUG:
        raise Http404(MISSING)
    return BY_SLUG[slug]


def _row(user: User, book: Book, uid: UUID) -> BookRow:
    rows = book.model.objects.visible_to(user).select_related("by", "withdrawn_by")
    found: BookRow | None = rows.filter(uid=uid).first()
    if found is None:
        raise Http404(MISSING)
    return found


def _kept(user: User, book: Book, uid: UUID) -> BookRow:
    one = _row(user, book, uid)
    need(may_keep_row(user, one), NOT_KEEPER)
    return one


def _words(book: Book, one: BookRow, title: str, button: str, lead: str = "") -> Act:
    back = reverse("campaigns:book-row", args=[book.slug, one.uid])
    return Act(title, button, back, one.name, lead=lead)
