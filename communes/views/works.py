"""The register of works: list with debt by commune, one work with its ledger, statements."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from communes.enums import Programme, Role, WorkLineKind
from communes.forms.registers import (
    LineForm,
    StatementForm,
    WhyForm,
    WorkFilterForm,
    WorkForm,
    filled,
)
from communes.models import Work, WorkLine
from communes.queries.debt import lines_by_work, work_sums
from communes.queries.people import own_units
from communes.queries.register_lists import (
    communes_seen,
    debt_lines,
    visible_works,
    work_lines,
)
from communes.queries.register_rules import (
    DEBT_MEANING,
    kept_units,
    money_words,
    names_on,
    rule_on,
    villages_of,
)
from communes.resources.register_lists import debt_sheet, work_sheet
from communes.rules import reach, works_for_commune
from communes.services import works as service
from communes.tables.registers import WorkTable
from communes.views.register_pages import Act, act_page, acts, need, readers_only
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of

LIST = "Sổ công trình"
NOT_KEEPER = "Chỉ người của xã ghi sổ công trình của xã."


@readers_only
@require_safe
def works(request: HttpRequest) -> HttpResponseBase:
    """Debt of each commune beside what it stated, and the works below."""
    user = member(request)
    form = WorkFilterForm(request.GET or None, units=communes_seen(user))
    asked = form.asked()
    debts = debt_lines(user, asked.unit_id)
    context = {
        "form": form,
        "debts": debts,
        "keeps": works_for_commune(user),
        "leads": reach(user).has(Role.COMMUNE_LEADER),
        "rule": rule_on(DEBT_MEANING, clock.today()),
    }
    return show_list(
        request,
        "communes/registers/works.html",
        WorkTable(work_lines(user, asked)),
        context,
        name="so-cong-trinh",
        sheet=lambda lines: [work_sheet(lines), *([debt_sheet(debts)] if debts else [])],
    )


@readers_only
@require_safe
def work(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One work: what it is, its sums and every row of its ledger."""
    user = member(request)
    row = _work(user, uid)
    today = clock.today()
    ids = [row.unit_id, *([row.village_id] if row.village_id else [])]
    names = names_on(ids, today)
    keeps = row.unit_id in kept_units(user) and row.withdrawn_at is None
    found = lines_by_work(row)
    context = {
        "row": row,
        "unit_name": names.get(row.unit_id, ""),
        "village": names.get(row.village_id, "") if row.village_id else "",
        "counted": row.programme == Programme.NTM,
        "sums": work_sums([row.pk], on=today)[row.pk],
        "kinds": [(kind, found.get(kind, [])) for kind in WorkLineKind],
        "written": any(found.values()),
        "keeps": keeps,
        "leads": keeps and reach(user).has(Role.COMMUNE_LEADER),
        "history": history_of(row.uid),
    }
    return render(request, "communes/registers/work.html", context)


@acts
def add(request: HttpRequest) -> HttpResponse:
    """Enter a work."""
    user = member(request)
    need(works_for_commune(user), NOT_KEEPER)
    units = [(one.unit_id, one.name) for one in own_units(user)]
    form = WorkForm(request.POST or None, units=units, villages=_villages(units))
    return act_page(
        request,
        form=form,
        words=Act("Thêm công trình", "Thêm vào sổ", reverse("communes:works"), LIST),
        do=lambda: service.add_work(
            unit_id=int(form.cleaned_data["unit"]), text=form.text(), actor=user
        ),
        done="Đã thêm công trình vào sổ.",
        to=lambda made: reverse("communes:work", args=[made.uid]),
    )


