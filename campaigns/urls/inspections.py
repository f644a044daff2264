"""Addresses of inspections, findings and draws."""

from __future__ import annotations

from django.urls import URLPattern, path

from campaigns.views import checklists, findings
from campaigns.views import inspection_plans as plans
from campaigns.views import inspections as views

urlpatterns: list[URLPattern] = [
    path("kiem-tra/", views.inspections, name="inspections"),
    path("kiem-tra/moi/", views.add, name="inspection-new"),
    path("kiem-tra/ke-hoach/", plans.plans, name="inspection-plans"),
    path("kiem-tra/ke-hoach/moi/", plans.add_plan, name="inspection-plan-new"),
    path("kiem-tra/ke-hoach/<uuid:uid>/", plans.plan, name="inspection-plan"),
    path("kiem-tra/ke-hoach/<uuid:uid>/ban-hanh/", plans.issue, name="inspection-plan-issue"),
    path("kiem-tra/boc-tham/", plans.draws, name="draws"),
    path("kiem-tra/boc-tham/moi/", plans.add_draw, name="draw-new"),
    path("kiem-tra/boc-tham/<uuid:uid>/", plans.draw, name="draw"),
    path("kiem-tra/boc-tham/<uuid:uid>/hat-giong/", plans.seed, name="draw-seed"),
    path("kiem-tra/boc-tham/<uuid:uid>/boc/", plans.run, name="draw-run"),
    path("kiem-tra/thanh-vien/<uuid:uid>/rut/", views.remove_member, name="member-remove"),
    path("kiem-tra/anh/<uuid:uid>/rut/", checklists.withdraw_photo, name="photo-withdraw"),
    path("kiem-tra/ton-tai/", findings.findings, name="findings"),
    path("kiem-tra/ton-tai/<uuid:uid>/", findings.finding, name="finding"),
    path("kiem-tra/ton-tai/<uuid:uid>/nhan/", findings.act_view("begin"), name="finding-begin"),
    path(
        "kiem-tra/ton-tai/<uuid:uid>/bao-cao/", findings.act_view("report"), name="finding-report"
    ),
    path(
        "kiem-tra/ton-tai/<uuid:uid>/tra-lai/", findings.act_view("return"), name="finding-return"
    ),
    path("kiem-tra/ton-tai/<uuid:uid>/khep/", findings.act_view("close"), name="finding-close"),
    path(
        "kiem-tra/ton-tai/<uuid:uid>/rut/", findings.act_view("withdraw"), name="finding-withdraw"
    ),
    path("kiem-tra/ton-tai/<uuid:uid>/tien-do/", findings.progress, name="finding-note"),
    path("kiem-tra/ton-tai/<uuid:uid>/gia-han/", findings.extend, name="finding-extend"),
    path("kiem-tra/<uuid:uid>/", views.inspection, name="inspection"),
    path("kiem-tra/<uuid:uid>/ngay/", views.move, name="inspection-move"),
    path("kiem-tra/<uuid:uid>/thanh-vien/", views.add_member, name="inspection-member"),
    path("kiem-tra/<uuid:uid>/muc/", views.add_items, name="inspection-items"),
    path("kiem-tra/<uuid:uid>/bat-dau/", views.start, name="inspection-start"),
    path("kiem-tra/<uuid:uid>/xong/", views.finish, name="inspection-finish"),
    path("kiem-tra/<uuid:uid>/mo-lai/", views.reopen, name="inspection-reopen"),
    path("kiem-tra/<uuid:uid>/huy/", views.cancel, name="inspection-cancel"),
    path("kiem-tra/<uuid:uid>/ket-luan/", views.conclude, name="inspection-conclude"),
    path("kiem-tra/<uuid:uid>/ton-tai/", views.add_finding, name="finding-new"),
    path("kiem-tra/<uuid:uid>/phieu/", checklists.checklist, name="inspection-form"),
    path("kiem-tra/<uuid:uid>/anh/", checklists.photo, name="inspection-photo"),
]
