"""Addresses of rounds, nominations and their dossiers."""

from __future__ import annotations

from django.urls import URLPattern, path

from awards.views import dossiers, nominations, round_parts, rounds
from awards.views import nomination_acts as acts

ROUND, ONE = "dot/<uuid:uid>/", "de-nghi/<uuid:uid>/"

urlpatterns: list[URLPattern] = [
    path("dot/", rounds.rounds, name="rounds"),
    path("dot/moi/", rounds.new, name="round-new"),
    path(ROUND, rounds.one, name="round"),
    path(f"{ROUND}sua/", rounds.edit, name="round-edit"),
    path(f"{ROUND}mo/", rounds.open_, name="round-open"),
    path(f"{ROUND}khep/", rounds.close, name="round-close"),
    path(f"{ROUND}so-luong/", round_parts.quota, name="round-quota"),
    path(f"{ROUND}noi-gui/", round_parts.senders, name="round-senders"),
    path(f"{ROUND}nhac/", round_parts.remind, name="round-remind"),
    path(f"{ROUND}gui-muon/", round_parts.late, name="round-late"),
    path(f"{ROUND}chon-doi-tuong/", nominations.choose, name="nomination-choose"),
    path(f"{ROUND}doi-tuong-moi/", nominations.nominee_new, name="nomination-nominee"),
    path(f"{ROUND}de-nghi/", nominations.new, name="nomination-new"),
    path("so-luong/<uuid:uid>/bo/", round_parts.quota_drop, name="quota-drop"),
    path("gui-muon/<uuid:uid>/rut/", round_parts.late_withdraw, name="late-withdraw"),
    path("dang-ky-danh-hieu/", round_parts.titles, name="titles"),
    path("dang-ky-danh-hieu/moi/", round_parts.title_new, name="title-new"),
    path("dang-ky-danh-hieu/<uuid:uid>/rut/", round_parts.title_withdraw, name="title-withdraw"),
    path("de-nghi/", nominations.nominations, name="nominations"),
    path("de-nghi/tu-guong-dien-hinh/", nominations.stories, name="nomination-stories"),
    path(ONE, nominations.nomination, name="nomination"),
    path(f"{ONE}sua/", nominations.edit, name="nomination-edit"),
    path(f"{ONE}gui/", acts.send, name="nomination-send"),
    path(f"{ONE}rut/", acts.withdraw, name="nomination-withdraw"),
    path(f"{ONE}tiep-nhan/", acts.receive, name="nomination-receive"),
    path(f"{ONE}yeu-cau-bo-sung/", acts.ask, name="nomination-ask"),
    path(f"{ONE}bo-sung/", acts.supplement, name="nomination-supplement"),
    path(f"{ONE}tam-dung/", acts.suspend, name="nomination-suspend"),
    path(f"{ONE}xem-xet-tiep/", acts.resume, name="nomination-resume"),
    path(f"{ONE}quy-dinh/", acts.regime, name="nomination-regime"),
    path(f"{ONE}hop-xet/", dossiers.meeting, name="nomination-meeting"),
    path(f"{ONE}ho-so/", dossiers.add, name="nomination-item"),
    path(f"{ONE}tieu-chuan/<int:order>/", dossiers.criterion, name="nomination-criterion"),
    path("thanh-phan/<uuid:uid>/rut/", dossiers.withdraw, name="item-withdraw"),
]
