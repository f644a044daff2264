"""Addresses of clusters, pledges and scores."""

from __future__ import annotations

from django.urls import URLPattern, path

from campaigns.views import clusters, pledges, scores, scoring, statement

urlpatterns: list[URLPattern] = [
    path("cum-khoi/", clusters.clusters, name="clusters"),
    path("cum-khoi/lap/", clusters.new, name="cluster-new"),
    path("cum-khoi/<uuid:uid>/", clusters.cluster, name="cluster"),
    path("cum-khoi/<uuid:uid>/sua/", clusters.edit, name="cluster-edit"),
    path("cum-khoi/<uuid:uid>/thanh-vien/", clusters.add_member, name="cluster-member-new"),
    path("cum-khoi/<uuid:uid>/truong/", clusters.head, name="cluster-head-new"),
    path("cum-khoi/<uuid:uid>/bang-cham/", scoring.new, name="sheet-new"),
    path("cum-khoi/thanh-vien/<uuid:uid>/roi/", clusters.end_member, name="cluster-member-end"),
    path("cum-khoi/thanh-vien/<uuid:uid>/giao-uoc/<int:year>/", pledges.write, name="pledge-write"),
    path("cum-khoi/truong/<uuid:uid>/thoi/", clusters.withdraw_head, name="cluster-head-withdraw"),
    path("giao-uoc/<uuid:uid>/", pledges.pledge, name="pledge"),
    path("giao-uoc/<uuid:uid>/ky/", pledges.sign, name="pledge-sign"),
    path("giao-uoc/chi-tieu/<uuid:uid>/ket-qua/", pledges.result, name="pledge-result"),
    path("bang-cham/<uuid:uid>/", scoring.sheet, name="sheet"),
    path("bang-cham/<uuid:uid>/sua/", scoring.edit, name="sheet-edit"),
    path("bang-cham/<uuid:uid>/noi-dung/", scoring.add_item, name="sheet-item-new"),
    path("bang-cham/noi-dung/<uuid:uid>/sua/", scoring.edit_item, name="sheet-item-edit"),
    path("bang-cham/noi-dung/<uuid:uid>/bo/", scoring.remove_item, name="sheet-item-remove"),
    path("bang-cham/<uuid:uid>/phan-cong-cham-cheo/", scoring.checks, name="sheet-checks"),
    path("bang-cham/<uuid:uid>/mo/", scoring.open_self, name="sheet-open"),
    path("bang-cham/<uuid:uid>/soan-lai/", scoring.take_back, name="sheet-take-back"),
    path("bang-cham/<uuid:uid>/chuyen-cham-cheo/", scoring.open_cross, name="sheet-cross"),
    path("bang-cham/<uuid:uid>/chot/", scoring.agree, name="sheet-agree"),
    path("bang-cham/<uuid:uid>/tu-cham/<uuid:who>/", scores.score_self, name="score-self"),
    path("bang-cham/<uuid:uid>/cham-cheo/<uuid:who>/", scores.score_cross, name="score-cross"),
    path("bang-cham/<uuid:uid>/thong-nhat/<uuid:who>/", scores.score_agreed, name="score-agreed"),
    path("ket-qua-nam/", statement.statements, name="statements"),
    path("ket-qua-nam/<int:year>/<uuid:uid>/", statement.statement, name="statement"),
]
