"""Old decisions from scans: entered, their lines, compared by a second person."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from awards.decision_rules import may_draft, may_verify
from awards.enums import CollectiveForm, NomineeKind
from awards.forms.decisions import OldLineForm, OldPaperForm, scan_of
from awards.models import AwardType, Decision, Nominee
from awards.nomination_rules import desk_units
from awards.queries.law import award_types_on, regime_on
from awards.queries.levels import levels
from awards.queries.places import places_in
from awards.services import taken_in
from awards.services.nominees import NomineeText, find_or_make
from awards.views.decision_pages import LIST, act_on, back_to, decision_or_404
from communes.forms.review import PlainForm
from communes.models import AdministrativeUnit
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.models import User


@acts
def new(request: HttpRequest) -> HttpResponse:
    """Enter an old decision from its scan."""
    user = member(request)
    need(bool(desk_units(user)), taken_in.ENTERERS)
    form = OldPaperForm(
        request.POST or None, request.FILES or None, units=levels(desk_units(user), old=True)
    )

    def take() -> Decision:
        scan = scan_of(form)
        assert scan is not None, "the form asks for the file"
        return taken_in.take_in(
            unit=AdministrativeUnit.objects.get(pk=int(form.cleaned_data["unit"])),
            paper=form.paper(),
            scan=scan,
            actor=user,
        )

    return act_page(
        request,
        form=form,
        words=Act(
            "Nhập quyết định cũ",
            "Nhập",
            reverse("awards:decisions"),
            LIST,
            lead="Ghi số, ngày, trích yếu như trên bản quét rồi nhập từng trường hợp. Người thứ "
            "hai đối chiếu thì mới được tính là khen thưởng đã có.",
        ),
        do=take,
        done="Đã nhập. Nhập tiếp các trường hợp.",
        to=back_to,
    )


@acts
def line(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Enter one award of an old decision."""
    user = member(request)
    row = decision_or_404(user, uid)
    need(may_draft(user, row), taken_in.ENTERERS)
    day = row.decided_on or clock.today()
    types = {one.pk: one for one in award_types_on(regime_on(day), day)}
    form = OldLineForm(
        request.POST or None,
        units=places_in(frozenset({row.unit_id})),
        types=[(pk, one.name) for pk, one in types.items()],
        initial={"merit_kind": "movement"},
    )
    return act_page(
        request,
        form=form,
        words=act_on(row, "Nhập một trường hợp", "Nhập"),
        do=lambda: _enter(row, form, types, user),
        done="Đã nhập một trường hợp.",
    )


@acts
def verify(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A second person has compared the entry with the scan."""
    user = member(request)
    row = decision_or_404(user, uid)
    need(may_verify(user, row), "Người đối chiếu phải là người khác của cấp này.")
    form = PlainForm(request.POST if request.method == "POST" else None)
    return act_page(
        request,
        form=form,
        words=act_on(
            row,
            "Xác nhận đã đối chiếu?",
            "Xác nhận đã đối chiếu",
            lead=f"Số {row.number}: {row.awards.count()} trường hợp khớp với bản quét. Sau khi "
            "xác nhận không sửa được nữa.",
        ),
        do=lambda: taken_in.verify(decision=row, actor=user),
        done="Đã đối chiếu. Các trường hợp đã vào sổ khen thưởng đã có.",
    )


@transaction.atomic
def _enter(row: Decision, form: OldLineForm, types: dict[int, AwardType], user: User) -> object:
    """Nominee and line together, or neither."""
    data = form.cleaned_data
    return taken_in.add_line(
        decision=row,
        line=taken_in.OldLine(
            nominee=_nominee(data, user),
            award_type=types[int(data["award_type"])],
            merit_kind=data["merit_kind"],
            citation=data["citation"],
            amount=int(data["amount"]) if data["amount"] else None,
            book_number=data["book_number"],
        ),
        actor=user,
    )


def _nominee(data: dict[str, object], user: User) -> Nominee:
    unit_id, name = int(str(data["unit"])), str(data["name"])
    year = data["birth_year"]
    person = NomineeText(
        kind=NomineeKind.INDIVIDUAL,
        name=name,
        unit_id=unit_id,
        birth_year=int(str(year)) if year else None,
    )
    if data["kind"] == NomineeKind.INDIVIDUAL:
        return find_or_make(text=person, actor=user)
    if data["kind"] == NomineeKind.HOUSEHOLD:
        text = NomineeText(
            kind=NomineeKind.HOUSEHOLD, name=f"Hộ {name}", unit_id=unit_id, head=person
        )
        return find_or_make(text=text, actor=user)
    text = NomineeText(
        kind=NomineeKind.COLLECTIVE, name=name, unit_id=unit_id, form=CollectiveForm.OTHER
    )
    return find_or_make(text=text, actor=user)
