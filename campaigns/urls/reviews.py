"""Addresses of interim and final reviews."""

from __future__ import annotations

from django.urls import path

from campaigns.views import reviews

ONE = "so-ket/<uuid:uid>/"
urlpatterns = [
    path("so-ket/", reviews.reviews, name="reviews"),
    path("so-ket/moi/", reviews.add, name="review-new"),
    path(ONE, reviews.review, name="review"),
    path(f"{ONE}sua/", reviews.edit, name="review-edit"),
    path(f"{ONE}chot/", reviews.gather, name="review-gather"),
    path(f"{ONE}mo-lai/", reviews.reopen, name="review-reopen"),
    path(f"{ONE}ket-thuc/", reviews.close, name="review-close"),
    path(f"{ONE}nhan-xet/<slug:section>/", reviews.remark, name="review-remark"),
    path("so-ket/bao-cao/<uuid:uid>/", reviews.receive, name="review-receive"),
]
