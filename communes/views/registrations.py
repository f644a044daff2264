"""Yearly registration: list, one registration with its versions, drafting, sending."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from communes.enums import RegistrationState
from communes.forms.registers import FilterForm, RegistrationForm, StartForm, SureForm, filled
from communes.models import (
    CriteriaSet,
    Registration,
    RegistrationVersion,
    UnitVersion,
)
from communes.models.registrations import REGISTRATION_DUE
from communes.queries.people import own_units
from communes.queries.register_lists import (
    STANDARD_WORDS,
    communes_seen,
    registration_lines,
    set_of_year,
)
from communes.queries.register_rules import (
    in_sentence,
    lived_on,
    place_on,
    registration_due,
    rule_on,
    villages_of,
)
from communes.queries.registrations import criterion_titles, registration_figures
from communes.register_rules import may_keep, may_lead
from communes.resources.register_lists import registration_sheet
from communes.rules import works_for_commune
from communes.services import registrations as service
from communes.services.register_papers import Scan
from communes.tables.registers import RegistrationTable
from communes.views.register_pages import Act, act_page, acts, need, readers_only
from kbang_ntm.core import clock
from kbang_ntm.core.access import get_visible, member
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of

LIST = "Đăng ký năm"


@readers_only
@require_safe
def registrations(request: HttpRequest) -> HttpResponseBase:
    """The list."""
    user = member(request)
    form = FilterForm(request.GET or None, units=communes_seen(user))
    year = clock.today().year
    context = {
        "form": form,
        "keeps": works_for_commune(user),
        "due": registration_due(year),
        "rule": rule_on(REGISTRATION_DUE, date(year, 1, 1)),
    }
    return show_list(
        request,
        "communes/registers/registrations.html",
        RegistrationTable(registration_lines(user, form.asked())),
        context,
        name="dang-ky-nam",
        sheet=registration_sheet,
    )


@readers_only
@require_safe
def registration(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One registration: what counts now, what stood before, who did what."""
    user = member(request)
    row = _row(user, uid)
    keeps = may_keep(user, row)
    versions = _versions(row, keeps)
    last = versions[0]
    figures = [registration_figures([one])[row.pk] for one in versions]
    titles = criterion_titles({one.criteria_set_id for one in versions})
    context = {
        "row": row,
        "unit_name": _place(row),
        "standard": STANDARD_WORDS[row.standard],
        "figures": [
            (one, [f"{no} {titles[one.version.criteria_set_id, no]}" for no in one.criteria])
            for one in figures
        ],
        "last": last,
        "keeps": keeps,
        "sends": may_lead(user, row) and last.state == RegistrationState.DRAFT,
        "draft": last.state == RegistrationState.DRAFT,
        "history": history_of(*[one.uid for one in versions]) if keeps else [],
    }
    return render(request, "communes/registers/registration.html", context)


@acts
def begin(request: HttpRequest) -> HttpResponse:
    """Choose commune, standard and year; then the registration itself on the same address."""
    user = member(request)
    need(works_for_commune(user), "Chỉ người của xã lập đăng ký năm.")
    units = [(one.unit_id, one.name) for one in own_units(user)]
    back = reverse("communes:registrations")
    start = StartForm(request.GET if "unit" in request.GET else None, units=units)
    chosen = start.cleaned_data if start.is_valid() else None
    found = set_of_year(chosen["standard"], int(chosen["year"])) if chosen else None
    if chosen is None or found is None:
        if chosen:
            start.add_error("year", "Chưa có bộ tiêu chí nào có hiệu lực trong năm này.")
        words = Act("Lập đăng ký năm", "Tiếp", back, LIST)
        context = {"form": start, "words": words, "get": True}
        return render(request, "communes/registers/act.html", context)
    unit_id, year = int(chosen["unit"]), int(chosen["year"])
    form = _form(request, found, villages_of(unit_id, clock.today()), amends=False)
    return act_page(
        request,
        form=form,
        words=Act(
            f"Đăng ký năm {year}, {in_sentence(dict(units)[unit_id])}",
            "Lưu bản soạn",
            back,
            LIST,
            lead=f"{STANDARD_WORDS[chosen['standard']]}. {found.title}.",
        ),
        do=lambda: service.begin_registration(
            unit_id=unit_id,
            standard=chosen["standard"],
            year=year,
            text=form.text(),
            scan=_scan(form),
            actor=user,
        ),
        done="Đã lưu bản soạn. Lãnh đạo UBND xã xem và gửi.",
        to=lambda one: reverse("communes:registration", args=[one.registration.uid]),
    )


