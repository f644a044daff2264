"""Addresses of the law of awards, of nominees and of past awards."""

from __future__ import annotations

from django.urls import URLPattern, path

from awards.views import award_imports, details, law, nominees, past_awards

urlpatterns: list[URLPattern] = [
    path("quy-dinh/", law.law, name="law"),
    path("doi-tuong/", nominees.nominees, name="nominees"),
    path("doi-tuong/moi/", nominees.add, name="nominee-new"),
    path("doi-tuong/thong-tin-rieng/xuat/", details.details_export, name="details-export"),
    path("doi-tuong/luot-xem/", details.reads, name="detail-reads"),
    path("doi-tuong/trung/", nominees.namesakes, name="namesakes"),
    path("doi-tuong/trung/<uuid:uid>/", nominees.namesake, name="namesake"),
    path("doi-tuong/xac-nhan/<uuid:uid>/rut/", nominees.fact_withdraw, name="fact-withdraw"),
    path("doi-tuong/<uuid:uid>/", nominees.nominee, name="nominee"),
    path("doi-tuong/<uuid:uid>/xac-nhan/", nominees.fact_new, name="fact-new"),
    path("doi-tuong/<uuid:uid>/thong-tin-rieng/", details.details, name="details"),
    path("doi-tuong/<uuid:uid>/thong-tin-rieng/ghi/", details.details_write, name="details-write"),
    path("doi-tuong/<uuid:uid>/khen-thuong/", past_awards.add, name="past-award-new"),
    path("so/", past_awards.past_awards, name="past-awards"),
    path("so/nhap/", award_imports.imports, name="award-imports"),
    path("so/nhap/mau/xlsx/", award_imports.blank, name="award-import-blank"),
    path("so/nhap/<uuid:uid>/", award_imports.award_import, name="award-import"),
    path("so/nhap/<uuid:uid>/xac-nhan/", award_imports.confirm, name="award-import-confirm"),
    path("so/nhap/<uuid:uid>/huy/", award_imports.cancel, name="award-import-cancel"),
    path("so/<uuid:uid>/", past_awards.past_award, name="past-award"),
    path("so/<uuid:uid>/doi-chieu/", past_awards.verify, name="past-award-verify"),
    path("so/<uuid:uid>/rut/", past_awards.withdraw, name="past-award-withdraw"),
]
