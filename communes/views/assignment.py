"""Dividing indicators among the officers of a commune."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from communes.enums import Role, Standard
from communes.forms.division import DivisionForm
from communes.models import CriteriaSet
from communes.queries.people import division_of, own_units
from communes.queries.specs import load_specs
from communes.rules import COMMUNE_ROLES, reach
from communes.services.assignments import divide
from communes.views.answers import refuse, status_of
from kbang_ntm.core import clock
from kbang_ntm.core.access import member, requires
from kbang_ntm.core.errors import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@requires(lambda user: reach(user).has(*COMMUNE_ROLES), "Trang này dành cho người của xã.")
def assignments(request: HttpRequest) -> HttpResponse:
    """Who enters what, for everybody of the commune; its leader changes it here."""
    user = member(request)
    units = list(own_units(user))
    unit = next((u for u in units if u.unit.key == request.GET.get("xa")), units[0])
    today = clock.today()
    criteria_set = get_object_or_404(CriteriaSet, standard=Standard.NTM, valid__contains=today)
    officers, present = division_of(unit.unit_id)
    form = DivisionForm(
        request.POST or None,
        spec=load_specs(criteria_set, on=today),
        officers=officers,
        present=present,
    )
    leads = unit.unit_id in reach(user).units(Role.COMMUNE_LEADER)
    if request.method == "POST":
        if not leads:
            raise PermissionDenied("Chỉ lãnh đạo UBND xã phân công chỉ tiêu của xã mình.")
        if form.is_valid():
            try:
                count = divide(unit=unit.unit, choices=form.choices(), actor=user)
            except Refused as refusal:
                refuse(form, refusal)
            else:
                messages.success(request, f"Đã lưu phân công, thay đổi {count} chỉ tiêu.")
                return redirect(f"{reverse('communes:assignments')}?xa={unit.unit.key}")
    names = dict(officers)
    context = {
        "unit": unit,
        "name": unit.name[:1].lower() + unit.name[1:],
        "units": units,
        "form": form,
        "leads": leads,
        "officers": officers,
        "load": [
            (name, sum(1 for held in present.values() if pk in held)) for pk, name in names.items()
        ],
    }
    return render(request, "communes/entry/assignments.html", context, status=status_of(form))
