"""Certificates of a decision on the page, and the layouts they are printed by."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from awards.certificate_slots import HEIGHT, WIDTH
from awards.forms.layouts import LayoutForm
from awards.models import CertificateLayout
from awards.nomination_rules import desk_units
from awards.queries.certificates import SAMPLE, certificates_of, layouts_of, slots_of
from awards.queries.decisions import inside_units
from awards.queries.levels import levels
from awards.services import layouts as service
from awards.views.decision_pages import decision_or_404, readers
from communes.models import AdministrativeUnit
from communes.queries.register_rules import names_on
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.models import User

PAGE = {"width": WIDTH, "height": HEIGHT}
PER_PAGE = 20


@readers
@require_safe
def certificates(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The certificates as they would print, by the chosen layout; the first ones of a long list."""
    user = member(request)
    row = decision_or_404(user, uid)
    need(row.unit_id in inside_units(user), "Chỉ người của cấp quyết định xem bản in giấy khen.")
    choices = layouts_of([row.unit_id])
    asked = request.GET.get("mau", "")
    layout = next((one for one in choices if str(one.uid) == asked), None)
    slots = slots_of(layout)
    found = certificates_of(row)
    context = {
        "row": row,
        "layouts": choices,
        "layout": layout,
        "count": len(found),
        "sheets": [(one.award, one.drawn(slots)) for one in found[:PER_PAGE]],
        "more": max(len(found) - PER_PAGE, 0),
        **PAGE,
    }
    return render(request, "awards/certificates/sheets.html", context)


@readers
@require_safe
def layouts(request: HttpRequest) -> HttpResponse:
    """Layouts of the person's levels."""
    user = member(request)
    need(bool(desk_units(user)), service.KEEPERS)
    rows = layouts_of(desk_units(user))
    names = names_on([row.unit_id for row in rows], clock.today())
    context = {"rows": [(row, names.get(row.unit_id, "")) for row in rows]}
    return render(request, "awards/certificates/layouts.html", context)


@acts
def new(request: HttpRequest) -> HttpResponse:
    """A new layout."""
    user = member(request)
    need(bool(desk_units(user)), service.KEEPERS)
    return _form(request, user, None)


@acts
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a layout; the page shows how it prints."""
    user = member(request)
    return _form(request, user, _layout(user, uid))


@readers
@require_safe
def test_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A page with a grid in mm and sample words, to lay over a blank."""
    user = member(request)
    row = _layout(user, uid)
    drawn = [(slot, slot.lines(SAMPLE[slot.code])) for slot in slots_of(row)]
    context = {
        "row": row,
        "drawn": drawn,
        "across": range(0, WIDTH + 1, 10),
        "down": range(0, HEIGHT + 1, 10),
        **PAGE,
    }
    return render(request, "awards/certificates/test.html", context)


def _form(request: HttpRequest, user: User, row: CertificateLayout | None) -> HttpResponse:
    units = levels(desk_units(user), old=row is not None)
    form = LayoutForm(request.POST or None, units=units, layout=row)
    drawn = [(slot, slot.lines(SAMPLE[slot.code])) for slot in slots_of(row)]

    def save() -> CertificateLayout:
        data = form.cleaned_data
        return service.save_layout(
            unit=AdministrativeUnit.objects.get(pk=int(data["unit"])),
            name=data["name"],
            overlay=data["overlay"],
            offsets=(data["offset_x"], data["offset_y"]),
            values=form.values(),
            actor=user,
            layout=row,
        )

    return act_page(
        request,
        form=form,
        words=Act(
            row.name if row else "Thêm mẫu in giấy khen",
            "Ghi mẫu",
            reverse("awards:layouts"),
            "Mẫu in giấy khen",
            lead="Vị trí tính bằng mm từ góc trên bên trái tờ A4 ngang.",
        ),
        do=save,
        done="Đã ghi mẫu.",
        to=lambda made: reverse("awards:layout", args=[made.uid]),
        template="awards/certificates/layout.html",
        context={"row": row, "drawn": drawn, **PAGE},
    )


def _layout(user: User, uid: UUID) -> CertificateLayout:
    row = CertificateLayout.objects.filter(uid=uid, unit_id__in=desk_units(user)).first()
    if row is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    return row
