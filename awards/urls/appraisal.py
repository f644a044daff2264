"""Addresses of checks, appraisal, consultations, posted lists and complaints."""

from __future__ import annotations

from django.urls import URLPattern, path

from awards.views import appraisal, complaints, consultations, postings, public_postings

ONE, ASKED = "de-nghi/<uuid:uid>/", "xin-y-kien/<uuid:uid>/"
POSTING, COMMENT = "danh-sach-niem-yet/<uuid:uid>/", "y-kien-niem-yet/<uuid:uid>/"

urlpatterns: list[URLPattern] = [
    path("tham-dinh/", appraisal.desk, name="appraisal"),
    path("tham-dinh/dot/<uuid:uid>/", appraisal.round_sheet, name="appraisal-round"),
    path("tham-dinh/dot/<uuid:uid>/niem-yet/", postings.new, name="posting-new"),
    path(f"{ONE}kiem/", appraisal.run_checks, name="checks-run"),
    path(f"{ONE}kiem/<slug:code>/bo-qua/", appraisal.override, name="override-ask"),
    path("bo-qua/<uuid:uid>/dong-y/", appraisal.agree, name="override-agree"),
    path(f"{ONE}tham-dinh/", appraisal.appraise, name="appraise"),
    path(f"{ONE}tham-dinh-lai/", appraisal.reappraise, name="reappraise"),
    path(f"{ONE}xin-y-kien/", consultations.ask, name="consult"),
    path(f"{ONE}khieu-nai/", complaints.lodge, name="complaint-new"),
    path("khieu-nai/<uuid:uid>/giai-quyet/", complaints.settle, name="complaint-settle"),
    path("xin-y-kien/", consultations.consultations, name="consultations"),
    path(ASKED, consultations.consultation, name="consultation"),
    path(f"{ASKED}van-ban/", consultations.letter, name="consultation-letter"),
    path(f"{ASKED}tra-loi/", consultations.answer, name="consultation-answer"),
    path(f"{ASKED}rut/", consultations.withdraw, name="consultation-withdraw"),
    path(POSTING, postings.posting, name="posting"),
    path(f"{POSTING}go/", postings.withdraw, name="posting-withdraw"),
    path(f"{POSTING}y-kien/", postings.enter, name="comment-new"),
    path(COMMENT, postings.comment, name="comment"),
    path(f"{COMMENT}tiep-nhan/", postings.take, name="comment-take"),
    path(f"{COMMENT}tra-loi/", postings.answer, name="comment-answer"),
    path(f"{COMMENT}khong-nhan/", postings.refuse, name="comment-refuse"),
    path(f"{COMMENT}khieu-nai/", postings.mark, name="comment-complaint"),
    path("niem-yet/", public_postings.public_postings, name="postings-public"),
    path("niem-yet/<uuid:uid>/", public_postings.public_posting, name="posting-public"),
    path("niem-yet/<uuid:uid>/gui-y-kien/", public_postings.say, name="posting-say"),
]
