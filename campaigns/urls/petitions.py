"""Addresses of petitions and the people's voice."""

from __future__ import annotations

from django.urls import URLPattern, path

from campaigns.views import petition_decisions as decisions
from campaigns.views import petitions, voices

ONE, VOICE = "kien-nghi/<uuid:uid>/", "y-kien-nguoi-dan/<uuid:uid>/"

urlpatterns: list[URLPattern] = [
    path("kien-nghi/", petitions.petitions, name="petitions"),
    path("kien-nghi/moi/", petitions.write, name="petition-new"),
    path("kien-nghi/tong-hop/", decisions.compile_, name="petition-compile"),
    path("kien-nghi/danh-sach/<uuid:uid>/", decisions.batch, name="petition-batch"),
    path(ONE, petitions.petition, name="petition"),
    path(f"{ONE}sua/", petitions.edit, name="petition-edit"),
    path(f"{ONE}gui/", petitions.send, name="petition-send"),
    path(f"{ONE}rut/", petitions.withdraw, name="petition-withdraw"),
    path(f"{ONE}tiep-nhan/", petitions.receive, name="petition-receive"),
    path(f"{ONE}quyet-dinh/", decisions.decide, name="petition-decide"),
    path(f"{ONE}tra-loi/", decisions.answer, name="petition-answer"),
    path(f"{ONE}dieu-chinh/", decisions.amend, name="petition-amend"),
    path("y-kien-nguoi-dan/", voices.voices, name="voices"),
    path("y-kien-nguoi-dan/moi/", voices.enter, name="voice-new"),
    path("y-kien-nguoi-dan/cong-khai/", voices.public_voices, name="voices-public"),
    path("y-kien-nguoi-dan/gui/", voices.say, name="voice-say"),
    path(VOICE, voices.voice, name="voice"),
    path(f"{VOICE}tiep-nhan/", voices.take, name="voice-take"),
    path(f"{VOICE}khong-nhan/", voices.turn_down, name="voice-refuse"),
    path(f"{VOICE}tra-loi/", voices.answer, name="voice-answer"),
    path(f"{VOICE}cong-bo/", voices.publish, name="voice-publish"),
    path(f"{VOICE}go/", voices.unpublish, name="voice-unpublish"),
]
