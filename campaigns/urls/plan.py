"""Addresses of the campaign, its plan and everybody's part in it."""

from __future__ import annotations

from django.urls import URLPattern, path

from campaigns.views import campaign, party_plans, plan, plan_rows

urlpatterns: list[URLPattern] = [
    path("", campaign.home, name="home"),
    path("moi/", campaign.new, name="campaign-new"),
    path("pt/<slug:code>/sua/", campaign.edit, name="campaign-edit"),
    path("pt/<slug:code>/sao-chep/", campaign.copy, name="campaign-copy"),
    path("ke-hoach/", plan.plan, name="plan"),
    path("pt/<slug:code>/ke-hoach/", plan.begin, name="plan-begin"),
    path("ke-hoach/<uuid:uid>/", plan.version, name="plan-version"),
    path("ke-hoach/<uuid:uid>/so-sanh/", plan.difference, name="plan-compare"),
    path("ke-hoach/<uuid:uid>/sua/", plan.edit, name="plan-edit"),
    path("ke-hoach/<uuid:uid>/muc/", plan.section, name="plan-section-new"),
    path("ke-hoach/<uuid:uid>/muc/<slug:key>/", plan.section, name="plan-section"),
    path("ke-hoach/<uuid:uid>/muc/<slug:key>/bo/", plan.drop, name="plan-section-drop"),
    path("ke-hoach/<uuid:uid>/ban-hanh/", plan.issue, name="plan-issue"),
    path("ke-hoach/<uuid:uid>/so/", plan.number, name="plan-number"),
    path("doi-tuong/", plan_rows.subjects, name="subjects"),
    path("pt/<slug:code>/doi-tuong/", plan_rows.subject, name="subject-new"),
    path("doi-tuong/<uuid:uid>/", plan_rows.subject, name="subject-edit"),
    path("pt/<slug:code>/lien-ket/", plan_rows.link, name="link-new"),
    path("lien-ket/<uuid:uid>/", plan_rows.link, name="link-edit"),
    path("pt/<slug:code>/giai-doan/", plan_rows.phase, name="phase-new"),
    path("giai-doan/<uuid:uid>/", plan_rows.phase, name="phase-edit"),
    path("pt/<slug:code>/moc/", plan_rows.milestone, name="milestone-new"),
    path("moc/<uuid:uid>/", plan_rows.milestone, name="milestone-edit"),
    path("bo/<slug:kind>/<uuid:uid>/", plan_rows.remove, name="row-remove"),
    path("ke-hoach-don-vi/", party_plans.parts, name="party-plans"),
    path("pt/<slug:code>/don-vi/<slug:party>/", party_plans.part, name="party-plan"),
    path("pt/<slug:code>/don-vi/<slug:party>/ghi/", party_plans.record, name="party-paper-new"),
    path("van-ban-don-vi/<uuid:uid>/rut/", party_plans.withdraw, name="party-paper-withdraw"),
]