@acts
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Mend the draft, or begin an amendment of what was sent."""
    user = member(request)
    row = _row(user, uid)
    need(may_keep(user, row), "Chỉ người của xã sửa đăng ký của xã.")
    last = _versions(row, own=True)[0]
    draft = last.state == RegistrationState.DRAFT
    amends = not draft or last.number > 1
    villages = villages_of(row.unit_id, lived_on(row))
    form = _form(request, last.criteria_set, villages, amends=amends, version=last)

    def save() -> RegistrationVersion:
        what: dict[str, Any] = {
            "text": form.text(),
            "reason": form.cleaned_data.get("reason", ""),
            "scan": _scan(form),
        }
        if draft:
            return service.save_draft(version=last, actor=user, **what)
        return service.amend(registration=row, actor=user, **what)

    title = "Sửa bản soạn" if draft else "Điều chỉnh đăng ký"
    return act_page(
        request,
        form=form,
        words=Act(
            f"{title} năm {row.year}, {_place(row)}",
            "Lưu bản soạn",
            reverse("communes:registration", args=[uid]),
            f"{LIST} {row.year}",
            lead=f"{STANDARD_WORDS[row.standard]}. {last.criteria_set.title}.",
        ),
        do=save,
        done="Đã lưu bản soạn. Lãnh đạo UBND xã xem và gửi.",
    )


@acts
def send(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The leader sends the draft, after a question."""
    user = member(request)
    row = _row(user, uid)
    need(may_lead(user, row), "Chỉ lãnh đạo UBND xã gửi đăng ký của xã.")
    last = _versions(row, own=True)[0]
    due = registration_due(row.year)
    late = last.number == 1 and due is not None and clock.today() > due
    return act_page(
        request,
        form=SureForm(request.POST if request.method == "POST" else None),
        words=Act(
            f"Gửi đăng ký năm {row.year}?",
            "Gửi đăng ký",
            reverse("communes:registration", args=[uid]),
            f"{LIST} {row.year}",
            lead="Gửi rồi thì không sửa được; thay đổi về sau là bản điều chỉnh có ghi lý do.",
            note=f"Hạn gửi là {due:%d/%m/%Y}, đăng ký sẽ ghi là gửi muộn." if due and late else "",
        ),
        do=lambda: service.send_registration(version=last, actor=user),
        done="Đã gửi đăng ký năm.",
    )


def _row(user: User, uid: UUID) -> Registration:
    found: Registration = get_visible(Registration.objects.select_related("unit"), user, uid=uid)
    return found


def _versions(row: Registration, own: bool) -> list[RegistrationVersion]:
    """Newest first; drafts only for the commune itself."""
    rows = row.versions.select_related(
        "registration", "criteria_set", "paper_file", "entered_by", "sent_by"
    ).order_by("-number")
    found = [one for one in rows if own or one.state == RegistrationState.SENT]
    if not found:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    return found


def _place(row: Registration) -> str:
    return place_on(row.unit_id, clock.today())


def _form(
    request: HttpRequest,
    criteria_set: CriteriaSet,
    villages: Iterable[UnitVersion],
    *,
    amends: bool,
    version: RegistrationVersion | None = None,
) -> RegistrationForm:
    post = request.method == "POST"
    criteria = criteria_set.criteria.order_by("order").values_list("no", "title")
    initial: dict[str, Any] = RegistrationForm.initial_of(version) if version else {}
    if version is not None and version.state == RegistrationState.SENT:
        # An amendment is a paper of its own.
        initial |= {"reason": "", "paper_number": "", "paper_date": None}
    return RegistrationForm(
        request.POST if post else None,
        request.FILES if post else None,
        criteria_set=criteria_set,
        criteria=[(no, f"{no}. {title}") for no, title in criteria],
        villages=[(one.unit_id, one.name) for one in villages],
        amends=amends,
        initial=filled(initial),
    )


def _scan(form: RegistrationForm) -> Scan | None:
    """The scan that came with the form, if one did."""
    file = form.cleaned_data["file"]
    return Scan(file.name or "", file) if file else None
