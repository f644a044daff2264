"""Addresses of decisions, certificates, notices, upward cases, the prize fund, the public list."""

from __future__ import annotations

from django.urls import URLPattern, path

from awards.views import (
    after,
    certificates,
    changes,
    decisions,
    drafts,
    funds,
    old_papers,
    public_awards,
    registering,
    upward,
)

ONE = "quyet-dinh/<uuid:uid>/"
LINE = "quyet-dinh/dong/<uuid:uid>/"
FUND = "quy/<uuid:uid>/"

urlpatterns: list[URLPattern] = [
    path("quyet-dinh/", decisions.decisions, name="decisions"),
    path("quyet-dinh/lap/", drafts.choose, name="decision-choose"),
    path("quyet-dinh/lap/<uuid:uid>/", drafts.new, name="decision-new"),
    path("quyet-dinh/nhap-cu/", old_papers.new, name="decision-old"),
    path(ONE, decisions.decision, name="decision"),
    path(f"{ONE}sua/", drafts.edit, name="decision-edit"),
    path(f"{ONE}them/", drafts.add, name="decision-add"),
    path(f"{ONE}bo/", drafts.drop, name="decision-drop"),
    path(f"{LINE}len/", drafts.up, name="decision-line-up"),
    path(f"{LINE}xuong/", drafts.down, name="decision-line-down"),
    path(f"{LINE}bo/", drafts.remove, name="decision-line-remove"),
    path(f"{LINE}thu-hoi/", after.take_back, name="decision-line-return"),
    path(f"{ONE}ky/", decisions.decide, name="decision-decide"),
    path(f"{ONE}vao-so/", registering.register, name="decision-register"),
    path(f"{ONE}ban-ky/", registering.scan, name="decision-scan"),
    path(f"{ONE}dinh-chinh/", changes.correct, name="decision-correct"),
    path(f"{ONE}huy-bo/", changes.revoke, name="decision-revoke"),
    path(f"{ONE}trao/", after.deliver, name="decision-deliver"),
    path(f"{ONE}chi/", after.pay, name="decision-pay"),
    path(f"{ONE}ky-nhan/", after.pay_list, name="decision-pay-list"),
    path(f"{ONE}giay-khen/", certificates.certificates, name="decision-certificates"),
    path(f"{ONE}them-dong/", old_papers.line, name="decision-old-line"),
    path(f"{ONE}doi-chieu/", old_papers.verify, name="decision-verify"),
    path("thong-bao/", registering.notices, name="award-notices"),
    path("thong-bao/<uuid:uid>/", registering.send_notice, name="award-notice"),
    path("so-vang/", decisions.book, name="golden-book"),
    path("mau-giay-khen/", certificates.layouts, name="layouts"),
    path("mau-giay-khen/them/", certificates.new, name="layout-new"),
    path("mau-giay-khen/<uuid:uid>/", certificates.edit, name="layout"),
    path("mau-giay-khen/<uuid:uid>/thu/", certificates.test_page, name="layout-test"),
    path("trinh-cap-tren/", upward.cases, name="upward"),
    path("trinh-cap-tren/gui/", upward.send, name="upward-send"),
    path("trinh-cap-tren/<uuid:uid>/", upward.case, name="upward-case"),
    path("trinh-cap-tren/<uuid:uid>/ket-qua/", upward.answer, name="upward-answer"),
    path("quy/", funds.funds, name="funds"),
    path("quy/lap/", funds.new, name="fund-new"),
    path(FUND, funds.fund, name="fund"),
    path(f"{FUND}thu/", funds.income, name="fund-income"),
    path(f"{FUND}to-chuc/", funds.organising, name="fund-organising"),
    path(f"{FUND}chi-truoc/", funds.overdraft, name="fund-overdraft"),
    path("quy/but-toan/<uuid:uid>/dao/", funds.counter, name="fund-counter"),
    path("duoc-khen/", public_awards.public_list, name="awarded-public"),
]