@acts
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Mend what is written of a work."""
    user = member(request)
    row = _kept(user, uid)
    form = WorkForm(
        request.POST or None,
        units=None,
        villages=_villages([(row.unit_id, "")]),
        initial=filled(WorkForm.initial_of(row)),
    )
    return act_page(
        request,
        form=form,
        words=_words(row, "Sửa thông tin công trình", "Lưu"),
        do=lambda: service.change_work(work=row, text=form.text(), actor=user),
        done="Đã lưu thông tin công trình.",
    )


@acts
def line(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write a row into the ledger."""
    user = member(request)
    row = _kept(user, uid)
    form = LineForm(request.POST or None, initial={"kind": request.GET.get("loai", "paid")})
    return act_page(
        request,
        form=form,
        words=_words(
            row,
            "Ghi một dòng vào sổ",
            "Ghi vào sổ",
            lead="Dòng đã ghi không sửa được; ghi sai thì đảo dòng đó rồi ghi dòng đúng.",
        ),
        do=lambda: service.add_line(work=row, line=form.line(), actor=user),
        done="Đã ghi vào sổ.",
    )


@acts
def take_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a wrong row back by a counter-entry."""
    user = member(request)
    found = WorkLine.objects.filter(uid=uid, work__in=visible_works(user)).first()
    if found is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    row = _kept(user, found.work.uid)
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(
            row,
            "Đảo dòng này?",
            "Đảo dòng",
            lead=f"{WorkLineKind(found.kind).label.capitalize()}, {money_words(found.amount)}, "
            f"ngày {found.on:%d/%m/%Y}. Dòng cũ vẫn hiện trong sổ, kèm lý do.",
        ),
        do=lambda: service.take_back_line(
            line=found, reason=form.cleaned_data["reason"], actor=user
        ),
        done="Đã đảo dòng.",
    )


@acts
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a work entered by mistake out of the register."""
    user = member(request)
    row = _kept(user, uid)
    need(reach(user).has(Role.COMMUNE_LEADER), "Chỉ lãnh đạo UBND xã rút công trình khỏi sổ.")
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(
            row,
            "Rút công trình khỏi sổ?",
            "Rút khỏi sổ",
            lead="Chỉ dùng khi nhập nhầm, nhập "
            "trùng. Công trình và các dòng đã ghi vẫn xem lại được.",
        ),
        do=lambda: service.withdraw_work(work=row, reason=form.cleaned_data["reason"], actor=user),
        done="Đã rút công trình khỏi sổ.",
    )


@acts
def statement(request: HttpRequest) -> HttpResponse:
    """Keep the commune's signed paper on debt."""
    user = member(request)
    leads = reach(user).units(Role.COMMUNE_LEADER)
    need(bool(leads), "Chỉ lãnh đạo UBND xã xác nhận nợ của xã.")
    units = [(one.unit_id, one.name) for one in own_units(user) if one.unit_id in leads]
    form = StatementForm(request.POST or None, request.FILES or None, units=units)

    def do() -> object:
        data = form.cleaned_data
        return service.state_debt(
            unit_id=int(data["unit"]),
            as_of=data["as_of"],
            owed=data["owed"],
            paper_number=data["paper_number"],
            paper_date=data["paper_date"],
            name=data["file"].name or "",
            stream=data["file"],
            actor=user,
        )

    words = Act(
        "Văn bản của xã về nợ xây dựng cơ bản",
        "Lưu văn bản",
        reverse("communes:works"),
        LIST,
        lead="Số nợ trong văn bản để riêng, không thay số tính từ sổ. Hai số khác nhau thì cổng "
        "hiện cả hai.",
    )
    return act_page(request, form=form, words=words, do=do, done="Đã lưu văn bản.")


def _work(user: User, uid: UUID) -> Work:
    found = visible_works(user).filter(uid=uid).first()
    if found is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    return found


def _kept(user: User, uid: UUID) -> Work:
    row = _work(user, uid)
    need(row.unit_id in kept_units(user), NOT_KEEPER)
    return row


def _villages(units: list[tuple[int, str]]) -> list[tuple[int, str]]:
    today = clock.today()
    return [(one.unit_id, one.name) for pk, _name in units for one in villages_of(pk, today)]


def _words(row: Work, title: str, button: str, lead: str = "") -> Act:
    back = reverse("communes:work", args=[row.uid])
    return Act(title, button, back, row.name, lead=lead)
