"""Addresses of review, confirmation, history, reasons and duties of people."""

from __future__ import annotations

from django.urls import path

from communes.views import coordination, history, people, review, why

urlpatterns = [
    path("ra-soat/", review.queue, name="review-queue"),
    path("ra-soat/con-lai/", coordination.outstanding, name="outstanding"),
    path("ra-soat/<uuid:uid>/", review.review_entry, name="review-entry"),
    path("ra-soat/<uuid:uid>/y-kien/", review.decide, name="review-decide"),
    path("ra-soat/<uuid:uid>/ket-luan/", coordination.settle, name="settle"),
    path("ra-soat/<uuid:uid>/dinh-chinh/", coordination.correct, name="correct"),
    path("ra-soat/<uuid:uid>/lich-su/", history.entry_history, name="entry-history"),
    path("bao-cao/<uuid:uid>/", history.report, name="report"),
    path("bao-cao/<uuid:uid>/khong-doi/", review.accept_unchanged, name="accept-unchanged"),
    path("bao-cao/<uuid:uid>/xac-nhan/", coordination.confirm, name="confirm"),
    path("bao-cao/<uuid:uid>/lich-su/", history.report_history, name="report-history"),
    path("gia-han/<slug:period>/<uuid:unit>/", coordination.extend, name="extend"),
    path("vi-sao/<uuid:uid>/", why.indicator, name="why"),
    path("vi-sao/<uuid:uid>/tieu-chi/<str:no>/", why.criterion, name="why-criterion"),
    path("uy-quyen/", people.delegations, name="delegations"),
    path("uy-quyen/<uuid:uid>/ket-thuc/", people.end_delegation, name="delegation-end"),
    path("ban-giao/", people.handover, name="handover"),
]
